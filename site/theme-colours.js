// The style sheet's colours, for what is drawn and not laid out.

/** Reads a CSS variable of the page. @returns {(name: string) => string} */
export function variables() {
  const css = getComputedStyle(document.documentElement);
  return (name) => css.getPropertyValue(name).trim();
}

/** The colours of layers. @param {(name: string) => string} get @returns {import("./model.js").Colours} */
export const coloursOf = (get) => ({
  long: get("--long"), short: get("--short"), gap: get("--line"), background: get("--ground"), surface: get("--surface"), accent: get("--accent"), pin: get("--pin"),
  text: get("--text"), quiet: get("--quiet"), volumeUp: get("--volume-up"), volumeDown: get("--volume-down"), grid: get("--grid"), halo: get("--halo"),
});

/** The chart library's options. @param {(name: string) => string} get */
export const chartOptions = (get) => ({
  layout: { textColor: get("--quiet"), fontFamily: get("--font") },
  crosshair: { vertLine: { color: get("--quiet"), labelBackgroundColor: get("--raised") }, horzLine: { color: get("--quiet"), labelBackgroundColor: get("--raised") } },
});

/** How candles are drawn, by the style sheet's names for it. @type {Record<string, string>} */
const sets = { coloured: "-coloured", hollow: "-hollow" };

/** The colours of candles as they were chosen. @param {(name: string) => string} get @param {string} kind @returns {import("./model.js").CandleColours} */
export function candlesOf(get, kind) {
  const set = Object.hasOwn(sets, kind) ? sets[kind] : "";
  return { up: get(`--up${set}`), down: get(`--down${set}`), upLine: get(`--up-wick${set}`), downLine: get(`--down-wick${set}`) };
}

/** The options of candles. @param {import("./model.js").CandleColours} colours */
export const candleOptions = ({ up, down, upLine, downLine }) => ({ upColor: up, downColor: down, wickUpColor: upLine, wickDownColor: downLine, borderUpColor: upLine, borderDownColor: downLine });
