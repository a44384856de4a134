import { mapWidth } from "../axes.js";

/** Dollars in short: $1.2M. @param {number} usd */
function inShort(usd) {
  const [by, unit] = usd >= 1e9 ? [1e9, "B"] : usd >= 1e6 ? [1e6, "M"] : usd >= 1e3 ? [1e3, "K"] : [1, ""];
  return `$${(usd / by).toPrecision(3)}${unit}`;
}

/** How tall one step of the outline is, CSS pixels. */
const tall = 3;

/**
 * What was read of public positions, beside the liquidation map: an outline
 * without filling, on a scale of its own that is written above it, since it is of
 * one venue and of the accounts that are known. In a replay there is none: it is
 * known of now alone.
 *
 * @type {import("./layer.js").Layer}
 */
export const observed = {
  name: "observed",
  zOrder: 12,
  reads: ["observed", "colours", "whole", "until", "font"],
  draw({ context, bitmapSize, mediaSize, horizontalPixelRatio: ratio, verticalPixelRatio, y }, { observed: bins, colours, whole, until, font }) {
    if (until !== Infinity || bins.length === 0) return;
    const height = tall * verticalPixelRatio;
    /** @type {Map<number, number>} */
    const steps = new Map();
    for (let i = 0; i < bins.length; i += 3) {
      const at = Math.floor(y(Math.sqrt(bins[i] * bins[i + 1])) / height);
      if (at >= 0 && at * height < bitmapSize.height) steps.set(at, (steps.get(at) ?? 0) + bins[i + 2]);
    }
    const widest = Math.max(0, ...steps.values());
    if (!(widest > 0)) return;
    const most = mapWidth(mediaSize.width, whole) * ratio;
    context.strokeStyle = colours.text;
    context.lineWidth = 1.5 * ratio;
    context.beginPath();
    for (const [at, usd] of steps) {
      const left = bitmapSize.width - Math.max(2 * ratio, (usd / widest) * most);
      context.moveTo(bitmapSize.width, at * height);
      context.lineTo(left, at * height);
      context.lineTo(left, (at + 1) * height);
      context.lineTo(bitmapSize.width, (at + 1) * height);
    }
    context.stroke();
    context.font = `${11 * ratio}px ${font}`;
    context.textAlign = "right";
    context.textBaseline = "top";
    const text = `observed, widest ${inShort(widest)}`;
    const wide = context.measureText(text).width + 8 * ratio;
    context.fillStyle = colours.background;
    context.fillRect(bitmapSize.width - wide, 0, wide, 18 * verticalPixelRatio);
    context.fillStyle = colours.text;
    context.fillText(text, bitmapSize.width - 4 * ratio, 4 * verticalPixelRatio);
  },
};
