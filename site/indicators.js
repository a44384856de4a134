// Indicators: panes below the map and lines over its candles, as they are
// chosen. Loaded with the first choice.
import { average, band, day, delta, liquidated, long, rsi, short, strength, volatility, vwap } from "./indicator-values.js";
import { HistogramSeries, LineSeries } from "./library.js";
import { asShown } from "./model.js";
import * as texts from "./texts.js";

/** @typedef {import("./model.js").Model} Model */
/** @typedef {import("./model.js").Bar} Bar */
/** @typedef {import("./layers/layer.js").Scope} Scope */

/** Dollars and other amounts, short. @param {number} amount */
const brief = (amount) => new Intl.NumberFormat(texts.amounts, { notation: "compact", maximumFractionDigits: 1 }).format(amount).replace(".", texts.numbers(1).format(0.5).charAt(1));
/** @param {string} unit @param {number} digits */
const plain = (unit, digits) => (/** @type {number} */ x) => `${texts.numbers(digits).format(x)}${unit}`;

/**
 * A series of a pane: its values, bar by bar, and how it is drawn.
 *
 * @typedef {object} Part
 * @property {(model: Model, bars: readonly Bar[]) => number[]} values
 * @property {keyof import("./model.js").Colours} colour
 * @property {boolean} [line] as a line instead of columns
 * @property {(bar: Bar) => keyof import("./model.js").Colours} [by] colours of single columns
 */

/** Panes by their names: what they say, how figures are written, and their series. @type {Record<string, {title: string, written: (x: number) => string, parts: Part[], levels?: number[], summed?: boolean}>} */
const below = {
  volume: {
    title: texts.volume, written: brief,
    parts: [{ values: (_, bars) => bars.map(({ close = NaN, volume = NaN }) => close * volume), colour: "volumeUp", by: ({ open = 0, close = 0 }) => (close >= open ? "volumeUp" : "volumeDown") }],
  },
  interest: { title: texts.interest, written: brief, parts: [{ values: (_, bars) => bars.map(({ close = NaN, interest = NaN }) => close * interest), colour: "text", line: true }] },
  delta: { title: texts.delta, written: brief, parts: [{ values: (_, bars) => delta(bars), colour: "text", line: true }], summed: true },
  liquidations: {
    title: texts.liquidations, written: (x) => brief(Math.abs(x)),
    parts: [
      { values: (model, bars) => liquidated(model, bars, 1), colour: "short" },
      { values: (model, bars) => liquidated(model, bars, 0).map((usd) => -usd), colour: "long" },
    ],
  },
  volatility: { title: texts.volatility, written: plain(" %", 2), parts: [{ values: (model, bars) => volatility(bars, model.step), colour: "text", line: true }] },
  rsi: { title: texts.say(texts.rsi, String(rsi)), written: plain("", 0), parts: [{ values: (_, bars) => strength(bars), colour: "text", line: true }], levels: [30, 70] },
};

/** Lines over the candles by their names: their values, how they are drawn and what they are called. @type {Record<string, {values: (bars: readonly Bar[]) => number[], colour: keyof import("./model.js").Colours, dash: number[], title: string}[]>} */
const over = {
  averages: [
    { values: (bars) => average(bars, short), colour: "accent", dash: [], title: `SMA ${short}` },
    { values: (bars) => average(bars, long), colour: "text", dash: [], title: `SMA ${long}` },
  ],
  vwap: [{ values: vwap, colour: "pin", dash: [6, 3], title: "VWAP" }],
  bands: [
    { values: (bars) => band(bars, 2), colour: "quiet", dash: [2, 3], title: "+2 ATR" },
    { values: (bars) => band(bars, -2), colour: "quiet", dash: [2, 3], title: "−2 ATR" },
  ],
};

/** Bars that no figure remembers: of what was so many before, RSI and ATR hold less than a double can tell. */
const remembered = 800;

/** The layer that says what a pane is, and its newest figure. @param {string} name @param {{newest: string}} of @returns {import("./layers/layer.js").Layer} */
const heading = (name, of) => ({
  name: `heading ${name}`,
  zOrder: 50,
  reads: ["bars", "colours", "font", "until"],
  draw({ context, bitmapSize, horizontalPixelRatio: ratio }, { colours, font }) {
    context.fillStyle = colours.grid;
    context.fillRect(0, 0, bitmapSize.width, ratio);
    context.font = `${11 * ratio}px ${font}`;
    context.textBaseline = "top";
    context.fillStyle = colours.text;
    context.fillText(`${below[name].title}  ${of.newest}`, 8 * ratio, 6 * ratio);
  },
});

export class Indicators {
  #panes;
  /** Names of the panes and lines that are shown. @type {string[]} */
  #names = [];
  /** Newest figures of panes, by their names. @type {Map<string, {newest: string}>} */
  #figures = new Map();
  /** Values of lines over the candles. @type {{values: number[], colour: keyof import("./model.js").Colours, dash: number[], title: string}[]} */
  #lines = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** How many bars there were when that was reckoned last. */
  #reckoned = 0;

