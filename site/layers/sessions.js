/**
 * Trading hours as strips along the top, a row each, and weekends as shade.
 *
 * @type {import("./layer.js").Layer}
 */
export const sessions = {
  name: "sessions",
  zOrder: 30,
  reads: ["sessions", "colours", "font"],
  draw(scope, { sessions: list, colours, font }) {
    if (list.length === 0) return;
    const { context, bitmapSize, horizontalPixelRatio: ratio, xOfTime } = scope;
    context.font = `${10 * ratio}px ${font}`;
    context.textBaseline = "top";
    for (const { of, name, from, to } of list) {
      const [left, right] = [Math.max(0, xOfTime(from / 1000)), Math.min(bitmapSize.width, xOfTime(to / 1000))];
      if (right - left < ratio) continue;
      const weekend = name === "Weekend";
      context.fillStyle = colours.quiet;
      context.globalAlpha = weekend ? 0.12 : 0.5;
      if (weekend) context.fillRect(left, 0, right - left, bitmapSize.height);
      else context.fillRect(left, (48 + 14 * of) * ratio, right - left, 2 * ratio);
      context.globalAlpha = 1;
      if (right - left > context.measureText(name).width + 4 * ratio) {
        context.fillStyle = colours.text;
        context.fillText(name, left + 2 * ratio, (51 + 14 * of) * ratio);
      }
    }
  },
};
