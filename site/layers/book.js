import { mapWidth } from "../axes.js";

/** Dollars in short: $1.2M. @param {number} usd */
function inShort(usd) {
  const [by, unit] = usd >= 1e9 ? [1e9, "B"] : usd >= 1e6 ? [1e6, "M"] : usd >= 1e3 ? [1e3, "K"] : [1, ""];
  return `$${(usd / by).toPrecision(3)}${unit}`;
}

/**
 * What rests in order books, as it is drawn.
 *
 * @typedef {object} Book
 * @property {string} lead what it is of
 * @property {number} step height of a bin, as a difference of logarithms
 * @property {[number, number]} from where bids and asks begin: the end of their first bin that price meets last
 * @property {[number[], number[]]} usd bids, then asks, by bin outward from the price
 * @property {[number, number]} every up to where every venue is known
 * @property {boolean} summed whether sums from the price on are drawn as well
 * @property {{price: number, state: number, text: string}} lamp a level that price is in, or has just been; price 0 for none
 * @property {Column[]} past what rested before, the oldest first; empty where that is not shown
 */

/** What rested in a minute: USD by bin, the first of which is numbered (ln price / step). @typedef {{time: number, first: number, usd: Float32Array}} Column */

/** A stretch of one side: pixels of the bitmap, and USD. @typedef {{upper: number, lower: number, usd: number}} Row */

/** The least height of a row, CSS pixels: lower bins are summed up. */
const least = 2;

/** The rows of a side in sight, outward from the price. @param {import("./layer.js").Scope} scope @param {Book} book @param {number} side @returns {Row[]} */
function rowsOf({ bitmapSize, verticalPixelRatio, y }, { step, from, usd }, side) {
  const way = side === 0 ? -1 : 1;
  const tall = least * verticalPixelRatio;
  /** @type {Row[]} */
  const rows = [];
  // Bids begin at the lower end of their first bin, asks at the upper end of theirs.
  let near = y(from[side] * Math.exp(-way * step));
  usd[side].forEach((dollars, i) => {
    const far = y(from[side] * Math.exp(way * i * step));
    const [upper, lower] = [Math.min(near, far), Math.max(near, far)];
    near = far;
    if (!(lower > 0 && upper < bitmapSize.height)) return;
    const last = rows.at(-1);
    if (last && last.lower - last.upper < tall) Object.assign(last, { upper: Math.min(last.upper, upper), lower: Math.max(last.lower, lower), usd: last.usd + dollars });
    else rows.push({ upper, lower, usd: dollars });
  });
  return rows;
}

/**
 * Where the profile stands, and how wide it may be, in pixels of the bitmap. It grows
 * to the right, from the left end of the liquidation map, which grows to the left: so
 * what may be forced and what rests before it stand face to face, and no candle is
 * covered.
 *
 * @param {import("./layer.js").Scope} scope
 * @param {boolean} whole
 */
function place({ bitmapSize, mediaSize, horizontalPixelRatio: ratio }, whole) {
  const map = mapWidth(mediaSize.width, false);
  return whole ? { foot: 0, most: mediaSize.width * 0.12 * ratio } : { foot: bitmapSize.width - (map + 4) * ratio, most: map * 0.6 * ratio };
}

/**
 * Resting orders beside the liquidation map: a quiet silhouette, bids below the price
 * and asks above it, and over it, where that is wanted, their sums from the price on.
 * They are known as of now alone: a replay has none.
 *
 * @type {import("./layer.js").Layer}
 */
export const book = {
  name: "book",
  zOrder: 13,
  reads: ["book", "colours", "whole", "until", "font"],
  draw(scope, { book: shown, colours, whole, until, font }) {
    if (!shown || until !== Infinity) return;
    const { context, bitmapSize, horizontalPixelRatio: ratio, verticalPixelRatio } = scope;
    const { foot, most } = place(scope, whole);
    const sides = [0, 1].map((side) => rowsOf(scope, shown, side));
    const widest = Math.max(0, ...sides.flat().map(({ usd }) => usd));
    if (widest > 0) {
      context.fillStyle = context.strokeStyle = colours.text;
      for (const rows of sides) silhouette(context, rows, foot, (usd) => foot + Math.max(usd > 0 ? ratio : 0, (usd / widest) * most), ratio);
      if (shown.summed) sums(context, sides, foot, most, ratio);
      ends(scope, shown, foot, most, colours.quiet);
    }
    const text = widest > 0 ? `${shown.lead}, widest ${inShort(widest)}` : shown.lead;
    label(context, text, whole ? 4 * ratio : bitmapSize.width, 20 * verticalPixelRatio, whole ? "left" : "right", { colours, font, ratio });
    lamp(scope, shown, { colours, font });
  },
};

/**
 * @param {import("./layer.js").Scope["context"]} context
 * @param {Row[]} rows
 * @param {number} foot
 * @param {(usd: number) => number} reach
 * @param {number} ratio
 */
function silhouette(context, rows, foot, reach, ratio) {
  context.beginPath();
  for (const { upper, lower, usd } of rows) {
    const x = reach(usd);
    context.rect(foot, upper, x - foot, Math.max(lower - upper, 1));
  }
  context.globalAlpha = 0.3;
  context.fill();
  context.beginPath();
  for (const { upper, lower, usd } of rows) {
    const x = reach(usd);
    context.moveTo(x, upper);
    context.lineTo(x, lower);
  }
  context.globalAlpha = 0.75;
  context.lineWidth = ratio;
  context.stroke();
  context.globalAlpha = 1;
}

