// What is written on the axes, and the lines through the pane that go with it:
// round prices, round times, dollars of the liquidation map, and the newest
// price with the time that its bar has left.
import { mapWidth } from "./axes.js";
import { widestOf } from "./layers/map.js";
import { lastPrice } from "./model.js";
import { digitsOfStep, dollarMarks, priceMarks, roundStep, written } from "./ticks.js";
import { timeMarks } from "./time-marks.js";

/** @typedef {import("./layers/layer.js").Scope} Scope */
/** @typedef {import("./model.js").Model} Model */
/** A text on an axis, CSS pixels from its beginning. @typedef {{at: number, text: string, strong: boolean}} Text */

/** CSS pixels between marks: of prices, of dollars, of times, and of these on a narrow chart. */
const [pricesApart, dollarsApart, timesApart, narrowlyApart] = [40, 90, 76, 56];
/** A chart below this width is narrow. */
const narrow = 480;
/** Half the height of a text, and of the newest price with and without its countdown. */
const [half, plainBadge, tallBadge] = [7, 9, 15];

/** @param {Pick<Scope, "priceAt" | "mediaSize">} scope @param {Pick<Model, "linear">} data */
const pricesOf = ({ priceAt, mediaSize }, { linear }) => priceMarks({ height: mediaSize.height, priceAt, linear }, pricesApart);

/** The marks of times in sight. @param {Pick<Scope, "time" | "mediaSize">} scope @param {Pick<Model, "zone">} data @returns {Text[]} */
function timesOf({ time, mediaSize: { width } }, { zone }) {
  const { from, to } = { from: time.first + (time.barAt(0)) * time.step, to: time.first + time.barAt(width) * time.step };
  return timeMarks(from, to, (width < narrow ? narrowlyApart : timesApart) * time.perPixel * time.step, zone.offset).map(({ at, rank, strong }) => {
    const [text, month] = [3 - rank, 1].map((kind) => zone.tick(/** @type {import("lightweight-charts").UTCTimestamp} */ (at), kind));
    return { at: time.edgeAt(at), text: rank === 1 && strong ? `${text} ${month}` : text, strong };
  });
}

/** The marks of dollars along a liquidation map that has the whole pane. @param {Pick<Scope, "mediaSize">} scope @param {Model} data @returns {Text[]} */
function dollarsOf({ mediaSize: { width } }, data) {
  const wide = mapWidth(width, true);
  const most = widestOf(data);
  return dollarMarks(most, wide, dollarsApart).map(({ at, text }) => ({ at: width - (at / most) * wide, text, strong: false }));
}

/** @param {Scope} scope @param {Model} data */
const acrossOf = (scope, data) => (data.whole ? dollarsOf(scope, data) : timesOf(scope, data));

/** Draws the lines of the grid through a pane. @param {Scope} scope @param {Model} data */
export function drawGrid(scope, data) {
  const { context, bitmapSize: { width, height }, horizontalPixelRatio: ratio, y } = scope;
  context.fillStyle = data.colours.grid;
  for (const { at } of pricesOf(scope, data)) context.fillRect(0, Math.round(y(at)), width, Math.max(1, Math.floor(ratio)));
  for (const { at } of acrossOf(scope, data)) context.fillRect(Math.round(at * ratio), 0, Math.max(1, Math.floor(ratio)), height);
}

/**
 * Writes the price axis: round prices, on demand how far they are from the
 * newest one, and that one. None is cut off by an end, or lies under another.
 *
 * @param {Scope} scope of the axis
 * @param {Model} data
 */
export function drawPriceAxis(scope, data) {
  const { context, mediaSize: { width, height }, horizontalPixelRatio: ratio, verticalPixelRatio, y } = scope;
  const { colours, font } = data;
  const countdown = data.until < Infinity ? "" : data.countdown; // the newest bar of a replay has closed
  const price = lastPrice(data);
  const tall = countdown ? tallBadge : plainBadge;
  const badge = price === undefined ? NaN : Math.max(tall, Math.min(height - tall, y(price) / verticalPixelRatio));
  /** @param {string} text @param {number} at @param {number} x @param {CanvasTextAlign} align */
  const write = (text, at, x, align) => {
    context.textAlign = align;
    context.fillText(text, x * ratio, at * verticalPixelRatio);
  };
  /** @param {number} at */
  const free = (at) => at >= half && at <= height - half && !(Math.abs(at - badge) < tall + half);
  context.textBaseline = "middle";
  context.font = `${11 * ratio}px ${font}`;
  context.fillStyle = colours.quiet;
  for (const { at, text } of pricesOf(scope, data)) if (free(y(at) / verticalPixelRatio)) write(text, y(at) / verticalPixelRatio, 10, "left");
  if (price === undefined) return;
  if (data.percent) for (const { at, text } of distancesOf(scope, price)) if (free(at)) write(text, at, width - 4, "right");
  const away = price > scope.priceAt(0) || price < scope.priceAt(height);
  context.fillStyle = away ? colours.quiet : colours.text;
  context.fillRect(0, (badge - tall) * verticalPixelRatio, width * ratio, 2 * tall * verticalPixelRatio);
  context.fillStyle = colours.background;
  context.font = `600 ${11 * ratio}px ${font}`;
  write(data.written(price), countdown ? badge - 6 : badge, 10, "left");
  context.font = `${10 * ratio}px ${font}`;
  if (countdown) write(countdown, badge + 7, 10, "left");
}

/** Round distances from a price in per cent, CSS pixels from the top. @param {Scope} scope @param {number} price */
function distancesOf({ priceAt, y, mediaSize: { height }, verticalPixelRatio }, price) {
  const [bottom, top] = [priceAt(height), priceAt(0)].map((at) => 100 * (at / price - 1));
  const step = roundStep((pricesApart * (top - bottom)) / height);
  const digits = digitsOfStep(step);
  const list = [];
  for (let i = Math.ceil(bottom / step); i * step <= top; i++) list.push({ at: y(price * (1 + (i * step) / 100)) / verticalPixelRatio, text: `${i > 0 ? "+" : ""}${written(i * step, digits)} %` });
  return list;
}

/**
 * Writes the axis below: times, days and months each of their rank, or dollars.
 * None is cut off by an end.
 *
 * @param {Scope} scope of the axis
 * @param {Model} data
 */
export function drawTimeAxis(scope, data) {
  const { context, bitmapSize, horizontalPixelRatio: ratio } = scope;
  context.textBaseline = "middle";
  context.textAlign = "center";
  /** @type {[number, number][]} */
  const taken = [];
  const texts = acrossOf(scope, data);
  for (const strong of [true, false]) {
    context.font = `${strong ? "600 " : ""}${11 * ratio}px ${data.font}`;
    context.fillStyle = strong ? data.colours.text : data.colours.quiet;
    for (const { at, text } of texts.filter((one) => one.strong === strong)) {
      const reach = context.measureText(text).width / 2 + 4 * ratio;
      const [left, right] = [at * ratio - reach, at * ratio + reach];
      if (left < 0 || right > bitmapSize.width || taken.some(([from, to]) => left < to && right > from)) continue;
      taken.push([left, right]);
      context.fillText(text, at * ratio, bitmapSize.height / 2);
    }
  }
}
