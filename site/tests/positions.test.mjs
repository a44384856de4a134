// Positions as their holders state them: at every venue, in coins and in dollars,
// alone and sharing a margin; what is told, and how large.
import assert from "node:assert/strict";
import { test } from "node:test";
import { startExchange, venuesAt } from "./exchange.mjs";
import { after, open, phone } from "./harness.mjs";
import { mapped } from "./look.mjs";

const rows = (page) => page.locator("[aria-label='Your positions'] li");
const count = (page, n) => page.waitForFunction((n) => document.querySelectorAll("[aria-label='Your positions'] li").length === n, n);

async function add(page, { venue = "binance", side = "long", mode = "isolated", entry, size, leverage = "", margin = "" }) {
  for (const [name, value] of [["Venue of the position", venue], ["Side of the position", side], ["Margin mode", mode]]) await page.selectOption(`[aria-label='${name}']`, value);
  for (const [name, value] of [["Entry price", entry], ["Size", size], ["Leverage", leverage], ["Margin", margin]]) await page.fill(`[aria-label='${name}']`, value);
  await page.click("text=Add position");
}

for (const [name, viewport] of [["desk", undefined], ["phone", phone]])
  test(`each venue's formula, both sides, and what is not known (${name})`, async (t) => {
    const { page } = await open(t, { path: "/?sim=7", viewport });
    await mapped(page);
    await page.click("[aria-label=Positions]");
    let n = 0;
    for (const [position, told] of [
      [{ venue: "okx", entry: "60000", size: "1", leverage: "20" }, /Liquidation\s+57,257\.7/],
      [{ venue: "okx", entry: "60000", size: "1", leverage: "100", side: "short" }, /Liquidation\s+60,328\.5/],
      [{ venue: "bybit", entry: "60000", size: "1", leverage: "20" }, /Liquidation\s+57,198\.0/],
      [{ venue: "bybit", entry: "60000", size: "20", leverage: "20", side: "short" }, /Liquidation\s+62,725\.5/],
      [{ venue: "binance", entry: "60000", size: "1", leverage: "25", side: "short" }, /Liquidation\s+62,151\.4/],
      [{ venue: "hyperliquid", entry: "60000", size: "1", leverage: "20" }, /Liquidation\s+57,721\.5/],
      [{ venue: "bybit-inverse", entry: "60000", size: "100000", leverage: "10" }, /^long 100,000 USD of BTCUSD from 60,000\.0, 10x isolated, Bybit inverse[\s\S]*Liquidation\s+–[\s\S]*Profit and loss\s+[+-]?\$[\s\S]*asked for while the live market of the coin is open/],
    ]) {
      await add(page, position);
      await count(page, ++n);
      assert.match(await rows(page).last().innerText(), told);
    }
    // The venue of the form says what size and margin are counted in.
    const labels = async () => (await page.locator("[aria-label='New position'] .small-field span").allInnerTexts()).join();
    assert.match(await labels(), /Size, USD.*or margin, BTC/i);
    await page.selectOption("[aria-label='Venue of the position']", "okx");
    await page.waitForFunction(() => /Size, BTC/i.test(document.querySelector("[aria-label='New position']").innerText));
    assert.match(await labels(), /Size, BTC.*or margin, \$/i);
    while (n > 0) {
      await rows(page).first().getByText("Remove").click();
      await count(page, --n);
    }
  });

test("cross positions of one venue are told together and alone", async (t) => {
  const { page } = await open(t, { path: "/?sim=7" });
  await mapped(page);
  await page.click("[aria-label=Positions]");
  await add(page, { mode: "cross", entry: "60000", size: "1", margin: "10000" });
  await count(page, 1);
  assert.match(await rows(page).first().innerText(), /Told as the only cross position of its account\./);
  const alone = await rows(page).first().locator("dd").first().innerText();
  await page.selectOption("[aria-label=Symbol]", "ETHUSDT");
  await page.waitForFunction(() => document.querySelector("[aria-label='New position']").innerText.match(/Size, ETH/i));
  await add(page, { mode: "cross", entry: "2400", size: "20", margin: "10000" });
  await count(page, 2);
  await page.selectOption("[aria-label=Symbol]", "BTCUSDT");
  await page.waitForFunction(() => /share its margin: liquidated at [\d,.]+ if all coins fall alike, at [\d,.]+ if this one moves alone; the nearer is shown, rounded towards the danger/.test(document.querySelector("[aria-label='Your positions'] li").innerText));
  const number = (text) => Number(text.replaceAll(",", ""));
  const shared = await rows(page).first().locator("dd").first().innerText();
  assert.ok(number(shared) > number(alone), `${shared} with another, ${alone} alone`);
  await rows(page).nth(1).getByText("Remove").click();
  await count(page, 1);
  assert.equal(await rows(page).first().locator("dd").first().innerText(), alone);
});

test("tiers that a venue has told stay with the position over a reload, wherever that leads", async (t) => {
  const x = await startExchange();
  after(t, () => x.stop());
  const { page, origin } = await open(t, { browserArgs: venuesAt(x.port), serverArgs: x.relayed, may: /net::ERR_ABORTED|(?: |status of )429(?: |$|\))/ }); // it leaves with requests under way
  await page.getByRole("status").filter({ hasText: /^LIVE, 5 of 5 venues$/ }).waitFor({ timeout: 60_000 });
  await page.click("[aria-label=Positions]");
  await add(page, { venue: "bybit-inverse", entry: "60000", size: "100000", leverage: "10" });
  await count(page, 1);
  const told = () => rows(page).first().locator("dd").first().innerText();
  await page.waitForFunction(() => /\d/.test(document.querySelector("[aria-label='Your positions'] dd").textContent), null, { timeout: 60_000 });
  const price = await told();
  assert.match(await rows(page).first().innerText(), /Reckoned by the entry and by the mark price; the nearer is shown/);
  await page.goto(`${origin}/?sim=7`);
  await mapped(page);
  await page.click("[aria-label=Positions]");
  assert.equal(await told(), price);
  const kept = await page.evaluate(() => localStorage.getItem("brink.tiers"));
  assert.match(kept, /^brink-tiers-1 [0-9a-f]{8}\nbybit-inverse BTCUSD /);
  await rows(page).first().getByText("Remove").click();
  await count(page, 0);
  assert.doesNotMatch(await page.evaluate(() => localStorage.getItem("brink.tiers")), /BTCUSD/);
});