/** A line a side, at full width where the larger of both has come to within sight. @param {import("./layer.js").Scope["context"]} context @param {Row[][]} sides @param {number} foot @param {number} reach @param {number} ratio */
function sums(context, sides, foot, reach, ratio) {
  const totals = sides.map((rows) => rows.reduce((sum, { usd }) => sum + usd, 0));
  context.lineWidth = 1.5 * ratio;
  sides.forEach((rows, side) => {
    let sum = 0;
    context.beginPath();
    for (const { upper, lower, usd } of rows) {
      const [near, far] = side === 0 ? [upper, lower] : [lower, upper];
      const x = foot + (sum / Math.max(...totals)) * reach;
      context.lineTo(x, near);
      sum += usd;
      context.lineTo(foot + (sum / Math.max(...totals)) * reach, far);
    }
    context.stroke();
  });
}

/** A short dashed line where the first venue's book ends on each side. @param {import("./layer.js").Scope} scope @param {Book} shown @param {number} foot @param {number} reach @param {string} colour */
function ends({ context, horizontalPixelRatio: ratio, y }, { every }, foot, reach, colour) {
  context.strokeStyle = colour;
  context.lineWidth = ratio;
  context.setLineDash([3 * ratio, 3 * ratio]);
  context.beginPath();
  for (const price of every) {
    if (!(price > 0)) continue;
    context.moveTo(foot, y(price));
    context.lineTo(foot + reach, y(price));
  }
  context.stroke();
  context.setLineDash([]);
}

/** @param {import("./layer.js").Scope["context"]} context @param {string} text @param {number} x @param {number} top @param {"left" | "right"} align @param {{colours: import("../model.js").Colours, font: string, ratio: number, colour?: string}} look */
function label(context, text, x, top, align, { colours, font, ratio, colour = colours.text }) {
  context.font = `${11 * ratio}px ${font}`;
  context.textAlign = align;
  context.textBaseline = "top";
  const wide = context.measureText(text).width + 8 * ratio;
  context.globalAlpha = 0.85;
  context.fillStyle = colours.background;
  context.fillRect(align === "right" ? x - wide : x, top, wide, 17 * ratio);
  context.globalAlpha = 1;
  context.fillStyle = colour;
  context.fillText(text, align === "right" ? x - 4 * ratio : x + 4 * ratio, top + 3 * ratio);
}

/** Points out the level of a cascade: a dot and what came of it. @param {import("./layer.js").Scope} scope @param {Book} shown @param {{colours: import("../model.js").Colours, font: string}} look */
function lamp(scope, { lamp: { price, state, text } }, { colours, font }) {
  const { context, bitmapSize, mediaSize, horizontalPixelRatio: ratio, y } = scope;
  const at = price > 0 ? y(price) : NaN;
  if (!(at > 0 && at < bitmapSize.height)) return;
  const colour = state === 1 ? colours.short : state === 2 ? colours.long : colours.accent;
  const x = bitmapSize.width - (mapWidth(mediaSize.width, false) + 12) * ratio;
  context.fillStyle = colour;
  context.beginPath();
  context.arc(x, at, 5 * ratio, 0, 2 * Math.PI);
  context.fill();
  label(context, text, x - 8 * ratio, at - 8 * ratio, "right", { colours, font, ratio, colour });
}

/**
 * What rested in the last hours, as a second heat at low contrast: a wall that stood
 * is a line, one that was pulled is a line that ends away from the price.
 *
 * @type {import("./layer.js").Layer}
 */
export const past = {
  name: "resting",
  zOrder: -3,
  reads: ["book", "colours", "until", "whole"],
  draw({ context, bitmapSize, xOfTime, y }, { book: shown, colours, until, whole, step }) {
    if (!shown || shown.past.length === 0 || until !== Infinity || whole) return;
    const sizes = shown.past.flatMap(({ usd }) => [...usd].filter((x) => x > 0)).sort((a, b) => a - b);
    const bright = sizes[Math.floor(sizes.length * 0.98)];
    if (!bright) return;
    context.fillStyle = colours.text;
    for (let i = 0, end = 0; i < shown.past.length; i = end) {
      const bar = Math.floor(shown.past[i].time / step) * step;
      while (end < shown.past.length && shown.past[end].time < bar + step) end++;
      const columns = shown.past.slice(i, end);
      const [left, right] = [xOfTime(bar), xOfTime(bar + step)];
      if (right < 0 || left > bitmapSize.width) continue;
      const { first, usd } = columns[columns.length - 1];
      usd.forEach((_, k) => {
        const mean = columns.reduce((sum, column) => sum + (column.usd[first + k - column.first] ?? 0), 0) / columns.length;
        const strength = Math.min(mean / bright, 1);
        if (strength < 0.3) return;
        const [upper, lower] = [y(Math.exp((first + k + 1) * shown.step)), y(Math.exp((first + k) * shown.step))];
        if (lower < 0 || upper > bitmapSize.height) return;
        context.globalAlpha = 0.32 * strength * strength;
        context.fillRect(left, upper, Math.max(right - left, 1), Math.max(lower - upper, 1));
      });
    }
    context.globalAlpha = 1;
  },
};
