// A map in a page of somebody else's: it keeps nothing on the device, says
// what it shows and by which model, and leads to the whole page. Loaded before
// the engine, which takes a device without storage as it comes. What stands in
// its place has one thing to tell, where the address chooses it: the theme.
const theme = /^(light|system)$/.exec(new URLSearchParams(location.search).get("theme") ?? "")?.[0];
const nothing = { getItem: (key) => (theme && key === "brink.settings" ? `brink-1\ntheme=${theme}` : null), setItem() {}, removeItem() {} };
Object.defineProperty(globalThis, "localStorage", { value: nothing });
Object.defineProperty(globalThis, "indexedDB", { value: undefined });

const strip = document.querySelector(".strip");
const { versions } = strip.dataset;
const part = (name) => strip.querySelector(`[data-part=${name}]`);

/** Versions by model, as the build wrote them: "learned-2026-11-25 ...". */
const versionOf = (model) => versions.split(" ").find((version) => version.startsWith(`${model}-`));

function tell() {
  const chosen = (label) => document.querySelector(`select[aria-label=${label}]`)?.value;
  const symbol = chosen("Symbol");
  const say = (name, text) => part(name).textContent !== text && (part(name).textContent = text);
  if (symbol) say("what", `${symbol}, ${document.querySelector(".segment.on")?.textContent ?? ""}`);
  const version = versionOf(chosen("Model"));
  if (version) say("model", version);
}

function lead() {
  strip.querySelector("[data-part=whole]").href = `/${location.search}${location.hash}`;
}

lead();
addEventListener("hashchange", lead);
setInterval(tell, 500);
