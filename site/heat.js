// Draws the heat into a canvas of its own, under the candles: with WebGL2, or
// where that is not to be had, cell by cell in 2D. What cells and styles mean
// is decided elsewhere.
import { FlatHeat } from "./heat-flat.js";
import { WebglHeat } from "./heat-webgl.js";

/**
 * Where a pane lies over the cells.
 *
 * @typedef {object} Place
 * @property {number} width of the pane, pixels
 * @property {number} height
 * @property {[number, number]} across column at pixel 0, columns to a pixel
 * @property {[number, number]} prices at the pane's bottom and top: their
 *   natural logarithms, or where the axis is linear themselves
 * @property {boolean} linear
 * @property {[number, number]} rows logarithm of the lowest row's edge, rows per unit of it
 */

/**
 * Cells are a ring of cells.js, read whenever it is needed; runs are what its
 * patch returns.
 *
 * @typedef {object} Renderer
 * @property {(cells: import("./cells.js").Cells) => void} show
 * @property {(runs: import("./cells.js").Run[]) => void} changed
 * @property {(style: import("./messages.js").HeatStyle) => void} style
 * @property {(place: Place) => void} draw
 */

/** A renderer for a canvas. @param {HTMLCanvasElement} canvas @returns {Renderer} */
export function createHeat(canvas) {
  const gl = canvas.getContext("webgl2", { alpha: true, premultipliedAlpha: true, antialias: false, preserveDrawingBuffer: true });
  return gl ? new WebglHeat(gl, canvas) : new FlatHeat(canvas);
}
