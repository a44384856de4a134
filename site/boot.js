// Starts the page: compiles the one binary once, hands it to the worker and
// runs it here as the page. Vugu's script is loaded as a file, so what it
// hands to eval, once, is already there.
import { mountChart } from "./chart.js";

const evaluate = globalThis.eval;
globalThis.eval = (code) => {
  if (!String(code).includes("vuguRender")) return evaluate(code);
  globalThis.eval = evaluate;
};

const say = (sentence) => {
  document.querySelector("#root").textContent = sentence;
};

try {
  const compiling = WebAssembly.compileStreaming(fetch("./brink.wasm"));
  const module = await compiling;
  const go = new globalThis.Go();
  // Go takes these at once and removes them: the page has no globals of ours.
  globalThis.boot = {
    mountChart,
    startWorker() {
      const worker = new Worker("./worker.js");
      worker.postMessage(module);
      return worker;
    },
  };
  const running = go.run(await WebAssembly.instantiate(module, go.importObject));
  running.then(() => say("Brink has stopped. Reload the page to start it again."));
} catch (error) {
  say(`Brink could not start in this browser: ${error.message}. It needs WebAssembly, as in any browser since 2020.`);
}
