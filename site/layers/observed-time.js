import { mapWidth } from "../axes.js";
import * as texts from "../texts.js";

/**
 * What was observed, through time: a line in each bar at the price of each liquidation,
 * the stronger the more dollars. Lines, where the estimate is areas, so that nobody takes
 * the one for the other. In a replay what had been read by then is shown.
 *
 * @type {import("./layer.js").Layer}
 */
export const throughTime = {
  name: "observed-time",
  zOrder: 13,
  reads: ["observed", "colours", "until", "bars", "step", "whole", "font"],
  draw({ context, bitmapSize, mediaSize, horizontalPixelRatio: ratio, verticalPixelRatio, xOfTime, y }, { observed, colours, until, step, whole, font }) {
    /** Of each bar the newest column, by the time at which it begins. @type {Map<number, Float32Array>} */
    const bars = new Map();
    for (const { time, bins } of observed.columns) if (time <= until) bars.set(Math.floor(time / step) * step, bins);
    if (bars.size === 0) return;
    let largest = 0;
    for (const bins of bars.values()) for (let i = 1; i < bins.length; i += 2) largest = Math.max(largest, bins[i]);
    const tall = Math.max(1, Math.round(1.5 * verticalPixelRatio));
    context.fillStyle = colours.text;
    for (const [time, bins] of bars) {
      const [left, right] = [xOfTime(time), xOfTime(time + step)];
      if (right < 0 || left > bitmapSize.width) continue;
      const wide = Math.max(right - left, ratio);
      for (let i = 0; i < bins.length; i += 2) {
        const top = y(bins[i]);
        if (top < 0 || top > bitmapSize.height) continue;
        context.globalAlpha = 0.25 + 0.75 * Math.sqrt(bins[i + 1] / largest);
        context.fillRect(left, Math.round(top - tall / 2), wide, tall);
      }
    }
    context.globalAlpha = 1;
    context.font = `${11 * ratio}px ${font}`;
    context.textAlign = "right";
    context.textBaseline = "bottom";
    const text = texts.observedLines;
    const [right, bottom] = [bitmapSize.width - (mapWidth(mediaSize.width, whole) + 8) * ratio, bitmapSize.height - 6 * verticalPixelRatio];
    const wide = context.measureText(text).width + 8 * ratio;
    context.fillStyle = colours.background;
    context.fillRect(right - wide, bottom - 16 * verticalPixelRatio, wide, 18 * verticalPixelRatio);
    context.fillStyle = colours.text;
    context.fillText(text, right - 4 * ratio, bottom);
  },
};
