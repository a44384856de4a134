// How good the forecasts were that were sealed on this device: a sentence under
// the header, the rest in the tab Skill. The second module says it in finished
// words; this shows them, and is fetched with the first of them.
import { element, keepWritten, reader, sentences } from "./said.js";
import * as texts from "./texts.js";

/**
 * @typedef {object} Skill
 * @property {string} strip
 * @property {string[]} lines
 * @property {string[]} heads of the columns
 * @property {string[][]} rows
 * @property {number[]} leads in nats per dollar, by days
 * @property {string[]} behind the models that are behind novelty here
 * @property {string} key what the sealed lines are kept under; "" where there are none
 */

/** Nothing. @type {Skill} */
const nothing = { strip: "", lines: [], heads: [], rows: [], leads: [], behind: [], key: "" };

/** Reads the message (wasm/wire/FORMAT.md). @param {ArrayBuffer} message @returns {Skill} */
export function parse(message) {
  const { float, text, list } = reader(message);
  return { strip: text(), lines: list(text), heads: list(text), rows: list(() => list(text)), leads: list(float), behind: list(text), key: text() };
}

/** What was said last. */
let shown = nothing;
const write = keepWritten("[data-part=skill], .skill", (place) => {
  if (!place.matches(".skill")) return shown.strip ? [shown.strip] : [];
  return [...sentences(shown.strip ? [shown.strip] : [], "quiet"), ...table(), ...chart(), ...dimming(), ...sentences(shown.lines, "quiet"), ...saving()];
});

/** Shows what is said. @param {Skill} said */
export function show(said) {
  shown = said;
  write(said);
  dim();
}

/** Shows nothing any more. */
export const clear = () => show({ ...nothing });

/** Where the visitor keeps that no map is to be dimmed. */
const overruled = "brink.undimmed";

let inFull = false; // where the device keeps nothing
/** Whether maps are drawn in full whatever is known of them; given that, keeps it. @param {boolean} [full] */
function drawnInFull(full) {
  try {
    if (full === true) localStorage.setItem(overruled, "1");
    if (full === false) localStorage.removeItem(overruled);
    return localStorage.getItem(overruled) !== null;
  } catch {
    return (inFull = full ?? inFull);
  }
}

/** Whether the map at hand is of a model that is behind here. */
const isBehind = () => shown.behind.includes(/** @type {HTMLSelectElement | null} */ (document.querySelector("select[aria-label=Model]"))?.value ?? "");

/** Dims the map of a model that is behind, unless the visitor has overruled that. */
function dim() {
  document.documentElement.toggleAttribute("data-behind", isBehind() && !drawnInFull());
}
document.addEventListener("change", dim);

/** Why a map is dimmed, and the button that overrules it. */
function dimming() {
  if (shown.behind.length === 0) return [];
  const title = () => (drawnInFull() ? texts.dimAgain : texts.inFull);
  const button = Object.assign(element("button", title()), { type: "button", className: "button" });
  button.addEventListener("click", () => {
    drawnInFull(!drawnInFull());
    button.textContent = title();
    dim();
  });
  return [element("p", texts.say(texts.behind, shown.behind.join(", "))), button];
}

/** The models beside the baselines. */
function table() {
  if (shown.rows.length === 0) return [];
  const made = element("table", "");
  made.className = "verdicts";
  made.setAttribute("aria-label", texts.verdicts);
  const head = made.createTHead().insertRow();
  for (const title of shown.heads) head.append(Object.assign(element("th", title), { scope: "col" }));
  const body = made.createTBody();
  for (const [name, ...cells] of shown.rows) {
    const row = body.insertRow();
    row.append(Object.assign(element("th", name), { scope: "row" }), ...cells.map((cell) => element("td", cell)));
  }
  return [made];
}

/** The lead over novelty as days came in. */
function chart() {
  const { leads } = shown;
  if (leads.length < 2) return [];
  const most = Math.max(0.05, ...leads.map(Math.abs));
  const space = "http://www.w3.org/2000/svg";
  const made = document.createElementNS(space, "svg");
  made.setAttribute("viewBox", "0 0 300 60");
  made.setAttribute("class", "lead");
  made.setAttribute("role", "img");
  made.setAttribute("aria-label", texts.say(texts.leadByDay, ...[leads[0], leads[leads.length - 1]].map(texts.numbers(2).format)));
  const line = (/** @type {string} */ points, /** @type {string} */ name) => {
    const drawn = document.createElementNS(space, "polyline");
    drawn.setAttribute("points", points);
    drawn.setAttribute("class", name);
    made.append(drawn);
  };
  line("0,30 300,30", "zero");
  line(leads.map((lead, i) => `${((i / (leads.length - 1)) * 300).toFixed(1)},${(30 - (lead / most) * 28).toFixed(1)}`).join(" "), "came");
  return [made];
}

/** The button that saves the sealed lines as a file. */
function saving() {
  if (!shown.key) return [];
  const { key } = shown;
  const button = Object.assign(element("button", texts.exportSealed), { type: "button", className: "button" });
  button.addEventListener("click", async () => {
    const kept = await caches.open(key.slice(0, key.indexOf("/"))).then((cache) => cache.match(`/${key.split("/").map(encodeURIComponent).join("/")}`)).catch(() => undefined);
    if (!kept) {
      button.replaceWith(element("p", texts.nothingSealed));
      return;
    }
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(await kept.blob()), download: `brink-${key.replace("/", "-")}.txt` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  });
  return [button];
}
