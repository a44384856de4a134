// Drawing on the chart: the shapes as values, then each tool as a person uses it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { setAt, sideOf, tradedSince } from "../line-alerts.js";
import { away, most, shapesOf, stretch } from "../shapes.js";
import { open, root } from "./harness.mjs";
import { mapped, still } from "./look.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const level = (price) => ({ kind: "level", places: [{ time: 0, price }] });

test("what the device keeps is read with care", () => {
  const trend = { kind: "trend", places: [{ time: 1, price: 2 }, { time: 3, price: 4 }] };
  assert.deepEqual(shapesOf(JSON.stringify([level(5), trend])), [level(5), trend]);
  for (const text of [null, "", "{", "7", "null", '"x"', "{}"]) assert.deepEqual(shapesOf(text), [], text);
  const absurd = [{ kind: "level", places: [] }, level(-1), level(0), level(null), { kind: "toString", places: [] }, { kind: "box", places: [{ time: 1, price: 1 }] }, null, 7, [], { kind: "level" }];
  assert.deepEqual(shapesOf(JSON.stringify([...absurd, level(9)])), [level(9)]);
  assert.equal(shapesOf(JSON.stringify(Array.from({ length: most + 50 }, () => level(1)))).length, most);
});

test("a click means the line that is nearest", () => {
  const [a, b] = [{ x: 10, y: 10 }, { x: 110, y: 60 }];
  assert.equal(away("level", [a], { x: 900, y: 14 }), 4);
  assert.equal(away("trend", [a, b], { x: 10, y: 10 }), 0);
  assert.ok(Math.abs(away("trend", [a, b], { x: 60, y: 35 })) < 1e-9, "on its middle");
  assert.equal(away("trend", [a, b], { x: 140, y: 100 }), 50, "beyond its end");
  assert.equal(away("trend", [a, a], { x: 13, y: 14 }), 5, "of no length");
  assert.equal(away("box", [a, b], { x: 60, y: 35 }), 25, "inside a rectangle its sides count");
  assert.equal(away("box", [b, a], { x: 112, y: 30 }), 2);
});

test("where price is, seen from what is drawn", () => {
  const trend = { kind: "trend", places: [{ time: 100, price: 100 }, { time: 200, price: 400 }] };
  assert.deepEqual([4, 5, 6].map((price) => sideOf(level(5), price, 0, false)), ["below", "inside", "above"]);
  assert.equal(sideOf(trend, 210, 150, false), "above", "on a logarithmic axis its middle is at 200");
  assert.equal(sideOf(trend, 210, 150, true), "below", "on a linear one at 250");
  assert.equal(sideOf(trend, 790, 250, false), "below", "it goes on beyond its end");
  assert.equal(sideOf({ kind: "trend", places: [{ time: 1, price: 3 }, { time: 1, price: 5 }] }, 4, 9, false), "inside", "an upright one");
  const box = { kind: "box", places: [{ time: 2, price: 9 }, { time: 1, price: 7 }] };
  assert.deepEqual([6, 7, 8, 10].map((price) => sideOf(box, price, 0, false)), ["below", "inside", "inside", "above"]);
  assert.deepEqual(["above", "inside", "x", undefined, 7].map((alert) => setAt({ ...level(1), alert })), ["above", "inside", null, null, null]);
});

test("what was traded since alerts looked last", () => {
  const bar = (time, low, high, close) => ({ time, open: close, low, high, close });
  const model = { bars: [bar(0, 90, 110, 100), bar(300, 95, 105, 100)], until: Infinity, step: 300 };
  let { prices, seen } = tradedSince(model, null);
  assert.deepEqual(prices, [100], "what was before the first look does not count");
  ({ prices, seen } = tradedSince(model, seen));
  assert.deepEqual(prices, [100], "nothing new");
  model.bars[1] = bar(300, 80, 105, 100); // to 80 and back
  ({ prices, seen } = tradedSince(model, seen));
  assert.deepEqual(prices, [100, 80]);
  model.bars.push(bar(600, 99, 130, 101), { time: 900 }, bar(1200, 101, 102, 102)); // while it slept, with a gap
  ({ prices, seen } = tradedSince(model, seen));
  assert.deepEqual(prices, [102, 102, 101, 130, 99]);
  assert.deepEqual(tradedSince({ ...model, bars: [] }, seen), { prices: [], seen });
});

test("a stretch of time in words", () => {
  assert.deepEqual([0, 300, 3600, 12_000, -86_400, 187_200].map(stretch), ["0 min", "5 min", "1 h", "3 h 20 min", "1 d", "2 d 4 h"]);
});

