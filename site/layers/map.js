import { mapWidth } from "../axes.js";
import { columnsUntil, firstColumn, lastPrice } from "../model.js";
import { drawGrid } from "../scales.js";
import { buffered } from "./buffered.js";
import { truth } from "./truth.js";

/**
 * One step of the map: the dollars of a row and where it lies, in pixels of
 * the bitmap.
 *
 * @typedef {{usd: number, upper: number, lower: number}} Step
 * @typedef {import("./layer.js").Scope} Scope
 * @typedef {import("../model.js").Model} Model
 */

/**
 * The newest column that is in sight, or -1.
 *
 * @param {Pick<Scope, "time" | "mediaSize">} scope
 * @param {Pick<Model, "bars" | "step" | "until" | "cells">} data
 */
export function newestInSight({ time, mediaSize }, data) {
  const { cells } = data;
  if (!cells) return -1;
  return Math.min(cells.last, columnsUntil(data, cells) - 1, Math.floor(time.barAt(mediaSize.width) - firstColumn(data, cells)));
}

/** Whether the newest price lies within the cells, so that sums from it are whole. @param {Model} data */
function holdsPrice(data) {
  const price = lastPrice(data);
  return data.cells !== null && price !== undefined && price > data.cells.bottom && price < data.cells.top;
}

/** Dollars that reach as far as the map is wide, by what it was drawn of. @type {WeakMap<Model, number>} */
const widths = new WeakMap();

/** Dollars of a row that reach as far as the map is wide, as it was drawn last. @param {Model} data */
export const widestOf = (data) => widths.get(data) ?? 0;

/**
 * The dollars of the newest column in sight as a silhouette from the right
 * edge, a step a row: longs plain, shorts hatched as well, so that hue is not
 * all that tells them apart. Over it, dashed, what is forced out in all on the
 * way from the price to each row.
 *
 * @type {import("./layer.js").Layer}
 */
export const map = {
  name: "map",
  zOrder: 11,
  reads: ["cells", "style", "colours", "whole"],
  draw(scope, data) {
    const column = newestInSight(scope, data);
    if (column < 0 || !data.style) return;
    const { rows, seen } = stepsOf(scope, data, column);
    const widest = Math.max(0, ...seen.map((steps) => steps.reduce((most, { usd }) => Math.max(most, usd), 0)));
    widths.set(data, widest);
    for (const side of [0, 1]) drawSide(scope, data, side, seen[side], widest);
    if (holdsPrice(data)) drawSums(scope, data, rows);
  },
};

/**
 * The steps of both sides, lowest first: of all rows, and of those that are
 * in sight and above the threshold.
 *
 * @param {Scope} scope
 * @param {Model} data
 * @param {number} column
 */
function stepsOf({ bitmapSize, y }, { cells, style }, column) {
  /** @type {[Step[], Step[]]} */
  const rows = [[], []];
  /** @type {[Step[], Step[]]} */
  const seen = [[], []];
  if (!cells || !style) return { rows, seen };
  const edge = Math.log(cells.bottom);
  const perRow = Math.log(cells.top / cells.bottom) / cells.rows;
  /** @param {number} row */
  const top = (row) => Math.round(y(Math.exp(edge + row * perRow)));
  for (let row = 0, lower = top(0), upper; row < cells.rows; row++, lower = upper) {
    upper = top(row + 1);
    const inSight = lower >= 0 && upper <= bitmapSize.height;
    for (const side of [0, 1]) {
      const usd = style.sides[side] ? cells.usd(side, column, row, style.classes) : 0;
      rows[side].push({ usd, upper, lower });
      if (inSight && usd > 0 && usd >= style.threshold) seen[side].push({ usd, upper, lower });
    }
  }
  return { rows, seen };
}

/**
 * The silhouette of one side.
 *
 * @param {Scope} scope
 * @param {Model} data
 * @param {number} side
 * @param {Step[]} steps
 * @param {number} widest dollars that reach as far as the map is wide
 */
