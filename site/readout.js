// The figures under the crosshair. They are written, not rendered: they change
// with every move.
const titles = [["time", "Time, UTC"], ["price", "Price"], ["long", "Longs"], ["short", "Shorts"], ["standout", "Stands out"], ["distance", "From price"], ["way", "On the way there"], ["band", "90 % band"], ["touch", "Touch 1, 4, 24 h"]];

/**
 * The readout's element; `write(texts)` by name, of which none puts it away;
 * `retitle(zone)` names the zone of its time.
 */
export function createReadout() {
  const readout = document.createElement("dl");
  readout.className = "readout quiet";
  /** @type {Record<string, HTMLElement>} */
  const cells = {};
  for (const [name, title] of titles) {
    const term = document.createElement("dt");
    term.textContent = title;
    cells[name] = document.createElement("dd");
    cells[name].dataset.readout = name;
    cells[name].textContent = "–";
    readout.append(term, cells[name]);
  }
  /** @param {import("./messages.js").ReadoutTexts} texts */
  const write = (texts) => {
    for (const [name, cell] of Object.entries(cells)) cell.textContent = texts[name] ?? "–";
    readout.classList.toggle("quiet", texts.price === undefined);
  };
  /** @param {string} zone */
  const retitle = (zone) => (/** @type {HTMLElement} */ (readout.firstChild).textContent = `Time, ${zone}`);
  return { readout, write, retitle };
}
