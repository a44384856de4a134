import * as texts from "./texts.js";

/**
 * What keys do with what is in sight: the bars after it, by their numbers.
 *
 * @param {string} key
 * @param {import("./range.js").Bars} bars
 * @returns {import("./range.js").Bars | undefined}
 */
export function movedBy(key, { from, to }) {
  const acts = /** @type {Record<string, [share: number, zoom: number]>} */ ({
    ArrowLeft: [-0.1, 1], ArrowRight: [0.1, 1], "+": [0, 0.8], "=": [0, 0.8], "-": [0, 1.25],
  });
  if (!Object.hasOwn(acts, key)) return undefined;
  const [share, zoom] = acts[key];
  const end = to + (to - from) * share;
  return { from: end - (to - from) * zoom, to: end };
}

/**
 * Lets keys move a chart while its frame has the focus.
 *
 * @param {HTMLElement} frame
 * @param {import("./range.js").Range} range
 * @param {Record<string, () => void>} acts what other keys do
 */
export function listenToKeys(frame, range, acts) {
  frame.tabIndex = 0;
  frame.setAttribute("role", "application");
  frame.setAttribute("aria-label", texts.chart);
  frame.addEventListener("keydown", (event) => {
    const bars = range.get();
    if (event.ctrlKey || event.altKey || event.metaKey || !bars) return;
    const moved = movedBy(event.key, bars);
    if (moved) range.set(moved);
    else if (Object.hasOwn(acts, event.key)) acts[event.key]();
    else return;
    event.preventDefault();
  });
}
