// The door to the second module: starts it in a worker of its own. What it says
// goes to the page as it comes, but for what was read of public positions and how
// good the sealed forecasts were, which scripts of their own show; why it cannot be had is said here.
import * as texts from "./texts.js";

/** Why the second module cannot be had, by code. @type {Record<string, string>} */
const sentences = { "extra-gone": texts.extraGone, "extra-blocked": texts.extraBlocked, "extra-stopped": texts.extraStopped };

/**
 * @param {(code: string, sentence: string) => void} failed is called once, where
 *   it cannot be had or has ended
 * @returns {Worker} whose messages are the second module's
 */
export function open(failed) {
  const worker = new Worker("./extra-worker.js");
  const shown = showing(worker);
  /** @param {string} code */
  let fail = (code) => {
    fail = () => {};
    worker.terminate();
    failed(code, sentences[code]);
  };
  worker.addEventListener("message", (event) => {
    if (shown(event)) return;
    if (typeof event.data !== "string") return;
    event.stopImmediatePropagation(); // is no message of the module
    fail(event.data);
  });
  let begun = false;
  worker.addEventListener("message", () => (begun = true), { once: true });
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    fail(begun ? "extra-stopped" : "extra-blocked");
  });
  return worker;
}

/** The scripts that show messages, by their second byte (wasm/wire). @type {Record<number, () => Promise<{parse: (message: ArrayBuffer) => any, show: (said: any, worker: Worker, begin: () => Worker) => void, clear: () => void}>>} */
const scripts = { 99: () => import("./observed.js"), 100: () => import("./skill.js"), 101: () => import("./why.js"), 102: () => import("./compare.js"), 104: () => import("./observed.js"), 105: () => import("./observed.js"), 106: () => import("./moves.js"), 109: () => import("./book.js"), 110: () => import("./watchlist.js"), 111: () => import("./watchlist.js") };

/** Starts a worker with the engine. @type {() => Worker} */
let begin;
/** @param {() => Worker} start */
export const lend = (start) => void (begin = start);

/**
 * Shows those messages of a worker, until it is ended. Returns what takes a
 * message, and says whether it was one of them.
 *
 * @param {Worker} worker
 */
function showing(worker) {
  /** @type {Record<number, ReturnType<typeof scripts[99]>>} */
  const fetched = {};
  let ended = false;
  const end = worker.terminate.bind(worker);
  worker.terminate = () => {
    ended = true;
    end();
    for (const script of Object.values(fetched)) script.then(({ clear }) => clear()).catch(() => {});
  };
  return (/** @type {MessageEvent} */ event) => {
    const kind = event.data instanceof ArrayBuffer ? new Uint8Array(event.data)[1] : 0;
    if (!(kind in scripts)) return false;
    event.stopImmediatePropagation();
    fetched[kind] ??= scripts[kind]();
    fetched[kind].then(({ parse, show }) => ended || show(parse(event.data), worker, begin)).catch(() => delete fetched[kind]);
    return true;
  };
}
