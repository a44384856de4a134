import { Level } from "./invalidation.js";
import { firstTime, lastPrice } from "./model.js";

/** CSS pixels that a key moves the crosshair by. */
const stride = 8;

/** The crosshair of a chart: a mouse moves it, a finger or keys. */
export class Cursor {
  #chart;
  #of;
  /** A bar's number, and y in CSS pixels. @type {{bar: number, y: number} | null} */
  #at = null;

  /**
   * @param {import("lightweight-charts").IChartApi} chart
   * @param {{model: import("./model.js").Model, price: import("./price.js").Price, panes: import("./panes.js").Panes}} of
   */
  constructor(chart, of) {
    this.#chart = chart;
    this.#of = of;
  }

  /** Takes note of where the library has it; null for nowhere. @param {{bar: number, y: number} | null} at */
  set(at) {
    this.#at = at;
    this.#of.panes.invalidate(Level.cursor);
  }

  /** Puts it at a place in CSS pixels, and whether it can be there. @param {import("./touch.js").Place} at */
  read({ x, y }) {
    const [scale, { bars, step }, { height }] = [this.#chart.timeScale(), this.#of.model, this.#chart.panes()[0].getHTMLElement()?.getBoundingClientRect() ?? { height: 0 }];
    if (bars.length === 0 || x < 0 || y < 0 || x > scale.width() || y > height) return false;
    const bar = Math.max(0, Math.min(bars.length - 1, Math.round(Number(scale.coordinateToLogical(x)))));
    this.#of.price.cross(this.#chart, y, firstTime(this.#of.model) + bar * step);
    this.set({ bar, y });
    return true;
  }

  /** Moves it along the prices, 1 downwards; where it is nowhere, to the newest bar in sight first. @param {number} way @param {number} last the last bar in sight */
  next(way, last) {
    const newest = Math.max(0, Math.min(this.#of.model.bars.length - 1, Math.floor(last)));
    const { bar, y } = this.#at ?? { bar: newest, y: this.#of.price.y(lastPrice(this.#of.model) ?? 1) };
    this.read({ x: this.#xOf(bar), y: y + way * stride });
  }

  /** Where a bar is, CSS pixels. @param {number} bar */
  #xOf(bar) {
    return Number(this.#chart.timeScale().logicalToCoordinate(/** @type {import("lightweight-charts").Logical} */ (bar)));
  }

  /** Where it is, CSS pixels. */
  place() {
    return this.#at && { x: this.#xOf(this.#at.bar), y: this.#at.y };
  }

  /** Puts it away. */
  end() {
    this.#chart.clearCrosshairPosition();
    this.set(null);
  }

  /** What it points at: milliseconds and a price; null for nothing. */
  point() {
    const price = this.#at ? this.#of.price.at(this.#at.y) : 0;
    return this.#at && price > 0 ? { time: (firstTime(this.#of.model) + this.#at.bar * this.#of.model.step) * 1000, price } : null;
  }
}
