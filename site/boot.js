// Starts the page: compiles the one binary once, hands it to the worker and
// runs it here as the page. Vugu's script is loaded as a file, so what it
// hands to eval, once, is already there.
import { showTheme } from "./settings.js";
import * as texts from "./texts.js";

/**
 * What Go takes at once and removes: the page has no globals of ours.
 *
 * @typedef {object} Boot
 * @property {typeof import("./chart.js").mountChart} mountChart
 * @property {() => Worker} startWorker starts a worker with the binary
 * @property {() => Promise<typeof import("./extra.js")>} extra what opens the second module
 * @property {string} binary the name that the binary is fetched by
 */

/**
 * Of wasm_exec.js.
 *
 * @typedef {object} GoRuntime
 * @property {WebAssembly.Imports} importObject
 * @property {(instance: WebAssembly.Instance) => Promise<void>} run
 */

const page = /** @type {typeof globalThis & {Go: new () => GoRuntime, boot?: Boot}} */ (globalThis);

const evaluate = page.eval;
page.eval = (code) => {
  if (!String(code).includes("vuguRender")) return evaluate(code);
  page.eval = evaluate;
};

/** @param {string} sentence */
const say = (sentence) => {
  /** @type {Element} */ (document.querySelector("#root")).textContent = sentence;
};

// In a frame of another site nothing is kept on the device.
const embedded = "embed" in document.documentElement.dataset;

showTheme();

// What is typed outside of any control may be the name of a coin.
if (!embedded) {
  /** @type {Promise<typeof import("./find.js")> | undefined} */
  let finding;
  addEventListener("keydown", (event) => {
    const { key, target, ctrlKey, altKey, metaKey } = event;
    if (ctrlKey || altKey || metaKey || !/^([\p{L}\p{N}/_-]|Process)$/u.test(key) || (target instanceof Element && target.closest("input,select,textarea,dialog"))) return;
    const tab = document.querySelector(".tabs [aria-pressed=true]");
    // One promise keeps the letters in order, those before it has been fetched as well.
    finding ??= import("./find.js");
    finding.then(({ typed }) => typed(event, tab), () => (finding = undefined));
  }, true);
}

if ("documentPictureInPicture" in window) {
  document.documentElement.dataset.mini = "";
  addEventListener("click", ({ target }) => /** @type {Element} */ (target).closest(".mini") && import("./mini-map.js").then(({ toggle }) => toggle()).catch(() => {}));
}

try {
  const compiling = WebAssembly.compileStreaming(fetch("./brink.wasm"));
  const begin = (/** @type {WebAssembly.Module | undefined} */ module) => {
    const worker = new Worker("./worker.js", { name: embedded ? "forgetful" : "" });
    if (module) worker.postMessage(module);
    return worker;
  };
  // The first worker is fetched while the binary is, and begins beside the page;
  // where it could not be had, the page is told of the next one.
  /** @type {Worker | undefined} */
  let first = new URLSearchParams(location.search).has("story") ? undefined : begin(undefined);
  if (first) first.onerror = () => (first = undefined);
  const { mountChart } = await import("./chart.js"); // meanwhile
  const module = await compiling;
  first?.postMessage(module);
  const go = new page.Go();
  page.boot = {
    mountChart,
    extra: () =>
      import("./extra.js").then((door) => {
        door.lend(() => begin(module));
        return door;
      }),
    binary: "./brink.wasm",
    startWorker() {
      const worker = first ?? begin(module);
      first = undefined;
      return worker;
    },
  };
  // What was loaded opens without a network from then on; that is seen to when
  // the map has had the machine to itself.
  if (!embedded) setTimeout(() => navigator.serviceWorker?.register("/service-worker.js").catch(() => {}), 3000);
  const running = go.run(await WebAssembly.instantiate(module, go.importObject));
  running.then(() => say(texts.stopped));
} catch (error) {
  say(texts.say(texts.notStarted, /** @type {Error} */ (error).message));
}
