import { lastPrice } from "../model.js";

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
 * Levels that were clicked: a line each, with its price and how far it is.
 *
 * @type {import("./layer.js").Layer}
 */
export const pins = {
  name: "pins",
  zOrder: 50,
  reads: ["pins", "colours", "font", "inset"],
  draw({ context, bitmapSize, horizontalPixelRatio: ratio, y }, data) {
    const price = lastPrice(data);
    context.font = `600 ${11 * ratio}px ${data.font}`;
    context.textBaseline = "middle";
    for (const pin of data.pins) {
      const at = Math.round(y(pin));
      const away = price === undefined ? "" : ` · ${pin < price ? "" : "+"}${(100 * (pin / price - 1)).toFixed(2)} %`;
      const text = data.written(pin) + away;
      const left = data.inset * ratio;
      context.fillStyle = data.colours.accent;
      context.fillRect(0, at, bitmapSize.width, Math.max(1, Math.floor(ratio)));
      context.fillStyle = data.colours.surface;
      context.fillRect(left, at - 16 * ratio, context.measureText(text).width + 8 * ratio, 15 * ratio);
      context.fillStyle = data.colours.accent;
      context.fillText(text, left + 4 * ratio, at - 8 * ratio);
    }
  },
};
