// The watchlist as a person uses it: coins added, read, chosen and taken off, of a
// simulated market and of exchanges.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { putOff, startExchange, venuesAt } from "./exchange.mjs";
import { after, open } from "./harness.mjs";
import { mapped } from "./look.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const withheld = Boolean(process.env.WITHOUT_SECOND_MODULE);
const table = (page) => page.getByRole("table", { name: "Watchlist" });
const row = (page, coin) => table(page).locator(`tbody tr[data-coin="${coin}"]`);
const read = (page, coin) => row(page, coin).filter({ hasText: /\d\d:\d\d UTC/ }).waitFor({ timeout: 120_000 });
const tab = (page) => page.getByRole("button", { name: "Watchlist", exact: true });
const add = async (page, coin) => {
  await page.getByLabel("Coin to add").fill(coin);
  await page.getByLabel("Coin to add").press("Enter");
};

test("a watchlist of a simulated market is added to, read, and a click away", { skip: withheld }, async (t) => {
  const { page } = await open(t, { path: "/?sim=7" });
  await mapped(page);
  await tab(page).click();
  await page.getByText("No coin is on the list. Add up to eight.").waitFor();
  await page.getByRole("button", { name: "Add BTC" }).click();
  await add(page, "eth");
  await row(page, "ETH").waitFor();
  await read(page, "BTC");
  await read(page, "ETH");
  const cells = await row(page, "ETH").locator("td").allInnerTexts();
  assert.match(cells[0], /^[\d,]+\.\d+$/);
  assert.match(cells[1], /^[+−-]?[\d.]+ %$/);
  for (const cell of cells.slice(2, 4)) assert.match(cell, /^(\$[\d.]+[KMB]?, [\d.]+ % away|none of \$[\d.]+[KMB]?)$/);
  assert.match(cells[4], /^\$[\d.]+[KMB]? \/ \$[\d.]+[KMB]?$/);
  // What is not there is said, and what is there already.
  await add(page, "NONE");
  await page.getByText("There is no market of NONE here.").waitFor();
  await add(page, "BTC");
  await page.getByText("BTC is on the list.").waitFor();
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`), []);
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/watch-desk.png` });
  // In another order, and to the other coin.
  await page.getByRole("button", { name: "Move ETH up" }).click();
  await page.waitForFunction(() => document.querySelector("[aria-label=Watchlist] tbody tr")?.dataset.coin === "ETH");
  await page.getByRole("button", { name: "ETH: open its map" }).click();
  await page.waitForFunction(() => document.querySelector("[aria-label=Symbol]").value === "ETHUSDT");
  await page.waitForFunction(() => document.querySelector("tr[data-coin=ETH] button").getAttribute("aria-current") === "true");
  // The mini map says what the page says; it closes with a second press.
  const mini = page.getByRole("button", { name: "Mini map" });
  const has = await page.evaluate(() => "documentPictureInPicture" in window);
  assert.equal(await mini.count(), Number(has), "a button of the mini map where there are such windows, and nowhere else");
  if (has) {
    await page.evaluate(() => {
      const frame = document.body.appendChild(document.createElement("iframe"));
      const small = frame.contentWindow;
      const close = () => (small.dispatchEvent(new Event("pagehide")), frame.remove());
      Object.defineProperty(window, "documentPictureInPicture", { configurable: true, value: { requestWindow: async () => Object.assign(small, { close }) } });
    });
    await mini.click();
    const said = page.frameLocator("iframe").locator("body");
    await said.getByText(/^ETHUSDT [\d,.]+$/).waitFor();
    await said.getByText(/SIMULATED/).waitFor();
    await said.getByText(/of (longs|shorts)/).first().waitFor();
    await mini.click();
    await page.locator("iframe").waitFor({ state: "detached" });
  }
  // It is kept on the device, by thumb too, to empty and back.
  await page.setViewportSize({ width: 390, height: 844 });
  await page.reload();
  await mapped(page);
  await page.getByRole("button", { name: "More" }).click();
  await tab(page).click();
  await read(page, "ETH");
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/watch-phone.png` });
  assert.ok(await page.evaluate(() => document.querySelector(".watched").getBoundingClientRect().right <= innerWidth), "the list is wider than the screen");
  const places = await table(page).locator("tbody button").evaluateAll((list) => list.map((button) => button.getBoundingClientRect()).map(({ width, height }) => [width, height]));
  assert.ok(places.every(([width, height]) => width >= 44 && height >= 44), JSON.stringify(places));
  for (const coin of ["ETH", "BTC"]) await page.getByRole("button", { name: `Take ${coin} off the list` }).click();
  await page.getByText("No coin is on the list. Add up to eight.").waitFor();
  assert.equal(await page.evaluate(() => localStorage.getItem("brink.watchlist")), "");
});

test("a watchlist of exchanges has marks and maps, and says what no venue lists", { skip: withheld }, async (t) => {
  const x = await startExchange();
  after(t, () => x.stop());
  const { page } = await open(t, {
    browserArgs: venuesAt(x.port), serverArgs: x.relayed, may: putOff,
    before: (page) => page.addInitScript(() => localStorage.setItem("brink.watchlist", "ETH NONE")),
  });
  await mapped(page, "LIVE");
  await tab(page).click();
  await read(page, "ETH");
  await row(page, "NONE").filter({ hasText: "map not known: no connected venue lists it" }).waitFor({ timeout: 120_000 });
  await page.getByText(/Prices are marks of Hyperliquid where it lists the coin/).waitFor({ timeout: 60_000 });
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/watch-live.png` });
  await page.getByRole("button", { name: "ETH: open its map" }).click();
  await page.waitForFunction(() => document.querySelector("[aria-label=Symbol]").value === "ETH");
});
