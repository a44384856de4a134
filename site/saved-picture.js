// A picture of the chart for others to see, drawn anew at the size that is
// asked for by the layers of the chart itself. It is loaded when a picture is.
import * as texts from "./texts.js";

/** @typedef {import("./model.js").Model} Model */
/** @typedef {import("./layers/layer.js").Scope} Scope */
/** @typedef {import("./messages.js").Picture} Picture */

/**
 * What a picture is made of.
 *
 * @typedef {object} Parts
 * @property {Model} model
 * @property {readonly import("./layers/layer.js").Layer[]} layers beside the heat
 * @property {(canvas: HTMLCanvasElement) => ReturnType<typeof import("./layers/heat.js").createHeatLayer>} heat
 * @property {typeof import("./scales.js")} scales
 * @property {typeof import("./axes.js")} axes
 * @property {(bar: import("./model.js").Bar, model: Model) => import("./model.js").Bar} shown
 * @property {import("./axes.js").TimeAxis} time of the chart on the screen
 * @property {{width: number, height: number, bottom: number, top: number}} sight of the price pane on the screen
 * @property {Uint8Array} palette
 * @property {number} ratio pixels of the screen to a CSS pixel
 */

/** A stretch of the picture, CSS pixels. @typedef {{left: number, top: number, width: number, height: number}} Box */

/** CSS pixels around the plot. */
const margins = { left: 76, top: 64, right: 76, bottom: 60 };
const axisHeight = 26;

/** How large a picture is: CSS pixels, and pixels to each. @param {string} size "screen", or as "1200x675", "1200x675@2" @param {Parts} parts */
function sizeOf(size, { sight, ratio }) {
  const [, width, height, twice] = /^(\d+)x(\d+)(@2)?$/.exec(size) ?? [];
  if (width) return { width: Number(width), height: Number(height), ratio: twice ? 2 : 1 };
  return { width: Math.max(640, sight.width + margins.left + margins.right), height: Math.max(400, sight.height + margins.top + margins.bottom), ratio };
}

/** @param {Picture} picture @param {Parts} parts @returns {Promise<Blob>} a PNG */
export async function savedPicture(picture, parts) {
  const { width, height, ratio } = sizeOf(picture.size, parts);
  const plot = { left: margins.left, top: margins.top, width: width - margins.left - margins.right, height: height - margins.top - margins.bottom };
  const canvas = new OffscreenCanvas(Math.round(width * ratio), Math.round(height * ratio));
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.fillStyle = parts.model.colours.background;
  context.fillRect(0, 0, canvas.width, canvas.height);
  drawPlot(context, plot, ratio, parts);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  drawWords(context, { width, height }, picture, parts.model);
  drawLegend(context, plot, picture, parts);
  return canvas.convertToBlob({ type: "image/png" });
}

/**
 * The chart itself. Each part has a canvas of its own, as on the screen.
 *
 * @param {OffscreenCanvasRenderingContext2D} context
 * @param {Box} plot
 * @param {number} ratio
 * @param {Parts} parts
 */
