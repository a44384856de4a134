// Alerts of what was drawn: price crosses a level or a trend line, or comes into a
// rectangle or out of it. Pure but for the delivery at the end.
import { asShown } from "./model.js";
import * as texts from "./texts.js";

/** @typedef {import("./shapes.js").Shape} Shape */
/** Where price is, seen from a shape. @typedef {"above" | "below" | "inside"} Side */
/** The newest bar that was looked at. @typedef {{time: number, high: number, low: number}} Seen */

const sides = ["above", "below", "inside"];

/** Where price was when the alert of a shape was set; null where it has none. @param {Shape} shape @returns {Side | null} */
export const setAt = ({ alert }) => (sides.includes(String(alert)) ? /** @type {Side} */ (alert) : null);

/**
 * Where a price is, seen from a shape at a time. A trend line goes on beyond its ends,
 * straight as the axis shows it; a rectangle is its prices, at any time.
 *
 * @param {Shape} shape
 * @param {number} price
 * @param {number} time seconds
 * @param {boolean} linear whether the price axis is
 * @returns {Side}
 */
export function sideOf({ kind, places: [a, b = a] }, price, time, linear) {
  let [low, high] = [Math.min(a.price, b.price), Math.max(a.price, b.price)];
  if (kind === "trend" && a.time !== b.time) {
    const part = (time - a.time) / (b.time - a.time);
    low = high = linear ? a.price + part * (b.price - a.price) : a.price * (b.price / a.price) ** part;
  }
  return price > high ? "above" : price < low ? "below" : "inside";
}

/**
 * What was traded since the newest bar was looked at last.
 *
 * @param {Pick<import("./model.js").Model, "bars" | "until" | "step">} model
 * @param {Seen | null} seen
 * @returns {{prices: number[], seen: Seen | null}}
 */
export function tradedSince(model, seen) {
  const last = model.bars.findLast((bar) => asShown(bar, model).close !== undefined);
  if (last?.close === undefined || last.high === undefined || last.low === undefined) return { prices: [], seen };
  const prices = [last.close];
  for (let i = model.bars.length - 1; seen && i >= 0 && model.bars[i].time >= seen.time; i--) {
    const { time, high = NaN, low = NaN } = model.bars[i];
    if (time > seen.time || high > seen.high) prices.push(high);
    if (time > seen.time || low < seen.low) prices.push(low);
  }
  return { prices: prices.filter((price) => price > 0), seen: { time: last.time, high: last.high, low: last.low } };
}

/** @type {AudioContext | undefined} */
let audio;

/** Asks whether notifications may be shown, and readies a sound: within a click. */
export function ready() {
  audio ??= new AudioContext();
  audio.resume().catch(() => {});
  if (globalThis.Notification?.permission === "default") Notification.requestPermission().catch(() => {});
}

/** Tells somebody who looks elsewhere, as far as the device lets a page. @param {string} text */
export async function deliver(text) {
  if (audio?.state === "running") {
    const tone = new OscillatorNode(audio, { frequency: 880 });
    tone.connect(new GainNode(audio, { gain: 0.2 })).connect(audio.destination);
    tone.start();
    tone.stop(audio.currentTime + 0.3);
  }
  if (globalThis.Notification?.permission !== "granted") return;
  try {
    const registration = await navigator.serviceWorker?.getRegistration();
    if (registration) await registration.showNotification(texts.drawAlertTitle, { body: text });
    else new Notification(texts.drawAlertTitle, { body: text });
  } catch {
    // a phone without the service worker lets no page show any: it stands on the chart
  }
}
