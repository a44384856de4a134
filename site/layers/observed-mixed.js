import { mapWidth } from "../axes.js";
import * as texts from "../texts.js";
import { inShort } from "./observed.js";

/** How tall one step is, CSS pixels. */
const tall = 3;
/** Below how many CSS pixels of width one line has to do. */
const narrow = 500;

/**
 * The liquidation map with what is observed in place of its venue's share: the estimate
 * filled, and beyond it, outlined, what is observed. It covers the map of the estimate
 * alone, and says what it is above it. In a replay there is none.
 *
 * @type {import("./layer.js").Layer}
 */
export const mixed = {
  name: "observed-mixed",
  zOrder: 11.5,
  reads: ["observed", "colours", "whole", "until", "font"],
  draw(scope, { observed: { mixed: map }, colours, whole, until, font }) {
    if (until !== Infinity || !map || map.rows.length === 0) return;
    const { context, bitmapSize, mediaSize, horizontalPixelRatio: ratio, verticalPixelRatio, y } = scope;
    const { low, high } = map.rows[0];
    const bin = Math.log(high / low);
    // So many bins a step, which is then as tall as can be told apart.
    const together = Math.max(1, Math.ceil((tall * verticalPixelRatio) / Math.max(Math.abs(y(low) - y(high)), 1e-6)));
    /** Estimate and observed by step, of longs and of shorts. @type {Map<number, [number, number]>[]} */
    const sides = [new Map(), new Map()];
    let widest = 0;
    for (const { side, low: lower, high: upper, estimate, seen } of map.rows) {
      const step = Math.floor(Math.log(Math.sqrt(lower * upper)) / bin / together);
      const sum = sides[side].get(step) ?? [0, 0];
      sides[side].set(step, [sum[0] + estimate, sum[1] + seen]);
      if (y(upper) >= 0 && y(lower) <= bitmapSize.height) widest = Math.max(widest, sum[0] + estimate + sum[1] + seen);
    }
    /** @param {number} step */
    const edge = (step) => Math.round(y(Math.exp(step * together * bin)));
    if (!(widest > 0)) return;
    const most = mapWidth(mediaSize.width, whole) * ratio;
    context.fillStyle = colours.background;
    context.fillRect(bitmapSize.width - most - 2 * ratio, 0, most + 2 * ratio, bitmapSize.height);
    context.lineWidth = 1.5 * ratio;
    sides.forEach((steps, side) => {
      context.fillStyle = side === 0 ? colours.long : colours.short;
      context.strokeStyle = colours.text;
      const rims = new Path2D();
      for (const [step, [estimate, seen]] of steps) {
        const [top, bottom] = [edge(step + 1), edge(step)];
        if (bottom < 0 || top > bitmapSize.height) continue;
        const [full, beyond] = [(estimate / widest) * most, (seen / widest) * most];
        context.globalAlpha = 0.55;
        context.fillRect(bitmapSize.width - full, top, full, bottom - top);
        if (beyond >= ratio) rims.rect(bitmapSize.width - full - beyond, top + 0.5, beyond, Math.max(bottom - top - 1, 1));
      }
      context.globalAlpha = 1;
      context.stroke(rims);
    });
    context.font = `${11 * ratio}px ${font}`;
    context.textAlign = "right";
    context.textBaseline = "top";
    const lines = [map.label, texts.say(texts.mixedWidest, inShort(widest))].slice(0, mediaSize.width < narrow ? 1 : 2);
    lines.forEach((text, i) => {
      const top = (4 + 15 * i) * verticalPixelRatio;
      const wide = context.measureText(text).width + 8 * ratio;
      context.fillStyle = colours.background;
      context.fillRect(bitmapSize.width - wide, top - 4 * verticalPixelRatio, wide, 18 * verticalPixelRatio);
      context.fillStyle = colours.text;
      context.fillText(text, bitmapSize.width - 4 * ratio, top);
    });
  },
};
