// Shows the bundled record of scores; every figure comes from record.json.

/**
 * @typedef {{value: number, low: number, high: number}} Interval
 * @typedef {{nats_per_dollar: number, spearman: number, total_ratio: number}} Score
 * @typedef {{forecast: number, observed: number}} Decile
 * @typedef {{from: string, elements: number, gain_over_novelty: number}} Week
 */

/**
 * @typedef {object} Exam
 * @property {"nowcast" | "ahead"} mode
 * @property {number} elements hours and sides
 * @property {number} dollars
 * @property {Record<string, Score>} forecasts
 * @property {Record<string, Interval>} leads_over_novelty
 * @property {Interval} gain_over_classic
 * @property {Interval} gain_of_mass
 * @property {number} band_coverage
 * @property {Week[]} weeks
 * @property {Decile[]} deciles
 */

/**
 * What record.json holds, as wasm/cmd/spectrum writes it.
 *
 * @typedef {{model: string, data: string, fit_until: string, score_from: string, score_to: string, estimate: string, exams: Exam[]}} ScoreRecord
 */

/** @type {Record<string, string>} */
const names = { learned: "Learned", oi: "Open interest", classic: "Classic", novelty: "Rule: new extremes", "uniform-path": "Rule: length of the path" };
const modes = { nowcast: "While it happened", ahead: "An hour ahead" };

/**
 * @param {string} tag
 * @param {string} [text]
 * @param {Node[]} children
 */
