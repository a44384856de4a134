// Public positions, as somebody reads them who wants to know what is real: from
// the fake exchange, under the venue's own name.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { putOff, startExchange, venuesAt } from "./exchange.mjs";
import { after, open, root } from "./harness.mjs";
import { mapped, readoutAt, stampMap } from "./look.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const control = (page) => page.getByLabel("Observed", { exact: true });
const coverage = (page, pattern, timeout = 60_000) => page.locator(".coverage p").filter({ hasText: pattern }).waitFor({ timeout });
/** What a question for positions weighs by the venue's table; 0 of any other request. @param {import("playwright-core").Request} request */
function weightOf(request) {
  const body = (request.method() === "POST" && request.url().endsWith("/info") && request.postData()) || "";
  if (!/clearinghouseStates?"/i.test(body)) return 0;
  return body.includes("batch") ? Math.max(20, 2 * body.match(/0x[0-9a-f]{40}/g).length) : 2;
}

async function live(t, { args = [], ...options } = {}) {
  const x = await startExchange({ args });
  after(t, () => x.stop());
  const [asked, sent] = [[], []];
  const before = async (page) => {
    await page.addInitScript(stampMap);
    page.context().on("request", (request) => sent.push({ url: request.url(), body: request.postData() ?? "" }));
    page.context().on("request", (request) => asked.push(...Array(weightOf(request)).fill(Date.now())));
  };
  const { page, context } = await open(t, { browserArgs: venuesAt(x.port), serverArgs: x.relayed, may: putOff, before, ...options });
  await mapped(page, "LIVE");
  return { page, context, x, asked, sent };
}

/** Whether the second module is held back from all pages (harness.mjs). */
const withheld = Boolean(process.env.WITHOUT_SECOND_MODULE);

/** That a sentence says why nothing is observed where the second module cannot be had, and that the map goes on. */
async function withoutModule(page, asked) {
  await control(page).selectOption("visible");
  const why = /^What computes this could not be fetched.*\(extra-blocked\)$/;
  await page.locator(".panel p").filter({ hasText: why }).waitFor();
  await page.getByRole("button", { name: "Accounts" }).click();
  await page.getByRole("figure", { name: "Observed positions" }).getByText(why).waitFor();
  assert.equal(await page.getByRole("table", { name: "Largest observed positions" }).count(), 0);
  await page.getByRole("button", { name: "24h", exact: true }).click();
  await page.waitForFunction(() => document.querySelector("[aria-pressed=true][aria-label='24h'], .segments [aria-pressed=true]")?.textContent === "24h");
  const { long, short } = await readoutAt(page, 0.5, 0.3);
  assert.match(long + short, /\$/);
  assert.equal(asked.length, 0, "positions are asked for without what reads them");
}

/** What the page draws of what was observed, from its next drawing with a mixed map or without one; rejected after a while. */
const drawn = (page, withMixed = false) =>
  page.evaluate(
    (withMixed) =>
      new Promise((done, fail) => {
        setTimeout(() => fail(new Error("nothing is drawn")), 60_000);
        document.querySelector(".chart").addEventListener("overlay", ({ detail: { observed } }) => observed && withMixed === Boolean(observed.mixed?.rows.length) && done(observed));
      }),
    withMixed,
  );

/** All that the device keeps under a name. */
const stored = (page) => page.evaluate(() => JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage }) + location.href + document.title);

/**
 * The visitor's own account: read on the device, asked of the venue alone, kept only where
 * that is asked for, and in no link. `address` holds a position.
 */
