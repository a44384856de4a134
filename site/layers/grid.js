import { drawGrid } from "../scales.js";

/**
 * Lines at the marks of the axes.
 *
 * @type {import("./layer.js").Layer}
 */
export const grid = {
  name: "grid",
  zOrder: -15,
  reads: ["colours", "zone"],
  draw(scope, data) {
    if (data.bars.length > 0) drawGrid(scope, data);
  },
};
