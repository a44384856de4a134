// Why the cluster that is pinned stands where it does: sentences, and what of it
// came on which day. The second module says it in finished words; this shows them,
// and is fetched with the first of them.
import { element, keepWritten, reader, sentences } from "./said.js";
import { byDay, say } from "./texts.js";

/**
 * @typedef {object} Why
 * @property {string[]} lines
 * @property {number[]} shares of what stands there, what stood before the days first
 * @property {string[]} labels of shares
 */

/** Nothing. @type {Why} */
const nothing = { lines: [], shares: [], labels: [] };

/** Reads the message (wasm/wire/FORMAT.md). @param {ArrayBuffer} message @returns {Why} */
export function parse(message) {
  const { float, text, list } = reader(message);
  return { lines: list(text), shares: list(float), labels: list(text) };
}

/** What was said last. */
let shown = nothing;
const write = keepWritten(".why", () => [...sentences(shown.lines.slice(0, 1), "quiet"), ...chart(), ...sentences(shown.lines.slice(1), "quiet")]);

/** Shows what is said. @param {Why} said */
export function show(said) {
  shown = said;
  write(said);
}

/** Shows nothing any more. */
export const clear = () => show({ ...nothing });

/** A bar a day, as high as its share. */
function chart() {
  const { shares, labels } = shown;
  if (shares.length < 2) return [];
  const most = Math.max(...shares);
  const made = element("div", "");
  made.className = "days";
  made.setAttribute("role", "img");
  made.setAttribute("aria-label", say(byDay, labels.map((label, i) => `${label} ${(100 * shares[i]).toFixed(0)} %`).join(", ")));
  shares.forEach((share, i) => {
    const bar = element("i", "");
    bar.style.height = `${(100 * share) / most}%`;
    bar.title = `${labels[i]}: ${(100 * share).toFixed(0)} %`;
    made.append(bar);
  });
  return [made];
}
