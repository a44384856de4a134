// Runs the Go program of this folder, one instance a request, as
// github.com/syumai/workers wants it: a binding object that it fills, and a
// host function that it calls when it is ready.
import "./wasm_exec.js";
import module from "./app.wasm";

globalThis.tryCatch = (call) => {
  try {
    return { result: call() };
  } catch (error) {
    return { error };
  }
};

/** Answers a request by the handler in Go. */
export async function serve(request) {
  const go = new Go();
  const binding = {};
  await new Promise((ready, failed) => {
    const instance = new WebAssembly.Instance(module, { ...go.importObject, workers: { ready } });
    go.run(instance, { binding }).catch(failed);
  });
  return binding.handleRequest(request);
}