  /** @param {import("./panes.js").Panes} panes */
  constructor(panes) {
    this.#panes = panes;
    panes.at(0).layers.add({ name: "lines", zOrder: 5, reads: ["bars", "colours", "font", "until"], draw: (scope, model) => this.#draw(scope, model) });
  }

  /** Shows these and no others. @param {string[]} names */
  show(names) {
    for (const name of this.#names) {
      if (!names.includes(name) && below[name]) this.#panes.remove(name);
    }
    for (const name of names) if (below[name] && !this.#panes.get(name)) this.#add(name);
    this.#names = names;
    this.#compute();
  }

  /** What is shown has changed: as a whole, or at its end. @param {boolean} whole */
  refresh(whole) {
    if (this.#names.length === 0) return;
    if (whole) this.#compute();
    else this.#timer ??= setTimeout(() => this.#compute(false), 500); // ticks come eight times a second
  }

  /** @param {string} name */
  #add(name) {
    const { parts, written, levels = [] } = below[name];
    const figures = { newest: "" };
    this.#figures.set(name, figures);
    const pane = this.#panes.add({
      name, stretch: 0.22, layers: [heading(name, figures)],
      series: (chart, number) =>
        parts.map(({ line }) => chart.addSeries(line ? LineSeries : HistogramSeries, { priceLineVisible: false, lastValueVisible: false, crosshairMarkerVisible: false, lineWidth: 1, priceFormat: { type: "custom", formatter: written, minMove: 1e-8 } }, number)),
    });
    // The scale of the price may be logarithmic, and has no room at its ends.
    pane.series[0].priceScale().applyOptions({ mode: 0, scaleMargins: { top: 0.25, bottom: 0.04 } });
    for (const price of levels) pane.series[0].createPriceLine({ price, lineWidth: 1, lineStyle: 2, axisLabelVisible: false, color: this.#panes.model.colours.quiet });
  }

  /**
   * Reckons what is shown, and draws it: all of it, or its newest bars from
   * those before them.
   *
   * @param {boolean} [whole]
   */
  #compute(whole = true) {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { model } = this.#panes;
    const { length } = model.bars;
    const summed = this.#names.some((name) => below[name]?.summed); // from the first bar on
    const all = whole || summed || length - this.#reckoned > 1 || length < this.#reckoned;
    const from = all ? 0 : Math.max(0, length - Math.max(remembered, Math.ceil(day / model.step) + 2));
    const bars = model.bars.slice(from).map((bar) => asShown(bar, model));
    const keep = all ? 0 : bars.length - 1 - (length - this.#reckoned); // a new bar, and the one that it ended
    for (const name of this.#names) if (below[name]) this.#fill(name, bars, keep);
    const lines = this.#names.flatMap((name) => over[name] ?? []);
    if (all) this.#lines = lines.map((line) => ({ ...line, values: line.values(bars) }));
    else for (const [i, line] of lines.entries()) this.#lines[i].values.splice(from + keep, Infinity, ...line.values(bars).slice(keep));
    this.#reckoned = length;
    this.#panes.changed("bars");
  }

  /** @param {string} name @param {readonly Bar[]} bars @param {number} keep how many of the first are drawn as they are */
  #fill(name, bars, keep) {
    const { model } = this.#panes;
    const { parts, written } = below[name];
    const newest = parts.map(({ values, colour, by }, i) => {
      const list = values(model, bars);
      const data = /** @type {import("lightweight-charts").LineData[]} */ (
        /** @type {unknown} */ (list.map((value, at) => ({ time: bars[at].time, ...(Number.isFinite(value) && { value, color: model.colours[by ? by(bars[at]) : colour] }) })))
      );
      const series = this.#panes.get(name)?.series[i];
      if (keep === 0) series?.setData(data);
      else for (const one of data.slice(keep)) series?.update(one);
      return list.findLast(Number.isFinite);
    });
    const said = newest.filter((x) => x !== undefined);
    /** @type {{newest: string}} */ (this.#figures.get(name)).newest = said.length ? said.map(written).join(" / ") : texts.unknownYet;
  }

  /** The lines over the candles. @param {Scope} scope @param {Model} model */
  #draw(scope, { colours, font, bars }) {
    const { context, mediaSize, horizontalPixelRatio: ratio, time, xOfBar, y } = scope;
    const from = Math.max(0, Math.floor(time.barAt(0)) - 1);
    const to = Math.min(bars.length - 1, Math.ceil(time.barAt(mediaSize.width)));
    context.lineWidth = 1.25 * ratio;
    context.font = `${10 * ratio}px ${font}`;
    context.textBaseline = "bottom";
    /** Where titles stand, from the top. @type {number[]} */
    const taken = [];
    for (const { values, colour, dash, title } of this.#lines) {
      context.strokeStyle = context.fillStyle = colours[colour];
      context.setLineDash(dash.map((length) => length * ratio));
      context.beginPath();
      let [pen, end] = [false, /** @type {{x: number, y: number} | null} */ (null)];
      for (let bar = from; bar <= to; bar++) {
        if (!Number.isFinite(values[bar])) {
          pen = false;
          continue;
        }
        end = { x: (xOfBar(bar) + xOfBar(bar + 1)) / 2, y: y(values[bar]) };
        if (pen) context.lineTo(end.x, end.y);
        else context.moveTo(end.x, end.y);
        pen = true;
      }
      context.stroke();
      if (!end) continue;
      let place = end.y;
      while (taken.some((other) => Math.abs(other - place) < 11 * ratio)) place += 1;
      taken.push(place);
      context.fillText(title, end.x + 4 * ratio, place);
    }
    context.setLineDash([]);
  }
}
