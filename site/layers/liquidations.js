/** How large a liquidation is drawn: its area grows with its dollars. @param {number} usd */
export const radiusOf = (usd) => Math.min(14, Math.max(1.5, Math.sqrt(usd) / 120));

/**
 * Liquidations that happened, where and when they did.
 *
 * @type {import("./layer.js").Layer}
 */
export const liquidations = {
  name: "liquidations",
  zOrder: 20,
  reads: ["liquidations", "colours", "until"],
  draw({ context, bitmapSize, verticalPixelRatio: ratio, xOfTime, y }, { liquidations: list, until, colours }) {
    context.lineWidth = ratio;
    context.strokeStyle = colours.background;
    for (const { time, price, usd, side } of list) {
      if (time >= until) continue;
      const x = xOfTime(time);
      if (x < -20 || x > bitmapSize.width + 20) continue;
      context.beginPath();
      context.arc(x, y(price), radiusOf(usd) * ratio, 0, 2 * Math.PI);
      context.fillStyle = side === 0 ? colours.long : colours.short;
      context.globalAlpha = 0.8;
      context.fill();
      context.globalAlpha = 1;
      context.stroke();
    }
  },
};
