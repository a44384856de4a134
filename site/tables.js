// Tables, curves and figures as the pages of records and answers show them.

/** @typedef {{value: number, low: number, high: number}} Interval */

/**
 * @param {string} tag
 * @param {string} [text]
 * @param {Node[]} children
 */
export function element(tag, text, ...children) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  made.append(...children);
  return made;
}

/**
 * @param {string} caption
 * @param {string[]} head
 * @param {string[][]} rows
 */
export function table(caption, head, rows) {
  /** @param {string[]} cells @param {string} tag */
  const row = (cells, tag) => element("tr", undefined, ...cells.map((cell) => element(tag, cell)));
  const box = element("div", undefined, element("table", undefined, element("caption", caption), element("thead", undefined, row(head, "th")), element("tbody", undefined, ...rows.map((cells) => row(cells, "td")))));
  box.className = "wide";
  box.tabIndex = 0;
  return box;
}

/** @param {number} x */
export const signed = (x) => (x < 0 ? "−" : "+") + Math.abs(x).toFixed(3);
/** @param {Interval} g */
export const interval = (g) => `${signed(g.value)} [${signed(g.low)}, ${signed(g.high)}]`;
/** @param {string} stamp */
export const day = (stamp) => new Date(stamp).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
/** @param {number} x */
export const dollars = (x) => (x >= 1e6 ? `$${(x / 1e6).toFixed(2)}M` : `$${(x / 1e3).toFixed(0)}K`);

/**
 * A curve of what came against what was forecast, from one corner to the other.
 *
 * @param {string} label
 * @param {{forecast: number, observed: number}[]} points
 * @param {(x: number) => number} at 0 to 1
 */
export function reliabilityCurve(label, points, at) {
  const ns = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(ns, "svg");
  svg.setAttribute("viewBox", "0 0 400 220");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", label);
  /** @param {string} name @param {Record<string, string | number>} attributes */
  const draw = (name, attributes) => {
    const made = document.createElementNS(ns, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
    svg.append(made);
  };
  draw("line", { x1: 0, y1: 220, x2: 400, y2: 0, stroke: "currentColor", "stroke-opacity": 0.3, "stroke-dasharray": "4 4" });
  for (const { forecast, observed } of points) draw("circle", { cx: 400 * at(forecast), cy: 220 * (1 - at(observed)), r: 4, fill: "currentColor" });
  return svg;
}