function element(tag, text, ...children) {
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
function table(caption, head, rows) {
  /** @param {string[]} cells @param {string} tag */
  const row = (cells, tag) => element("tr", undefined, ...cells.map((cell) => element(tag, cell)));
  const box = element("div", undefined, element("table", undefined, element("caption", caption), element("thead", undefined, row(head, "th")), element("tbody", undefined, ...rows.map((cells) => row(cells, "td")))));
  box.className = "wide";
  box.tabIndex = 0;
  return box;
}

/** @param {number} x */
const signed = (x) => (x < 0 ? "−" : "+") + Math.abs(x).toFixed(3);
/** @param {Interval} g */
const interval = (g) => `${signed(g.value)} [${signed(g.low)}, ${signed(g.high)}]`;
/** @param {string} stamp */
const day = (stamp) => new Date(stamp).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
/** @param {number} x */
const dollars = (x) => (x >= 1e6 ? `$${(x / 1e6).toFixed(2)}M` : `$${(x / 1e3).toFixed(0)}K`);

/** @param {ScoreRecord} record */
function scores(record) {
  const exams = record.exams.map(({ mode }) => modes[mode]);
  /** @param {(score: Score) => string} figure */
  const rows = (figure) => Object.keys(names).map((name) => [names[name], ...record.exams.map(({ forecasts }) => figure(forecasts[name]))]);
  const leads = ["learned", "oi", "classic"].map((name) => [`${names[name]} over the rule of new extremes`, ...record.exams.map((exam) => interval(exam.leads_over_novelty[name]))]);
  const gains = /** @type {[string, "gain_over_classic" | "gain_of_mass"][]} */ ([["Learned over Classic", "gain_over_classic"], ["What the standing map itself adds to Learned", "gain_of_mass"]]);
  for (const [title, key] of gains) {
    leads.push([title, ...record.exams.map((exam) => interval(exam[key]))]);
  }
  leads.push(["90 % bands of Learned held", ...record.exams.map((exam) => `${(100 * exam.band_coverage).toFixed(1)} %`)]);
  return [
    element("h2", "Scores"),
    table("Nats per dollar. Higher is better; the rules are what a map has to beat.", ["forecast", ...exams], rows((f) => f.nats_per_dollar.toFixed(3))),
    table("Leads in nats per dollar, with 95 % intervals from drawing days anew.", ["comparison", ...exams], leads),
    table("Rank correlation with the dollars observed, and dollars forecast over dollars observed.", ["forecast", ...exams], rows((f) => `${f.spearman.toFixed(3)}, ${f.total_ratio.toFixed(2)}`)),
  ];
}

/** @param {ScoreRecord} record */
function weeks(record) {
  const rows = record.exams[0].weeks.map((week, i) => [`from ${day(week.from)}`, String(week.elements), ...record.exams.map((exam) => signed(exam.weeks[i].gain_over_novelty))]);
  return [element("h2", "Week by week"), table("Lead of Learned over the rule of new extremes.", ["week", "hours and sides", ...record.exams.map(({ mode }) => modes[mode])], rows)];
}

/** Forecast against observed dollars by tenth, on logarithmic axes. @param {ScoreRecord} record */
function reliability(record) {
  const { deciles } = record.exams[1];
  const ns = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(ns, "svg");
  svg.setAttribute("viewBox", "0 0 400 220");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", "Observed dollars by tenth of the forecasts; the table below has the figures");
  const all = deciles.flatMap(({ forecast, observed }) => [forecast, observed]).map(Math.log);
  const [low, high] = [Math.min(...all) - 0.2, Math.max(...all) + 0.2];
  /** @param {number} x @param {number} size */
  const at = (x, size) => ((Math.log(x) - low) / (high - low)) * size;
  /** @param {string} name @param {Record<string, string | number>} attributes */
  const draw = (name, attributes) => {
    const made = document.createElementNS(ns, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
    svg.append(made);
  };
  draw("line", { x1: 0, y1: 220, x2: 400, y2: 0, stroke: "currentColor", "stroke-opacity": 0.3, "stroke-dasharray": "4 4" });
  for (const { forecast, observed } of deciles) draw("circle", { cx: at(forecast, 400), cy: 220 - at(observed, 220), r: 4, fill: "currentColor" });
  const rows = deciles.map(({ forecast, observed }, i) => [`${i + 1}`, dollars(forecast), dollars(observed), (forecast / observed).toFixed(2)]);
  return [
    element("h2", "Are the dollars real?"),
    element("p", "All hours and sides sorted by the forecast of an hour ahead into tenths: mean dollars forecast (across) and mean dollars liquidated (up). On the dashed line they are the same."),
    svg,
    table("Dollars an hour and side; venues sample their feeds, so true dollars are higher.", ["tenth", "forecast", "observed", "forecast / observed"], rows),
  ];
}

function spectrum() {
  const nodes = [0.004, 0.006, 0.009, 0.013, 0.019, 0.028, 0.04, 0.06, 0.09, 0.14, 0.2, 0.3, 0.5];
  const classes = /** @type {[string, number, number][]} */ ([["below 1.2 % (over 62x)", 0, 0.012], ["1.2 to 3 % (29x to 62x)", 0.012, 0.03], ["3 to 8 % (12x to 29x)", 0.03, 0.08], ["above 8 % (under 12x)", 0.08, 1]]);
  /** @param {number} d */
  const weight = (d) => (d / 0.03) ** 0.75;
  const total = nodes.reduce((sum, d) => sum + weight(d), 0);
  return [table("Share of opened dollars by distance to liquidation and by how long they stand.", ["distance", "share", "mean time until closed"], classes.map(([title, from, to]) => [title, `${((100 * nodes.filter((d) => d >= from && d < to).reduce((sum, d) => sum + weight(d), 0)) / total).toFixed(1)} %`, "20 days"]))];
}

/** @param {string} selector */
const found = (selector) => /** @type {Element} */ (document.querySelector(selector));

try {
  const record = /** @type {ScoreRecord} */ (await (await fetch("./record.json")).json());
  const [first] = record.exams;
  found("#about").textContent = `Model ${record.model}, fitted on ${record.data} before ${day(record.fit_until)}, judged from ${day(record.score_from)} to ${day(record.score_to)}: ${first.elements} hours and sides, ${dollars(first.dollars)} liquidated. ${record.estimate}`;
  found("#scores").append(...scores(record));
  found("#weeks").append(...weeks(record));
  found("#reliability").append(...reliability(record));
  found("#spectrum").append(...spectrum());
} catch (error) {
  found("#about").textContent = `The record could not be read: ${/** @type {Error} */ (error).message}`;
}
