// What was read of public positions: the coverage beside the control, all of it
// in the tab Accounts, and an outline on the chart. The second module says it in
// finished words; this shows them, and is fetched with the first of them.
import { observed as layer } from "./layers/observed.js";
import { element, keepWritten, reader, sentences } from "./said.js";
import * as texts from "./texts.js";

/**
 * @typedef {object} Observed
 * @property {string[]} lines the coverage first
 * @property {string[]} heads of the columns
 * @property {{page: string, cells: string[]}[]} rows
 * @property {number[]} bins lower edge, upper edge, USD, by turns
 */

/** Nothing. @type {Observed} */
const nothing = { lines: [], heads: [], rows: [], bins: [] };

/** Reads the message (wasm/wire/FORMAT.md). @param {ArrayBuffer} message @returns {Observed} */
export function parse(message) {
  const { byte, float, text, list } = reader(message);
  const lines = list(text);
  const heads = list(text);
  const rows = list(() => ({ page: text(), cells: list(text) }));
  const bins = list(() => (byte(), [float(), float(), float()])).flat();
  return { lines, heads, rows, bins };
}

/** What was said last. */
let shown = nothing;
const write = keepWritten(".coverage, .observed", (place) =>
  place.matches(".coverage") ? sentences(shown.lines.slice(0, 1), "note small") : [...sentences(shown.lines, "quiet"), ...table()],
);

/** Shows what was read. @param {Observed} said */
export function show(said) {
  shown = said;
  write(said);
  document.querySelector(".chart")?.dispatchEvent(new CustomEvent("observed", { detail: { layer, bins: said.bins } }));
}

/** Shows nothing any more. */
export const clear = () => show(nothing);

/** The largest positions. */
function table() {
  if (shown.rows.length === 0) return [];
  const made = element("table", "");
  made.className = "table";
  made.setAttribute("aria-label", texts.observed);
  const head = made.createTHead().insertRow();
  for (const title of shown.heads) head.append(Object.assign(element("th", title), { scope: "col" }));
  const body = made.createTBody();
  for (const { page, cells } of shown.rows) {
    const row = body.insertRow();
    row.dataset.side = cells[1].endsWith("short") ? "shorts" : "longs";
    const [account, ...rest] = cells;
    const link = Object.assign(element("a", account), { href: page, target: "_blank", rel: "noopener noreferrer" });
    const first = Object.assign(element("th", ""), { scope: "row" });
    first.append(link);
    row.append(first, ...rest.map((cell) => element("td", cell)));
    row.cells[row.cells.length - 1].className = "wide";
  }
  return [made];
}
