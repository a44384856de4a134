// What was read of public positions: the coverage beside the control, all of it
// in the tab Accounts, and an outline on the chart. The second module says it in
// finished words; this shows them, and is fetched with the first of them.
import { observed as layer } from "./layers/observed.js";

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
  const data = new DataView(message);
  const words = new TextDecoder();
  let at = 2;
  const count = () => data.getUint32((at += 4) - 4, true);
  const float = () => data.getFloat64((at += 8) - 8, true);
  const text = () => {
    const length = count();
    return words.decode(new Uint8Array(message, (at += length) - length, length));
  };
  /** @template T @param {() => T} one */
  const list = (one) => Array.from({ length: count() }, one);
  const lines = list(text);
  const heads = list(text);
  const rows = list(() => ({ page: text(), cells: list(text) }));
  const bins = list(() => (at++, [float(), float(), float()])).flat();
  return { lines, heads, rows, bins };
}

/** What was said last. */
let shown = nothing;
let watching = false;
/** What each place shows. @type {WeakMap<Element, Observed>} */
const written = new WeakMap();

/** Shows what was read. @param {Observed} said */
export function show(said) {
  shown = said;
  if (!watching) {
    watching = true;
    // A tab that is opened shows what there is at once.
    new MutationObserver(write).observe(/** @type {Element} */ (document.querySelector("#root")), { childList: true, subtree: true });
  }
  write();
  document.querySelector(".chart")?.dispatchEvent(new CustomEvent("observed", { detail: { layer, bins: said.bins } }));
}

/** Shows nothing any more. */
export const clear = () => show(nothing);

/** Writes what is out of date, but not what somebody is using. */
function write() {
  for (const place of document.querySelectorAll(".coverage, .observed")) {
    // A render may have emptied the place.
    if ((written.get(place) === shown && place.childNodes.length > 0) || place.contains(document.activeElement)) continue;
    written.set(place, shown);
    place.replaceChildren(...(place.matches(".coverage") ? sentences(shown.lines.slice(0, 1), "note small") : [...sentences(shown.lines, "quiet"), ...table()]));
  }
}

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {string} text
 */
function element(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

/** @param {string[]} lines @param {string} name */
const sentences = (lines, name) => lines.map((line) => Object.assign(element("p", line), { className: name }));

/** The largest positions. */
function table() {
  if (shown.rows.length === 0) return [];
  const made = element("table", "");
  made.className = "table";
  made.setAttribute("aria-label", "Largest observed positions");
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
