import { mapWidth } from "../axes.js";
import { asShown, liquidatedIn } from "../model.js";
import { newestInSight } from "./map.js";

/** Of the pane's height, that of the volume's bars and of those of the liquidations above them. */
const share = 0.07;

/** @typedef {import("./layer.js").Scope} Scope */
/** @typedef {import("../model.js").Model} Model */
/** @typedef {import("../model.js").Stack} Stack */

/**
 * At the foot of the pane the volume of each bar, and on demand what was
 * liquidated in it, longs below shorts: on a background of their own, which
 * ends before the liquidation map.
 *
 * @type {import("./layer.js").Layer}
 */
export const foot = {
  name: "foot",
  zOrder: -12,
  reads: ["colours", "liquidations", "sums", "whole", "until"],
  draw(scope, data) {
    const { context, bitmapSize: { width, height }, mediaSize, horizontalPixelRatio: ratio, xOfBar } = scope;
    const { bars, colours, sums, whole } = data;
    if (whole || bars.length === 0) return;
    const [first, last] = [Math.max(0, Math.floor(scope.time.barAt(0))), Math.min(bars.length - 1, Math.floor(scope.time.barAt(mediaSize.width)))];
    const gutter = newestInSight(scope, data) < 0 ? 0 : (mapWidth(mediaSize.width, false) + 2) * ratio;
    const right = Math.min(xOfBar(last + 1), width - gutter);
    if (last < first || right <= 0) return;
    const tall = Math.round(share * height);
    context.save();
    context.beginPath();
    context.rect(0, 0, right, height);
    context.clip();
    context.fillStyle = colours.background;
    context.globalAlpha = 0.8;
    context.fillRect(0, height - tall * (sums ? 2 : 1), right, tall * (sums ? 2 : 1));
    context.globalAlpha = 1;
    drawStacks(scope, volumesOf(data, first, last), { bottom: height, tall, colours: [colours.volumeDown, colours.volumeUp] });
    if (sums) drawStacks(scope, liquidatedIn(data, first, last), { bottom: height - tall, tall, colours: [colours.long, colours.short] });
    context.restore();
  },
};

/** The volumes of bars: of one that rose the upper heap, else the lower. @param {Model} data @param {number} first @param {number} last @returns {Stack[]} */
function volumesOf(data, first, last) {
  /** @type {Stack[]} */
  const list = [];
  for (let bar = first; bar <= last; bar++) {
    const { open = 0, close = 0, volume = 0 } = asShown(data.bars[bar], data);
    if (volume > 0) list.push({ bar, lower: close >= open ? 0 : volume, upper: close >= open ? volume : 0 });
  }
  return list;
}

/**
 * @param {Scope} scope
 * @param {Stack[]} stacks
 * @param {{bottom: number, tall: number, colours: string[]}} how pixels of the bitmap, and the colours of both heaps
 */
function drawStacks({ context, time, horizontalPixelRatio: ratio, xOfBar }, stacks, { bottom, tall, colours }) {
  const most = Math.max(0, ...stacks.map(({ lower, upper }) => lower + upper));
  const gap = ratio / time.perPixel > 3 ? 1 : 0;
  colours.forEach((colour, upper) => {
    context.beginPath();
    for (const stack of stacks) {
      const [left, right] = [Math.round(xOfBar(stack.bar)), Math.round(xOfBar(stack.bar + 1))];
      const [from, to] = upper ? [stack.lower, stack.lower + stack.upper] : [0, stack.lower];
      if (to > from) context.rect(left, bottom - (to / most) * tall, Math.max(1, right - left - gap), ((to - from) / most) * tall);
    }
    context.fillStyle = colour;
    context.fill();
  });
}
