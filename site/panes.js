// The panes of a chart, one above the other on one time axis: the price, and
// indicators below it. Knows series and layers, but not what they show.
import { TimeAxis } from "./axes.js";
import { Invalidation, Level } from "./invalidation.js";
import { Registry } from "./layers/registry.js";
import { firstTime } from "./model.js";

/**
 * @typedef {import("lightweight-charts").IChartApi} Library
 * @typedef {import("lightweight-charts").ISeriesApi<import("lightweight-charts").SeriesType>} Series
 * @typedef {import("./model.js").Model} Model
 * @typedef {import("./model.js").Field} Field
 * @typedef {import("./layers/layer.js").Scope} Scope
 */

/**
 * What a pane is made of.
 *
 * @typedef {object} Plan
 * @property {string} name of which a chart has one
 * @property {(chart: Library, pane: number) => Series[]} series adds series to
 *   the pane of that number; the layers' y axis has the prices of the first
 * @property {number} [stretch] its height beside other panes', 1 by default
 * @property {readonly import("./layers/layer.js").Layer[]} layers
 * @property {(scope: Scope, data: Model) => void} [priceAxis] draws on its price axis
 * @property {(scope: Scope, data: Model) => void} [timeAxis] draws on the chart's time axis
 * @property {(scope: Scope) => void} [painting] is called before its layers are drawn
 */

/** One pane: its series, and its layers as a primitive of the first of them. */
class Pane {
  #panes;
  #plan;
  /** Asks the chart library to paint. @type {() => void} */
  paint = () => {};

  /**
   * @param {Panes} panes
   * @param {Plan} plan
   * @param {Series[]} series
   */
  constructor(panes, plan, series) {
    this.#panes = panes;
    this.#plan = plan;
    this.name = plan.name;
    this.series = series;
    this.layers = new Registry(plan.layers);
    const views = [this.#view("bottom"), this.#view("normal"), this.#view("top")];
    const [priceAxis, timeAxis] = [this.#axis(plan.priceAxis), this.#axis(plan.timeAxis)];
    series[0].attachPrimitive({
      attached: ({ requestUpdate }) => void (this.paint = requestUpdate),
      paneViews: () => views,
      priceAxisPaneViews: () => priceAxis,
      timeAxisPaneViews: () => timeAxis,
    });
  }

  /**
   * The layers on one canvas, as the chart library wants them. It draws the
   * lowest first, and the top one alone where the crosshair has moved.
   *
   * @param {"bottom" | "normal" | "top"} canvas
   */
  #view(canvas) {
    /** @param {import("fancy-canvas").CanvasRenderingTarget2D} target */
    const draw = (target) => {
      if (canvas === "bottom") this.#panes.begin();
      const layers = this.layers.on(canvas);
      const painting = canvas === "bottom" ? this.#plan.painting : undefined;
      const time = (layers.length || painting) && this.#panes.time();
      if (!time) return;
      if (painting) target.useBitmapCoordinateSpace((scope) => painting(this.#scope(scope, time)));
      for (const layer of layers) target.useBitmapCoordinateSpace((scope) => layer.draw(this.#scope(scope, time), this.#panes.model));
    };
    const renderer = { draw };
    return { zOrder: () => canvas, renderer: () => renderer };
  }

  /** What is drawn on an axis, as the chart library wants it. @param {Plan["priceAxis"]} write @returns {import("lightweight-charts").IPrimitivePaneView[]} */
  #axis(write) {
    if (!write) return [];
    /** @param {import("fancy-canvas").CanvasRenderingTarget2D} target */
    const draw = (target) => {
      const time = this.#panes.time();
      if (time) target.useBitmapCoordinateSpace((scope) => write(this.#scope(scope, time), this.#panes.model));
    };
    const renderer = { draw };
    return [{ zOrder: () => "normal", renderer: () => renderer }];
  }

  /**
   * @param {import("fancy-canvas").BitmapCoordinatesRenderingScope} scope
   * @param {TimeAxis} time
   * @returns {Scope}
   */
  #scope({ context, bitmapSize, mediaSize, horizontalPixelRatio, verticalPixelRatio }, time) {
    const [series] = this.series;
    return {
      context, bitmapSize, mediaSize, horizontalPixelRatio, verticalPixelRatio, time,
      xOfBar: (bar) => time.edge(bar) * horizontalPixelRatio,
      xOfTime: (seconds) => time.edgeAt(seconds) * horizontalPixelRatio,
      y: (price) => Number(series.priceToCoordinate(price)) * verticalPixelRatio,
      priceAt: (y) => Number(series.coordinateToPrice(y)),
    };
  }
}

export class Panes {
  /** @type {Pane[]} */
  #panes = [];
  #chart;
  #invalidation;

  /**
   * @param {Library} chart
   * @param {Model} model what the layers of all panes draw; `change` changes it
   * @param {import("./frame.js").Frame} frame
   * @param {() => void} cursor is called once in the frame after the crosshair moved
   */
  constructor(chart, model, frame, cursor) {
    this.#chart = chart;
    this.model = model;
    this.#invalidation = new Invalidation(frame, { paint: () => this.#panes[0]?.paint(), cursor });
  }

  /** Adds a pane below the others. Throws where its name is taken. @param {Plan} plan */
  add(plan) {
    if (this.get(plan.name)) throw new Error(`there is a pane "${plan.name}" already`);
    const number = this.#panes.length;
    const pane = new Pane(this, plan, plan.series(this.#chart, number));
    this.#panes.push(pane);
    this.#chart.panes()[number].setStretchFactor(plan.stretch ?? 1); // the library's default is another for the first
    return pane;
  }

  /** @param {string} name */
  get(name) {
    return this.#panes.find((pane) => pane.name === name);
  }

  /** Which pane is how many below the top one. @param {number} number */
  at(number) {
    return this.#panes[number];
  }

  /** Removes a pane with its series; those below move up. Whether there was one. @param {string} name */
  remove(name) {
    const number = this.#panes.findIndex((pane) => pane.name === name);
    if (number < 0) return false;
    const [{ series }] = this.#panes.splice(number, 1);
    for (const one of series) this.#chart.removeSeries(one); // with its last one the library removes the pane
    return true;
  }

  /** Changes the model and invalidates the layers that read what has changed. @param {Partial<Model>} fields */
  change(fields) {
    Object.assign(this.model, fields);
    this.changed(.../** @type {Field[]} */ (Object.keys(fields)));
  }

  /** Says of fields that what they hold has changed. @param {Field[]} fields */
  changed(...fields) {
    const layers = this.#panes.flatMap((pane) => pane.layers.reading(fields));
    if (layers.length) this.invalidate(Level.layer, layers);
  }

  /**
   * @param {import("./invalidation.js").LevelOf} level
   * @param {import("./layers/layer.js").Layer[]} [layers]
   */
  invalidate(level, layers) {
    this.#invalidation.add(level, layers);
  }

  /** A painting begins: what is invalid is dropped, once for all panes. */
  begin() {
    const mask = this.#invalidation.take();
    for (const pane of this.#panes) pane.layers.drop(mask);
  }

  /** Where bars lie on the time axis; null while there are none. */
  time() {
    const scale = this.#chart.timeScale();
    const range = scale.getVisibleLogicalRange();
    if (!range) return null;
    const middle = Math.round((range.from + range.to) / 2);
    const x = Number(scale.logicalToCoordinate(/** @type {import("lightweight-charts").Logical} */ (middle)));
    const perPixel = 1 / scale.options().barSpacing;
    return new TimeAxis({ middle, x, perPixel }, { first: firstTime(this.model), step: this.model.step });
  }
}
