// The figures of indicators, bar by bar: no chart, no canvas. What is not known
// is NaN: after a gap, before as many bars as a figure takes, before a feed began.
import { ATR, RSI } from "trading-signals";
import { liquidatedIn } from "./model.js";

/** @typedef {import("./model.js").Model} Model */
/** @typedef {import("./model.js").Bar} Bar */
/** A bar that is known. @typedef {Required<Bar>} Known */
/** Something that is told a value after the other, and has an answer after enough of them. @template T @typedef {{add(value: T): unknown, getResult(): number | null}} Teller */

/** Bars that averages, RSI and ATR take. */
export const [short, long, rsi, atr] = [50, 200, 14, 14];
/** Seconds. */
export const day = 86_400;
/** Of the bars of a day, those that must be known for its volatility. */
const enough = 0.9;

/**
 * What a teller answers at each bar; NaN where it has no answer yet. It begins
 * anew after a gap.
 *
 * @template T
 * @param {readonly Bar[]} bars
 * @param {() => Teller<T>} begin
 * @param {(bar: Known) => T} value
 */
export function told(bars, begin, value) {
  /** @type {Teller<T> | null} */
  let teller = null;
  return bars.map((bar) => {
    if (bar.close === undefined) teller = null;
    else (teller ??= begin()).add(value(/** @type {Known} */ (bar)));
    return teller?.getResult() ?? NaN;
  });
}

const closeOf = (/** @type {Known} */ bar) => bar.close;
const candleOf = (/** @type {Known} */ { open, high, low, close }) => ({ open, high, low, close });

/** The relative strength index of closes. @param {readonly Bar[]} bars */
export const strength = (bars) => told(bars, () => new RSI(rsi), closeOf);

/**
 * A simple moving average of closes, by a running sum: the library adds up the
 * whole window at each bar.
 *
 * @param {readonly Bar[]} bars
 * @param {number} n
 */
export function average(bars, n) {
  let [sum, known] = [0, 0];
  return bars.map(({ close }, i) => {
    if (close === undefined) [sum, known] = [0, 0];
    else sum += close - (++known > n ? Number(bars[i - n].close) : 0);
    return known < n ? NaN : sum / n;
  });
}

/**
 * The volume-weighted average price since the UTC day began; NaN on a day
 * whose beginning is not there.
 *
 * @param {readonly Bar[]} bars
 */
export function vwap(bars) {
  let [of, traded, paid] = [NaN, 0, 0];
  return bars.map(({ time, high, low, close, volume }) => {
    if (time % day === 0) [of, traded, paid] = [time, 0, 0];
    if (close === undefined || !(time - of < day)) of = NaN;
    else {
      traded += Number(volume);
      paid += (Number(volume) * (Number(high) + Number(low) + close)) / 3;
    }
    return Number.isNaN(of) || traded === 0 ? NaN : paid / traded;
  });
}

/** The average plus so many average true ranges. @param {readonly Bar[]} bars @param {number} times */
export function band(bars, times) {
  const [middle, range] = [average(bars, 20), told(bars, () => new ATR(atr), candleOf)];
  return middle.map((price, i) => price + times * range[i]);
}

/**
 * What a day's closes moved, per cent: the root of the sum of squares of their
 * changes over the last 24 hours.
 *
 * @param {readonly Bar[]} bars
 * @param {number} step seconds of a bar
 */
export function volatility(bars, step) {
  const n = Math.max(1, Math.round(day / step));
  const squares = bars.map(({ close }, i) => (close && bars[i - 1]?.close ? Math.log(close / Number(bars[i - 1].close)) ** 2 : NaN));
  let [sum, known] = [0, 0];
  /** @param {number} i @param {number} sign */
  const count = (i, sign) => {
    if (i < 0 || Number.isNaN(squares[i])) return;
    sum += sign * squares[i];
    known += sign;
  };
  return bars.map(({ close }, i) => {
    count(i, 1);
    count(i - n, -1);
    return close === undefined || known < enough * n ? NaN : 100 * Math.sqrt((Math.max(0, sum) / known) * n);
  });
}

/** What was liquidated of a side within each bar, US dollars; NaN before the first that is known of. @param {Model} model @param {readonly Bar[]} bars @param {number} of the side */
export function liquidated(model, bars, of) {
  const sums = new Array(bars.length).fill(NaN);
  if (bars.length === 0) return sums;
  const begun = model.liquidations.reduce((least, { time }) => Math.min(least, time), Infinity);
  for (let i = Math.max(0, Math.ceil((begun - bars[0].time) / model.step) - 1); i < bars.length; i++) if (bars[i].close !== undefined) sums[i] = 0;
  for (const { bar, lower, upper } of liquidatedIn({ ...model, bars: [...bars] }, 0, bars.length - 1)) {
    const usd = of === 0 ? lower : upper;
    if (usd > 0) sums[bar] = usd;
  }
  return sums;
}

/**
 * What takers bought less what they sold, US dollars, summed from the first bar that
 * tells it; NaN before. A bar that does not tell it adds nothing.
 *
 * @param {readonly Bar[]} bars
 */
export function delta(bars) {
  let sum = NaN;
  return bars.map(({ close = NaN, volume = NaN, bought = NaN }) => {
    const more = close * (2 * bought - volume);
    if (Number.isFinite(more)) sum = (Number.isNaN(sum) ? 0 : sum) + more;
    return Number.isFinite(more) ? sum : NaN;
  });
}
