// The worker: runs the binary in its other role. Messages that come before Go
// listens wait in the inbox.
importScripts("./wasm_exec.js");

// The engine takes a device without storage as it comes.
if (name === "forgetful") Object.defineProperty(globalThis, "indexedDB", { value: undefined });

globalThis.inbox = [];

onmessage = async ({ data: module }) => {
  onmessage = ({ data }) => globalThis.inbox.push(data);
  const go = new Go();
  await go.run(await WebAssembly.instantiate(module, go.importObject));
  // An error event reaches the page; a rejected promise would not.
  setTimeout(() => {
    throw new Error("the engine has stopped");
  });
};
