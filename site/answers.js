// Fills the figures of the answers into their text; every one comes from
// answers.json, which wasm/cmd/answers writes.

/** @typedef {import("./tables.js").Interval} Interval */

/** @param {number} x @param {number} digits */
const fixed = (x, digits) => (x < 0 ? "−" : "") + Math.abs(x).toFixed(digits);

/**
 * A figure as text: an interval with its bounds, a share as per cent, a count, or
 * a number.
 *
 * @param {unknown} value
 * @param {string | undefined} kind percent, count, or how many digits
 */
function written(value, kind = "2") {
  if (kind === "percent" && typeof value === "number") return `${(100 * value).toFixed(1)} %`;
  if (kind === "count" && typeof value === "number") return value.toLocaleString("en-US");
  const digits = Number(kind);
  if (typeof value === "number") return fixed(value, digits);
  return isInterval(value) ? `${fixed(value.value, digits)} [${fixed(value.low, digits)}, ${fixed(value.high, digits)}]` : "not known";
}

/** @param {unknown} value @returns {value is Interval} */
function isInterval(value) {
  return typeof value === "object" && value !== null && "low" in value && "high" in value && "value" in value;
}

/** @param {unknown} answers @param {string} path keys with slashes between them */
function at(answers, path) {
  let value = answers;
  for (const key of path.split("/")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = /** @type {Record<string, unknown>} */ (value)[key];
  }
  return value;
}

const about = /** @type {HTMLElement} */ (document.querySelector("#about"));
try {
  const answers = await (await fetch("./answers.json")).json();
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-figure]"))) {
    place.textContent = written(at(answers, place.dataset.figure ?? ""), place.dataset.as);
  }
  const dates = Object.entries(/** @type {Record<string, string>} */ (answers.about.data));
  about.textContent = `Model ${answers.about.model}. Data: ${dates.map(([file, days]) => `${file}, ${days}`).join("; ")}. Every figure is an estimate.`;
} catch (error) {
  about.textContent = `The answers could not be read: ${/** @type {Error} */ (error).message}`;
}
