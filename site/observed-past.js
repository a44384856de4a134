// What was observed since the page began to read it, a column a minute, within bounds.

/** How many columns are kept: once there are more, every second of the older half goes. */
const most = 720;
/** How many bins of a column are kept, the largest. */
const mostBins = 400;
const minute = 60;

/** @typedef {{time: number, bins: Float32Array}} Column time in seconds, bins as price and USD by turns */

export class Past {
  /** The oldest first. @type {Column[]} */
  columns = [];
  #coin = "";

  /**
   * Takes what is observed now. That of another coin begins anew, and a clock that is set
   * back takes what was later with it.
   *
   * @param {string} coin
   * @param {ArrayLike<number>} bins lower edge, upper edge, USD, by turns
   * @param {number} now seconds
   */
  add(coin, bins, now) {
    if (coin !== this.#coin) this.columns = [];
    this.#coin = coin;
    if (coin === "") return;
    const time = Math.floor(now / minute) * minute;
    while (this.columns.length > 0 && this.columns[this.columns.length - 1].time >= time) this.columns.pop();
    /** @type {[number, number][]} */
    let list = [];
    for (let i = 0; i < bins.length; i += 3) list.push([Math.sqrt(bins[i] * bins[i + 1]), bins[i + 2]]);
    if (list.length > mostBins) list = list.sort((a, b) => b[1] - a[1]).slice(0, mostBins);
    this.columns.push({ time, bins: new Float32Array(list.flat()) });
    if (this.columns.length > most) this.columns = this.columns.filter((_, i) => i >= most / 2 || i % 2 === 0);
  }
}
