// What a chart does once somebody has asked for it: scripts that a first visit goes
// without, loaded with their first use. Each method is rejected where its script
// cannot be fetched; the next call tries again.

export class Optional {
  #chart;
  #panes;
  /** @type {import("./indicators.js").Indicators | undefined} */
  #indicators;
  /** @type {import("./drawing.js").Drawing | undefined} */
  #drawing;

  /** @param {import("lightweight-charts").IChartApi} chart @param {import("./panes.js").Panes} panes */
  constructor(chart, panes) {
    this.#chart = chart;
    this.#panes = panes;
  }

  /** Shows these indicators and no others. @param {string} names with a space between */
  async indicators(names) {
    if (!names && !this.#indicators) return;
    const { Indicators } = await import("./indicators.js");
    this.#indicators ??= new Indicators(this.#panes);
    this.#chart.applyOptions({ layout: { panes: { enableResize: names !== "", separatorColor: "transparent" } } });
    this.#indicators.show(names.split(" ").filter(Boolean));
  }

  /** Bars have changed, or all that is drawn. @param {boolean} all */
  refresh(all) {
    this.#indicators?.refresh(all);
  }

  /**
   * Shows what was drawn on a market, and with `on` the tools to draw.
   *
   * @param {string} market the key of what the device keeps
   * @param {boolean} on
   * @param {import("./drawing.js").Hands} hands
   */
  async draw(market, on, hands) {
    if (!on && !this.#drawing && localStorage.getItem(`brink.drawn.${market}`) === null) return;
    const { Drawing } = await import("./drawing.js");
    (this.#drawing ??= new Drawing(this.#chart, this.#panes, hands)).show(market, on);
  }
}
