// Labels on the chart: a text on a background of its own, so that it reads over
// any heat, clear of the others.

/** A label that has its place, in pixels of the bitmap. @typedef {{x: number, wide: number, top: number}} Place */

/** How tall a label is, CSS pixels. */
const height = 15;

/**
 * Writes a text beside a line, clear of those that are `taken` already, to which it
 * is added; it stays within the pane.
 *
 * @param {import("./layers/layer.js").Scope} scope
 * @param {string} text
 * @param {{left?: number, right?: number, y: number, below: boolean, taken: Place[], font: string, surface: string, colour: string}} place
 *   left or right in CSS pixels from that edge; y, of the line, in pixels of the bitmap
 */
export function label(scope, text, { left, right = 0, y, below, taken, font, surface, colour }) {
  const { bitmapSize, horizontalPixelRatio: ratio } = scope;
  const wide = widthOf(scope, text, font);
  const tall = height * ratio;
  const x = left === undefined ? bitmapSize.width - right * ratio - wide : left * ratio;
  const top = clear({ x, wide, top: below ? y + 2 * ratio : y - 2 * ratio - tall }, taken, { tall, apart: ratio, height: bitmapSize.height, below });
  taken.push({ x, wide, top });
  write(scope, text, { x, wide, top }, surface, colour);
}

/** How wide a label is, pixels of the bitmap. Sets the font. @param {import("./layers/layer.js").Scope} scope @param {string} text @param {string} font */
function widthOf({ context, horizontalPixelRatio: ratio }, text, font) {
  context.font = `600 ${11 * ratio}px ${font}`;
  return context.measureText(text).width + 8 * ratio;
}

/** @param {import("./layers/layer.js").Scope} scope @param {string} text @param {Place} place @param {string} surface @param {string} colour */
function write({ context, horizontalPixelRatio: ratio }, text, { x, wide, top }, surface, colour) {
  context.textBaseline = "middle";
  context.fillStyle = surface;
  context.globalAlpha = 0.84;
  context.fillRect(x, top, wide, height * ratio);
  context.globalAlpha = 1;
  context.fillStyle = colour;
  context.fillText(text, x + 4 * ratio, top + (height * ratio) / 2);
}

/**
 * Where the top of a label goes so that it is clear of those that are `taken` and
 * within the height of the pane: as near to its line as can be, farther from it
 * rather than on its other side. Where there is no room at all, it overlaps.
 *
 * @param {Place} wanted
 * @param {readonly Place[]} taken
 * @param {{tall: number, apart: number, height: number, below: boolean}} of
 */
export function clear({ x, wide, top: wanted }, taken, { tall, apart, height: pane, below }) {
  /** @param {number} top */
  const within = (top) => Math.max(0, Math.min(pane - tall, top));
  const beside = taken.filter((other) => x < other.x + other.wide && x + wide > other.x);
  const first = within(wanted);
  const free = [first, ...beside.flatMap(({ top }) => [top + tall + apart, top - tall - apart])]
    .filter((top) => top === within(top) && beside.every((other) => top >= other.top + tall || top + tall <= other.top))
    .map((top) => ({ top, across: top !== first && top > first !== below, away: Math.abs(top - first) }))
    .sort((a, b) => Number(a.across) - Number(b.across) || a.away - b.away);
  return free[0]?.top ?? first;
}
