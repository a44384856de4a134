// How good the forecasts of this device were: kept from visit to visit, scored,
// exported, and said in every market.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { putOff, startExchange, venuesAt } from "./exchange.mjs";
import { after, open, root } from "./harness.mjs";
import { mapped } from "./look.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const skill = (page) => page.getByRole("button", { name: "Skill", exact: true });
const says = (page, where, pattern) => page.locator(where).filter({ hasText: pattern }).first().waitFor({ timeout: 90_000 });

/** A chain of lines as a device keeps it. */
function chain(...lines) {
  let digest = "0".repeat(64);
  let text = `brink-sealed-1 BTC ${digest}\n`;
  for (const line of lines) {
    digest = createHash("sha256").update(`${digest}\n${line}`).digest("hex");
    text += `${line} ${digest}\n`;
  }
  return text;
}
// Yesterday's: what is older than a month is dropped as soon as a new hour is told.
const hour = Math.floor(Date.now() / 3_600_000 - 26) * 3_600_000;
const map = "1e+06,_9A_";
const kept = chain(`sealed ${hour} ${hour + 12_000} 60000 x 60000,60000,59000,61000,58000,62000,57000,63000 m learned learned-1 350000 ${map} ${map}`, `void ${hour + 3_600_000} clock`);

/** Puts a text where the page keeps what it has sealed. */
const keep = async (text) => {
  await (await caches.open("sealed")).put("/sealed/BTC", new Response(text));
  localStorage.setItem("brink.sealed", "1");
};

test("what was sealed before is scored again after the map, exported, and sealed by one tab", async (t) => {
  const x = await startExchange();
  after(t, () => x.stop());
  const { page, context } = await open(t, { path: "/help.html", browserArgs: venuesAt(x.port), serverArgs: x.relayed, may: new RegExp(`${putOff.source}|ERR_ABORTED`) });
  await page.evaluate(keep, kept);
  await page.goto(new URL("/", page.url()).href);
  await mapped(page, "LIVE");
  await says(page, "[data-part=skill]", /^Skill of BTC's forecasts on this device: not enough yet \(0 of 10 days; \d hours? sealed, 0 judged\)\.$/);
  await skill(page).click();
  await says(page, ".skill p", /^Sealed: \d hours?, of which 0 were held against the liquidations seen, .*; void: 1 hour, for the device's clock was wrong\.$/);
  await says(page, ".skill p", /Newest SHA-256 of the chain: [0-9a-f]{64}\./);
  await page.getByRole("table", { name: "Models against baselines" }).waitFor();
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(".dock, .today", { resultTypes: ["violations"] }));
  assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(" ")}`), []);
  await page.screenshot({ path: `${root}.cache/skill-desk.png` });
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Export sealed forecasts" }).click()]);
  assert.equal(download.suggestedFilename(), "brink-sealed-BTC.txt");
  assert.ok(readFileSync(await download.path(), "utf8").startsWith(kept), "what was sealed before is not in the file, byte by byte");

  // A second tab waits, and goes on when the first is closed.
  const second = await context.newPage();
  await second.goto(page.url());
  await mapped(second, "LIVE");
  await says(second, "[data-part=skill]", /another tab of Brink seals BTC's forecasts/);
  await page.close();
  await says(second, "[data-part=skill]", /not enough yet \(0 of 10 days/);
});

test("in a market that is not live nothing is sealed, a pinned cluster is explained, and two models are compared", async (t) => {
  const { page } = await open(t, { path: "/?sim=7" });
  await mapped(page);
  assert.equal(await page.locator("[data-part=skill]").textContent(), "");
  assert.equal(await skill(page).isVisible(), true);
  await skill(page).click();
  await says(page, ".skill p", /^Nothing is sealed here: this market is not live\./);

  // Why a cluster is there is told once it is pinned, by a click or by Enter.
  await page.getByRole("button", { name: "Clusters", exact: true }).click();
  const row = page.locator("[aria-label='Clusters of expected forced closings'] tbody tr").first();
  await row.click();
  await says(page, ".why p", /^\$[\d.]+[KM] of (longs|shorts) at [\d,.]+ to [\d,.]+: .* Days are UTC and net\.$/);
  await says(page, ".why p", /^Distance to liquidation: \d/);
  await says(page, ".why p", /reaches it, with a chance of [\d.]+ % within 24 h;|^Price is there already\.$/);
  assert.ok((await page.locator(".why .days i").count()) > 1);
  await page.locator(".why").scrollIntoViewIfNeeded();
  await page.screenshot({ path: `${root}.cache/why-desk.png` });
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(".dock", { resultTypes: ["violations"] }));
  assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(" ")}`), []);

  // So is any level that is pinned on the chart, until it is let go.
  const explained = await page.locator(".why p").first().textContent();
  await page.getByRole("application").focus();
  for (let i = 0; i < 12; i++) await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await page.waitForFunction((explained) => !["", explained].includes(document.querySelector(".why p")?.textContent ?? ""), explained);
  assert.match(await page.locator(".why p").first().textContent(), /^(\$[\d.]+[KM] of (longs|shorts) at|Nothing of (longs|shorts) stands at) [\d,.]+ to [\d,.]+/);
  await page.keyboard.press("Enter");
  await page.locator(".why").waitFor({ state: "hidden" });
  // A click on a cell of the past explains that cell, as it was then.
  const chart = await page.getByRole("application").boundingBox();
  await page.mouse.move(chart.x + chart.width * 0.4, chart.y + chart.height * 0.3, { steps: 3 });
  await page.waitForFunction(() => document.querySelector("[data-readout=time]")?.textContent || document.querySelector("[data-readout=price]")?.textContent);
  await page.mouse.click(chart.x + chart.width * 0.4, chart.y + chart.height * 0.3);
  await says(page, ".why p", /^As of \d+ \w{3} \d{4} \d\d:\d\d UTC: /);
  await row.click();

  // Two models lie side by side, with one crosshair.
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  await says(page, ".compare p", /^Rank correlation of the two over prices, as of the newest column: -?[\d.]+\./);
  assert.deepEqual(await page.locator(".compare figcaption").allTextContents(), ["Learned", "Classic", "Learned less Classic"]);
  const lit = await page.locator(".compare canvas").evaluateAll((list) =>
    list.map((canvas) => new Set(new Uint32Array(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.buffer)).size),
  );
  assert.ok(lit.every((colours) => colours > 20), `colours: ${lit}`);
  await page.locator(".compare canvas").first().hover();
  await says(page, ".compare p", /^[\d.e+]+, \d{4}-\d\d-\d\d \d\d:\d\d UTC: Learned (nothing|above \d+ % of its cells), Classic (nothing|above \d+ % of its cells)\.$/);
  assert.equal(await page.locator(".compare .across").count(), 3);
  await page.screenshot({ path: `${root}.cache/compare-desk.png` });
  await page.getByRole("button", { name: "Clusters", exact: true }).click();
  await page.selectOption("[aria-label=Theme]", "light");
  await page.setViewportSize({ width: 390, height: 844 });
  await page.locator(".why").scrollIntoViewIfNeeded();
  await page.screenshot({ path: `${root}.cache/why-phone.png` });
});
