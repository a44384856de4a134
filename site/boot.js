// Starts the page: compiles the one binary once, hands it to the worker and
// runs it here as the page. Vugu's script is loaded as a file, so what it
// hands to eval, once, is already there.

const evaluate = globalThis.eval;
globalThis.eval = (code) => {
  if (!String(code).includes("vuguRender")) return evaluate(code);
  globalThis.eval = evaluate;
};

const say = (sentence) => {
  document.querySelector("#root").textContent = sentence;
};

// In a frame of another site nothing is kept on the device.
const embedded = "embed" in document.documentElement.dataset;

try {
  // The theme of the last visit, before there is anything to see.
  const theme = /^theme=(\w+)$/m.exec(localStorage.getItem("brink.settings"))?.[1];
  if (theme) document.documentElement.dataset.theme = theme;
} catch {
  // The device keeps nothing.
}

try {
  const compiling = WebAssembly.compileStreaming(fetch("./brink.wasm"));
  const { mountChart } = await import("./chart.js"); // meanwhile
  const module = await compiling;
  const go = new globalThis.Go();
  // Go takes these at once and removes them: the page has no globals of ours.
  globalThis.boot = {
    mountChart,
    startWorker() {
      const worker = new Worker("./worker.js", { name: embedded ? "forgetful" : "" });
      worker.postMessage(module);
      return worker;
    },
  };
  // What was loaded opens without a network from then on; that is seen to when
  // the map has had the machine to itself.
  if (!embedded) setTimeout(() => navigator.serviceWorker?.register("/service-worker.js").catch(() => {}), 3000);
  const running = go.run(await WebAssembly.instantiate(module, go.importObject));
  running.then(() => say("Brink has stopped. Reload the page to start it again."));
} catch (error) {
  say(`Brink could not start in this browser: ${error.message}. It needs WebAssembly, as in any browser since 2020.`);
}
