import { candleWidths } from "../axes.js";
import { asShown } from "../model.js";

/**
 * A rim around candles, dark around light ones and light around dark ones, so
 * that they stand out of any heat, which is seen through clear ones.
 *
 * @type {import("./layer.js").Layer}
 */
export const halo = {
  name: "halo",
  zOrder: -4,
  reads: ["colours", "candles", "until"],
  draw(scope, data) {
    const { context, mediaSize, horizontalPixelRatio: ratio, time, y } = scope;
    const { bars, colours, candles } = data;
    if (bars.length === 0) return;
    const [first, last] = [Math.max(0, Math.floor(time.barAt(0))), Math.min(bars.length - 1, Math.floor(time.barAt(mediaSize.width)))];
    const { body, wick } = candleWidths(1 / time.perPixel, ratio);
    const rim = Math.max(1, Math.round(ratio));
    /** @type {number[][]} what is seen through */
    const clear = [];
    context.fillStyle = colours.halo;
    context.beginPath();
    for (let bar = first; bar <= last; bar++) {
      const { open, high, low, close } = asShown(data.bars[bar], data);
      if (open === undefined || high === undefined || low === undefined || close === undefined) continue;
      const middle = Math.round((time.edge(bar) + 0.5 / time.perPixel) * ratio);
      const [top, bottom] = [Math.round(y(high)), Math.round(y(low))];
      context.rect(middle - Math.floor(wick / 2) - rim, top - rim, wick + 2 * rim, bottom - top + 2 * rim + 1);
      const [upper, lower] = [Math.round(y(Math.max(open, close))), Math.round(y(Math.min(open, close)))];
      if (close >= open && candles.up === "transparent" && body > 2 * wick) clear.push([middle - Math.floor(body / 2) + wick, upper + wick, body - 2 * wick, Math.max(0, lower - upper - 2 * wick)]);
      if (body > wick) context.rect(middle - Math.floor(body / 2) - rim, upper - rim, body + 2 * rim, lower - upper + 2 * rim + 1);
    }
    context.fill();
    for (const [left, top, width, height] of clear) context.clearRect(left, top, width, height);
  },
};