function drawSide(scope, { colours, whole }, side, steps, widest) {
  const { context, bitmapSize, mediaSize, horizontalPixelRatio: ratio } = scope;
  const most = mapWidth(mediaSize.width, whole);
  const shape = new Path2D();
  const rim = new Path2D();
  let below = NaN; // where the step before ended
  let left = 0;
  for (const { usd, upper, lower } of steps) {
    const x = bitmapSize.width - Math.max(1, Math.round((usd / widest) * most * ratio));
    shape.rect(x, upper, bitmapSize.width - x, lower - upper);
    rim[lower === below ? "lineTo" : "moveTo"](x, lower);
    rim.lineTo(x, upper);
    [below, left] = [upper, Math.min(left || x, x)];
  }
  context.fillStyle = context.strokeStyle = side === 0 ? colours.long : colours.short;
  context.lineWidth = ratio;
  context.globalAlpha = 0.42;
  context.fill(shape);
  if (side === 1 && left) hatch(scope, shape, left);
  context.globalAlpha = 1;
  context.lineWidth = 1.5 * ratio;
  context.stroke(rim);
}

/**
 * Hatches a shape whose left end is given.
 *
 * @param {Scope} scope
 * @param {Path2D} shape
 * @param {number} left
 */
function hatch({ context, bitmapSize, horizontalPixelRatio: ratio }, shape, left) {
  context.save();
  context.clip(shape);
  context.beginPath();
  const tall = bitmapSize.height;
  for (let x = left - tall; x < bitmapSize.width; x += 6 * ratio) {
    context.moveTo(x, tall);
    context.lineTo(x + tall, 0);
  }
  context.globalAlpha = 0.6;
  context.stroke();
  context.restore();
}

/**
 * What is forced out in all on the way from the price to each row in sight, in
 * the order of the way: longs downwards, shorts upwards. These are sums of the
 * column that is drawn, which may be an older one, in the classes that are
 * switched on; the readout's are the page's own, of the map as it stands
 * (wasm/insight).
 *
 * @param {readonly [Step[], Step[]]} rows of both sides, lowest first
 * @param {number} height of the pane
 */
export function sumsOf([longs, shorts], height) {
  return [[...longs].reverse(), shorts].map((way) => {
    let sum = 0;
    return way.map(({ usd, upper, lower }) => ({ upper, lower, sum: (sum += usd) })).filter(({ upper, lower }) => lower >= 0 && upper <= height);
  });
}

/**
 * A line a side, at full width where the larger of both has come to within
 * sight.
 *
 * @param {Scope} scope
 * @param {Model} data
 * @param {readonly [Step[], Step[]]} rows
 */
function drawSums({ context, bitmapSize, mediaSize, horizontalPixelRatio: ratio }, { colours, whole }, rows) {
  const ways = sumsOf(rows, bitmapSize.height);
  const largest = Math.max(...ways.map((way) => way.at(-1)?.sum ?? 0));
  if (!(largest > 0)) return;
  const most = mapWidth(mediaSize.width, whole);
  context.lineWidth = 1.5 * ratio;
  context.setLineDash([4 * ratio, 2 * ratio]);
  ways.forEach((way, side) => {
    context.strokeStyle = side === 0 ? colours.long : colours.short;
    context.beginPath();
    for (const { upper, lower, sum } of way) if (sum > 0) context.lineTo(bitmapSize.width - (sum / largest) * most * ratio, side === 0 ? lower : upper);
    context.stroke();
  });
  context.setLineDash([]);
}

/**
 * The liquidation map with the truth under it. What it reads of the bars is
 * whether their newest price lies within the cells: most trades change no
 * pixel of it.
 */
export const profile = buffered({
  name: "profile",
  zOrder: 10,
  layers: [truth, map],
  measure(scope, data) {
    const column = newestInSight(scope, data);
    if (column < 0 || !data.cells || !data.style) return null;
    const { mediaSize, horizontalPixelRatio, y } = scope;
    const { bottom, top } = data.cells;
    return {
      width: Math.ceil((mapWidth(mediaSize.width, data.whole) + 2) * horizontalPixelRatio),
      depends: [column, holdsPrice(data), y(bottom), y(Math.sqrt(bottom * top)), y(top)],
    };
  },
});

/**
 * The background of a liquidation map that has the whole pane: it hides heat
 * and candles.
 *
 * @type {import("./layer.js").Layer}
 */
export const backdrop = {
  name: "backdrop",
  zOrder: 5,
  reads: ["whole", "colours", "cells", "style"],
  draw(scope, data) {
    if (!data.whole || !data.style || newestInSight(scope, data) < 0) return;
    scope.context.fillStyle = data.colours.background;
    scope.context.fillRect(0, 0, scope.bitmapSize.width, scope.bitmapSize.height);
    drawGrid(scope, data);
  },
};
