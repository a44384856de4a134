// A map in a page of somebody else's: it keeps nothing on the device, says
// what it shows and by which model, and leads to the whole page. Loaded before
// the engine, which takes a device without storage as it comes. What stands in
// its place has one thing to tell, where the address chooses it: the theme.
import { settingsKey, settingsWith } from "./settings.js";

const theme = /^(light|system)$/.exec(new URLSearchParams(location.search).get("theme") ?? "")?.[0];
const nothing = { getItem: (/** @type {string} */ key) => (theme && key === settingsKey ? settingsWith(theme) : null), setItem() {}, removeItem() {} };
Object.defineProperty(globalThis, "localStorage", { value: nothing });
Object.defineProperty(globalThis, "indexedDB", { value: undefined });

const strip = /** @type {HTMLElement} */ (document.querySelector(".strip"));
const versions = (strip.dataset.versions ?? "").split(" ");

/** @param {string} name */
const part = (name) => /** @type {HTMLElement} */ (strip.querySelector(`[data-part=${name}]`));

/** The version of a model, as the build wrote them: "learned-2026-11-25". @param {string | undefined} model */
const versionOf = (model) => versions.find((version) => version.startsWith(`${model}-`));

/** Writes a part where it says something else. @param {string} name @param {string} text */
function say(name, text) {
  if (part(name).textContent !== text) part(name).textContent = text;
}

function tell() {
  /** @param {string} label */
  const chosen = (label) => /** @type {HTMLSelectElement | null} */ (document.querySelector(`select[aria-label=${label}]`))?.value;
  const symbol = chosen("Symbol");
  if (symbol) say("what", `${symbol}, ${document.querySelector(".segment.on")?.textContent ?? ""}`);
  const version = versionOf(chosen("Model"));
  if (version) say("model", version);
}

function lead() {
  /** @type {HTMLAnchorElement} */ (part("whole")).href = `/${location.search}${location.hash}`;
}

lead();
addEventListener("hashchange", lead);
setInterval(tell, 500);
