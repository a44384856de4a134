// The door to the second module: starts it in a worker of its own. What it says
// goes to the page as it comes, but for what was read of public positions, which
// observed.js shows; why it cannot be had is said here.

/** Why the second module cannot be had, by code. @type {Record<string, string>} */
const sentences = {
  "extra-gone": "What computes this belongs to another version of Brink than this page. Reload the page to get both of one version.",
  "extra-blocked": "What computes this could not be fetched: there is no network, or something between this page and its server holds it back. The map goes on; switch it off and on to try again.",
  "extra-stopped": "What computes this has stopped. The map goes on; switch it off and on to start it again.",
};

/**
 * @param {(code: string, sentence: string) => void} failed is called once, where
 *   it cannot be had or has ended
 * @returns {Worker} whose messages are the second module's
 */
export function open(failed) {
  const worker = new Worker("./extra-worker.js");
  const showing = observing(worker);
  /** @param {string} code */
  let fail = (code) => {
    fail = () => {};
    worker.terminate();
    failed(code, sentences[code]);
  };
  worker.addEventListener("message", (event) => {
    if (showing(event)) return;
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

/** The second byte of a message about public positions (wasm/wire). */
const observed = 99;

/**
 * Shows what a worker says of public positions, until it is ended. Returns what
 * takes such a message, and says whether it was one.
 *
 * @param {Worker} worker
 */
function observing(worker) {
  /** @type {Promise<typeof import("./observed.js")> | null} */
  let fetched = null;
  let ended = false;
  const end = worker.terminate.bind(worker);
  worker.terminate = () => {
    ended = true;
    end();
    fetched?.then(({ clear }) => clear()).catch(() => {});
  };
  return (/** @type {MessageEvent} */ event) => {
    if (!(event.data instanceof ArrayBuffer) || new Uint8Array(event.data)[1] !== observed) return false;
    event.stopImmediatePropagation();
    fetched ??= import("./observed.js");
    fetched.then(({ parse, show }) => ended || show(parse(event.data))).catch(() => (fetched = null));
    return true;
  };
}
