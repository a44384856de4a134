// The figures under the crosshair. They are written, not rendered: they change
// with every move.
import * as texts from "./texts.js";

/** Their titles, in their order. @type {Record<string, string>} */
const titles = {
  price: texts.price, distance: texts.distance, time: texts.time, long: texts.long, short: texts.short,
  standout: texts.standout, way: texts.way, band: texts.band, touch: texts.touch,
};

/**
 * The readout's element; `write(figures)` by name, of which none puts it away;
 * `retitle(zone)` names the zone of its time.
 */
export function createReadout() {
  const readout = document.createElement("dl");
  readout.className = "readout quiet";
  /** @type {Record<string, HTMLElement>} */
  const cells = {};
  /** @type {Record<string, HTMLElement>} */
  const terms = {};
  for (const [name, title] of Object.entries(titles)) {
    const term = document.createElement("dt");
    term.textContent = texts.say(title, "UTC");
    cells[name] = document.createElement("dd");
    cells[name].dataset.readout = name;
    cells[name].textContent = "–";
    const pair = document.createElement("div");
    pair.append(term, cells[name]);
    readout.append(pair);
    terms[name] = term;
  }
  /** @param {import("./messages.js").ReadoutTexts} figures */
  const write = (figures) => {
    for (const [name, cell] of Object.entries(cells)) cell.textContent = figures[name] ?? "–";
    readout.classList.toggle("quiet", figures.price === undefined);
  };
  /** @param {string} zone */
  const retitle = (zone) => (terms.time.textContent = texts.say(texts.time, zone));
  return { readout, write, retitle };
}
