// Panes below the map and lines over its candles: their figures, and how they
// are chosen, remembered, linked and put away.
import assert from "node:assert/strict";
import { test } from "node:test";
import { average, band, delta, liquidated, strength, volatility, vwap } from "../indicator-values.js";
import { open, root } from "./harness.mjs";
import { mapped, still } from "./look.mjs";

/** Bars of an hour from the beginning of a day, a price that swings; those at `missing` are gaps. */
const hours = (n, missing = []) =>
  Array.from({ length: n }, (_, i) => {
    const [time, at] = [1_760_054_400 + 3600 * i, (i) => 100 + 10 * Math.sin(i / 5) + 3 * Math.cos(i * 1.3)];
    if (missing.includes(i)) return { time };
    const [opened, closed] = [at(i), at(i + 1)];
    return { time, open: opened, close: closed, high: Math.max(opened, closed) + 1, low: Math.min(opened, closed) - 1, volume: 5 + (i % 7) };
  });
const near = (got, want, sentence) => assert.ok(Math.abs(got - want) < 1e-9 * Math.max(1, Math.abs(want)), `${sentence}: ${got}, not ${want}`);
const mean = (list) => list.reduce((sum, x) => sum + x, 0) / list.length;

test("an average is of so many bars, unknown before them and anew after a gap", () => {
  const bars = hours(60, [30]);
  const got = average(bars, 10);
  for (const [i, value] of got.entries()) {
    const known = i >= 9 && i < 30 ? true : i >= 40;
    assert.equal(Number.isFinite(value), known, `bar ${i}`);
    if (known) near(value, mean(bars.slice(i - 9, i + 1).map(({ close }) => close)), `bar ${i}`);
  }
  assert.deepEqual(average([], 10), []);
});

test("the average price of a day is weighted by volume, from the day's beginning alone", () => {
  const bars = hours(60, [27]);
  const got = vwap(bars);
  const typical = ({ high, low, close }) => (high + low + close) / 3;
  for (const [i, value] of got.entries()) {
    const day = bars.slice(24 * Math.floor(i / 24), i + 1);
    if (i >= 27 && i < 48) assert.ok(Number.isNaN(value), `bar ${i} after a gap`);
    else near(value, day.reduce((sum, bar) => sum + bar.volume * typical(bar), 0) / day.reduce((sum, { volume }) => sum + volume, 0), `bar ${i}`);
  }
  assert.ok(vwap(bars.slice(5, 20)).every(Number.isNaN), "a day whose beginning is not there");
  assert.ok(vwap(hours(5).map((bar) => ({ ...bar, volume: 0 }))).every(Number.isNaN), "a day without trades");
});

test("volatility is that of a day's changes, and unknown where a tenth of them is", () => {
  const bars = hours(80, [50, 51, 52]);
  const got = volatility(bars, 3600);
  for (const i of [30, 45, 79]) {
    const changes = bars.slice(i - 23, i + 1).map(({ close }, k) => Math.log(close / bars[i - 24 + k].close)).filter(Number.isFinite);
    near(got[i], 100 * Math.sqrt(mean(changes.map((x) => x * x)) * 24), `bar ${i}`);
  }
  for (const i of [0, 10, 20, 50, 53, 60, 70]) assert.ok(Number.isNaN(got[i]), `bar ${i} is ${got[i]}`);
  near(volatility(hours(60).map((bar) => ({ ...bar, close: 7 })), 3600)[59], 0, "a market that stands still");
});

test("RSI and bands stay within what they are", () => {
  const bars = hours(120);
  for (const value of strength(bars).filter(Number.isFinite)) assert.ok(value >= 0 && value <= 100, `${value}`);
  assert.ok(Number.isNaN(strength(bars)[5]));
  const [upper, lower, middle] = [band(bars, 2), band(bars, -2), average(bars, 20)];
  for (let i = 30; i < 120; i++) {
    assert.ok(upper[i] > middle[i] && middle[i] > lower[i], `bar ${i}`);
    near(upper[i] + lower[i], 2 * middle[i], `bar ${i}`);
  }
});

test("what was 800 bars before is remembered by no figure", () => {
  const bars = hours(3000);
  for (const [name, of] of Object.entries({ average: (list) => average(list, 200), vwap, band: (list) => band(list, 2), volatility: (list) => volatility(list, 3600), strength })) {
    near(of(bars.slice(-800)).at(-1), of(bars).at(-1), name);
  }
});

test("what takers bought less what they sold is summed from where it is told, and silence adds nothing", () => {
  const bar = (bought, volume = 10) => ({ time: 0, close: 2, volume, bought });
  assert.deepEqual(delta([bar(NaN), bar(7), bar(5), { time: 0 }, bar(NaN), bar(2)]), [NaN, 8, 8, NaN, NaN, -4]);
  assert.deepEqual(delta([]), []);
});