function drawPlot(context, plot, ratio, { model, layers, heat, scales, axes, shown, time, sight }) {
  const zoom = plot.width / sight.width;
  const across = new axes.TimeAxis({ middle: time.middle, x: time.x * zoom, perPixel: time.perPixel / zoom }, time);
  const [bottom, top] = model.linear ? [sight.bottom, sight.top] : [Math.log(sight.bottom), Math.log(sight.top)];
  const [to, from] = model.linear ? [(/** @type {number} */ p) => p, (/** @type {number} */ p) => p] : [Math.log, Math.exp];
  /** @param {number} left @param {number} upper @param {number} width @param {number} height @param {(scope: Scope) => void} draw */
  const on = (left, upper, width, height, draw) => {
    const canvas = new OffscreenCanvas(Math.round(width * ratio), Math.round(height * ratio));
    draw({
      context: /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d")), bitmapSize: { width: canvas.width, height: canvas.height }, mediaSize: { width, height },
      horizontalPixelRatio: ratio, verticalPixelRatio: ratio, time: across,
      xOfBar: (bar) => across.edge(bar) * ratio, xOfTime: (seconds) => across.edgeAt(seconds) * ratio,
      y: (price) => ((top - to(price)) / (top - bottom)) * plot.height * ratio, priceAt: (y) => from(top - (y / plot.height) * (top - bottom)),
    });
    context.drawImage(canvas, left * ratio, upper * ratio);
  };
  on(plot.left, plot.top, plot.width, plot.height, (scope) => drawHeat(scope, model, heat));
  on(plot.left, plot.top, plot.width, plot.height, (scope) => {
    const under = layers.filter(({ zOrder }) => zOrder < 0);
    for (const layer of under) drawLayer(layer, scope, model);
    drawCandles(scope, model, axes.candleWidths(1 / across.perPixel, ratio), shown);
    for (const layer of layers) if (!under.includes(layer)) drawLayer(layer, scope, model);
  });
  on(plot.left + plot.width, plot.top, margins.right, plot.height, (scope) => scales.drawPriceAxis(scope, { ...model, countdown: "" }));
  on(plot.left, plot.top + plot.height, plot.width, axisHeight, (scope) => scales.drawTimeAxis(scope, model));
}

/** @param {import("./layers/layer.js").Layer} layer @param {Scope} scope @param {Model} model */
function drawLayer(layer, scope, model) {
  scope.context.save();
  layer.draw(scope, model);
  scope.context.restore();
}

/** @param {Scope} scope @param {Model} model @param {Parts["heat"]} heat */
function drawHeat(scope, model, heat) {
  if (!model.cells || !model.style) return;
  const canvas = document.createElement("canvas");
  const { layer, renderer } = heat(canvas);
  renderer.show(model.cells);
  renderer.style(model.style);
  layer.draw(scope, model);
  const { width, height } = scope.bitmapSize;
  const until = model.until === Infinity ? width : Math.max(0, Math.min(width, scope.xOfTime(model.until)));
  if (until > 0) scope.context.drawImage(canvas, 0, 0, until, height, 0, 0, until, height);
  canvas.getContext("webgl2")?.getExtension("WEBGL_lose_context")?.loseContext();
}

/** @param {Scope} scope @param {Model} model @param {{body: number, wick: number}} widths @param {Parts["shown"]} shown */
function drawCandles({ context, bitmapSize, time, mediaSize, horizontalPixelRatio: ratio, y }, model, { body, wick }, shown) {
  const { bars, candles, colours } = model;
  for (let bar = Math.max(0, Math.floor(time.barAt(0))); bar < bars.length && bar <= time.barAt(mediaSize.width); bar++) {
    const { open, high, low, close } = shown(bars[bar], model);
    if (open === undefined || high === undefined || low === undefined || close === undefined) continue;
    const middle = Math.round((time.edge(bar) + 0.5 / time.perPixel) * ratio);
    const [upper, lower] = [Math.round(y(Math.max(open, close))), Math.round(y(Math.min(open, close)))];
    const [high_, low_] = [Math.round(y(high)), Math.round(y(low))];
    const rises = close >= open;
    context.fillStyle = rises ? candles.upLine : candles.downLine;
    context.fillRect(middle - Math.floor(wick / 2), high_, wick, upper - high_);
    context.fillRect(middle - Math.floor(wick / 2), lower, wick, low_ - lower + 1);
    const left = middle - Math.floor(body / 2);
    if (body <= 2 * wick) {
      context.fillRect(left, upper, body, lower - upper + 1);
      continue;
    }
    context.fillRect(left, upper, body, wick);
    context.fillRect(left, lower, body, wick);
    context.fillRect(left, upper, wick, lower - upper);
    context.fillRect(left + body - wick, upper, wick, lower - upper);
    context.fillStyle = rises ? candles.up : candles.down;
    context.fillRect(left + wick, upper + wick, body - 2 * wick, Math.max(0, lower - upper - wick));
  }
  const last = model.bars.findLast((bar) => shown(bar, model).close !== undefined)?.close;
  if (last === undefined) return;
  context.fillStyle = colours.quiet;
  for (let x = 0; x < bitmapSize.width; x += 4 * ratio) context.fillRect(x, Math.round(y(last)), ratio, ratio);
}

