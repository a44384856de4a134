// Two models side by side over the window that the chart shows, and their
// difference, with one crosshair for all. The second module ranks the cells and
// says where they differ; this draws them, and is fetched with the first of them.
import { element, keepWritten, reader, sentences } from "./said.js";

/**
 * @typedef {object} Compared
 * @property {string[]} lines
 * @property {{title: string, cells: Uint8Array}[]} maps ranks of cells, column by column, the lowest row first; of the last, 128 is no difference
 * @property {number} from ms
 * @property {number} column ms
 * @property {number} columns
 * @property {number} rows
 * @property {number} bottom
 * @property {number} top
 * @property {number[]} closes by column; 0 where none is known
 */

/** Reads the message (wasm/wire/FORMAT.md). @param {ArrayBuffer} message @returns {Compared} */
export function parse(message) {
  const { byte, float, int, count, bytes, text, list } = reader(message);
  const lines = list(text);
  const maps = [0, 1, 2].map(() => ({ title: text(), cells: bytes() }));
  const [from, column, columns, bottom, top, rows] = [int(), int(), count(), float(), float(), count()];
  byte(); // the scale of rows, which is logarithmic
  return { lines, maps, from, column, columns, rows, bottom, top, closes: list(float) };
}

/** What was said last. @type {Compared | null} */
let shown = null;
/** Where the crosshair is, as shares of a map from its left and its foot; null while it is on none. @type {[number, number] | null} */
let at = null;

const write = keepWritten(".compare", () => (shown ? [drawn(shown), element("p", ""), ...sentences(shown.lines, "quiet")] : []));

/** Shows what is said. @param {Compared} said */
export function show(said) {
  shown = said;
  write(said);
}

/** Shows nothing any more. */
export function clear() {
  shown = null;
  write({});
}

/** The three maps in a row. @param {Compared} said */
function drawn(said) {
  const made = element("div", "");
  made.className = "maps";
  said.maps.forEach(({ title, cells }, i) => {
    const map = element("figure", "");
    const place = element("div", "");
    place.className = "place";
    const canvas = element("canvas", "");
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", i < 2 ? `${title}: where its dollars rank` : `${title}: where the first ranks higher, and where the second does`);
    Object.assign(canvas, { width: said.columns, height: said.rows });
    paint(canvas, said, cells, i === 2);
    place.append(canvas, element("i", ""), element("i", ""));
    map.append(place, element("figcaption", title));
    made.append(map);
  });
  made.addEventListener("pointermove", (event) => {
    const place = /** @type {Element} */ (event.target).closest(".place");
    if (!place) return;
    const { left, bottom, width, height } = place.getBoundingClientRect();
    at = [(event.clientX - left) / width, (bottom - event.clientY) / height];
    point(made, said);
  });
  made.addEventListener("pointerleave", () => {
    at = null;
    point(made, said);
  });
  return made;
}

/** Red, green and blue. @param {string} name of a colour of the style sheet */
function colour(name) {
  const hex = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  return [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16)); // #rrggbb
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Compared} said
 * @param {Uint8Array} cells
 * @param {boolean} difference
 */
function paint(canvas, { columns, rows, bottom, top, closes }, cells, difference) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const image = context.createImageData(columns, rows);
  const [ground, bright, more, less, text] = ["--ground", "--accent", "--pin", "--long", "--text"].map(colour);
  for (let c = 0; c < columns; c++) {
    for (let row = 0; row < rows; row++) {
      const cell = cells[c * rows + row];
      const strength = difference ? Math.abs(cell - 128) / 127 : (cell / 255) ** 2;
      const ink = difference ? (cell > 128 ? more : less) : bright;
      const to = 4 * ((rows - 1 - row) * columns + c);
      for (let i = 0; i < 3; i++) image.data[to + i] = ground[i] + (ink[i] - ground[i]) * strength;
      image.data[to + 3] = 255;
    }
  }
  context.putImageData(image, 0, 0);
  context.fillStyle = `rgb(${text.join()})`;
  closes.forEach((close, c) => {
    if (close > 0) context.fillRect(c, rows * (1 - Math.log(close / bottom) / Math.log(top / bottom)) - 0.5, 1, 1);
  });
}

/** Draws the crosshair in all maps, and says what is under it. @param {Element} made @param {Compared} said */
function point(made, said) {
  for (const [i, line] of made.querySelectorAll("i").entries()) {
    line.className = at ? (i % 2 === 0 ? "across" : "up") : "";
    if (at) line.style.cssText = i % 2 === 0 ? `bottom: ${100 * at[1]}%` : `left: ${100 * at[0]}%`;
  }
  const says = /** @type {HTMLElement} */ (made.nextElementSibling);
  if (!at) {
    says.textContent = "";
    return;
  }
  const [column, row] = [Math.min(said.columns - 1, Math.max(0, Math.floor(at[0] * said.columns))), Math.min(said.rows - 1, Math.max(0, Math.floor(at[1] * said.rows)))];
  const price = said.bottom * (said.top / said.bottom) ** at[1];
  const time = new Date(said.from + column * said.column).toISOString().slice(0, 16).replace("T", " ");
  const ranks = said.maps.slice(0, 2).map(({ title, cells }) => {
    const rank = cells[column * said.rows + row];
    return rank === 0 ? `${title} nothing` : `${title} above ${Math.floor((100 * (rank - 1)) / 255)} % of its cells`;
  });
  says.textContent = `${price.toPrecision(6)}, ${time} UTC: ${ranks.join(", ")}.`;
}
