import { mapWidth } from "../axes.js";

/** A label that has its place, in pixels of the bitmap. @typedef {{x: number, wide: number, top: number}} Place */

/**
 * What the page points out: the near edges of the nearest clusters as lines with
 * their dollars at the left, the most significant plainest, the level of most pain within the
 * liquidation map at the right, the cluster that is pointed at as a band, and
 * of the visitor's positions the entry and the liquidation.
 *
 * @type {import("./layer.js").Layer}
 */
export const marks = {
  name: "marks",
  zOrder: 40,
  reads: ["marks", "colours", "font", "whole", "inset"],
  draw(scope, data) {
    const { context, bitmapSize, horizontalPixelRatio: ratio, y } = scope;
    /** @type {Place[]} */
    const taken = [];
    context.lineWidth = ratio;
    for (const mark of data.marks) {
      const [top, bottom] = [Math.round(y(mark.high)) + 0.5, Math.round(y(mark.low)) + 0.5];
      if (bottom < 0 || top > bitmapSize.height) continue;
      context.strokeStyle = context.fillStyle = mark.side === 0 ? data.colours.long : data.colours.short;
      drawMark(scope, data, mark, { top, bottom, taken });
    }
  },
};

/**
 * @param {import("./layer.js").Scope} scope
 * @param {import("../model.js").Model} data
 * @param {import("../messages.js").Mark} mark
 * @param {{top: number, bottom: number, taken: Place[]}} at
 */
function drawMark(scope, data, { kind, side, text }, { top, bottom, taken }) {
  const { context, bitmapSize, mediaSize, horizontalPixelRatio: ratio } = scope;
  const { colours, font, whole, inset: left } = data;
  const style = { font, surface: colours.surface, colour: side === 0 ? colours.long : colours.short };
  if (kind === "pointed") {
    context.globalAlpha = 0.22;
    context.fillStyle = colours.accent;
    context.fillRect(0, top, bitmapSize.width, Math.max(bottom - top, ratio));
    context.globalAlpha = 1;
    context.strokeStyle = colours.accent;
    for (const edge of [top, bottom]) line(scope, 0, bitmapSize.width, edge, []);
  } else if (kind === "entry" || kind === "loss") {
    line(scope, 0, bitmapSize.width, top, kind === "entry" ? [8, 4] : []);
    label(scope, text, { left, y: top, below: (side === 0) === (kind === "loss"), taken, ...style });
  } else if (kind === "near" || kind === "next") {
    const near = side === 0 ? top : bottom;
    context.globalAlpha = kind === "near" ? 1 : 0.6;
    line(scope, 0, bitmapSize.width, near, [2, 4]);
    context.globalAlpha = 1;
    label(scope, text, { left, y: near, below: side === 0, taken, ...style });
  } else {
    line(scope, bitmapSize.width - mapWidth(mediaSize.width, whole) * ratio, bitmapSize.width, top, [6, 3]);
    label(scope, text, { right: 4, y: top, below: side === 0, taken, ...style });
  }
}

/**
 * @param {import("./layer.js").Scope} scope
 * @param {number} from
 * @param {number} to
 * @param {number} y
 * @param {number[]} dash CSS pixels
 */
function line({ context, horizontalPixelRatio: ratio }, from, to, y, dash) {
  context.setLineDash(dash.map((length) => length * ratio));
  context.beginPath();
  context.moveTo(from, y);
  context.lineTo(to, y);
  context.stroke();
  context.setLineDash([]);
}

/**
 * A text beside a line, on a background of its own so that it reads over heat,
 * and clear of those that are there already; it stays within the pane.
 *
 * @param {import("./layer.js").Scope} scope
 * @param {string} text
 * @param {{left?: number, right?: number, y: number, below: boolean, taken: Place[], font: string, surface: string, colour: string}} place
 *   left or right in CSS pixels from that edge; y, of the line, in pixels of the bitmap
 */
function label({ context, bitmapSize, horizontalPixelRatio: ratio }, text, { left, right = 0, y, below, taken, font, surface, colour }) {
  context.font = `600 ${11 * ratio}px ${font}`;
  context.textBaseline = "middle";
  const wide = context.measureText(text).width + 8 * ratio;
  const tall = 15 * ratio;
  const x = left === undefined ? bitmapSize.width - right * ratio - wide : left * ratio;
  const top = clear({ x, wide, top: below ? y + 2 * ratio : y - 2 * ratio - tall }, taken, { tall, apart: ratio, height: bitmapSize.height, below });
  taken.push({ x, wide, top });
  context.fillStyle = surface;
  context.globalAlpha = 0.84;
  context.fillRect(x, top, wide, tall);
  context.globalAlpha = 1;
  context.fillStyle = colour;
  context.fillText(text, x + 4 * ratio, top + tall / 2);
}

/**
 * Where the top of a label goes so that it is clear of those that are `taken`,
 * one after the other, and within the height of the pane: farther from its
 * line, or where the pane ends before that, to the other side. Where many
 * meet at an end of the pane, they may overlap.
 *
 * @param {Place} wanted
 * @param {readonly Place[]} taken
 * @param {{tall: number, apart: number, height: number, below: boolean}} of
 */
export function clear({ x, wide, top: wanted }, taken, { tall, apart, height, below }) {
  /** @param {number} top */
  const within = (top) => Math.max(0, Math.min(height - tall, top));
  let top = within(wanted);
  for (const other of taken) {
    if (x >= other.x + other.wide || x + wide <= other.x || top >= other.top + tall || top + tall <= other.top) continue;
    const [under, over] = [within(other.top + tall + apart), within(other.top - tall - apart)];
    const farther = below ? under : over;
    if (Math.abs(farther - other.top) >= tall) top = farther;
    else top = below ? over : under;
  }
  return top;
}
