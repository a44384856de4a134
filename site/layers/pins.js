import { label } from "../labels.js";
import { lastPrice } from "../model.js";
import { written } from "../ticks.js";

/** CSS pixels within which a click means a level that is pinned already. */
const near = 6;

/**
 * Pins a level, or lets go of the one that is there.
 *
 * @param {readonly number[]} pins
 * @param {number} price
 * @param {(price: number) => number} y CSS pixels
 */
export function pinned(pins, price, y) {
  const others = pins.filter((pin) => Math.abs(y(pin) - y(price)) > near);
  return others.length < pins.length ? others : [...pins, price];
}

/**
 * Writes what the pinned levels are, and how far away, and returns where.
 *
 * @param {import("./layer.js").Scope} scope
 * @param {import("../model.js").Model} data
 */
export function labelPins(scope, data) {
  const price = lastPrice(data);
  /** @type {import("../labels.js").Place[]} */
  const taken = [];
  for (const pin of data.pins) {
    const away = price === undefined ? "" : ` · ${pin < price ? "" : "+"}${written(100 * (pin / price - 1), 2)} %`;
    const { pin: colour, surface } = data.colours;
    label(scope, data.written(pin) + away, { left: data.inset, y: Math.round(scope.y(pin)), below: false, taken, font: data.font, surface, colour });
  }
  return taken;
}

/**
 * Levels that were clicked, a line each. What they are is written with the marks,
 * so that no label lies over another.
 *
 * @type {import("./layer.js").Layer}
 */
export const pins = {
  name: "pins",
  zOrder: 39,
  reads: ["pins", "colours"],
  draw({ context, bitmapSize, horizontalPixelRatio: ratio, y }, data) {
    context.fillStyle = data.colours.pin;
    for (const pin of data.pins) context.fillRect(0, Math.round(y(pin)), bitmapSize.width, Math.max(1, Math.floor(ratio)));
  },
};
