// Where times and prices lie, as numbers: no canvas, no chart library.

/**
 * Where bars lie on the time axis, as the chart library says it: the bar of
 * number `middle` has its middle at `x`, and so many bars fit a pixel.
 *
 * @typedef {{middle: number, x: number, perPixel: number}} Placement
 */

/**
 * Bars by number: seconds at which bar 0 begins, and seconds of each.
 *
 * @typedef {{first: number, step: number}} Numbering
 */

/** The time axis of a pane, in CSS pixels. */
export class TimeAxis {
  /**
   * @param {Placement} placement
   * @param {Numbering} numbering
   */
  constructor({ middle, x, perPixel }, { first, step }) {
    this.middle = middle;
    this.x = x;
    this.perPixel = perPixel;
    this.first = first;
    this.step = step;
  }

  /** The left edge of a bar, by its number. @param {number} bar */
  edge(bar) {
    return this.x + (bar - 0.5 - this.middle) / this.perPixel;
  }

  /** The left edge of the bar that begins at a time. @param {number} seconds */
  edgeAt(seconds) {
    return this.edge(this.numberAt(seconds));
  }

  /** The number of the bar that begins at a time. @param {number} seconds */
  numberAt(seconds) {
    return (seconds - this.first) / this.step;
  }

  /** Which bar is drawn at x, with how much of it lies to the left as a fraction. @param {number} x */
  barAt(x) {
    return this.middle + 0.5 + (x - this.x) * this.perPixel;
  }

  /** Seconds at the edges of a pane this wide; a bar's middle stands for its beginning. @param {number} width */
  span(width) {
    const from = this.first + (this.middle - this.x * this.perPixel) * this.step;
    return { from, to: from + width * this.perPixel * this.step };
  }
}

/**
 * Prices with room to both sides: `least`, a difference of logarithms, or the
 * third part of what they span, whichever is more.
 *
 * @param {{minValue: number, maxValue: number}} prices
 * @param {number} least
 */
export function withRoom({ minValue, maxValue }, least) {
  const more = Math.max(least, 0.35 * Math.log(maxValue / minValue));
  return { minValue: minValue * Math.exp(-more), maxValue: maxValue * Math.exp(more) };
}

/** The least room that prices get in a window of so many milliseconds. @param {number} milliseconds */
export const roomOf = (milliseconds) => Math.min(0.12, 0.012 * Math.sqrt(milliseconds / 43_200_000));

/** How wide the widest bar of the liquidation map is, in a pane this wide. @param {number} pane @param {boolean} whole */
export const mapWidth = (pane, whole) => (whole ? pane * 0.86 : Math.min(112, pane * 0.14));

/**
 * The bars that show the last `count` of `bars`, beside a gutter for the
 * liquidation map, on a time axis so many pixels wide.
 *
 * @param {number} count
 * @param {number} bars
 * @param {number} width
 */
export function lastBars(count, bars, width) {
  const gutter = mapWidth(width, false) + 8;
  return { from: bars - count, to: bars - 0.5 + (count * gutter) / (width - gutter) };
}

/**
 * How wide the chart library draws candles: pixels of the bitmap, of bars so
 * many CSS pixels apart.
 *
 * @param {number} spacing
 * @param {number} ratio
 */
export function candleWidths(spacing, ratio) {
  const shrinks = 1 - (0.2 * Math.atan(Math.max(4, spacing) - 4)) / (Math.PI / 2);
  const body = spacing >= 2.5 && spacing <= 4 ? Math.floor(3 * ratio) : Math.max(Math.floor(ratio), Math.floor(spacing * shrinks * ratio));
  const wick = Math.min(Math.max(1, Math.floor(ratio)), body);
  return { body: body >= 2 && body % 2 !== wick % 2 ? body - 1 : body, wick };
}

/** Digits behind the point for prices like this one. @param {number} price */
export const digitsOf = (price) => (price >= 1000 ? 1 : price >= 10 ? 2 : price >= 0.1 ? 4 : 8);
