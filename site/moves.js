// Both directions from the price, beside the price axis, while the outlook is on. The
// second module says it; this hands it to the chart, and is fetched with the first of it.
import { moves as strip } from "./layers/moves.js";
import { reader } from "./said.js";

/** @typedef {import("./layers/moves.js").Moves} Moves */

/** Reads the message (wasm/wire/FORMAT.md). @param {ArrayBuffer} message @returns {Moves} */
export function parse(message) {
  const { byte, float, text, list } = reader(message);
  const [price, lead] = [float(), text()];
  const side = () => list(() => ({ level: float(), usd: float(), half: float(), tenth: float(), usual: byte() === 1, text: text(), more: text() }));
  return { price, lead, sides: [side(), side()] };
}

/** What was said last. @type {Moves | null} */
let shown = null;
/** The element that says whether the outlook is on. @type {Element | null} */
let watched = null;

/** Shows what is said. @param {Moves} said */
export function show(said) {
  shown = said;
  if (!watched?.isConnected && (watched = document.querySelector("[data-outlook]"))) new MutationObserver(draw).observe(watched, { attributeFilter: ["data-outlook"] });
  draw();
}

/** Shows nothing any more. */
export function clear() {
  shown = null;
  draw();
}

/** Hands it to the chart, or that there is none. */
function draw() {
  const on = document.querySelector("[data-outlook=true]");
  document.querySelector(".chart")?.dispatchEvent(new CustomEvent("overlay", { detail: { layers: [strip], moves: on && shown } }));
}
