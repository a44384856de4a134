// The second module's worker: fetches it, compiles it and runs it. Messages that
// come before Go listens wait in the inbox.
importScripts("./wasm_exec.js");

/**
 * @typedef {object} GoRuntime
 * @property {WebAssembly.Imports} importObject
 * @property {(instance: WebAssembly.Instance) => Promise<void>} run
 */

const worker = /** @type {DedicatedWorkerGlobalScope & {inbox: ArrayBuffer[], Go: new () => GoRuntime}} */ (/** @type {unknown} */ (globalThis));
worker.inbox = [];
onmessage = ({ data }) => worker.inbox.push(data);

(async () => {
  let code = "extra-blocked";
  try {
    const answer = await fetch("./extra.wasm");
    if (answer.status === 404) code = "extra-gone";
    const go = new worker.Go();
    const { instance } = await WebAssembly.instantiateStreaming(answer, go.importObject);
    code = "extra-stopped";
    await go.run(instance);
  } catch {
    // is said below
  }
  worker.postMessage(code);
})();
