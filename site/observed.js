// What was read of public positions: the coverage beside the control, all of it
// in the tab Accounts, an outline on the chart and, by choice, lines through time. The
// second module says it in finished words; this shows them, and is fetched with the
// first of them.
import { observed as outline } from "./layers/observed.js";
import { throughTime } from "./layers/observed-time.js";
import * as mine from "./mine.js";
import { element, keepWritten, reader, sentences, tableOf } from "./said.js";
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

/** Which of two messages it is, by its second byte. */
const ofMine = 104;

/** Reads a message (wasm/wire/FORMAT.md). @param {ArrayBuffer} message @returns {Observed | ReturnType<typeof mine.parse>} */
export function parse(message) {
  if (new Uint8Array(message)[1] === ofMine) return mine.parse(message);
  const { byte, float, text, list } = reader(message);
  const coin = text();
  const lines = list(text);
  const heads = list(text);
  const rows = list(() => ({ page: text(), cells: list(text) }));
  const bins = list(() => (byte(), [float(), float(), float()])).flat();
  return { coin, lines, heads, rows, bins };
}

/** What was said last. */
let shown = nothing;
/** Where the visitor's own positions are liquidated. @type {import("./mine.js").Level[]} */
let levels = [];
/** What was observed since the page began to read it. */
const past = new Past();

const time = Object.assign(document.createElement("input"), { type: "checkbox" });
time.addEventListener("change", draw);
const choice = element("label", "");
choice.className = "tick";
choice.append(time, element("span", texts.observedTime));
/** The sentences, and the table of the largest, apart from what the visitor types into. */
const [said, table] = [element("div", ""), element("div", "")];

const write = keepWritten(".coverage, .observed", (place) => {
  if (place.matches(".coverage")) return sentences(shown.lines.slice(0, 1), "note small");
  return shown.lines.length > 0 ? [said, mine.section, choice, table] : [];
});

/** Shows what was read. @param {Observed | ReturnType<typeof mine.parse>} message @param {Worker} [worker] the second module's */
export function show(message, worker) {
  if (worker) mine.attend(worker);
  if ("levels" in message) {
    mine.show(message);
    levels = message.levels;
  } else {
    shown = message;
    past.add(message.coin, message.bins, Date.now() / 1000);
    said.replaceChildren(...sentences(shown.lines, "quiet"));
    if (!table.contains(document.activeElement)) table.replaceChildren(...largest());
    if (shown === nothing) levels = [];
    write(shown);
  }
  draw();
}

/** Draws it on the chart. */
function draw() {
  const drawn = { bins: shown.bins, levels, columns: time.checked ? past.columns : [] };
  document.querySelector(".chart")?.dispatchEvent(new CustomEvent("observed", { detail: { layers: [outline, throughTime], drawn } }));
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
