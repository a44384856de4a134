// Where the marks of the axes stand, and how they are written. Knows no canvas
// and no chart library.
import { numbers } from "./texts.js";

/** Round numbers by their part before the power of ten. */
const rounds = [1, 2, 2.5, 5, 10];

/** The smallest of 1, 2, 2.5 and 5 times a power of ten that is not below `least`, a number above 0. @param {number} least */
export function roundStep(least) {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * /** @type {number} */ (rounds.find((round) => round * power >= least * (1 - 1e-9)));
}

/** Digits behind the point that multiples of a step need, at most 12. @param {number} step */
export function digitsOfStep(step) {
  for (let digits = 0; digits < 12; digits++) {
    const whole = step * 10 ** digits;
    if (whole > 0.5 && Math.abs(whole - Math.round(whole)) < 1e-6 * whole) return digits;
  }
  return 12;
}

/** @type {Map<number, Intl.NumberFormat>} */
const formats = new Map();

/** A number with so many digits behind the point and its thousands apart. @param {number} value @param {number} digits */
export function written(value, digits) {
  const format = formats.get(digits) ?? numbers(digits);
  formats.set(digits, format);
  return format.format(value);
}

/** A mark of an axis: what is written at which value. @typedef {{at: number, text: string}} Mark */

/** Beyond this ratio of its ends an axis has larger steps at its top than at its foot. */
const manyTimes = 2.5;

/**
 * Round prices, the lowest first, so many pixels apart or more: multiples of one
 * step, or on a logarithmic axis that holds many times its lowest price of a
 * step that grows with the price.
 *
 * @param {{height: number, priceAt: (y: number) => number, linear: boolean}} axis
 * @param {number} apart pixels
 * @returns {Mark[]}
 */
export function priceMarks({ height, priceAt, linear }, apart) {
  const [bottom, top] = [priceAt(height), priceAt(0)];
  if (!(bottom > 0 && top > bottom && height > 0)) return [];
  const grows = Math.log(top / bottom) / height; // a share of the price, a pixel
  /** @param {number} price */
  const stepAt = (price) => roundStep(apart * (linear ? (top - bottom) / height : grows * (top < manyTimes * bottom ? top : price)));
  /** @type {Mark[]} */
  const marks = [];
  for (let after = bottom, step = stepAt(bottom); ; step = stepAt(after)) {
    const at = (Math.floor(after / step + 1e-6) + 1) * step;
    if (at > top) return marks;
    // Where the step grows, the first multiple of the larger one may be near.
    if (linear || marks.length === 0 || Math.log(at / after) > 0.6 * apart * grows) marks.push({ at, text: written(at, digitsOfStep(step)) });
    after = at;
  }
}

/**
 * Round dollars from 0 on, for an axis that reaches `most` of them in so many
 * pixels.
 *
 * @param {number} most
 * @param {number} width
 * @param {number} apart pixels
 * @returns {Mark[]}
 */
export function dollarMarks(most, width, apart) {
  if (!(most > 0 && width > 0)) return [];
  const step = roundStep((apart * most) / width);
  return Array.from({ length: Math.floor(most / step + 1e-9) + 1 }, (_, i) => ({ at: i * step, text: dollars(i * step) }));
}

const units = /** @type {[number, string][]} */ ([[1e12, "T"], [1e9, "B"], [1e6, "M"], [1e3, "K"]]);

/** Dollars in few characters: $2.5M. @param {number} usd */
export function dollars(usd) {
  const [size, name] = units.find(([unit]) => usd >= 0.9995 * unit) ?? [1, ""];
  return `$${Number((usd / size).toPrecision(3))}${name}`;
}
