// The worker: runs the binary in its other role. Messages that come before Go
// listens wait in the inbox.
importScripts("./wasm_exec.js");

// The engine takes a device without storage as it comes.
if (name === "forgetful") Object.defineProperty(globalThis, "indexedDB", { value: undefined });

/**
 * @typedef {object} GoRuntime
 * @property {WebAssembly.Imports} importObject
 * @property {(instance: WebAssembly.Instance) => Promise<void>} run
 */

const worker = /** @type {DedicatedWorkerGlobalScope & {inbox: ArrayBuffer[], Go: new () => GoRuntime, unzip: typeof import("./unzip.js").unzip}} */ (/** @type {unknown} */ (globalThis));
worker.inbox = [];
worker.unzip = async (bytes, most) => (await import("./unzip.js")).unzip(bytes, most);

onmessage = async ({ data: module }) => {
  onmessage = ({ data }) => worker.inbox.push(data);
  const go = new worker.Go();
  await go.run(await WebAssembly.instantiate(/** @type {WebAssembly.Module} */ (module), go.importObject));
  // An error event reaches the page; a rejected promise would not.
  setTimeout(() => {
    throw new Error("the engine has stopped");
  });
};
