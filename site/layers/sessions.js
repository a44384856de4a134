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
      const top = (48 + 14 * of) * ratio;
      context.fillStyle = colours.quiet;
      context.globalAlpha = weekend ? 0.12 : 1;
      if (weekend) context.fillRect(left, 0, right - left, bitmapSize.height);
      else context.fillRect(left, top, right - left, 2 * ratio);
      context.globalAlpha = 1;
      const wide = context.measureText(name).width + 4 * ratio;
      if (right - left <= wide) continue;
      // On a background of its own: the heat beneath may be of any lightness.
      context.fillStyle = colours.surface;
      context.globalAlpha = 0.84;
      context.fillRect(left, top + 2 * ratio, wide, 12 * ratio);
      context.globalAlpha = 1;
      context.fillStyle = colours.text;
      context.fillText(name, left + 2 * ratio, top + 3 * ratio);
    }
  },
};
