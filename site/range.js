/**
 * What of a chart's bars is in sight, by their numbers. The chart itself moves
 * with its next frame and tells the range before until then: what comes in
 * between has to add up.
 *
 * @typedef {{from: number, to: number}} Bars
 */
export class Range {
  #scale;
  #frame;
  /** Set, and not yet told by the chart. @type {Bars | null} */
  #bound = null;

  /**
   * @param {Pick<import("lightweight-charts").ITimeScaleApi<unknown>, "getVisibleLogicalRange" | "setVisibleLogicalRange">} scale
   * @param {import("./frame.js").Frame} frame whose acts come before the chart's own
   */
  constructor(scale, frame) {
    this.#scale = scale;
    this.#frame = frame;
  }

  /** @returns {Bars | null} null while there are no bars */
  get() {
    return this.#bound ?? this.#scale.getVisibleLogicalRange();
  }

  /** @param {Bars} bars */
  set(bars) {
    if (!this.#bound) this.#frame.next("range", () => (this.#bound = null));
    this.#bound = bars;
    this.#scale.setVisibleLogicalRange(bars);
  }

  /**
   * Goes on by so many bars, where the chart is about to move: one that stands
   * follows new bars by itself.
   *
   * @param {number} bars
   */
  shift(bars) {
    if (this.#bound && bars) this.set({ from: this.#bound.from + bars, to: this.#bound.to + bars });
  }
}