/** A text as long as there is room for it. @param {OffscreenCanvasRenderingContext2D} context @param {string} text @param {number} room */
function fitted(context, text, room) {
  if (context.measureText(text).width <= room) return text;
  let short = text;
  while (short && context.measureText(`${short}…`).width > room) short = short.slice(0, -1);
  return `${short}…`;
}

/**
 * What the picture is of, above it, and what its lines are and that it is an
 * estimate, below.
 *
 * @param {OffscreenCanvasRenderingContext2D} context
 * @param {{width: number, height: number}} size
 * @param {Picture} picture
 * @param {Model} model
 */
function drawWords(context, { width, height }, { headline, window, caption }, { colours, font }) {
  const room = width - 24;
  context.textBaseline = "middle";
  context.textAlign = "left";
  for (const [text, y, weight, colour] of /** @type {[string, number, string, string][]} */ ([[headline || window, 22, "600 17px", colours.text], [`${window} · ${caption}`, 46, "12px", colours.quiet]])) {
    context.font = `${weight} ${font}`;
    context.fillStyle = colour;
    context.fillText(fitted(context, text, room), 12, y);
  }
  const y = height - 16;
  context.font = `11px ${font}`;
  let x = 12;
  for (const { text, colour, draw } of lines(colours)) {
    context.fillStyle = context.strokeStyle = colour;
    context.lineWidth = 1.5;
    draw(context, x, y);
    context.setLineDash([]);
    context.fillStyle = colours.quiet;
    context.fillText(text, x + 26, y);
    x += 26 + context.measureText(text).width + 18;
  }
}

/** What lines and shapes stand for. @param {Model["colours"]} colours @returns {{text: string, colour: string, draw: (context: OffscreenCanvasRenderingContext2D, x: number, y: number) => void}[]} */
function lines(colours) {
  /** @param {number[]} dash @returns {(context: OffscreenCanvasRenderingContext2D, x: number, y: number) => void} */
  const line = (dash) => (context, x, y) => {
    context.setLineDash(dash);
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(x + 20, y);
    context.stroke();
  };
  return [
    { text: texts.longs, colour: colours.long, draw: (context, x, y) => context.fillRect(x, y - 5, 20, 10) },
    { text: texts.shorts, colour: colours.short, draw: (context, x, y) => { for (let i = 0; i < 20; i += 4) context.fillRect(x + i, y - 5, 2, 10); } },
    { text: texts.cluster, colour: colours.text, draw: line([2, 4]) },
    { text: texts.maxPain, colour: colours.text, draw: line([6, 3]) },
    { text: texts.sums, colour: colours.text, draw: line([4, 2]) },
  ];
}

/** The scale of the colours. @param {OffscreenCanvasRenderingContext2D} context @param {Box} plot @param {Picture} picture @param {Parts} parts */
function drawLegend(context, plot, { title, marks }, { model: { colours, font }, palette }) {
  const [x, width] = [12, 8];
  for (let y = 0; y < plot.height; y++) {
    const ink = 4 * Math.round((1 - y / (plot.height - 1)) * 255);
    context.fillStyle = `rgb(${palette.subarray(ink, ink + 3).join()})`;
    context.fillRect(x, plot.top + y, width, 1.5);
  }
  context.font = `11px ${font}`;
  context.fillStyle = colours.text;
  marks.forEach((text, i) => context.fillText(text, x + width + 5, plot.top + 6 + ((plot.height - 12) * i) / Math.max(1, marks.length - 1)));
  context.fillStyle = colours.quiet;
  context.fillText(title, x, plot.top + plot.height + axisHeight / 2);
}
