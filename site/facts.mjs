// The figures that pages state in their text: {{NAME}} in a page is replaced
// when the site is built, so that no page says other than the record and the
// engine do. Knows texts alone: no disk.

/** @param {number} x */
const signed = (x) => (x < 0 ? "−" : "+") + Math.abs(x).toFixed(3);
/** @param {import("./record.js").Interval} lead */
const interval = ({ value, low, high }) => `${signed(value)} [${signed(low)}, ${signed(high)}]`;
/** @param {string} stamp */
const day = (stamp) => new Date(stamp).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

/** The record of scores as facts: {name: text}. @param {import("./record.js").ScoreRecord} record */
export function ofRecord(record) {
  const [first] = record.exams;
  /** @type {Record<string, string>} */
  const facts = {
    "record.data": record.data,
    "record.symbol": record.data.split(",")[0],
    "record.from": day(record.score_from),
    "record.to": day(record.score_to),
    "record.elements": first.elements.toLocaleString("en-US"),
    "record.dollars": `$${(first.dollars / 1e9).toFixed(2)}B`,
  };
  for (const exam of record.exams) {
    for (const [name, { nats_per_dollar: nats }] of Object.entries(exam.forecasts)) facts[`record.${exam.mode}.${name}`] = nats.toFixed(3);
    for (const [name, lead] of Object.entries(exam.leads_over_novelty)) facts[`record.${exam.mode}.${name}.lead`] = interval(lead);
    facts[`record.${exam.mode}.mass`] = interval(exam.gain_of_mass);
  }
  return facts;
}

/** @type {Record<string, string>} */
const escaped = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/**
 * The page with every {{NAME}} replaced; throws on a name that nobody knows.
 *
 * @param {string} page its name
 * @param {string} text
 * @param {Record<string, string | number>} facts
 */
export function state(page, text, facts) {
  return text.replace(/\{\{([^{}]*)\}\}/g, (_, name) => {
    if (!Object.hasOwn(facts, name)) throw new Error(`${page} states {{${name}}}, which is no fact; site/facts.mjs and wasm/cmd/figures say which are`);
    return String(facts[name]).replace(/[&<>"]/g, (sign) => escaped[sign]);
  });
}
