// Order books as a person uses them: switched on and off, read beside the map, of
// a simulated market and of exchanges.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { putOff, startExchange, venuesAt } from "./exchange.mjs";
import { after, open } from "./harness.mjs";
import { mapped, readoutAt } from "./look.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const box = (page) => page.getByLabel("Order book", { exact: true });
const lines = ".book .said p";
const says = (page, pattern) => page.locator(lines).filter({ hasText: pattern }).first().waitFor({ state: "attached", timeout: 60_000 });
const row = (page) => page.locator("[aria-label='Clusters of expected forced closings'] tbody tr").first();
const withheld = Boolean(process.env.WITHOUT_SECOND_MODULE);

/** That axe finds nothing. */
async function clean(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`), []);
}

/** What is drawn of order books, from its next drawing that is so: "book", "none", "summed" or "cheap". */
const drawn = (page, so) =>
  page.evaluate(
    (so) =>
      new Promise((done) => {
        const chart = document.querySelector(".chart");
        const hear = ({ detail: { book } }) => {
          const fits = { book: book?.usd[0].length > 10, none: book === null, summed: book?.summed && book.past.length > 0, cheap: book?.usd[0].length > 10 && book.price < 20_000 };
          if (!fits[so]) return;
          chart.removeEventListener("overlay", hear);
          done(book && { ...book, past: book.past.length });
        };
        chart.addEventListener("overlay", hear);
      }),
    so,
  );

test("an order book is drawn beside the map, told in words, and held against clusters", { skip: withheld }, async (t) => {
  const { page } = await open(t, { path: "/?sim=7" });
  await mapped(page);
  await page.getByRole("button", { name: "12h", exact: true }).click();
  await row(page).waitFor();
  assert.equal(await page.locator(lines).count(), 0);
  await box(page).check();
  await says(page, /^Within 0\.50 % of the price rest \$[\d.]+M of bids and \$[\d.]+M of asks\.$/);
  await says(page, /^Simulated: seen to 2\.\d % below and 2\.\d % above/);
  const book = await drawn(page, "book");
  assert.match(book.lead, /^order book of 1 venue$/);
  assert.ok(book.usd.every((side) => side.every((usd) => usd >= 0)) && book.from[0] < book.from[1], JSON.stringify(book.from));
  // In the table, and in the headline where it is so.
  await page.locator("[data-part=path]").filter({ hasText: /^(≥ )?[\d.]+×(, (hollow|defended))?$/ }).first().waitFor({ timeout: 60_000 });
  await page.waitForFunction(() => [...document.querySelectorAll("[data-part=path]")].some((cell) => /hollow|defended/.test(cell.textContent)));
  // Under the crosshair.
  await readoutAt(page, 0.5, 0.3);
  await page.waitForFunction(() => /order book (≥ )?\$/.test(document.querySelector("[data-readout=way]").textContent));
  // The six steps of a cluster, which go when none is chosen.
  await row(page).click();
  const steps = page.getByRole("list", { name: "Six steps for the chosen cluster" });
  await steps.waitFor();
  assert.deepEqual((await steps.locator("b").allInnerTexts()).map((text) => text.replace(":", "")), ["Zone", "Open interest and funding", "Book in front", "Absorption", "After the cascade", "Size"]);
  assert.match(await steps.locator("li").nth(2).innerText(), /rest before it, [\d.]+ times what stands in it|price is there/);
  assert.match(await steps.locator("li small").first().innerText(), /^\d\d:\d\d:\d\d UTC$/);
  // Sums and history on demand.
  await page.getByLabel("Summed up from the price").check();
  await page.getByLabel("History of the last hours").check();
  assert.ok((await drawn(page, "summed")).past > 0);
  await clean(page);
  // In a replay none is known.
  await page.getByRole("button", { name: "Replay", exact: true }).click();
  await page.locator("[data-part=book]").filter({ hasText: "Order books are known as they are now alone." }).waitFor();
  await page.keyboard.press("l");
  // Off, and on again, twice.
  for (let i = 0; i < 2; i++) {
    const gone = drawn(page, "none");
    await box(page).uncheck();
    assert.equal(await gone, null);
    await page.locator(lines).first().waitFor({ state: "detached" });
    await box(page).check();
    await says(page, /^Within/);
  }
  // Another coin.
  await page.selectOption("[aria-label=Symbol]", "ETHUSDT");
  await says(page, /^Within 0\.50 % of the price/);
  assert.ok((await drawn(page, "cheap")).usd[0].length > 10);
  // It is remembered, and a recording has none.
  await page.reload();
  await mapped(page);
  await says(page, /^Within/);
  const rows = Array.from({ length: 600 }, (_, i) => `${1_767_571_200_000 + i * 300_000},100,101,99,100,5`);
  await page.setInputFiles("[data-part=file]", { name: "x.csv", mimeType: "text/csv", buffer: Buffer.from(["open_time,open,high,low,close,volume", ...rows].join("\n")) });
  await page.locator("[data-part=book]").filter({ hasText: "A recording holds no order book." }).waitFor();
});

test("order books of exchanges are followed while somebody looks, and each is said as it is", { skip: withheld }, async (t) => {
  const x = await startExchange({ args: ["-days", "40", "-faults", "bookgap=.02@okx"] });
  after(t, () => x.stop());
  const messages = { books: 0 };
  const { page } = await open(t, {
    browserArgs: venuesAt(x.port), serverArgs: x.relayed, may: putOff,
    before: (page) => page.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => (messages.books += /depthUpdate|orderbook\.|"channel":"books"|l2Book/.test(String(payload)) ? 1 : 0))),
  });
  await mapped(page, "LIVE");
  assert.equal(messages.books, 0, "books are received that nobody looks at");
  await box(page).check();
  for (const venue of ["Binance", "Bybit", "Bybit inverse", "Hyperliquid"]) await says(page, new RegExp(`^${venue}: seen to 0\\.\\d+ % below and 0\\.\\d+ % above, changed \\d+\\.\\d s ago`));
  await says(page, /^OKX: .*begun anew after a gap/);
  // A venue that falls silent is frozen, or not there, and no longer counted.
  await fetch(`http://127.0.0.1:${x.plain}/faults`, { method: "POST", body: "silence=10m@bybit" });
  await says(page, /^Bybit: (frozen, nothing has changed for \d+ s; not counted|its order book has not come yet)/);
  // One that is switched off is not counted.
  await page.getByRole("group", { name: "Venues", exact: true }).getByLabel("Hyperliquid").uncheck();
  await says(page, /^Hyperliquid: not counted, as it is switched off\.$/);
  await box(page).uncheck();
  await page.locator(lines).first().waitFor({ state: "detached" });
  // What was on its way still comes.
  for (let before = -1; before !== messages.books; await page.waitForTimeout(2000)) before = messages.books;
});