async function ownAccount(page, address, sent) {
  const before = sent.length;
  const field = page.getByRole("textbox", { name: "My address" });
  const [read, forget, remember] = [page.getByRole("button", { name: "Read", exact: true }), page.getByRole("button", { name: "Forget", exact: true }), page.getByLabel("Remember it on this device")];
  await field.fill("nonsense");
  await read.click();
  await page.getByText("That is no address: one is 0x and 40 hexadecimal digits.").waitFor();
  await field.fill(address);
  await read.click();
  const own = page.getByRole("table", { name: "Positions of my address" });
  await own.waitFor();
  assert.deepEqual(await own.locator("thead th").allTextContents(), ["Position", "Size", "Entry", "Liquidation", "Distance", "By account value", "Profit", "Leverage"]);
  assert.match((await own.locator("tbody tr").evaluateAll((list) => list.map((row) => [...row.cells].map((cell) => cell.textContent).join(" ")))).join("\n"), /^BTC (long|short)\s+\$[\d.]+[KM]?\s/m);
  await page.getByText(/^0x[0-9a-f]{4}…[0-9a-f]{4}, read \d+ s ago: account value -?\$/).waitFor();
  assert.equal((await stored(page)).includes(address), false, "it is kept unasked");
  await page.getByRole("button", { name: "Share", exact: true }).click();
  assert.equal((await stored(page)).includes(address), false, "it is in a link");
  assert.equal((await page.locator("input").evaluateAll((inputs) => inputs.map(({ value }) => value))).filter((value) => value.includes(address.slice(2))).length, 1, "it is in another field");
  for (const { url, body } of sent.slice(before)) {
    if (!(url + body).includes(address)) continue;
    assert.equal(new URL(url).pathname, "/info", url);
    assert.match(new URL(url).hostname, /hyperliquid/, url);
  }
  await remember.check();
  assert.ok((await stored(page)).includes(address), "it is not kept though that is asked for");
  await remember.uncheck();
  assert.equal((await stored(page)).includes(address), false, "it stays kept");
  await remember.check();
  await forget.click();
  await own.waitFor({ state: "detached" });
  assert.equal((await stored(page)).includes(address), false, "it is not forgotten");
  assert.equal(await field.inputValue(), "");
}

