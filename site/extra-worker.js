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
 * @property {(name: string, done: (list: Uint8Array) => void) => Promise<void>} load what is kept on the device, else, of accounts, what the relay has; empty where there is none
 * @property {(name: string, list: Uint8Array, done?: (kept: boolean) => void) => Promise<void>} save keeps it there, as far as the device lets it
 * @property {(name: string, held: (release: () => void) => void) => void} hold waits until no other tab holds a name
 */

/** How many lists of one kind are kept: the oldest gives way. */
const mostLists = 10;
/** @param {string} name of a list of accounts, or with its kind and a slash before it */
const cacheOf = (name) => caches.open(name.includes("/") ? name.slice(0, name.indexOf("/")) : "accounts");
/** @param {string} name */
const addressOf = (name) => (name.includes("/") ? `/${name.split("/").map(encodeURIComponent).join("/")}` : `/accounts/${encodeURIComponent(name)}`);

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
    const kept = await cacheOf(name).then((cache) => cache.match(addressOf(name))).catch(() => undefined);
    // Before the first visit there is the relay's list, where its owner keeps one.
    const list = kept ?? (name.includes("/") ? undefined : await fetch("/census/hyperliquid.bin").catch(() => undefined));
    done(new Uint8Array((list?.status === 200 && (await list.arrayBuffer().catch(() => undefined))) || []));
  },
  async save(name, list, done) {
    try {
      const cache = await cacheOf(name);
      const others = (await cache.keys()).filter(({ url }) => new URL(url).pathname !== addressOf(name));
      await cache.put(addressOf(name), new Response(/** @type {BufferSource} */ (list)));
      for (const oldest of others.slice(0, Math.max(0, others.length + 1 - mostLists))) await cache.delete(oldest);
      done?.(true);
    } catch {
      done?.(false); // the device is full, or keeps nothing
    }
  },
  hold(name, held) {
    if (navigator.locks) navigator.locks.request(name, () => new Promise((release) => held(() => release(undefined)))).catch(() => held(() => {}));
    else held(() => {});
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
