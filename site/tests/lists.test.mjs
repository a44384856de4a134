// Lists and choices: what is removed is gone, what is chosen is shown, each
// twice and to empty and back; and an action that fails costs itself alone.
import assert from "node:assert/strict";
import { test } from "node:test";
import { open, phone } from "./harness.mjs";
import { localised, mapped } from "./look.mjs";

const path = "/?sim=7";

const ofPositions = { tab: "Positions", add: "Add position", list: "Your positions" };
const ofAlerts = { tab: "Alerts", add: "Add alert", list: "Your alerts" };

/** The rows of a list, once there are so many. */
async function rows(page, { list }, count) {
  const all = page.locator(`[aria-label='${list}'] li`);
  await page.waitForFunction(([list, count]) => document.querySelectorAll(`[aria-label='${list}'] li`).length === count, [list, count]);
  return (await all.allInnerTexts()).map((text) => text.replace(/\s+/g, " "));
}

/** Adds entries by one field that differs. */
async function add(page, kind, field, values) {
  for (const value of values) {
    await page.fill(`[aria-label='${field}']`, value);
    await page.click(`text=${kind.add}`);
  }
}

/** Presses the button that removes the row at a place, twice within a moment. */
const removeTwice = (page, { list }, place) => page.evaluate(([list, place]) => {
  const button = document.querySelectorAll(`[aria-label='${list}'] li button`)[place];
  button.click();
  button.click(); // before the page is rendered again
}, [list, place]);

// What a row is of, and its liquidation price; distance, profit and dollars beside
// them go on with the market.
const heads = (list) => list.map((row) => row.split(" Distance ")[0]);

async function emptiedAndFilled(page, kind, field, values, shows) {
  for (let twice = 0; twice < 2; twice++) {
    await add(page, kind, field, values);
    const all = await rows(page, kind, values.length);
    values.forEach((value, i) => assert.match(heads(all)[i], shows(value)));
    await removeTwice(page, kind, 1); // from the middle: those after it move up
    assert.deepEqual(heads(await rows(page, kind, values.length - 1)), heads(all.filter((_, i) => i !== 1)));
    for (let left = values.length - 2; left >= 0; left--) {
      await removeTwice(page, kind, 0);
      assert.deepEqual(heads(await rows(page, kind, left)), heads(all.slice(all.length - left)));
    }
  }
  // The only one there is, removed and added again.
  for (let twice = 0; twice < 2; twice++) {
    await add(page, kind, field, values.slice(0, 1));
    await rows(page, kind, 1);
    await removeTwice(page, kind, 0);
    await rows(page, kind, 0);
  }
  assert.equal(await page.locator(".notice:not(.tour)").isVisible(), false, await page.locator(".notice span").first().innerText());
}

for (const locale of ["en-US", "de-DE"]) {
  test(`positions and alerts are added and removed, to empty and back (${locale})`, async (t) => {
    const { page } = await open(t, { path, context: { locale } });
    await mapped(page);
    const local = await localised(page);
    await page.click("[aria-label=Positions]");
    await page.fill("[aria-label=Size]", "2");
    await page.fill("[aria-label=Leverage]", "10");
    await emptiedAndFilled(page, ofPositions, "Entry price", ["41000", "42000", "43000"], (value) => local(new RegExp(`long 2 BTCUSDT from ${value.slice(0, 2)},000\\.0, 10x isolated, Binance Liquidation ${{ 41: "37,048\\.2", 42: "37,951\\.8", 43: "38,855\\.4" }[value.slice(0, 2)]}$`)));
    await page.click("[aria-label=Alerts]");
    await emptiedAndFilled(page, ofAlerts, "At least, millions of USD", ["900", "901", "902"], (value) => new RegExp(`\\$${value}M or more`));
    assert.match(await page.textContent("[role=status]"), /^SIMULATED/);
  });
}

test("rows are removed on a phone", async (t) => {
  const { page } = await open(t, { path, viewport: phone });
  await mapped(page);
  await page.click("[aria-label=Alerts]");
  await emptiedAndFilled(page, ofAlerts, "At least, millions of USD", ["900", "901", "902"], (value) => new RegExp(`\\$${value}M or more`));
});

/** Chooses each option of a select in turn, twice, and sees that it stays. */
async function choosesAll(page, name, settled = async () => {}) {
  const select = page.locator(`select[aria-label='${name}']`);
  await select.locator("option").first().waitFor({ state: "attached" });
  const values = await select.locator("option").evaluateAll((list) => list.map((option) => option.value));
  assert.ok(values.length > 1, `${name} offers ${values.length}`);
  for (const value of [...values, ...values.toReversed(), ...values]) {
    await select.selectOption(value);
    await settled(value);
    await page.waitForFunction(([name, value]) => document.querySelector(`select[aria-label='${name}']`).value === value, [name, value]);
    assert.deepEqual(await select.locator("option").evaluateAll((list) => list.map((option) => option.value)), values, `${name} offers others after ${value}`);
  }
}

