// What a layer is: one thing that is drawn over or under the candles. Files of
// this folder are layers of one shape; registry.js keeps them in order and
// panes.js draws them. To add one, write its file and name it where its pane
// is made (chart.js).

/**
 * Where a layer draws: the bitmap of its pane, with the axes. Lengths are
 * pixels of the bitmap but for `mediaSize` and `time`, which are CSS pixels.
 *
 * @typedef {object} Scope
 * @property {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} context
 * @property {{width: number, height: number}} bitmapSize
 * @property {{width: number, height: number}} mediaSize
 * @property {number} horizontalPixelRatio
 * @property {number} verticalPixelRatio
 * @property {import("../axes.js").TimeAxis} time
 * @property {(bar: number) => number} xOfBar the left edge of a bar, by its number
 * @property {(seconds: number) => number} xOfTime the left edge of the bar that begins then
 * @property {(price: number) => number} y
 * @property {(y: number) => number} priceAt y in CSS pixels
 */

/**
 * @typedef {object} Layer
 * @property {string} name of which a pane has one
 * @property {number} zOrder what is drawn later is above; see `canvasOf` for the canvas
 * @property {readonly import("../model.js").Field[]} reads fields of the model that its picture depends on
 * @property {(scope: Scope, data: import("../model.js").Model) => void} draw leaves the context as it likes, and the model as it is
 * @property {() => void} [drop] forgets what it keeps of earlier frames
 */

/** From here on a layer is above the candles. */
export const aboveSeries = 0;
/** From here on it is on the canvas of the crosshair, and drawn with every move of it. */
export const withCursor = 1000;

/** The canvas that a layer is on, as the chart library calls it. @param {number} zOrder */
export const canvasOf = (zOrder) => (zOrder < aboveSeries ? "bottom" : zOrder < withCursor ? "normal" : "top");
