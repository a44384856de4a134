// The second module's worker: fetches it, compiles it and runs it. Messages that
// come before Go listens wait in the inbox.
importScripts("./wasm_exec.js");

/**
 * @typedef {object} GoRuntime
 * @property {WebAssembly.Imports} importObject
 * @property {(instance: WebAssembly.Instance) => Promise<void>} run
 */

/**
 * The network, as Go uses it and takes it away at once.
 *
 * @typedef {object} Net
 * @property {(url: string, opened: () => void, frame: (text: string) => void, ended: () => void) => {send: (text: string) => void, end: () => void}} dial
 * @property {(url: string, body: string, done: (status: number, wait: number, body: Uint8Array) => void) => Promise<void>} post
 *   wait is in ms; a status of 0 is no network
 * @property {(name: string, done: (list: Uint8Array) => void) => Promise<void>} load what is kept on the device, else what the relay has; empty where there is none
 * @property {(name: string, list: Uint8Array) => Promise<void>} save keeps it there, as far as the device lets it
 */

/** How many lists of accounts are kept: the oldest gives way. */
const mostLists = 10;
const lists = () => caches.open("accounts");
/** @param {string} name */
const addressOf = (name) => `/accounts/${encodeURIComponent(name)}`;

const worker = /** @type {DedicatedWorkerGlobalScope & {inbox: ArrayBuffer[], net?: Net, Go: new () => GoRuntime}} */ (/** @type {unknown} */ (globalThis));
worker.net = {
  dial(url, opened, frame, ended) {
    const socket = new WebSocket(url);
    const listeners = Object.entries({ open: opened, message: (/** @type {MessageEvent} */ { data }) => frame(String(data)), close: ended });
    for (const [name, listener] of listeners) socket.addEventListener(name, /** @type {EventListener} */ (listener));
    return {
      send: (text) => socket.readyState === 1 && socket.send(text),
      end() {
        for (const [name, listener] of listeners) socket.removeEventListener(name, /** @type {EventListener} */ (listener));
        socket.close();
      },
    };
  },
  async load(name, done) {
    const kept = await lists().then((cache) => cache.match(addressOf(name))).catch(() => undefined);
    // Before the first visit there is the relay's list, where its owner keeps one.
    const list = kept ?? (await fetch("/census/hyperliquid.bin").catch(() => undefined));
    done(new Uint8Array((list?.status === 200 && (await list.arrayBuffer().catch(() => undefined))) || []));
  },
  async save(name, list) {
    try {
      const cache = await lists();
      await cache.delete(addressOf(name)); // so that the newest is the last one
      for (const oldest of (await cache.keys()).slice(0, 1 - mostLists)) await cache.delete(oldest);
      await cache.put(addressOf(name), new Response(/** @type {BufferSource} */ (list)));
    } catch {
      // the device is full, or keeps nothing
    }
  },
  async post(url, body, done) {
    try {
      const answer = await fetch(url, {
        method: "POST", body, headers: { "Content-Type": "application/json" }, credentials: "omit", referrerPolicy: "no-referrer", signal: AbortSignal.timeout(20_000),
      });
      done(answer.status, 1000 * (Number(answer.headers.get("Retry-After")) || 0), new Uint8Array(await answer.arrayBuffer()));
    } catch {
      done(0, 0, new Uint8Array());
    }
  },
};
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
