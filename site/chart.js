// The chart: candles, axes and gestures by lightweight-charts, the heat on a
// canvas below them, other layers over them. Go says what to show; this says
// where the visitor looks and points. messages.js has the types of both ways.
import * as axes from "./axes.js";
import { createCells } from "./cells.js";
import { Cursor } from "./cursor.js";
import { listenForFiles } from "./files.js";
import { Frame } from "./frame.js";
import { Level } from "./invalidation.js";
import { listenToKeys } from "./keys.js";
import { addCandles, libraryChart, modeOf } from "./library.js";
import { foot } from "./layers/foot.js";
import { gaps } from "./layers/gaps.js";
import { grid as lines } from "./layers/grid.js";
import { halo } from "./layers/halo.js";
import { createHeatLayer } from "./layers/heat.js";
import { liquidations } from "./layers/liquidations.js";
import { backdrop, profile } from "./layers/map.js";
import { marks } from "./layers/marks.js";
import { Optional } from "./optional.js";
import { pinned, pins } from "./layers/pins.js";
import { sessions } from "./layers/sessions.js";
import { asShown, barsOf, createModel, firstTime, liquidationsOf, unitOf } from "./model.js";
import { Panes } from "./panes.js";
import { handOver, paintRamp } from "./picture.js";
import { Price } from "./price.js";
import { Range } from "./range.js";
import { createReadout } from "./readout.js";
import * as scales from "./scales.js";
import { candleOptions, candlesOf, chartOptions, coloursOf, variables } from "./theme-colours.js";
import { offsetIn, timesIn } from "./times.js";
import { listenToTouch } from "./touch.js";

/** @typedef {import("./messages.js").Grid} Grid */
/** @typedef {import("./messages.js").Listener} Listener */

/** An element of a class. @template {keyof HTMLElementTagNameMap} T @param {T} tag @param {string} name */
function element(tag, name) {
  const made = document.createElement(tag);
  made.className = name;
  return made;
}

/** What is drawn beside heat and candles, lowest first. */
const furniture = [lines, foot, gaps, halo, backdrop, profile, liquidations, sessions, marks];

/** Whether the legend lies over the left edge of the map (style.css). */
const legendOver = matchMedia("(max-width: 760px), (max-height: 500px)");

export class Chart {
  #model = createModel();
  #frame = new Frame((run) => requestAnimationFrame(run));
  #listener;
  #host;
  #heatCanvas = element("canvas", "heat");
  #heat = createHeatLayer(this.#heatCanvas);
  #readout = createReadout();
  #chart;
  #range;
  #price;
  /** The legend's colours, RGBA. @type {Uint8Array} */
  #palette = new Uint8Array(1024);
  /** The viewport that the page was told last. */
  #told = "";
  /** Whether a finger was used last. */
  #touched = false;
  /** Of the window that was asked for last, milliseconds. */
  #span = 0;
  #cursor;
  /** What is loaded with its first use. @type {Optional} */
  #optional;

