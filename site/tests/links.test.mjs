// Links as they arrive: what mail programs, chats and web pages do to them on
// the way is undone, and what was cut off is said.
import assert from "node:assert/strict";
import { test } from "node:test";
import { open } from "./harness.mjs";
import { mapped } from "./look.mjs";

const moment = Date.UTC(2026, 9, 20, 12); // within the simulated market of seed 7
const text = `v1&symbol=ETHUSDT&window=3d&at=${moment}&model=classic&sides=long&palette=viridis&end`;

/** What the page has taken of a link. */
const taken = (page) =>
  page.evaluate(() => ({
    symbol: document.querySelector("[aria-label=Symbol]").value,
    window: document.querySelector(".segment[aria-pressed=true]").textContent,
    palette: document.querySelector("[aria-label=Palette]").value,
    model: document.querySelector("[aria-label=Model]").value,
    shorts: document.querySelector("[aria-label=Shorts]").checked,
    status: document.querySelector("[role=status]").textContent,
    said: document.querySelector("[role=alert]").classList.contains("hidden") ? "" : document.querySelector("[role=alert] span").textContent,
  }));
const whole = { symbol: "ETHUSDT", window: "3d", palette: "viridis", model: "classic", shorts: false, status: "REPLAY of a SIMULATED market, 20 Oct 2026 12:00 UTC", said: "" };

const ways = {
  "as it was copied": `/?sim=7#${text}`,
  "with &amp;": `/?sim=7#${text.replaceAll("&", "&amp;")}`,
  "with %26": `/?sim=7#${text.replaceAll("&", "%26")}`,
  "with %26 and %3D": `/?sim=7#${text.replaceAll("&", "%26").replaceAll("=", "%3D")}`,
  "with %23": `/?sim=7%23${text}`,
  "with %23 and %26": `/?sim=7%23${text.replaceAll("&", "%26")}`,
  "with ) behind": `/?sim=7#${text})`,
  "with . behind": `/?sim=7#${text}.`,
  "with , behind": `/?sim=7#${text},`,
  "with ). behind": `/?sim=7#${text}).`,
  "with utm behind": `/?sim=7#${text}&utm_source=chat&utm_medium=social`,
  "with ?utm behind": `/?sim=7#${text}?utm_source=chat`,
  "with utm before": `/?sim=7&utm_source=mail&fbclid=x#${text}`,
  "with all of it": `/?sim=7#${text.replaceAll("&", "&amp;")}&amp;utm_source=chat).`,
};

test("what programs do to links on the way is undone", async (t) => {
  const { page, origin } = await open(t, { path: "/?sim=7" });
  await mapped(page);
  for (const [how, address] of Object.entries(ways)) {
    await page.evaluate(() => localStorage.clear());
    await page.goto("about:blank");
    await page.goto(origin + address);
    await page.waitForFunction((status) => document.querySelector("[role=status]")?.textContent === status, whole.status).catch(() => {});
    assert.deepEqual(await taken(page), whole, how);
  }
});

test("an address whose # was escaped and that names no market opens the view all the same", async (t) => {
  const { page, origin } = await open(t, { path: "/?sim=7", may: /net::ERR|WebSocket| 502(?: |$|\))/ }); // no exchange is in reach
  await mapped(page);
  await page.goto("about:blank");
  await page.goto(`${origin}/%23v1&window=3d&palette=viridis&end`);
  await page.waitForFunction(() => document.querySelector("[aria-label=Palette]")?.value === "viridis");
  assert.equal(await page.textContent(".segment[aria-pressed=true]"), "3d");
});

test("a link that was cut is never silently another market or moment", async (t) => {
  const { page, origin } = await open(t, { path: "/?sim=7" });
  await mapped(page);
  for (const [cut, opens] of [
    ["v1&symbol=ETHU", /ends at "symbol=ETHU" without its last word.*check the market and the moment/],
    ["v1&symbol=ETHUSDT", /ends at "symbol=ETHUSDT" without its last word/],
    [`v1&symbol=ETHUSDT&window=3d&at=${String(moment).slice(0, 9)}`, /could not be read \(at "at=/],
    [`v1&symbol=ETHUSDT&window=3d&at=${moment}`, /ends at "at=\d+" without its last word/],
    [`v1&symbol=ETHUSDT&window=3d&at=${moment}&mod`, /could not be read \(at "mod"\)/],
    [`v1&symbol=ETHUSDT&window=3d&at=${moment}&e`, /ends at "at=\d+" without its last word/],
  ]) {
    await page.evaluate(() => localStorage.clear());
    await page.goto("about:blank");
    await page.goto(`${origin}/?sim=7#${cut}`);
    await page.waitForFunction(() => /SIMULATED/.test(document.querySelector("[role=status]")?.textContent));
    await page.waitForFunction((source) => new RegExp(source).test(document.querySelector("[role=alert] span").textContent), opens.source).catch(async () => assert.fail(`${cut}: ${JSON.stringify(await taken(page))}`));
  }
});

test("a coin that is not simulated is not silently another one", async (t) => {
  const { page } = await open(t, { path: "/?sim=7#v1&symbol=DOGEUSDT&end" });
  await page.waitForFunction(() => /^There is no simulated market of DOGEUSDT: that of BTCUSDT is shown\.$/.test(document.querySelector("[role=alert] span")?.textContent));
});
