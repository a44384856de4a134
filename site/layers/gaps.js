import { columnsUntil, firstColumn } from "../model.js";

/** CSS pixels of the strip that tells of a venue's gap. */
const strip = 12;

/**
 * Columns before the last without a bar are hatched: nobody saw what happened
 * there. Where one venue's bars are lacking, a strip at the foot is.
 *
 * @type {import("./layer.js").Layer}
 */
export const gaps = {
  name: "gaps",
  zOrder: -10,
  reads: ["cells", "colours", "until"],
  draw(scope, data) {
    const { cells } = data;
    if (!cells) return;
    const { context, bitmapSize, verticalPixelRatio } = scope;
    const last = Math.min(cells.last, columnsUntil(data, cells));
    const first = firstColumn(data, cells);
    context.strokeStyle = data.colours.gap;
    context.lineWidth = 1;
    for (let column = 0; column < last; column++) {
      const known = cells.known(column);
      if (known === 1) continue;
      const from = column;
      while (column + 1 < last && cells.known(column + 1) === known) column++;
      const [left, right] = [scope.xOfBar(from + first), scope.xOfBar(column + 1 + first)];
      const tall = known ? Math.min(strip * verticalPixelRatio, bitmapSize.height) : bitmapSize.height;
      if (right >= 0 && left <= bitmapSize.width) hatch(scope, left, right, tall);
    }
  },
};

/**
 * Hatches from left to right, so tall from the foot.
 *
 * @param {import("./layer.js").Scope} scope
 * @param {number} left
 * @param {number} right
 * @param {number} tall
 */
function hatch({ context, bitmapSize }, left, right, tall) {
  const top = bitmapSize.height - tall;
  context.save();
  context.beginPath();
  context.rect(left, top, right - left, tall);
  context.clip();
  context.beginPath();
  for (let at = left - tall; at < right; at += 9) {
    context.moveTo(at, bitmapSize.height);
    context.lineTo(at + tall, top);
  }
  context.stroke();
  context.restore();
}
