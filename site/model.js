// What a chart shows, as one value. chart.js changes it; layers read it.

/**
 * A bar. Where none is known the time alone keeps its place on the axis.
 *
 * @typedef {object} Bar
 * @property {number} time its beginning, seconds
 * @property {number} [open]
 * @property {number} [high]
 * @property {number} [low]
 * @property {number} [close]
 * @property {number} [volume] in units of the coin
 * @property {number} [bought] what takers bought of it; NaN where that is unknown
 * @property {number} [interest] open interest, in units of the coin, one-sided; NaN where it is unknown
 */

/**
 * A liquidation that happened.
 *
 * @typedef {object} Liquidation
 * @property {number} time seconds
 * @property {number} price
 * @property {number} usd
 * @property {number} side
 */

/**
 * The colours of a theme.
 *
 * @typedef {Record<"long" | "short" | "gap" | "background" | "surface" | "accent" | "pin" | "text" | "quiet" | "volumeUp" | "volumeDown" | "grid" | "halo", string>} Colours
 */

/**
 * The colours of candles: bodies, and wicks and rims. Bodies may be clear.
 *
 * @typedef {Record<"up" | "down" | "upLine" | "downLine", string>} CandleColours
 */

/**
 * @typedef {object} Model
 * @property {Bar[]} bars in order of time, none left out
 * @property {number} step seconds of a bar
 * @property {import("./cells.js").Cells | null} cells of the heat
 * @property {import("./messages.js").HeatStyle | null} style
 * @property {Colours} colours
 * @property {string} font family of what is written
 * @property {boolean} linear whether the price axis is
 * @property {boolean} whole whether the liquidation map has the whole pane
 * @property {number} until seconds: in a replay nothing later is shown; else Infinity
 * @property {ArrayLike<number>} truth true positions of a simulated market: price, USD, by turns
 * @property {Observed} observed what was read of public positions; set before a layer reads it
 * @property {import("./layers/book.js").Book | null} book what rests in order books
 * @property {import("./layers/moves.js").Moves | null} moves what moves from the price force on their way
 * @property {import("./messages.js").Session[]} sessions
 * @property {import("./messages.js").Mark[]} marks
 * @property {Liquidation[]} liquidations
 * @property {CandleColours} candles
 * @property {readonly number[]} pins prices that the visitor has pinned
 * @property {number} unit US dollars from which on a liquidation is drawn by itself
 * @property {boolean} sums whether the sum of liquidations is drawn by bar
 * @property {boolean} percent whether the price axis tells distances as well
 * @property {string} countdown how long the newest bar has to go; "" where none closes
 * @property {{offset: (seconds: number) => number, tick: (seconds: import("lightweight-charts").Time, kind: number) => string}} zone seconds that its clocks are ahead of UTC, and what a mark of the time axis says
 * @property {(price: number) => string} written a price as it is read
 * @property {number} inset CSS pixels at the left edge that something lies over
 */

/**
 * What was read of public positions.
 *
 * @typedef {object} Observed
 * @property {ArrayLike<number>} bins lower edge, upper edge, USD, by turns
 * @property {import("./mine.js").Level[]} levels where own positions are liquidated
 * @property {import("./observed.js").Mixed | null} mixed the liquidation map with it in place of its venue's share
 * @property {import("./observed-past.js").Column[]} columns what was read before, the oldest first; none where it is not to be shown
 */

/** Fields of a model that an invalidation can name. @typedef {keyof Model} Field */

/** A chart that shows nothing yet. @returns {Model} */
export function createModel() {
  const colours = { long: "", short: "", gap: "", background: "", surface: "", accent: "", pin: "", text: "", quiet: "", volumeUp: "", volumeDown: "", grid: "", halo: "" };
  return {
    bars: [], step: 300, cells: null, style: null, colours, font: "", linear: false, whole: false, until: Infinity, truth: [], observed: /** @type {any} */ (null), book: null, moves: null, sessions: [], marks: [], liquidations: [], sums: false, percent: false, countdown: "",
    zone: { offset: () => 0, tick: String }, written: String, inset: 8, unit: 25_000, pins: [],
    candles: { up: "", down: "", upLine: "", downLine: "" },
  };
}

