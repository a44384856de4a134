// The figures under the crosshair. They are written, not rendered: they change
// with every move.
const titles = [["price", "Price"], ["distance", "From price"], ["time", "Time, UTC"], ["long", "Longs"], ["short", "Shorts"], ["standout", "Stands out"], ["way", "On the way"], ["band", "90 %"], ["touch", "Touch 1, 4, 24 h"]];

/**
 * The readout's element; `write(texts)` by name, of which none puts it away;
 * `retitle(zone)` names the zone of its time.
 */
export function createReadout() {
  const readout = document.createElement("dl");
  readout.className = "readout quiet";
  /** @type {Record<string, HTMLElement>} */
  const cells = {};
  /** @type {Record<string, HTMLElement>} */
  const terms = {};
  for (const [name, title] of titles) {
    const term = document.createElement("dt");
    term.textContent = title;
    cells[name] = document.createElement("dd");
    cells[name].dataset.readout = name;
    cells[name].textContent = "–";
    const pair = document.createElement("div");
    pair.append(term, cells[name]);
    readout.append(pair);
    terms[name] = term;
  }
  /** @param {import("./messages.js").ReadoutTexts} texts */
  const write = (texts) => {
    for (const [name, cell] of Object.entries(cells)) cell.textContent = texts[name] ?? "–";
    readout.classList.toggle("quiet", texts.price === undefined);
  };
  /** @param {string} zone */
  const retitle = (zone) => (terms.time.textContent = `Time, ${zone}`);
  return { readout, write, retitle };
}