test("each tool draws, is undone and removed, and what was drawn is there after a reload and in its market alone", async (t) => {
  const { page } = await open(t, { path: "/?sim=7" });
  await mapped(page);
  const stored = () => page.evaluate(() => JSON.parse(localStorage.getItem("brink.drawn.simulated") ?? "[]"));
  const kept = (count) => page.waitForFunction((count) => JSON.parse(localStorage.getItem("brink.drawn.simulated") ?? "[]").length === count, count);
  const bar = page.getByRole("toolbar", { name: "Drawing tools" });
  const press = (name) => bar.getByRole("button", { name, exact: true }).click();
  await page.getByRole("button", { name: "Draw", exact: true }).click();
  await bar.waitFor();
  assert.equal(await bar.getByRole("button", { name: "Undo" }).isDisabled(), true);
  const box = await page.locator(".frame").boundingBox();
  const [x, y] = [(part) => box.x + part * box.width, (part) => box.y + part * box.height];
  const sight = () => page.evaluate(() => document.querySelector("[data-part=last]").textContent);
  const plain = await still(page);

  await press("Level");
  await page.mouse.click(x(0.4), y(0.4));
  await kept(1);
  await press("Trend");
  await page.mouse.click(x(0.2), y(0.6)); // by two clicks
  await page.mouse.move(x(0.3), y(0.5));
  await page.mouse.click(x(0.4), y(0.3));
  await kept(2);
  await press("Box");
  await page.mouse.move(x(0.5), y(0.3)); // by a drag, during which the chart stays
  await page.mouse.down();
  await page.mouse.move(x(0.55), y(0.4), { steps: 4 });
  await page.mouse.move(x(0.6), y(0.5), { steps: 4 });
  await page.mouse.up();
  await kept(3);
  const shapes = await stored();
  assert.deepEqual(shapes.map(({ kind }) => kind), ["level", "trend", "box"]);
  const [, trend, rectangle] = shapes;
  assert.ok(trend.places[1].time > trend.places[0].time && trend.places[1].price > trend.places[0].price, JSON.stringify(trend));
  assert.ok(rectangle.places[1].time > rectangle.places[0].time && rectangle.places[1].price < rectangle.places[0].price, JSON.stringify(rectangle));
  assert.ok(!plain.equals(await still(page)), "nothing is seen of it");

  // A measure is drawn and not kept.
  await press("Measure");
  await page.mouse.click(x(0.3), y(0.6));
  await page.mouse.click(x(0.5), y(0.4));
  await page.screenshot({ path: `${root}.cache/drawing-desk.png` });
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(".drawing", { resultTypes: ["violations"] }));
  assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(" ")}`), []);
  assert.equal((await stored()).length, 3);

  // Keys: Enter sets a place where the crosshair is; Escape lays the tool down.
  await press("Level");
  await page.getByRole("application").focus();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await kept(4);
  await page.keyboard.press("Control+z");
  await kept(3);
  await page.keyboard.press("Escape");
  assert.equal(await bar.getByRole("button", { name: "Level" }).getAttribute("aria-pressed"), "false");

  // A line is chosen by a click, and removed; undone, it is back.
  await page.mouse.click(x(0.7), y(0.4));
  await page.keyboard.press("Delete");
  await kept(2);
  assert.deepEqual((await stored()).map(({ kind }) => kind), ["trend", "box"]);
  await press("Undo");
  await kept(3);

  // An alert of the newest, by one click, on and off, and on again.
  const alerts = async () => (await stored()).map(({ alert }) => alert ?? "");
  for (const on of ["true", "false", "true"]) {
    await press("Alert");
    await bar.locator(`button[aria-pressed=${on}]`).filter({ hasText: /^Alert$/ }).waitFor();
  }
  await bar.getByText("You are told once price crosses it, while this page is open.").waitFor();
  assert.match((await alerts()).at(-1), /^(above|below|inside)$/);
  await press("Done");
  await bar.waitFor({ state: "detached" });
  // What price crossed while the page was away goes off, once.
  await page.evaluate(() => {
    const list = JSON.parse(localStorage.getItem("brink.drawn.simulated"));
    list[0].alert = sideBefore(list[0]);
    for (const shape of list.slice(1)) delete shape.alert;
    localStorage.setItem("brink.drawn.simulated", JSON.stringify(list));
    /** Far from where price is now. */
    function sideBefore(shape) {
      for (const place of shape.places) place.price = 1e6;
      return "above";
    }
  });
  await page.reload();
  await mapped(page);
  const fired = page.getByRole("alert").filter({ hasText: /^simulated: price came to [\d,.]+, alert of (level|trend line|rectangle) 1,000,000/ });
  await fired.waitFor();
  assert.deepEqual(await alerts(), ["", "", ""]);
  await fired.click();
  await fired.waitFor({ state: "detached" });
  assert.equal((await stored()).length, 3);
  assert.ok((await sight()).length > 0);
  await page.getByRole("button", { name: "Draw", exact: true }).click();
  // On a phone each tool has room for a thumb.
  await page.setViewportSize({ width: 390, height: 844 });
  const places = await bar.getByRole("button").evaluateAll((list) => list.map((button) => button.getBoundingClientRect()).map(({ left, right, top, height }) => ({ left, right, top, height })));
  for (const [i, { left, right, top, height }] of places.entries()) {
    assert.ok(height >= 44 && right - left >= 44 && left >= 0 && right <= 390, JSON.stringify(places[i]));
    if (i > 0 && places[i - 1].top === top) assert.ok(left >= places[i - 1].right - 1, `tools lie over each other: ${JSON.stringify(places)}`);
  }
  await page.screenshot({ path: `${root}.cache/drawing-phone.png` });
  await page.setViewportSize({ width: 1440, height: 900 });
  for (const left of [2, 1, 0]) {
    await press("Remove");
    await kept(left);
  }
  assert.equal(await bar.getByRole("button", { name: "Remove" }).isDisabled(), true);
  await page.keyboard.press("Escape");
  await bar.waitFor({ state: "detached" });
});

test("where what draws cannot be fetched, it is said, and the next press tries again", async (t) => {
  const { page } = await open(t, { path: "/?sim=7", expect: [/drawing.*ERR_FAILED|ERR_FAILED.*drawing/], before: (page) => page.route(/\/assets\/drawing/, (route) => route.abort()) });
  await mapped(page);
  const draw = page.getByRole("button", { name: "Draw", exact: true });
  await draw.click();
  await page.getByRole("alert").filter({ hasText: "What draws could not be fetched" }).waitFor();
  assert.equal(await draw.getAttribute("aria-pressed"), "false");
  await page.unroute(/\/assets\/drawing/);
  await draw.click();
  await page.getByRole("toolbar", { name: "Drawing tools" }).waitFor();
});
