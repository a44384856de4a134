import { mapWidth } from "../axes.js";

/**
 * True positions of a simulated market beside the liquidation map: an outline
 * on a scale of its own, the mean of each two pixels, on both sides at once.
 *
 * @type {import("./layer.js").Layer}
 */
export const truth = {
  name: "truth",
  zOrder: 10,
  reads: ["truth", "colours", "whole"],
  draw({ context, bitmapSize, mediaSize, horizontalPixelRatio: ratio, y }, { truth: rows, colours, whole }) {
    if (rows.length === 0) return;
    const buckets = new Map();
    for (let i = 0; i < rows.length; i += 2) {
      const at = Math.round(y(rows[i]) / (2 * ratio));
      if (at < 0 || at * 2 * ratio > bitmapSize.height) continue;
      const bucket = buckets.get(at) ?? { sum: 0, n: 0 };
      bucket.sum += rows[i + 1];
      bucket.n++;
      buckets.set(at, bucket);
    }
    const means = [...buckets].map(([at, { sum, n }]) => [at, sum / n]).sort(([a], [b]) => a - b);
    const widest = Math.max(...means.map(([, mean]) => mean));
    if (!(widest > 0)) return;
    const most = mapWidth(mediaSize.width, whole);
    context.strokeStyle = colours.text;
    context.lineWidth = ratio;
    context.beginPath();
    for (const [at, mean] of means) context.lineTo(bitmapSize.width - (mean / widest) * most * ratio, at * 2 * ratio);
    context.stroke();
  },
};
