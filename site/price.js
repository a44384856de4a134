import { digitsOf, roomOf, withRoom } from "./axes.js";
import { asShown, barsOf, lastPrice } from "./model.js";
import { numbers } from "./texts.js";

/**
 * @typedef {import("lightweight-charts").Time} Time
 * @typedef {import("lightweight-charts").ISeriesApi<"Candlestick">} Candles
 * @typedef {import("./model.js").Bar} Bar
 * @typedef {import("./model.js").Model} Model
 */

/**
 * The candles of the price pane. They show the bars of a model.
 */
export class Price {
  #model;
  #candles;
  /** Marks the newest price. The library's own mark is at the last candle in sight, which may be days old. */
  #newest;
  /** Prices that are to be in sight, instead of what fits. @type {{minValue: number, maxValue: number} | null} */
  #held = null;
  /** The least room beyond the candles, a difference of logarithms. */
  #room = 0.05;

  /**
   * @param {Model} model
   * @param {Candles} candles
   */
  constructor(model, candles) {
    this.#model = model;
    this.#candles = candles;
    this.#newest = candles.createPriceLine({ price: 1, lineVisible: false, axisLabelVisible: false });
    candles.applyOptions({
      autoscaleInfoProvider: (/** @type {() => import("lightweight-charts").AutoscaleInfo | null} */ original) => {
        const info = original();
        if (info?.priceRange) info.priceRange = this.#held ?? withRoom(info.priceRange, this.#room);
        return info;
      },
    });
  }

  /** Gives the candles the colours of a theme. @param {import("lightweight-charts").CandlestickSeriesPartialOptions} colours */
  paint(colours) {
    this.#candles.applyOptions(colours);
  }

  /** Shows the bars of the model, all anew. */
  show() {
    const bars = this.#model.until === Infinity ? this.#model.bars : this.#model.bars.map((bar) => asShown(bar, this.#model));
    this.#candles.setData(/** @type {import("lightweight-charts").CandlestickData<Time>[]} */ (bars));
    this.#markNewest();
  }

  /** Adds bars to those of the model, or replaces its newest; older ones are left out. @param {ArrayLike<number>} rows */
  add(rows) {
    const { bars, step } = this.#model;
    for (const bar of barsOf(rows, step, bars.at(-1)?.time)) {
      const last = bars.at(-1)?.time ?? 0;
      if (bar.time < last) continue;
      if (bar.time === last) bars[bars.length - 1] = bar;
      else bars.push(bar);
      const shown = asShown(bar, this.#model);
      this.#candles.update(/** @type {import("lightweight-charts").CandlestickData<Time>} */ (shown));
    }
    this.#markNewest();
  }

  /** Marks the newest price by a line, wherever the visitor looks; in a replay that of its moment. */
  #markNewest() {
    const price = lastPrice(this.#model);
    const known = price !== undefined;
    this.#newest.applyOptions({ ...(known && { price }), color: this.#model.colours.quiet, lineVisible: known });
  }

  /** Writes prices with as many digits as one like this has. @param {number} price */
  writeAs(price) {
    const digits = digitsOf(price);
    const written = numbers(digits);
    const formatter = (/** @type {number} */ shown) => written.format(shown);
    this.#model.written = formatter;
    // What its marks say is written by scales.js.
    this.#candles.applyOptions({ priceFormat: { type: "custom", formatter, tickmarksFormatter: (/** @type {number[]} */ prices) => prices.map(() => ""), minMove: 10 ** -digits } });
  }

  /** Leaves room beyond the candles as a window of so many milliseconds has it. @param {number} milliseconds */
  roomFor(milliseconds) {
    this.#room = roomOf(milliseconds);
  }

  /** Holds prices in sight; without any, what fits the candles is. @param {{minValue: number, maxValue: number}} [prices] */
  hold(prices) {
    this.#held = prices ?? null;
    this.#candles.priceScale().applyOptions({ autoScale: true });
  }

  /** Puts a chart's crosshair at y, CSS pixels, and at a time. @param {import("lightweight-charts").IChartApi} chart @param {number} y @param {number} seconds */
  cross(chart, y, seconds) {
    chart.setCrosshairPosition(this.at(y), /** @type {Time} */ (seconds), this.#candles);
  }

  /** Where a price is, CSS pixels. @param {number} price */
  y(price) {
    return Number(this.#candles.priceToCoordinate(price));
  }

  /** The price at y, CSS pixels; 0 where there is none. @param {number} y */
  at(y) {
    return Number(this.#candles.coordinateToPrice(y));
  }
}
