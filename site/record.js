// Shows the bundled record of scores; every figure comes from record.json.

import { day, dollars, element, interval, reliabilityCurve, signed, table } from "./tables.js";

/**
 * @typedef {import("./tables.js").Interval} Interval
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
 * @property {Interval} gain_of_structure
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

/** @param {ScoreRecord} record */
function scores(record) {
  const exams = record.exams.map(({ mode }) => modes[mode]);
  /** @param {(score: Score) => string} figure */
  const rows = (figure) => Object.keys(names).map((name) => [names[name], ...record.exams.map(({ forecasts }) => figure(forecasts[name]))]);
  const leads = ["learned", "oi", "classic"].map((name) => [`${names[name]} over the rule of new extremes`, ...record.exams.map((exam) => interval(exam.leads_over_novelty[name]))]);
  const gains = /** @type {[string, "gain_over_classic" | "gain_of_mass" | "gain_of_structure"][]} */ ([["Learned over Classic", "gain_over_classic"], ["What the standing map itself adds to Learned", "gain_of_mass"], ["What its structure within 2.5 % adds: each bin, over its surroundings in its place", "gain_of_structure"]]);
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
  const all = deciles.flatMap(({ forecast, observed }) => [forecast, observed]).map(Math.log);
  const [low, high] = [Math.min(...all) - 0.2, Math.max(...all) + 0.2];
  const svg = reliabilityCurve("Observed dollars by tenth of the forecasts; the table below has the figures", deciles, (x) => (Math.log(x) - low) / (high - low));
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

/**
 * @typedef {object} Touch
 * @property {number} brier
 * @property {number} climatology
 * @property {number} driftless
 * @property {number} calibration_error
 * @property {number} n
 * @property {Interval} gain_over_climatology
 * @property {Interval} gain_over_driftless
 * @property {{forecast: number, observed: number, n: number}[]} reliability
 *
 * @typedef {object} Expected
 * @property {number} elements
 * @property {Record<string, Score>} forecasts
 * @property {Interval} gain_over_har
 * @property {Interval} gain_over_novelty_touch
 * @property {number} coverage_80
 * @property {Decile[]} deciles
 */

/** How good the chances of a touch were. @param {Record<string, Touch>} touch */
function touches(touch) {
  const spans = Object.entries(touch);
  const rows = spans.map(([span, t]) => [span, t.brier.toFixed(4), t.climatology.toFixed(4), t.driftless.toFixed(4), t.calibration_error.toFixed(4), t.n.toLocaleString("en-US")]);
  const gains = spans.map(([span, t]) => [span, exact(t.gain_over_climatology), exact(t.gain_over_driftless)]);
  return [
    element("h2", "How likely a level is touched"),
    element("p", "Levels 0.25 to 5 % above and below each full hour's close, July 2025 to January 2026, on which nothing was fitted. The Brier score is the mean square of a chance less what happened: lower is better."),
    table("Brier scores: ours, each level's plain frequency, and a random walk at the last day's volatility.", ["within", "ours", "frequency", "random walk", "calibration error", "hours and levels"], rows),
    table("Gains in Brier score, with 95 % intervals from drawing days anew.", ["within", "over the frequency", "over the random walk"], gains),
    ...spans.flatMap(([span, t]) => [
      element("p", `Within ${span}: chance given (across) and how often the level was touched (up), in tenths of the chance.`),
      reliabilityCurve(`How often levels were touched by the chance given, within ${span}`, t.reliability.filter(({ n }) => n > 0), (x) => x),
      table(`Within ${span}, by the chance given.`, ["chance", "touched", "hours and levels"], t.reliability.filter(({ n }) => n > 0).map(({ forecast, observed, n }) => [percent(forecast), percent(observed), n.toLocaleString("en-US")])),
    ]),
  ];
}

/** How good expected dollars were. @param {Record<string, Expected>} expected */
function expectations(expected) {
  const spans = Object.entries(expected);
  const rows = spans.map(([span, e]) => [span, ...["expected", "novelty-touch", "har", "always"].map((name) => e.forecasts[name].nats_per_dollar.toFixed(3)), percent(e.coverage_80), e.elements.toLocaleString("en-US")]);
  return [
    element("h2", "How many dollars to expect"),
    element("p", "Given nothing of what comes: the map times the chance of a touch, beside new extremes times that chance, a regression on what was liquidated before (HAR), and the mean. Each week from December to January was left out of the fit in turn and judged. Within 24 hours nothing tried forecasts, so the page shows no such figure."),
    table("Nats per dollar, and how often the 80 % range held.", ["within", "expected", "new extremes", "HAR", "always", "80 % range", "hours and sides"], rows),
    table("Leads in nats per dollar, with 95 % intervals from drawing days anew.", ["within", "over HAR", "over new extremes times touch"], spans.map(([span, e]) => [span, interval(e.gain_over_har), interval(e.gain_over_novelty_touch)])),
    ...spans.slice(0, 2).flatMap(([span, { deciles }]) => {
      const all = deciles.flatMap(({ forecast, observed }) => [forecast, observed]).filter((x) => x > 0).map(Math.log);
      const [low, high] = [Math.min(...all) - 0.2, Math.max(...all) + 0.2];
      return [
        element("p", `Within ${span}: mean dollars expected by tenth (across) and mean dollars that came (up), as the feeds told them.`),
        reliabilityCurve(`Dollars that came by tenth of the dollars expected, within ${span}`, deciles, (x) => (Math.log(Math.max(x, 1)) - low) / (high - low)),
        table(`Dollars a side within ${span}.`, ["tenth", "expected", "came"], deciles.map(({ forecast, observed }, i) => [`${i + 1}`, dollars(forecast), dollars(observed)])),
      ];
    }),
  ];
}

/**
 * What verdict.json holds: bounds are [value, low, high].
 *
 * @typedef {object} Row
 * @property {string} market
 * @property {string} from
 * @property {string} to
 * @property {string} feeds
 * @property {number} n
 * @property {string} exam
 * @property {number} learned
 * @property {number} novelty
 * @property {number} classic
 * @property {number} oi
 * @property {number[]} gain
 * @property {number[]} mass
 * @property {number} ratio
 * @property {number} band
 *
 * @typedef {{what: string, ahead: number, nowcast: number, learned_same: {ahead: number, nowcast: number}, novelty_same: {ahead: number, nowcast: number}}} Rival
 * @typedef {{judged: string, weights: string, rows: Row[], rivals: Rival[], note: string}} Verdict
 */

/** The verdict on data that nobody who fits has. @param {Verdict} verdict */
function verdicts(verdict) {
  /** @param {number[]} bounds */
  const bounded = ([value, low, high]) => interval({ value, low, high });
  const rows = verdict.rows.map((r) => [`${r.market}, ${r.from} to ${r.to}, ${modes[/** @type {"nowcast" | "ahead"} */ (r.exam)].toLowerCase()}`, r.feeds, ...[r.learned, r.novelty, r.classic, r.oi].map((x) => x.toFixed(3)), bounded(r.gain), bounded(r.mass), r.ratio.toFixed(2), percent(r.band), r.n.toLocaleString("en-US")]);
  const rivals = verdict.rivals.flatMap((r) => [r, { what: "Learned on the same bars", ...r.learned_same }, { what: "Rule of new extremes on the same bars", ...r.novelty_same }]);
  return [
    element("h2", "Other months, coins and years"),
    element("p", `Judged ${verdict.judged}. Weights ${verdict.weights}. These data are not in the repository.`),
    table("Nats per dollar, leads with 95 % intervals, forecast over observed dollars, and how often 90 % bands held.", ["judged on", "feeds", "Learned", "new extremes", "Classic", "open interest", "lead over new extremes", "what the map adds", "ratio", "bands", "n"], rows),
    element("p", verdict.note),
    table("An open rival, in nats per dollar.", ["engine", "an hour ahead", "while it happened"], rivals.map((r) => [r.what, r.ahead.toFixed(3), r.nowcast.toFixed(3)])),
  ];
}

/** @param {number} x */
const percent = (x) => `${(100 * x).toFixed(1)} %`;
/** @param {Interval} g */
const exact = (g) => `${g.value.toFixed(4)} [${g.low.toFixed(4)}, ${g.high.toFixed(4)}]`;
/** @param {string} name */
const read = async (name) => (await fetch(name)).json();

/** @param {string} selector */
const found = (selector) => /** @type {Element} */ (document.querySelector(selector));

try {
  const record = /** @type {ScoreRecord} */ (await read("./record.json"));
  const [first] = record.exams;
  found("#about").textContent = `Model ${record.model}, fitted on ${record.data} before ${day(record.fit_until)}, judged from ${day(record.score_from)} to ${day(record.score_to)}: ${first.elements} hours and sides, ${dollars(first.dollars)} liquidated. ${record.estimate}`;
  found("#scores").append(...scores(record));
  found("#weeks").append(...weeks(record));
  found("#reliability").append(...reliability(record));
  found("#spectrum").append(...spectrum());
  const { touch, expected } = /** @type {{touch: Record<string, Touch>, expected: Record<string, Expected>}} */ (await read("./answers.json"));
  found("#touch").append(...touches(touch));
  found("#expected").append(...expectations(expected));
  found("#verdict").append(...verdicts(/** @type {Verdict} */ (await read("./verdict.json"))));
} catch (error) {
  found("#about").textContent = `The record could not be read: ${/** @type {Error} */ (error).message}`;
}
