// Order books: the profile on the chart, how each venue's book is, what price met in
// clusters, and the six steps of the chosen one. The second module says it in finished
// words; this shows them, and is fetched with the first of them.
import { book as profile, past } from "./layers/book.js";
import { element, keepWritten, reader, sentences } from "./said.js";
import * as texts from "./texts.js";

/**
 * @typedef {object} Said
 * @property {string} lead
 * @property {string[]} lines of venues
 * @property {{title: string, text: string, at: string, known: boolean}[]} facts
 * @property {string[]} events
 * @property {{price: number, state: number, text: string}} lamp
 * @property {number} at ms
 * @property {number} price
 * @property {number} step
 * @property {[number, number]} from
 * @property {[number, number]} every
 * @property {[number[], number[]]} usd
 */

/** Reads the message (wasm/wire/FORMAT.md). @param {ArrayBuffer} message @returns {Said} */
export function parse(message) {
  const { byte, float, int, text, list } = reader(message);
  const [lead, lines] = [text(), list(text)];
  const facts = list(() => ({ title: text(), text: text(), at: text(), known: byte() === 1 }));
  const events = list(text);
  const lamp = { price: float(), state: byte(), text: text() };
  const [at, price, step] = [int(), float(), float()];
  const sides = [0, 1].map(() => ({ from: float(), every: float(), usd: list(float) }));
  const [bids, asks] = sides;
  return { lead, lines, facts, events, lamp, at, price, step, from: [bids.from, asks.from], every: [bids.every, asks.every], usd: [bids.usd, asks.usd] };
}

/** What was said last. @type {Said | null} */
let shown = null;
/** What is drawn beside the profile. */
const wanted = { summed: false, history: false };

/** How long what rested is remembered, and of how long a column is, ms. */
const [memory, minute] = [6 * 3600e3, 60e3];
/** What rested by the minute, the oldest first. @type {import("./layers/book.js").Column[]} */
let columns = [];
let last = { at: 0, price: 0 };

/** When the words were written last. */
let written = 0;

const said = keepWritten(".book .said, .met", (place) => (!shown ? [] : place.matches(".met") ? met(shown) : sentences(shown.lines, "note small")));
const ticks = keepWritten(".book", () => (shown ? [tick(texts.summed, "summed"), tick(texts.history, "history"), Object.assign(element("div", ""), { className: "said" })] : []));
const always = {};

/** Whether order books are to be seen: an alert may follow them all the same. */
const wants = () => document.querySelector(".book")?.closest(".group")?.querySelector("input")?.checked ?? false;
// The second module may stay for something else.
document.addEventListener("change", () => shown && !wants() && clear());

/** Shows what is said. @param {Said} now */
export function show(now) {
  if (!wants()) return;
  shown = now;
  remember(now);
  draw();
  ticks(always);
  if (performance.now() - written < 900) return; // nobody reads faster
  written = performance.now();
  said(now);
}

/** Shows nothing any more. */
export function clear() {
  shown = null;
  columns = [];
  written = 0;
  said({});
  for (const place of document.querySelectorAll(".book")) place.replaceChildren();
  draw();
}

/** Takes note of what rests, a column a minute. @param {Said} now */
function remember({ at, price, step, from, usd }) {
  // Another market, or a clock that was put back.
  if (at < last.at || !(Math.abs(Math.log(price / last.price)) < 0.2)) columns = [];
  last = { at, price };
  const count = usd[0].length + usd[1].length;
  if (count === 0) return;
  const first = Math.round(Math.log(from[0]) / step) - usd[0].length + 1;
  const now = new Float32Array(count);
  usd[0].forEach((dollars, i) => (now[usd[0].length - 1 - i] += dollars));
  usd[1].forEach((dollars, i) => (now[usd[0].length - 1 + i] += dollars));
  const time = (Math.floor(at / minute) * minute) / 1000;
  if (columns.at(-1)?.time === time) columns.pop();
  columns.push({ time, first, usd: now });
  while (columns[0].time * 1000 < at - memory) columns.shift();
}

/** Hands what is to be drawn to the chart. */
function draw() {
  const chart = document.querySelector(".chart");
  const book = shown && { ...shown, summed: wanted.summed, past: wanted.history ? columns : [] };
  chart?.dispatchEvent(new CustomEvent("overlay", { detail: { layers: [past, profile], book } }));
}

/** A box to tick. @param {string} title @param {keyof typeof wanted} name */
function tick(title, name) {
  const box = Object.assign(element("input", ""), { type: "checkbox", checked: wanted[name] });
  box.addEventListener("change", () => {
    wanted[name] = box.checked;
    draw();
  });
  const made = Object.assign(element("label", ""), { className: "tick" });
  made.append(box, element("span", title));
  return made;
}

/** What price met, and the steps of the chosen cluster. @param {Said} now */
function met({ events, facts }) {
  const steps = Object.assign(element("ol", ""), { className: "steps" });
  steps.setAttribute("aria-label", texts.steps);
  for (const { title, text, at, known } of facts) {
    const item = element("li", "");
    item.dataset.known = String(known);
    item.append(element("b", `${title}:`), ` ${text} `, element("small", at));
    steps.append(item);
  }
  return [...sentences(events.slice(0, 3), "event"), ...(facts.length ? [steps] : sentences([texts.chooseCluster], "quiet"))];
}
