import { mapWidth } from "../axes.js";
import * as texts from "../texts.js";

/** Dollars in short: $1.2M. @param {number} usd */
export function inShort(usd) {
  const [by, unit] = usd >= 1e9 ? [1e9, "B"] : usd >= 1e6 ? [1e6, "M"] : usd >= 1e3 ? [1e3, "K"] : [1, ""];
  return `$${(usd / by).toPrecision(3)}${unit}`;
}

/** How tall one step of the outline is, CSS pixels. */
const tall = 3;

/**
 * What was read of public positions, beside the liquidation map: an outline
 * without filling, on a scale of its own that is written above it, since it is of
 * one venue and of the accounts that are known; and lines where the visitor's own
 * positions are liquidated. In a replay there is none: it is
 * known of now alone.
 *
 * @type {import("./layer.js").Layer}
 */
export const observed = {
  name: "observed",
  zOrder: 12,
  reads: ["observed", "colours", "whole", "until", "font", "written", "inset"],
  draw(scope, data) {
    if (data.until !== Infinity) return;
    drawLevels(scope, data);
    drawOutline(scope, data);
  },
};

/**
 * The outline, a step of some pixels each.
 *
 * @param {import("./layer.js").Scope} scope
 * @param {import("../model.js").Model} data
 */
function drawOutline({ context, bitmapSize, mediaSize, horizontalPixelRatio: ratio, verticalPixelRatio, y }, { observed: { bins }, colours, whole, font }) {
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
  const text = texts.say(texts.observedWidest, inShort(widest));
  const wide = context.measureText(text).width + 8 * ratio;
  context.fillStyle = colours.background;
  context.fillRect(bitmapSize.width - wide, 0, wide, 18 * verticalPixelRatio);
  context.fillStyle = colours.text;
  context.fillText(text, bitmapSize.width - 4 * ratio, 4 * verticalPixelRatio);
}

/**
 * Where the visitor's own positions are liquidated.
 *
 * @param {import("./layer.js").Scope} scope
 * @param {import("../model.js").Model} data
 */
function drawLevels({ context, bitmapSize, mediaSize, horizontalPixelRatio: ratio, verticalPixelRatio, y }, { observed: { levels }, colours, font, written, inset }) {
  context.font = `${11 * ratio}px ${font}`;
  context.textAlign = "left";
  context.textBaseline = "bottom";
  context.lineWidth = 1.5 * ratio;
  for (const { price, text } of levels) {
    const at = Math.round(y(price));
    if (at < 0 || at > bitmapSize.height) continue;
    context.strokeStyle = colours.pin;
    context.setLineDash([8 * ratio, 4 * ratio]);
    context.beginPath();
    context.moveTo(0, at);
    context.lineTo(bitmapSize.width, at);
    context.stroke();
    context.setLineDash([]);
    const whole = `${text} ${written(price)}`;
    // In the middle, clear of what the clusters write at the left edge, where there is room.
    const wide = context.measureText(whole).width + 8 * ratio;
    const left = Math.max(inset * ratio, Math.min(bitmapSize.width * 0.35, bitmapSize.width - wide - mapWidth(mediaSize.width, false) * ratio));
    const bottom = Math.max(at - 3 * verticalPixelRatio, 16 * verticalPixelRatio);
    context.fillStyle = colours.background;
    context.fillRect(left, bottom - 15 * verticalPixelRatio, wide, 16 * verticalPixelRatio);
    context.fillStyle = colours.text;
    context.fillText(whole, left + 4 * ratio, bottom);
  }
}