/** Seconds at which bar 0 begins. @param {Pick<Model, "bars">} model */
export const firstTime = ({ bars }) => bars[0]?.time ?? 0;

/** The number of the bar of column 0. @param {Pick<Model, "bars" | "step">} model @param {import("./cells.js").Cells} cells */
export const firstColumn = (model, cells) => (cells.from / 1000 - firstTime(model)) / model.step;

/** How many columns of the cells had ended by the moment of a replay. @param {Pick<Model, "until" | "step">} model @param {import("./cells.js").Cells} cells */
export const columnsUntil = ({ until, step }, cells) => (until * 1000 - cells.from) / (step * 1000);

/** A bar as it is shown: in a replay the place of a later one stays empty. @param {Bar} bar @param {Pick<Model, "until" | "step">} model @returns {Bar} */
export const asShown = (bar, { until, step }) => (bar.time + step > until ? { time: bar.time } : bar);

/** The close of the newest bar that is shown. @param {Pick<Model, "bars" | "until" | "step">} model */
export const lastPrice = (model) => model.bars.findLast((bar) => asShown(bar, model).close !== undefined)?.close;

/**
 * Rows of bars as a list of them, in which those that are missing have a
 * place: since `before`, the time of the bar that they follow.
 *
 * @param {ArrayLike<number>} rows
 * @param {number} step seconds
 * @param {number} [before] seconds
 */
export function barsOf(rows, step, before) {
  /** @type {Bar[]} */
  const list = [];
  for (let i = 0; i < rows.length; i += 8) {
    const time = rows[i] / 1000;
    for (let gap = (list.at(-1)?.time ?? before ?? time - step) + step; gap < time; gap += step) list.push({ time: gap });
    list.push({ time, open: rows[i + 1], high: rows[i + 2], low: rows[i + 3], close: rows[i + 4], volume: rows[i + 5], bought: rows[i + 6], interest: rows[i + 7] });
  }
  return list;
}

/** Of what is traded in an hour, the share that is a large liquidation. */
const largeShare = 1e-4;

/**
 * US dollars from which on a liquidation of this market is drawn by itself: it
 * follows what is usually traded.
 *
 * @param {readonly Bar[]} bars
 * @param {number} step seconds
 */
export function unitOf(bars, step) {
  const traded = bars.flatMap(({ close, volume }) => (close && volume ? [close * volume] : [])).sort((a, b) => a - b);
  return traded.length === 0 ? 25_000 : (traded[traded.length >> 1] * largeShare * 3600) / step;
}

/** Rows of liquidations as a list of them. @param {ArrayLike<number>} rows */
export function liquidationsOf(rows) {
  /** @type {Liquidation[]} */
  const list = [];
  for (let i = 0; i < rows.length; i += 5) list.push({ time: rows[i] / 1000, price: rows[i + 1], usd: rows[i + 2], side: rows[i + 3] });
  return list;
}

/** Two heaps of a bar, one on the other. @typedef {{bar: number, lower: number, upper: number}} Stack */

/** What was liquidated in each bar: longs the lower heap. @param {Pick<Model, "bars" | "step" | "liquidations" | "until">} data @param {number} first @param {number} last @returns {Stack[]} */
export function liquidatedIn({ bars, step, liquidations, until }, first, last) {
  /** @type {Map<number, Stack>} */
  const byBar = new Map();
  for (const { time, usd, side } of liquidations) {
    const bar = Math.floor((time - bars[0].time) / step);
    if (bar < first || bar > last || time >= until) continue;
    const stack = byBar.get(bar) ?? { bar, lower: 0, upper: 0 };
    stack[side === 0 ? "lower" : "upper"] += usd;
    byBar.set(bar, stack);
  }
  return [...byBar.values()];
}
