/**
 * What of a chart's bars is in sight, as {get(), set(range), shift(bars)}. The
 * chart itself moves with its next frame and tells the range before until
 * then: what comes in between has to add up. A chart that stands follows new
 * bars by itself; shift is for one that is about to move.
 */
export function createRange(chart) {
  const scale = chart.timeScale();
  let bound = null;
  const self = {
    get: () => bound ?? scale.getVisibleLogicalRange(),
    set(range) {
      if (!bound) requestAnimationFrame(() => (bound = null)); // before the chart's own
      bound = range;
      scale.setVisibleLogicalRange(range);
    },
    shift(bars) {
      if (bound && bars) self.set({ from: bound.from + bars, to: bound.to + bars });
    },
  };
  return self;
}
