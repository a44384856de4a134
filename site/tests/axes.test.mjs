// Where times, prices and bars lie, as numbers, without a browser.
import assert from "node:assert/strict";
import { test } from "node:test";
import { TimeAxis, digitsOf, lastBars, mapWidth, roomOf, withRoom } from "../axes.js";
import { Frame } from "../frame.js";
import { movedBy } from "../keys.js";
import { asShown, barsOf, columnsUntil, createModel, firstColumn, firstTime, lastPrice, liquidationsOf } from "../model.js";
import { Range } from "../range.js";
import { settingsWith, themeOf } from "../settings.js";

const near = (a, b, of = 1e-9) => assert.ok(Math.abs(a - b) <= of * Math.max(1, Math.abs(b)), `${a} is not ${b}`);

/** Bar 100 has its middle at 500, ten pixels to a bar; bar 0 began at 1000 s, five minutes each. */
const axis = new TimeAxis({ middle: 100, x: 500, perPixel: 0.1 }, { first: 1000, step: 300 });

test("a bar reaches half its width to both sides of its middle", () => {
  near(axis.edge(100), 495);
  near(axis.edge(101), 505);
  near(axis.edge(0), -505);
  near(axis.edgeAt(1000 + 100 * 300), 495);
});

test("edges and bars are each other's inverse", () => {
  for (const bar of [-3, 0, 99.5, 100, 1e6]) near(axis.barAt(axis.edge(bar)), bar);
  assert.equal(Math.floor(axis.barAt(496)), 100);
  assert.equal(Math.floor(axis.barAt(504)), 100);
  assert.equal(Math.floor(axis.barAt(506)), 101);
});

test("the span of a pane is as wide as its bars, from where a bar's middle is its beginning", () => {
  const { from, to } = axis.span(800);
  near(to - from, 80 * 300);
  near(from, 1000 + 50 * 300);
});

test("a time that never comes lies beyond every pixel", () => {
  assert.equal(axis.edgeAt(Infinity), Infinity);
});

test("prices get the room of their window, or a third of what they span", () => {
  const flat = withRoom({ minValue: 100, maxValue: 100 }, 0.05);
  near(flat.minValue, 100 * Math.exp(-0.05));
  near(flat.maxValue, 100 * Math.exp(0.05));
  const wide = withRoom({ minValue: 100, maxValue: 200 }, 0.05);
  near(Math.log(wide.maxValue / 200), 0.35 * Math.log(2));
  near(Math.log(100 / wide.minValue), 0.35 * Math.log(2));
  assert.ok(roomOf(43_200_000) === 0.012 && roomOf(30 * 86_400_000) < roomOf(1e12) && roomOf(1e12) === 0.12);
});

test("the last bars leave the liquidation map its gutter, on any width", () => {
  for (const width of [390, 800, 1440]) {
    const { from, to } = lastBars(288, 1000, width);
    assert.equal(from, 712);
    const pixels = width / (to - from + 0.5); // of a bar, were the newest shown to its end
    near((to - 999.5) * pixels, mapWidth(width, false) + 8);
  }
  assert.equal(mapWidth(1440, false), 112);
  near(mapWidth(390, false), 54.6);
  near(mapWidth(390, true), 335.4);
});

test("prices have as many digits as a trader reads", () => {
  assert.deepEqual([96_000, 1000, 999, 10, 3, 0.1, 0.00001].map(digitsOf), [1, 1, 2, 2, 4, 4, 8]);
});

test("bars that are missing keep their place, between rows and after the bars at hand", () => {
  const row = (time) => [time * 1000, 1, 2, 0.5, 1.5, 10, 7, NaN];
  const list = barsOf([...row(600), ...row(1500)], 300);
  assert.deepEqual(list.map(({ time }) => time), [600, 900, 1200, 1500]);
  assert.deepEqual(list.map(({ close }) => close), [1.5, undefined, undefined, 1.5]);
  assert.deepEqual(barsOf(row(1500), 300, 600).map(({ time }) => time), [900, 1200, 1500]);
  assert.deepEqual(barsOf(row(600), 300, 600).map(({ time }) => time), [600], "the newest bar anew");
  assert.deepEqual(barsOf([], 300, 600), []);
});

test("in a replay what is later has its place alone", () => {
  const model = { ...createModel(), bars: barsOf([0, 1, 1, 1, 10, 1, 1, 1, 300_000, 1, 1, 1, 20, 1, 1, 1], 300) };
  assert.equal(lastPrice(model), 20);
  model.until = 300; // the first bar has just ended
  assert.equal(lastPrice(model), 10);
  assert.deepEqual(asShown(model.bars[1], model), { time: 300 });
  model.until = 299;
  assert.equal(lastPrice(model), undefined);
  assert.equal(firstTime(createModel()), 0, "without bars");
});

test("columns are numbered from the bars, however far before them they begin", () => {
  const model = { ...createModel(), bars: [{ time: 3000 }], step: 300, until: 3600 };
  const cells = { from: 2_400_000 };
  assert.equal(firstColumn(model, cells), -2);
  assert.equal(columnsUntil(model, cells), 4);
  assert.equal(columnsUntil({ ...model, until: Infinity }, cells), Infinity);
});

test("liquidations are read by rows of five", () => {
  assert.deepEqual(liquidationsOf([5000, 100, 2e6, 1, 3, 6000, 101, 1e3, 0, 0]), [{ time: 5, price: 100, usd: 2e6, side: 1 }, { time: 6, price: 101, usd: 1e3, side: 0 }]);
});

test("keys move by a tenth and zoom about the newest bar", () => {
  assert.deepEqual(movedBy("ArrowLeft", { from: 0, to: 100 }), { from: -10, to: 90 });
  assert.deepEqual(movedBy("ArrowRight", { from: 0, to: 100 }), { from: 10, to: 110 });
  assert.deepEqual(movedBy("+", { from: 0, to: 100 }), { from: 20, to: 100 });
  assert.deepEqual(movedBy("-", { from: 0, to: 100 }), { from: -25, to: 100 });
  for (const key of ["x", "Home", "constructor", "toString"]) assert.equal(movedBy(key, { from: 0, to: 100 }), undefined);
});

/** A time scale that tells what was set once its frame has come. */
function scale() {
  let shown = { from: 0, to: 10 };
  let set = null;
  return { getVisibleLogicalRange: () => shown, setVisibleLogicalRange: (next) => (set = next), move: () => (shown = set ?? shown) };
}

test("what is set twice before the chart has moved adds up", () => {
  const due = [];
  const chart = scale();
  const range = new Range(chart, new Frame((run) => due.push(run)));
  range.shift(3);
  assert.deepEqual(range.get(), { from: 0, to: 10 }, "a chart that stands follows by itself");
  range.set({ from: 5, to: 15 });
  range.shift(2);
  range.shift(0);
  assert.deepEqual(range.get(), { from: 7, to: 17 });
  assert.equal(due.length, 1);
  chart.move();
  due.splice(0).forEach((run) => run());
  assert.deepEqual(range.get(), { from: 7, to: 17 });
  range.shift(1);
  assert.deepEqual(range.get(), { from: 7, to: 17 });
});

test("the theme is read from settings as it is written to them", () => {
  assert.equal(themeOf(settingsWith("light")), "light");
  assert.equal(themeOf("brink-1\nmodel=oi\ntheme=system\nwindow=24h"), "system");
  for (const text of [null, "", "brink-1", "brink-1\nmytheme=light", "brink-1\ntheme=\n"]) assert.equal(themeOf(text), undefined);
});