test("liquidations are summed by bar and side, unknown before the first and not after a replay's moment", () => {
  const bars = hours(10, [7]);
  const at = (hour, usd, side) => ({ time: bars[0].time + 3600 * hour, usd, side, price: 100 });
  const model = { step: 3600, until: Infinity, liquidations: [at(3.5, 100, 0), at(3.9, 50, 0), at(5, 7, 1), at(8.2, 9, 0), at(-4, 1, 0), at(99, 1, 0)].slice(0, 4) };
  assert.deepEqual(liquidated(model, bars, 0).map((x) => (Number.isNaN(x) ? "" : x)), ["", "", "", 150, 0, 0, 0, "", 9, 0]);
  assert.deepEqual(liquidated(model, bars, 1).map((x) => (Number.isNaN(x) ? "" : x)), ["", "", "", 0, 0, 7, 0, "", 0, 0]);
  assert.deepEqual(liquidated({ ...model, until: bars[5].time }, bars, 0)[8], 0);
  assert.ok(liquidated({ ...model, liquidations: [] }, bars, 0).every(Number.isNaN), "without a feed nothing is known");
  assert.deepEqual(liquidated(model, [], 0), []);
});

const choose = (page, name, on) => page.getByLabel(name, { exact: true }).setChecked(on);
/** How tall each pane is, from the top: the library has a row of its table for each, and one for the times. */
const panes = (page) => page.evaluate(() => [...document.querySelectorAll(".frame table tr")].map((row) => row.getBoundingClientRect().height).filter((height) => height > 30));

test("panes and lines are chosen, remembered, linked, replayed and put away", async (t) => {
  const { page, origin } = await open(t, { path: "/?sim=7" });
  await mapped(page);
  const plain = await still(page);
  const alone = await panes(page);
  await page.getByRole("button", { name: "Panes" }).click();
  for (const name of ["RSI", "Volume", "Open interest", "Taker volume, bought less sold", "Moving averages"]) await choose(page, name, true);
  await page.waitForFunction((before) => document.querySelectorAll(".frame table tr").length >= before + 4, alone.length);
  const chosen = await panes(page);
  assert.equal(chosen.length, alone.length + 4);
  await page.screenshot({ path: `${root}.cache/panes-desk.png` });
  for (const name of ["Open interest", "Taker volume, bought less sold"]) await choose(page, name, false);
  assert.ok(chosen[0] > 2 * chosen[1], `the map has ${chosen[0]} px beside ${chosen[1]}`);
  assert.ok(!plain.equals(await still(page)));

  await page.click("[aria-label=Replay]");
  await page.fill("[aria-label=Moment]", "5000");
  await still(page);
  await page.keyboard.press("Escape");
  await page.reload();
  await mapped(page);
  await page.waitForFunction((rows) => document.querySelectorAll(".frame table tr").length >= rows, alone.length + 2);

  // Away, one by one, and back.
  await page.getByRole("button", { name: "Panes" }).click();
  for (const name of ["RSI", "Volume", "Moving averages"]) await choose(page, name, false);
  await page.waitForFunction((rows) => [...document.querySelectorAll(".frame table tr")].filter((row) => row.getBoundingClientRect().height > 30).length === rows, alone.length);
  await choose(page, "Realised volatility", true);
  await page.waitForFunction((rows) => [...document.querySelectorAll(".frame table tr")].filter((row) => row.getBoundingClientRect().height > 30).length === rows, alone.length + 1);

  await page.goto("about:blank");
  await page.goto(`${origin}/?sim=7#v1&window=3d&panes=volume,rsi&end`);
  await mapped(page);
  await page.waitForFunction((rows) => [...document.querySelectorAll(".frame table tr")].filter((row) => row.getBoundingClientRect().height > 30).length === rows, alone.length + 2);
});

test("where what draws panes cannot be fetched, it is said, and the next choice tries again", async (t) => {
  const { page } = await open(t, { path: "/?sim=7", expect: [/indicators.*ERR_FAILED|ERR_FAILED.*indicators/], before: (page) => page.route(/\/assets\/indicators/, (route) => route.abort()) });
  await mapped(page);
  await page.getByRole("button", { name: "Panes" }).click();
  await choose(page, "RSI", true);
  await page.getByRole("alert").filter({ hasText: "What draws panes could not be fetched" }).waitFor();
  await mapped(page);
  const alone = await panes(page);
  await page.unroute(/\/assets\/indicators/);
  await choose(page, "Volume", true);
  await page.waitForFunction((rows) => [...document.querySelectorAll(".frame table tr")].filter((row) => row.getBoundingClientRect().height > 30).length === rows, alone.length + 2);
});