test("every select shows what was chosen, again and again", async (t) => {
  const { page } = await open(t, { path });
  await mapped(page);
  for (const name of ["Palette", "Theme", "Time zone", "Model"]) await choosesAll(page, name);
  await page.click("[aria-label=Positions]");
  for (const name of ["Venue of the position", "Side of the position", "Margin mode"]) await choosesAll(page, name);
  await page.click("[aria-label=Alerts]");
  for (const name of ["Kind of alert", "Side of the alert"]) await choosesAll(page, name);
  await page.click("[aria-label=Replay]");
  await choosesAll(page, "Speed");
});

test("the symbol's control shows the market at hand, and every market can be chosen again", async (t) => {
  const { page } = await open(t, { path });
  await mapped(page);
  const price = { BTCUSDT: (x) => x > 20_000, ETHUSDT: (x) => x > 500 && x < 20_000, SOLUSDT: (x) => x < 500 };
  await choosesAll(page, "Symbol", async (symbol) => {
    for (const until = Date.now() + 30_000; ; ) {
      const shown = await page.evaluate(() => [document.querySelector("[aria-label=Symbol]").value, Number(document.querySelector(".last").textContent.replaceAll(",", ""))]);
      if (shown[0] === symbol && price[symbol](shown[1])) return;
      assert.ok(Date.now() < until, `after ${symbol} was chosen the page shows ${shown}`);
      await page.waitForTimeout(50);
    }
  });

  // And found by typing anywhere, favourites first; a letter that begins a name is no key.
  const found = page.locator("dialog.find li button:first-child");
  const pressed = () => page.locator(".tabs [aria-pressed=true]").first().innerText();
  const at = (symbol) => page.waitForFunction((symbol) => document.querySelector("[aria-label=Symbol]").value === symbol, symbol);
  await page.evaluate(() => document.activeElement.blur());
  const tab = await pressed();
  await page.keyboard.press("/");
  await found.nth(2).waitFor();
  await page.getByRole("button", { name: "Favourite SOLUSDT" }).click();
  await page.waitForFunction(() => document.querySelector("dialog.find li button").textContent === "SOLUSDT");
  await page.keyboard.press("Escape");
  await page.locator("dialog.find").waitFor({ state: "hidden" });
  for (const [text, symbol] of [["eth-usdt-swap", "ETHUSDT"], ["pf_xbtusd", "BTCUSDT"]]) {
    await page.keyboard.type(text);
    await page.waitForFunction((symbol) => document.querySelector("dialog.find li")?.innerText.startsWith(symbol), symbol);
    await page.waitForFunction(() => document.querySelectorAll("dialog.find li").length === 1);
    await page.keyboard.press("Enter");
    await at(symbol);
  }
  await page.waitForFunction((tab) => document.querySelector(".tabs [aria-pressed=true]")?.innerText === tab, tab).catch(() => assert.fail("the first letter opened a tab"));
  assert.equal(await page.evaluate(() => localStorage.getItem("brink.favourites")), '["SOLUSDT"]');
  await page.keyboard.type("nobody");
  await page.getByText("No exchange lists a coin that is called so.").waitFor();
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => document.querySelector("[aria-label=Symbol]").options.length === 3);
});

test("controls show what is so when it was not they who changed it", async (t) => {
  const { page } = await open(t, { path });
  await mapped(page);
  // Refused: the field shows what counts, the coin's own size, not what was typed.
  const significant = page.locator("[aria-label='Significant cluster, millions of USD']");
  for (let twice = 0; twice < 2; twice++) {
    await significant.fill("-5");
    await page.keyboard.press("Tab");
    await page.waitForFunction(() => document.querySelector("[aria-label='Significant cluster, millions of USD']").value === "");
    assert.match(await significant.getAttribute("placeholder"), /^[\d.]+$/);
  }
  // Stepped on by buttons after the slider was dragged.
  await page.click("[aria-label=Replay]");
  const moment = page.locator("[aria-label=Moment]");
  await moment.fill("5000");
  const dragged = Number(await moment.inputValue());
  for (let i = 0; i < 40; i++) await page.click("[aria-label='One bar back']");
  await page.waitForFunction((dragged) => Number(document.querySelector("[aria-label=Moment]").value) < dragged, dragged);
});

test("an action that fails is said and costs itself alone", async (t) => {
  const { page } = await open(t, { path });
  await mapped(page);
  await page.evaluate(() => {
    navigator.clipboard.writeText = () => {
      throw new Error("the clipboard is on fire");
    };
  });
  for (let twice = 0; twice < 2; twice++) {
    await page.click("[aria-label=Share]");
    await page.waitForFunction(() => /^Brink made a mistake .*the clipboard is on fire/.test(document.querySelector(".notice span").textContent));
    await page.click("[aria-label='Put the notice away']");
    await page.waitForFunction(() => document.querySelector(".notice").classList.contains("hidden"));
    await page.selectOption("[aria-label=Palette]", twice ? "magma" : "viridis");
    await page.click("[aria-label=Positions]");
    await page.locator("text=Add position").waitFor({ state: twice ? "detached" : "visible" });
  }
  const before = await page.textContent("[data-part=countdown]");
  await page.waitForFunction((before) => document.querySelector("[data-part=countdown]").textContent !== before, before);
});
