// The style sheet's colours, for what is drawn and not laid out.

/** Reads a CSS variable of the page. @returns {(name: string) => string} */
export function variables() {
  const css = getComputedStyle(document.documentElement);
  return (name) => css.getPropertyValue(name).trim();
}

/** The colours of layers. @param {(name: string) => string} get @returns {import("./model.js").Colours} */
export const coloursOf = (get) => ({
  long: get("--long"), short: get("--short"), gap: get("--line"), background: get("--ground"), surface: get("--surface"), accent: get("--accent"),
  text: get("--text"), quiet: get("--quiet"), volumeUp: get("--volume-up"), volumeDown: get("--volume-down"), grid: get("--grid"), halo: get("--halo"),
});

/** The chart library's options. @param {(name: string) => string} get */
export const chartOptions = (get) => ({
  layout: { textColor: get("--quiet"), fontFamily: get("--font") },
  crosshair: { vertLine: { color: get("--quiet"), labelBackgroundColor: get("--raised") }, horzLine: { color: get("--quiet"), labelBackgroundColor: get("--raised") } },
});

/** The options of candles. @param {(name: string) => string} get */
export const candleOptions = (get) => ({
  upColor: get("--up"), downColor: get("--down"), wickUpColor: get("--up-wick"), wickDownColor: get("--down-wick"),
  borderUpColor: get("--up-wick"), borderDownColor: get("--down-wick"),
});