test("what was read of public positions is shown beside the estimate, and called observed", async (t) => {
  const { page, x, asked, sent } = await live(t, { args: ["-rate", "400"] });
  assert.equal(await control(page).isVisible(), true);
  if (withheld) return withoutModule(page, asked);
  await page.waitForTimeout(2000);
  assert.equal(asked.length, 0, "positions are asked for before anybody wants them");
  await control(page).selectOption("visible");
  await coverage(page, /^Observed on Hyperliquid: [\d.]+ % of longs, [\d.]+ % of shorts \(of its open interest\); \d+ accounts with a position, readings \d+ s to \d+ s old; \d+ accounts read of \d+ heard of\.$/);
  await page.getByRole("button", { name: "Accounts" }).click();
  const table = page.getByRole("table", { name: "Largest observed positions" });
  await table.locator("tbody tr").nth(15).waitFor({ timeout: 90_000 });
  assert.deepEqual(await table.locator("thead th").allTextContents(), ["Account", "Observed", "Entry", "Liquidation", "Distance", "Leverage", "Read"]);
  // In one go: the table is written anew every two seconds.
  const rows = await table.locator("tbody tr").evaluateAll((list) => list.map((row) => [...row.cells].map((cell) => cell.textContent).join(" ")));
  assert.ok(rows.length > 10 && rows.length <= 20, `${rows.length} rows`);
  assert.match(rows[0], /^0x[0-9a-f]{4}…[0-9a-f]{4}\s+\$[\d.]+[KM] (long|short)\s/);
  const link = table.locator("a").first();
  assert.match(await link.getAttribute("href"), /^https:\/\/app\.hyperliquid\.xyz\/explorer\/address\/0x[0-9a-f]{40}$/);
  assert.match(await link.getAttribute("rel"), /noreferrer/);
  await page.locator(".observed p").filter({ hasText: /^Agreement of the estimate for this venue with \d+ observed positions within 15 %: rank correlation -?[\d.]+;/ }).waitFor({ timeout: 90_000 });
  // What it says holds against what the venue says of its open interest.
  const text = await page.locator(".coverage p").textContent();
  for (const [, share] of text.matchAll(/([\d.]+) % of (?:longs|shorts)/g)) assert.ok(Number(share) > 0.1 && Number(share) < 100, text);
  assert.ok(asked.length > 60, `a weight of ${asked.length}`);
  for (const at of new Set(asked)) assert.ok(asked.filter((other) => other >= at && other < at + 60_000).length <= 640, "more than half of the venue's allowance");
  await ownAccount(page, (await link.getAttribute("href")).match(/0x[0-9a-f]{40}$/)[0], sent);
  assert.equal((await drawn(page)).columns.length, 0);
  await page.getByLabel("Observed through time").check();
  const { columns, bins } = await drawn(page);
  assert.ok(columns.length > 0 && columns.at(-1).bins.length > 0 && bins.length > 0);
  // What is observed in place of its venue's share of the liquidation map, by choice, and named.
  const named = page.getByText(/^In the liquidation map at the edge of the chart Hyperliquid's share is replaced by what is observed/);
  assert.equal(await named.count(), 0);
  await page.getByLabel("In the liquidation map, in place of").check();
  await named.waitFor();
  const inPlace = await drawn(page, true);
  assert.ok(inPlace.mixed.rows.some(({ seen }) => seen > 0) && inPlace.bins.length === 0);
  await page.screenshot({ path: `${root}.cache/observed-desk.png` });
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(".dock, .panel", { resultTypes: ["violations"] }));
  assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(" ")}`), []);

  // The venue answers nobody any more: what was read stays, with its age, and the map goes on.
  await x.stop();
});

test("in a market that is not live, a sentence says why nothing is observed, and nothing is asked", async (t) => {
  const asked = [];
  const { page } = await open(t, { path: "/?sim=7", before: (page) => page.context().on("request", (request) => weightOf(request) > 0 && asked.push(request.url())) });
  await mapped(page);
  assert.equal(await control(page).isVisible(), true);
  if (withheld) return withoutModule(page, asked);
  await control(page).selectOption("always");
  await coverage(page, /^Nothing is observed: this market is not live\. Positions are public at Hyperliquid alone/);
  await control(page).selectOption("off");
  await page.waitForFunction(() => document.querySelector(".coverage").textContent === "");
  await page.getByRole("button", { name: "Accounts" }).waitFor({ state: "detached" });
  assert.deepEqual(asked, []);
});

test("it is kept from visit to visit, and begins after the map", async (t) => {
  // A page that is left ends what it asks.
  const { page, asked } = await live(t, { args: ["-rate", "400"], may: new RegExp(`${putOff.source}|ERR_ABORTED`) });
  if (withheld) return withoutModule(page, asked);
  await control(page).selectOption("visible");
  await coverage(page, /^Observed on/);
  // Out of sight it rests, and keeps the accounts for the next visit.
  const see = (hidden) =>
    page.evaluate((hidden) => {
      for (const [name, value] of Object.entries({ hidden, visibilityState: hidden ? "hidden" : "visible" })) Object.defineProperty(document, name, { value, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }, hidden);
  await see(true);
  await coverage(page, /Resting while nobody looks\.$/);
  await page.waitForFunction(async () => (await (await caches.open("accounts")).keys()).some(({ url }) => url.endsWith("/accounts/BTC")));
  const before = asked.length;
  await page.waitForTimeout(3000);
  assert.ok(asked.length <= before + 120, "it goes on while nobody looks");
  await see(false);
  await page.locator(".coverage p").filter({ hasNotText: "Resting" }).waitFor();
  await page.reload();
  const begun = Date.now();
  await mapped(page, "LIVE");
  const stands = await page.evaluate(() => performance.timeOrigin + globalThis.mapped_);
  await coverage(page, /^Observed on/);
  assert.deepEqual(asked.filter((at) => at > begun && at < stands), [], "positions are asked for before the map stands");
  assert.equal(await control(page).inputValue(), "visible");
});
