// What was read of public positions: the coverage beside the control, all of it
// in the tab Accounts, an outline on the chart and, by choice, lines through time. The
// second module says it in finished words; this shows them, and is fetched with the
// first of them.
import { observed as outline } from "./layers/observed.js";
import { throughTime } from "./layers/observed-time.js";
import { mixed as mixedMap } from "./layers/observed-mixed.js";
import * as mine from "./mine.js";
import { element, keepWritten, reader, sentences, tableOf } from "./said.js";
import * as second from "./second.js";
import { Past } from "./observed-past.js";
import * as texts from "./texts.js";

/**
 * @typedef {object} Observed
 * @property {string} coin that it is of
 * @property {string[]} lines the coverage first
 * @property {string[]} heads of the columns
 * @property {{page: string, cells: string[]}[]} rows
 * @property {number[]} bins lower edge, upper edge, USD, by turns
 */

/** Nothing. @type {Observed} */
const nothing = { coin: "", lines: [], heads: [], rows: [], bins: [] };

/**
 * The liquidation map with what is observed in place of its venue's share.
 *
 * @typedef {object} Mixed
 * @property {string} line what that is, or why there is none
 * @property {string} label in short
 * @property {{side: number, low: number, high: number, estimate: number, seen: number}[]} rows USD by bin
 */

/** Which message it is, by its second byte; else it is an Observed. */
const [ofMine, ofMixed] = [104, 105];
/** The kind of the message that asks for the mixed map. */
const kindMix = 54;

/** Reads a message (wasm/wire/FORMAT.md). @param {ArrayBuffer} message @returns {Observed | Mixed | ReturnType<typeof mine.parse>} */
export function parse(message) {
  const kind = new Uint8Array(message)[1];
  if (kind === ofMine) return mine.parse(message);
  if (kind === ofMixed) return parseMixed(message);
  const { byte, float, text, list } = reader(message);
  const coin = text();
  const lines = list(text);
  const heads = list(text);
  const rows = list(() => ({ page: text(), cells: list(text) }));
  const bins = list(() => (byte(), [float(), float(), float()])).flat();
  return { coin, lines, heads, rows, bins };
}

/** @param {ArrayBuffer} message @returns {Mixed} */
function parseMixed(message) {
  const { byte, float, text, list } = reader(message);
  const [line, label] = [text(), text()];
  return { line, label, rows: list(() => ({ side: byte(), low: float(), high: float(), estimate: float(), seen: float() })) };
}

/** What was said last. */
let shown = nothing;
/** Where the visitor's own positions are liquidated. @type {import("./mine.js").Level[]} */
let levels = [];
/** What was observed since the page began to read it. */
const past = new Past();

/** The map with what is observed in it, where that is chosen. @type {Mixed | null} */
let map = null;

/** A box to tick, off at first. @param {string} text @param {() => void} changed */
function ticked(text, changed) {
  const box = Object.assign(document.createElement("input"), { type: "checkbox" });
  const label = element("label", "");
  label.className = "tick";
  label.append(box, element("span", text));
  box.addEventListener("change", changed);
  return { box, label };
}

const time = ticked(texts.observedTime, draw);
const mix = ticked(texts.observedMixed, () => {
  second.tell(kindMix, [Number(mix.box.checked)]);
  map = null;
  draw();
});
second.atStart(() => mix.box.checked && second.tell(kindMix, [1]));
/** What is said of the map with what is observed in it. */
const about = Object.assign(element("p", ""), { className: "quiet" });
const choices = element("div", "");
choices.className = "form";
choices.append(time.label, mix.label);
/** The sentences, and the table of the largest, apart from what the visitor types into. */
const [said, table] = [element("div", ""), element("div", "")];

const write = keepWritten(".coverage, .observed", (place) => {
  if (place.matches(".coverage")) return sentences(shown.lines.slice(0, 1), "note small");
  return shown.lines.length > 0 ? [said, mine.section, choices, about, table] : [];
});

/** Shows what was read. @param {Observed | Mixed | ReturnType<typeof mine.parse>} message @param {Worker} [worker] the second module's */
export function show(message, worker) {
  if (worker) second.attend(worker);
  if ("levels" in message) {
    mine.show(message);
    levels = message.levels;
  } else if ("label" in message) {
    map = mix.box.checked ? message : null;
  } else {
    shown = message;
    past.add(message.coin, message.bins, Date.now() / 1000);
    said.replaceChildren(...sentences(shown.lines, "quiet"));
    if (!table.contains(document.activeElement)) table.replaceChildren(...largest());
    if (shown === nothing) [levels, map] = [[], null];
    write(shown);
  }
  draw();
}

/** Draws it on the chart. */
function draw() {
  about.textContent = map?.line ?? "";
  const drawn = { bins: map?.rows.length ? [] : shown.bins, levels, columns: time.box.checked ? past.columns : [], mixed: map };
  document.querySelector(".chart")?.dispatchEvent(new CustomEvent("overlay", { detail: { layers: [mixedMap, outline, throughTime], observed: drawn } }));
}

/** Shows nothing any more. */
export const clear = () => show(nothing);

/** The largest positions. */
function largest() {
  const rows = shown.rows.map(({ page, cells: [account, ...rest] }) => {
    const link = Object.assign(element("a", account), { href: page, target: "_blank", rel: "noopener noreferrer" });
    const first = Object.assign(element("th", ""), { scope: "row" });
    first.append(link);
    return [first, ...rest.map((cell) => element("td", cell))];
  });
  const made = tableOf(texts.observed, shown.heads, rows);
  shown.rows.forEach(({ cells }, i) => (made[0].tBodies[0].rows[i].dataset.side = cells[1].endsWith("short") ? "shorts" : "longs"));
  return made;
}
