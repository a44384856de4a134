// What scripts tell the second module by themselves, which the first one never learns.

/** @type {Worker | undefined} */
let module;
/** @type {(() => void)[]} */
const starts = [];

/** What tells a second module that has started what the one before knew. @param {() => void} again */
export const atStart = (again) => starts.push(again);

/** Takes note of the second module's worker, which is another one after each start. @param {Worker} worker */
export function attend(worker) {
  if (worker === module) return;
  module = worker;
  for (const again of starts) again();
}

/** Sends a message (wasm/wire/FORMAT.md). @param {number} kind @param {ArrayLike<number>} body */
export function tell(kind, body) {
  const message = new Uint8Array(2 + body.length);
  message.set([1, kind]);
  message.set(body, 2);
  module?.postMessage(message.buffer, [message.buffer]);
}