  /**
   * @param {HTMLElement} host
   * @param {Listener} listener
   */
  constructor(host, listener) {
    this.#listener = listener;
    this.#host = element("div", "frame");
    host.append(this.#heatCanvas, this.#host, this.#readout.readout);
    this.#chart = libraryChart(this.#host);
    this.#range = new Range(this.#chart.timeScale(), this.#frame);
    this.panes = new Panes(this.#chart, this.#model, this.#frame, () => this.#listener.point(this.#cursor.point()));
    this.#optional = new Optional(this.#chart, this.panes);
    this.#price = this.#addPrice();
    this.#cursor = new Cursor(this.#chart, { model: this.#model, price: this.#price, panes: this.panes });
    host.addEventListener("overlay", (event) => this.#overlay(/** @type {CustomEvent} */ (event).detail));
    this.#listen();
  }

  /** Adds the pane of the price. */
  #addPrice() {
    const { series } = this.panes.add({
      name: "price",
      series: (chart, pane) => [addCandles(chart, pane)],
      layers: [this.#heat.layer, ...furniture, pins],
      priceAxis: scales.drawPriceAxis,
      timeAxis: scales.drawTimeAxis,
      painting: (scope) => this.#tellViewport(scope),
    });
    const [candles] = /** @type {[import("./price.js").Candles]} */ (/** @type {unknown} */ (series));
    return new Price(this.#model, candles);
  }

  #listen() {
    this.#chart.subscribeCrosshairMove(({ point, logical, paneIndex = 0 }) => {
      const inPrice = point && logical !== undefined && this.panes.at(paneIndex)?.name === "price";
      this.#cursor.set(inPrice ? { bar: Math.round(logical), y: point.y } : null);
    });
    this.#chart.subscribeClick(({ point, paneIndex }) => {
      if (point && !paneIndex && !this.#touched) this.#pin(point.y); // a tap reads out
    });
    this.#host.addEventListener("pointerdown", ({ pointerType }) => (this.#touched = pointerType === "touch"), { capture: true });
    this.#chart.subscribeDblClick(() => this.#reset());
    // The library itself resets an axis to what fits no window.
    this.#host.addEventListener("dblclick", ({ clientY }) => {
      if (clientY > this.#host.getBoundingClientRect().bottom - this.#chart.timeScale().height()) this.#showLast(this.#span);
    });
    listenToTouch(this.#host, { read: (at) => this.#cursor.read(at), place: () => this.#cursor.place(), end: () => this.#cursor.end(), reset: () => this.#reset() });
    this.#host.addEventListener("blur", () => this.#cursor.end());
    /** @param {number} way */
    const next = (way) => () => this.#cursor.next(way, this.#range.get()?.to ?? 0);
    listenToKeys(this.#host, this.#range, {
      Home: () => this.#reset(), End: () => this.#chart.timeScale().scrollToRealTime(),
      ArrowUp: next(-1), ArrowDown: next(1), Enter: () => this.#pin(this.#cursor.place()?.y),
    });
  }

  /** Pins the level at y, CSS pixels, or lets it go. @param {number | undefined} y */
  #pin(y) {
    if (y === undefined) return;
    const price = this.#price.at(y);
    this.panes.change({ pins: pinned(this.#model.pins, price, (level) => this.#price.y(level)) });
    this.#listener.pinned(this.#model.pins.includes(price) ? price : 0);
  }

  /** @param {import("./layers/layer.js").Scope} scope */
  #tellViewport({ mediaSize: { width, height }, time, priceAt }) {
    const [top, bottom] = [priceAt(0), priceAt(height)];
    if (!(bottom > 0)) return;
    const inset = legendOver.matches ? 76 : 8;
    if (inset !== this.#model.inset) this.#frame.next("inset", () => this.panes.change({ inset }));
    const { from, to } = time.span(width);
    const viewport = { from: from * 1000, to: to * 1000, bottom, top, width, height };
    const key = JSON.stringify(viewport);
    if (key === this.#told) return;
    this.#told = key;
    // Not while the chart draws: what follows may set its options.
    this.#frame.next("viewport", () => this.#listener.view(viewport));
  }

  /** Shows the last so many milliseconds, up to the newest bar. @param {number} milliseconds */
  #showLast(milliseconds) {
    const { bars, step } = this.#model;
    this.#range.set(axes.lastBars(milliseconds / 1000 / step, bars.length, this.#chart.timeScale().width()));
  }

  /**
   * Bars, in order of time. `anew` replaces those at hand; else they follow
   * them, and the first may be the last of those anew. Unless `fresh`, what is
   * in sight stays, or goes on with the newest bar.
   *
   * @param {import("./messages.js").BarRows} rows
   * @param {number} seconds of a bar
   * @param {boolean} anew
   * @param {boolean} fresh
   */
  bars(rows, seconds, anew, fresh) {
    const [had, kept] = [this.#model.bars.length, this.#range.get()];
    const live = kept !== null && kept.to >= had - 1; // who sees the newest bar goes on with it
    if (fresh) [this.#told, this.#model.pins] = ["", []]; // another market's cells are asked for, though it looks alike
    if (anew) return this.#replaceBars(rows, seconds, fresh ? null : kept, live);
    this.#price.add(rows);
    this.#optional.refresh(false);
    if (live) this.#range.shift(this.#model.bars.length - had);
  }

  /**
   * @param {import("./messages.js").BarRows} rows
   * @param {number} seconds
   * @param {import("./range.js").Bars | null} kept what is to stay in sight
   * @param {boolean} live
   */
  #replaceBars(rows, seconds, kept, live) {
    const [began, had, step] = [firstTime(this.#model), this.#model.bars.length, this.#model.step];
    const same = kept && seconds === step;
    const bars = barsOf(rows, seconds);
    Object.assign(this.#model, { step: seconds, bars, unit: unitOf(bars, seconds) });
    this.#price.writeAs(this.#model.bars.at(-1)?.close ?? 1);
    this.#price.show();
    const by = live ? this.#model.bars.length - had : (began - firstTime(this.#model)) / seconds;
    if (same) this.#range.set({ from: kept.from + by, to: kept.to + by });
    else this.#model.cells = null;
    this.#optional.refresh(true);
    this.panes.invalidate(Level.full);
  }

  /** Liquidations that happened: all of them, or more. @param {import("./messages.js").LiquidationRows} rows @param {boolean} anew */
  liquidations(rows, anew) {
    const more = liquidationsOf(rows);
    if (anew) this.panes.change({ liquidations: more });
    else if (more.length) this.panes.change({ liquidations: [...this.#model.liquidations, ...more] });
    this.#optional.refresh(anew);
  }

  /** True positions of a simulated market; empty for none. @param {import("./messages.js").TruthRows} truth */
  truth(truth) {
    this.panes.change({ truth });
  }

  /** What scripts of their own show: fields of the model, with the layers that draw them. @param {{layers: import("./layers/layer.js").Layer[]} & Partial<import("./model.js").Model>} said */
  #overlay({ layers, ...fields }) {
    for (const layer of layers) this.panes.at(0).layers.replace(layer);
    this.panes.change(fields);
  }

  /** Stretches of the week to mark. @param {import("./messages.js").Session[]} list */
  sessions(list) {
    this.panes.change({ sessions: list });
  }

  /** Prices to point out. @param {import("./messages.js").Mark[]} list */
  marks(list) {
    this.panes.change({ marks: list });
  }

  /** Gives the liquidation map the whole pane, or its edge again. @param {boolean} whole */
  map(whole) {
    this.panes.change({ whole });
  }

  /**
   * A frame's cells, whose memory the chart takes: level by side, column, row
   * and leverage class (wasm/wire/FORMAT.md).
   *
   * @param {Grid} grid
   * @param {Uint8Array} longs
   * @param {Uint8Array} shorts
   * @param {Uint8Array} standouts
   */
  frame(grid, longs, shorts, standouts) {
    const cells = createCells({ ...grid, column: this.#model.step * 1000 }, longs, shorts, standouts);
    this.#heat.renderer.show(cells);
    this.panes.change({ cells });
  }

  /**
   * Some columns of the frame at hand anew, or further ones; of another frame
   * they are left out.
   *
   * @param {Grid} grid
   * @param {Uint8Array} longs
   * @param {Uint8Array} shorts
   * @param {Uint8Array} standouts
   */
  patch(grid, longs, shorts, standouts) {
    const runs = this.#model.cells?.patch(grid, longs, shorts, standouts);
    if (!runs) return;
    this.#heat.renderer.changed(runs);
    this.panes.changed("cells");
  }

  /** What the heat looks like. @param {import("./messages.js").HeatStyle} style */
  style(style) {
    this.#heat.renderer.style(style);
    this.panes.change({ style });
  }

  /** Shows nothing later than a moment (ms); 0 shows all. @param {number} at */
  replay(at) {
    const kept = this.#range.get();
    this.panes.change({ until: at > 0 ? at / 1000 : Infinity });
    this.#price.show();
    this.#optional.refresh(true);
    if (kept) this.#range.set(kept);
  }

  /**
   * Reads the theme's colours from the style sheet.
   *
   * @param {string} candles how they are drawn: "quiet", "coloured" or "hollow"
   * @param {boolean} sums whether liquidations are summed by bar
   */
  theme(candles, sums) {
    const get = variables();
    this.panes.change({ colours: coloursOf(get), font: get("--font"), candles: candlesOf(get, candles), sums });
    this.#chart.applyOptions(chartOptions(get));
    this.#price.paint(candleOptions(this.#model.candles));
    this.#price.show();
    this.#optional.refresh(true);
  }

  /** Makes the price axis linear, or logarithmic, and lets it tell distances. @param {boolean} linear @param {boolean} percent */
  scale(linear, percent) {
    Object.assign(this.#model, { linear, percent });
    this.#chart.priceScale("right").applyOptions({ mode: modeOf(linear), minimumWidth: percent ? 124 : 72 });
    this.panes.invalidate(Level.full);
  }

  /** Writes times in a zone, by its IANA name. @param {string} name */
  zone(name) {
    this.#readout.retitle(name);
    const { localization, timeScale } = timesIn(name);
    // The library's own marks stand at hours of UTC; scales.js writes those of the zone.
    this.#chart.applyOptions({ localization, timeScale: { tickMarkFormatter: () => "" } });
    this.panes.change({ zone: { offset: offsetIn(name), tick: timeScale.tickMarkFormatter } });
  }

  /** Shows these indicators and no others. @param {string} names with a space between */
  indicators(names) {
    return this.#optional.indicators(names);
  }

  /** Shows what was drawn on a market, and with `on` the tools to draw. @param {string} market @param {boolean} on */
  draw(market, on) {
    return this.#optional.draw(market, on, { frame: this.#host, cursor: () => this.#cursor.point(), between: this.#listener.between, closed: this.#listener.closed });
  }

  /** How long the newest bar has to go; "" where none closes. @param {string} countdown */
  countdown(countdown) {
    if (countdown !== this.#model.countdown) this.panes.change({ countdown });
  }

  /** Shows the last so many milliseconds, and what prices fit, now and at a reset. @param {number} milliseconds */
  window(milliseconds) {
    this.#span = milliseconds;
    this.#price.roomFor(milliseconds);
    this.#reset();
  }

  /** Shows the window that was asked for last. */
  #reset() {
    this.#price.hold();
    this.#showLast(this.#span);
  }

  /**
   * Shows a stretch of time, or of prices, or both: what is 0 stays.
   *
   * @param {number} from
   * @param {number} to
   * @param {number} bottom
   * @param {number} top
   */
  sight(from, to, bottom, top) {
    const first = firstTime(this.#model);
    /** @param {number} time */
    const number = (time) => (time / 1000 - first) / this.#model.step;
    if (from < to) this.#range.set({ from: number(from), to: number(to) });
    if (bottom < top) this.#price.hold({ minValue: bottom, maxValue: top });
  }

  /** Whether the newest bar is in sight. */
  live() {
    return this.#chart.timeScale().scrollPosition() >= -1;
  }

  /** Whether the frame at hand has been drawn. */
  drawn() {
    return this.#heat.drawn();
  }

  /**
   * A PNG of what is shown now, unless it is handed over otherwise.
   *
   * @param {import("./messages.js").Picture} picture
   * @returns {Promise<ArrayBuffer | null>}
   */
  picture(picture) {
    const time = this.panes.time();
    if (!time || !this.#told) return Promise.reject(new Error("there is nothing to be seen yet"));
    const heat = (/** @type {HTMLCanvasElement} */ canvas) => createHeatLayer(canvas);
    const parts = { model: { ...this.#model, pins: [] }, layers: furniture, heat, scales, axes, shown: asShown, time, sight: JSON.parse(this.#told), palette: this.#palette, ratio: devicePixelRatio };
    return handOver(picture, import("./saved-picture.js").then(({ savedPicture }) => savedPicture(picture, parts)));
  }

  /** Writes the figures under the crosshair. @param {import("./messages.js").ReadoutTexts} texts */
  readout(texts) {
    this.#readout.write(texts);
  }

  /** Paints the legend's scale. @param {Uint8Array} palette as of a style */
  ramp(palette) {
    this.#palette = palette;
    paintRamp(palette);
  }

  /**
   * Hands over files that are chosen or dropped.
   *
   * @param {(size: number) => boolean} refuse
   * @param {(name: string, content: ArrayBuffer) => void} read
   */
  files(refuse, read) {
    listenForFiles(refuse, read);
  }
}

/** Mounts a chart into an element. @param {HTMLElement} host @param {Listener} listener */
export const mountChart = (host, listener) => new Chart(host, listener);
