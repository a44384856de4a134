/** A liquidation that is as large as the unit of its market has this radius, CSS pixels; none has more than the other. */
const [least, most] = [3, 18];
/** CSS pixels of a stretch in which the small ones are counted together, and the radius of their count. */
const [stretch, counted] = [48, 8];

/** How large a liquidation is drawn: its area grows with its dollars. @param {number} usd @param {number} unit */
export const radiusOf = (usd, unit) => Math.min(most, Math.max(least, least * Math.sqrt(usd / unit)));

/** @typedef {import("./layer.js").Scope} Scope */
/** @typedef {import("../model.js").Model} Model */
/** Small ones of a side in a stretch. @typedef {{n: number, usd: number, paid: number, from: number, side: number}} Count */

/**
 * Liquidations that happened, where and when they did: those of the market's unit
 * and more one by one, smaller ones as a count.
 *
 * @type {import("./layer.js").Layer}
 */
export const liquidations = {
  name: "liquidations",
  zOrder: 20,
  reads: ["liquidations", "colours", "font", "until", "unit"],
  draw(scope, data) {
    const { context, bitmapSize, verticalPixelRatio: ratio, xOfTime, y } = scope;
    const { until, colours, unit, step } = data;
    const bars = Math.max(1, Math.ceil(stretch * scope.time.perPixel));
    /** @type {Map<string, Count>} */
    const small = new Map();
    context.lineWidth = 1.5 * ratio;
    for (const { time, price, usd, side } of data.liquidations) {
      if (time >= until) continue;
      const x = xOfTime(time);
      if (x < -stretch * ratio || x > bitmapSize.width + stretch * ratio) continue;
      if (usd >= unit) {
        bubble(scope, { x, y: y(price), radius: radiusOf(usd, unit) * ratio }, side === 0 ? colours.long : colours.short, colours.halo);
        continue;
      }
      const from = Math.floor(time / step / bars) * bars * step;
      const count = small.get(`${side} ${from}`) ?? { n: 0, usd: 0, paid: 0, from, side };
      Object.assign(count, { n: count.n + 1, usd: count.usd + usd, paid: count.paid + usd * price });
      small.set(`${side} ${from}`, count);
    }
    for (const count of small.values()) drawCount(scope, data, count, xOfTime(count.from + (bars * step) / 2));
  },
};

/** @param {Scope} scope @param {{x: number, y: number, radius: number}} at pixels of the bitmap @param {string} colour @param {string} rim */
function bubble({ context }, { x, y, radius }, colour, rim) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = colour;
  context.globalAlpha = 0.85;
  context.fill();
  context.globalAlpha = 1;
  context.strokeStyle = rim;
  context.stroke();
}

/** How many small ones there were, at the mean of their prices. @param {Scope} scope @param {Model} data @param {Count} count @param {number} x */
function drawCount({ context, verticalPixelRatio: ratio, y }, { colours, font }, { n, usd, paid, side }, x) {
  if (!(usd > 0)) return;
  const middle = y(paid / usd);
  context.beginPath();
  context.arc(x, middle, (n > 1 ? counted : least) * ratio, 0, 2 * Math.PI);
  context.fillStyle = colours.surface;
  context.globalAlpha = 0.8;
  context.fill();
  context.globalAlpha = 1;
  context.strokeStyle = context.fillStyle = side === 0 ? colours.long : colours.short;
  context.stroke();
  if (n < 2) return;
  context.font = `600 ${9 * ratio}px ${font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(n > 99 ? "99+" : String(n), x, middle);
  context.textAlign = "left";
}
