import { mapWidth } from "../axes.js";
import { label } from "../labels.js";
import { labelPins } from "./pins.js";

/**
 * What the page points out: the near edges of the nearest clusters as lines with
 * their dollars at the left, the most significant plainest, the level of most pain within the
 * liquidation map at the right, the cluster that is pointed at as a band, and
 * of the visitor's positions the entry and the liquidation. Pinned levels are
 * labelled first, so that theirs stay at their lines.
 *
 * @type {import("./layer.js").Layer}
 */
export const marks = {
  name: "marks",
  zOrder: 40,
  reads: ["marks", "pins", "bars", "colours", "font", "whole", "inset"],
  draw(scope, data) {
    const { context, bitmapSize, horizontalPixelRatio: ratio, y } = scope;
    const taken = labelPins(scope, data);
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
 * @param {{top: number, bottom: number, taken: import("../labels.js").Place[]}} at
 */
function drawMark(scope, data, { kind, side, text }, { top, bottom, taken }) {
  const { context, bitmapSize, mediaSize, horizontalPixelRatio: ratio } = scope;
  const { colours, font, whole, inset: left } = data;
  const style = { font, surface: colours.surface, colour: side === 0 ? colours.long : colours.short };
  if (kind === "pointed") {
    context.globalAlpha = 0.22;
    context.fillStyle = colours.pin;
    context.fillRect(0, top, bitmapSize.width, Math.max(bottom - top, ratio));
    context.globalAlpha = 1;
    context.strokeStyle = colours.pin;
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
