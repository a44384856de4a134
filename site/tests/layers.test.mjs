// Layers one by one, on a canvas that keeps what was drawn, without a browser.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { TimeAxis } from "../axes.js";
import { createCells } from "../cells.js";
import { Level, Mask } from "../invalidation.js";
import { buffered } from "../layers/buffered.js";
import { foot } from "../layers/foot.js";
import { gaps } from "../layers/gaps.js";
import { grid } from "../layers/grid.js";
import { halo } from "../layers/halo.js";
import { createHeatLayer } from "../layers/heat.js";
import { canvasOf } from "../layers/layer.js";
import { liquidations, radiusOf } from "../layers/liquidations.js";
import { backdrop, map, newestInSight, profile, sumsOf } from "../layers/map.js";
import { clear } from "../labels.js";
import { marks } from "../layers/marks.js";
import { moves } from "../layers/moves.js";
import { pinned, pins } from "../layers/pins.js";
import { Registry } from "../layers/registry.js";
import { sessions } from "../layers/sessions.js";
import { truth } from "../layers/truth.js";
import { createModel, liquidatedIn, unitOf } from "../model.js";
import { drawPriceAxis, drawTimeAxis } from "../scales.js";

const [width, height, ratio, step] = [400, 200, 2, 60];

/** A context that keeps calls as [name, ...arguments] with the style of the moment. */
function recorder() {
  const calls = [];
  const state = { globalAlpha: 1 };
  const context = new Proxy(state, {
    get: (_, name) => {
      if (name === "measureText") return (text) => ({ width: 6 * ratio * text.length });
      return name in state ? state[name] : (...args) => void calls.push([name, ...args]);
    },
    set: (_, name, value) => ((state[name] = value), true),
  });
  const of = (wanted) => calls.filter(([name]) => name === wanted).map(([, ...args]) => args);
  return { context, calls, of };
}

/** A pane of 200 by 100 CSS pixels; bar 0 begins at its left edge at 0 s, ten pixels each; price 0 at the foot, a pixel each. */
function scopeOf(context) {
  const time = new TimeAxis({ middle: 0, x: 5, perPixel: 0.1 }, { first: 0, step });
  return {
    context, time, bitmapSize: { width, height }, mediaSize: { width: width / ratio, height: height / ratio }, horizontalPixelRatio: ratio, verticalPixelRatio: ratio,
    xOfBar: (bar) => time.edge(bar) * ratio, xOfTime: (seconds) => time.edgeAt(seconds) * ratio, y: (price) => height - price * ratio, priceAt: (y) => height / ratio - y,
  };
}

const colours = { long: "long", short: "short", gap: "gap", background: "background", surface: "surface", accent: "accent", text: "text", quiet: "quiet", volumeUp: "up", volumeDown: "down", grid: "grid", halo: "halo" };
const style = { classes: [1, 1, 1, 1], sides: [1, 1], low: 0, high: 10, gamma: 1, threshold: 0, palette: new Uint8Array(1024) };

/** A market of `columns` bars with as many cells, of two rows from price 20 to 80, all of one level. */
function modelOf(columns, filled = new Uint8Array(columns).fill(1), more = {}) {
  const plane = () => new Uint8Array(4 * 2 * columns).fill(100);
  const cells = createCells({ from: 0, column: step * 1000, columns, rows: 2, bottom: 20, top: 80, filled }, plane(), plane());
  const bars = Array.from({ length: columns }, (_, i) => ({ time: i * step, open: 40, high: 41, low: 39, close: 40, volume: 1 }));
  return { ...createModel(), step, bars, cells, style, colours, font: "sans", ...more };
}

/** What a layer draws of a model. */
function drawn(layer, model) {
  const kept = recorder();
  layer.draw(scopeOf(kept.context), model);
  return kept;
}

const tools = new Set(["layer.js", "registry.js", "buffered.js"]); // of layers, and none themselves

test("every file of site/layers holds layers of one shape, each with a name of its own", async () => {
  globalThis.document ??= { createElement: () => ({}) };
  const fields = new Set(Object.keys(createModel()));
  const registry = new Registry();
  const files = readdirSync(new URL("../layers/", import.meta.url)).filter((name) => !tools.has(name));
  assert.ok(files.length >= 7);
  for (const file of files) {
    const exported = Object.values(await import(`../layers/${file}`)).filter((one) => typeof one === "object");
    if (file === "heat.js") exported.push(createHeatLayer({ getContext: () => null }).layer);
    assert.ok(exported.length > 0, `${file} holds no layer`);
    for (const layer of exported) {
      registry.add(layer);
      assert.ok(typeof layer.name === "string" && Number.isFinite(layer.zOrder) && typeof layer.draw === "function", `${file}: ${layer.name}`);
      assert.ok(layer.reads.length > 0 && layer.reads.every((field) => fields.has(field)), `${layer.name} reads ${layer.reads}`);
    }
  }
  assert.ok(files.includes("map.js") && registry.on("bottom").map(({ name }) => name).join() === "heat,grid,foot,gaps,halo,resting");
});

test("below zero is under the candles, and what moves with the cursor on its canvas", () => {
  assert.deepEqual([-20, -1, 0, 40, 999, 1000, 5000].map(canvasOf), ["bottom", "bottom", "normal", "normal", "normal", "top", "top"]);
});

test("a registry keeps those of one zOrder in the order they came", () => {
  const layer = (name, zOrder) => ({ name, zOrder, reads: [], draw() {} });
  const registry = new Registry([layer("b", 5), layer("c", 5), layer("a", 1), layer("d", 5)]);
  assert.deepEqual(registry.on("normal").map(({ name }) => name), ["a", "b", "c", "d"]);
});

test("a layer that draws nothing for want of data leaves the canvas alone", () => {
  for (const layer of [pins, grid, foot, halo, gaps, liquidations, sessions, marks, truth, backdrop, profile]) {
    const { calls } = drawn(layer, createModel());
    assert.deepEqual(calls, [], layer.name);
  }
});

test("gaps are hatched as one stretch, all the pane tall; what one venue lacks at the foot", () => {
  const filled = Uint8Array.from([1, 0, 0, 1, 2, 1, 0, 0]); // the last two are yet to come
  const { of } = drawn(gaps, modelOf(8, filled));
  assert.deepEqual(of("rect"), [[20, 0, 40, height], [80, height - 24, 20, 24]]);
});

test("in a replay no gap is told that came later", () => {
  const filled = Uint8Array.from([1, 0, 1, 0, 0, 1]);
  assert.deepEqual(drawn(gaps, modelOf(6, filled, { until: 3 * step })).of("rect"), [[20, 0, 20, height]]);
});

test("liquidations are drawn where they happened, as large as they were, and none from the future", () => {
  const list = [{ time: 60, price: 50, usd: 1e6, side: 0 }, { time: 120, price: 60, usd: 4e6, side: 1 }, { time: 1e9, price: 60, usd: 1, side: 1 }, { time: 180, price: 60, usd: 1, side: 1 }];
  const unit = 25_000;
  const { of } = drawn(liquidations, modelOf(4, undefined, { liquidations: list, until: 180, unit }));
  assert.deepEqual(of("arc").map(([x, y, radius]) => [x, y, radius]), [[20, 100, radiusOf(1e6, unit) * ratio], [40, 80, radiusOf(4e6, unit) * ratio]]);
  assert.equal(of("stroke").length, 2, "outlined");
  assert.equal(radiusOf(0.36e6, unit) / radiusOf(0.09e6, unit), 2, "the area grows with the dollars");
  assert.deepEqual([0, 1, 1e15].map((usd) => radiusOf(usd, unit)), [3, 3, 18]);
});

test("liquidations below the market's unit are one count a side, at the mean of their prices", () => {
  const small = (time, price, usd, side) => ({ time, price, usd, side });
  const list = [small(0, 40, 100, 0), small(70, 60, 300, 0), small(130, 50, 100, 1), small(10, 50, 30_000, 1)];
  const { of } = drawn(liquidations, modelOf(4, undefined, { liquidations: list }));
  assert.deepEqual(of("arc").map(([, y, radius]) => [y, radius]), [[100, radiusOf(30_000, 25_000) * ratio], [200 - 55 * ratio, 8 * ratio], [100, 3 * ratio]]);
  assert.deepEqual(of("fillText").map(([text]) => text), ["2"]);
  const hundred = Array.from({ length: 150 }, () => small(0, 40, 1, 0));
  assert.deepEqual(drawn(liquidations, modelOf(4, undefined, { liquidations: hundred })).of("fillText").map(([text]) => text), ["99+"]);
});

test("a market's unit follows what is traded in it", () => {
  const bars = (usd) => Array.from({ length: 9 }, (_, i) => ({ time: i, close: 100, volume: usd / 100 + i }));
  assert.ok(Math.abs(unitOf(bars(1e6), 3600) - 100) < 1 && Math.abs(unitOf(bars(1e6), 360) - 1000) < 1);
  assert.equal(unitOf([{ time: 0 }], 300), 25_000);
});

test("trading hours have a row each, weekends the whole height, and none is named where it is too short", () => {
  const list = [{ of: 1, name: "London", from: 0, to: 10 * 60_000 }, { of: 3, name: "Weekend", from: 12 * 60_000, to: 40 * 60_000 }, { of: 0, name: "Asia", from: 60_000, to: 61_000 }];
  const { of } = drawn(sessions, modelOf(4, undefined, { sessions: list }));
  assert.deepEqual(of("fillRect").filter(([, , , tall]) => tall !== 12 * ratio), [[0, 124, 200, 4], [240, 0, 160, height]]);
  assert.equal(of("fillRect").filter(([, , , tall]) => tall === 12 * ratio).length, 2, "names have a background");
  assert.deepEqual(of("fillText").map(([text]) => text), ["London", "Weekend"]);
});

test("truth is the mean of each two pixels, widest at the map's width", () => {
  const { of } = drawn(truth, modelOf(4, undefined, { truth: [50, 1e6, 50, 3e6, 60, 1e6, 500, 9e9] }));
  const most = 28 * ratio; // a seventh of the pane
  assert.deepEqual(of("lineTo"), [[width - most / 2, 80], [width - most, 100]]);
});

test("the newest column in sight is no later than the cells, the pane or a replay", () => {
  const scope = scopeOf(null);
  assert.equal(newestInSight(scope, modelOf(8)), 7);
  assert.equal(newestInSight(scope, modelOf(50)), 20); // at the right edge
  assert.equal(newestInSight(scope, modelOf(8, Uint8Array.from([1, 1, 1, 0, 0, 0, 0, 0]))), 2);
  assert.equal(newestInSight(scope, modelOf(8, undefined, { until: 5 * step })), 4);
  assert.equal(newestInSight(scope, createModel()), -1);
});

test("sums begin at the price and grow the way that price goes, out of sight as well", () => {
  const row = (usd, lower) => ({ usd, lower, upper: lower - 10 });
  const longs = [row(8, 250), row(4, 100), row(2, 90)]; // the first is below the pane
  const shorts = [row(1, 80), row(0, 70), row(16, -3)]; // the last is above it
  const [down, up] = sumsOf([longs, shorts], 200);
  assert.deepEqual(down.map(({ sum }) => sum), [2, 6]);
  assert.deepEqual(up.map(({ sum }) => sum), [1, 1]);
  assert.deepEqual(longs.map(({ usd }) => usd), [8, 4, 2], "rows stay as they are");
});

test("labels lie clear of each other and within the pane, whichever side they are on", () => {
  const of = { tall: 20, apart: 2, height: 100, below: true };
  const place = (top, x = 0) => ({ x, wide: 50, top });
  assert.equal(clear(place(40), [], of), 40);
  assert.equal(clear(place(40), [place(40)], of), 62);
  assert.equal(clear(place(40), [place(40)], { ...of, below: false }), 18);
  assert.equal(clear(place(40), [place(40, 50)], of), 40, "beside each other");
  assert.equal(clear(place(-30), [], of), 0);
  assert.equal(clear(place(300), [], of), 80);
  assert.equal(clear(place(95), [place(80)], of), 58, "at the foot it goes over the other");
  assert.equal(clear(place(40), [place(62), place(40)], of), 18, "clear of all, in whatever order they came");
  assert.equal(clear(place(40), [place(20), place(41), place(64)], { ...of, below: false }), 40, "without any room it overlaps");
});

test("a mark is labelled beside its line: what is near at its near edge, what is lost beyond it", () => {
  const list = [
    { kind: "near", side: 0, low: 30, high: 40, text: "$1M" },
    { kind: "near", side: 1, low: 60, high: 70, text: "$2M" },
    { kind: "pain", side: 0, low: 20, high: 20, text: "most pain" },
    { kind: "loss", side: 0, low: 1000, high: 1001, text: "far" },
  ];
  const { of } = drawn(marks, modelOf(4, undefined, { marks: list }));
  assert.deepEqual(of("fillText").map(([text]) => text), ["$1M", "$2M", "most pain"]);
  const lines = of("moveTo").map(([x, y]) => [x, y]);
  assert.deepEqual(lines, [[0, 120.5], [0, 80.5], [width - 56, 160.5]]);
});

/** A buffered layer, and how often what it holds was drawn. */
function bufferedLayer() {
  let count = 0;
  let depends = [1];
  globalThis.OffscreenCanvas = class {
    getContext = () => recorder().context;
    transferToImageBitmap = () => ({});
  };
  const inner = { name: "inner", zOrder: 0, reads: ["truth"], draw: () => count++ };
  const layer = buffered({ name: "outer", zOrder: 3, layers: [inner], measure: () => depends && { width: 50, depends } });
  return { layer, count: () => count, depend: (...on) => (depends = on[0] === null ? null : on) };
}

test("a buffered layer draws anew where the axes moved or it was dropped, and else what it keeps", () => {
  const { layer, count, depend } = bufferedLayer();
  const { context, of } = recorder();
  const draw = () => layer.draw(scopeOf(context), createModel());
  assert.deepEqual(layer.reads, ["truth"]);
  draw();
  draw();
  assert.equal(count(), 1);
  depend(2);
  draw();
  draw();
  assert.equal(count(), 2);
  layer.drop();
  draw();
  assert.equal(count(), 3);
  assert.equal(of("drawImage").length, 5);
  depend(null); // there is nothing to show
  layer.drop();
  draw();
  assert.deepEqual([count(), of("drawImage").length], [3, 5]);
  depend(2); // and is again: what was dropped meanwhile is not shown
  draw();
  assert.equal(count(), 4);
});

test("a registry drops what a mask touches and nothing else", () => {
  const { layer, count } = bufferedLayer();
  const registry = new Registry([layer, gaps]);
  const draw = () => layer.draw(scopeOf(recorder().context), createModel());
  draw();
  const mask = new Mask();
  mask.merge(Level.layer, registry.reading(["cells"]));
  registry.drop(mask);
  draw();
  assert.equal(count(), 1);
  mask.merge(Level.layer, registry.reading(["cells", "truth"]));
  registry.drop(mask);
  draw();
  assert.equal(count(), 2);
});

test("the map with the whole pane hides what is below it, and at the edge it does not", () => {
  assert.deepEqual(drawn(backdrop, modelOf(4, undefined, { whole: true })).of("fillRect"), [[0, 0, width, height]]);
  assert.deepEqual(drawn(backdrop, modelOf(4)).calls, []);
});

test("the volume is at the foot, on a background of its own, and ends before the map", () => {
  const model = modelOf(8);
  model.bars[3] = { ...model.bars[3], close: 39, volume: 2 };
  const { of } = drawn(foot, model);
  const map = (0.14 * (width / ratio) + 2) * ratio;
  assert.deepEqual(of("rect")[0], [0, 0, Math.min(8 * 10 * ratio, width - map), height], "what is drawn ends there");
  assert.deepEqual(of("fillRect"), [[0, height - 14, 160, 14]]);
  assert.deepEqual(of("rect")[1], [60, height - 14, 19, 14], "the largest, which fell");
  assert.deepEqual(of("rect")[2], [0, height - 7, 19, 7], "half as much");
  const wide = drawn(foot, modelOf(30)).of("rect")[0];
  assert.deepEqual(wide, [0, 0, width - map, height]);
  assert.deepEqual(drawn(foot, modelOf(8, undefined, { whole: true })).calls, [], "a map that has the whole pane has no volume under it");
  assert.equal(drawn(foot, modelOf(8, undefined, { until: 2 * step })).of("rect").length, 3, "a replay shows none of later bars");
});

test("what was liquidated is summed by bar, longs below shorts, and on demand alone", () => {
  const liquidations = [{ time: 60, usd: 1, side: 0 }, { time: 119, usd: 2, side: 1 }, { time: 119, usd: 4, side: 0 }, { time: 900, usd: 9, side: 0 }, { time: 180, usd: 5, side: 1 }];
  const model = modelOf(8, undefined, { liquidations, until: 180 });
  assert.deepEqual(liquidatedIn(model, 0, 7), [{ bar: 1, lower: 5, upper: 2 }]);
  const count = (more) => drawn(foot, { ...model, ...more }).of("rect").length;
  assert.equal(count({ sums: true }) - count({}), 2);
});

test("candles have a rim on all sides", () => {
  const { of } = drawn(halo, modelOf(1));
  const [wick, body] = of("rect");
  assert.ok(wick[1] < 200 - 41 * ratio && wick[1] + wick[3] > 200 - 39 * ratio && wick[2] >= 6, `${wick}`);
  assert.ok(body[2] > wick[2] && body[0] >= 0 && body[0] + body[2] <= 20, `${body}`);
  assert.deepEqual(drawn(halo, modelOf(4, undefined, { until: step })).of("rect").length, 2, "one of a bar yet to come");
});

/** What an axis says: [text, x, y] in CSS pixels. */
function axis(draw, model) {
  const kept = recorder();
  const from = 20; // the price at the foot
  draw({ ...scopeOf(kept.context), y: (price) => height - (price - from) * ratio, priceAt: (y) => from + height / ratio - y }, model);
  return kept.of("fillText").map(([text, x, y]) => [text, x / ratio, y / ratio]);
}

test("the price axis has round prices, none cut off, none under the newest price, which has its countdown", () => {
  const written = (price) => price.toFixed(2);
  const model = modelOf(8, undefined, { written, linear: true });
  const plain = axis(drawPriceAxis, model);
  assert.deepEqual(plain.map(([text]) => text), ["100", "40.00"]);
  const full = axis(drawPriceAxis, { ...model, countdown: "12:03" });
  assert.deepEqual(full.slice(-2).map(([text, , y]) => [text, y]), [["40.00", 74], ["12:03", 87]]);
  const apart = axis(drawPriceAxis, { ...model, percent: true }).filter(([text]) => text.endsWith("%")).map(([text]) => text);
  assert.deepEqual(apart, ["+100 %"]);
  assert.deepEqual(axis(drawPriceAxis, { ...createModel(), colours }).filter(([text]) => /%|\d\d\.\d/.test(text)), [], "without bars");
});

/** Shapes that nobody looks at. */
globalThis.Path2D ??= class {
  rect() {}
  moveTo() {}
  lineTo() {}
};

test("the time axis has days above hours, none cut off, and a map that has the whole pane has dollars", () => {
  const zone = { offset: () => 0, tick: (at, kind) => `${["year", "month", "day", "hour"][kind]} ${at}` };
  const model = { ...modelOf(8), zone, step: 7200 };
  const kept = recorder();
  const scope = { ...scopeOf(kept.context), bitmapSize: { width: 1600, height: 50 }, mediaSize: { width: 800, height: 25 } };
  scope.time.step = 7200; // 6 days 16 h
  scope.context.measureText = () => ({ width: 100 });
  drawTimeAxis(scope, model);
  const texts = kept.of("fillText").map(([text]) => text);
  assert.ok(texts.includes("day 86400") && !texts.some((text) => text.startsWith("hour 0")), texts.join());
  for (const [, x] of kept.of("fillText")) assert.ok(x >= 58 && x <= 1600 - 58, `${x} is cut off`);
  const whole = { ...modelOf(8), whole: true };
  drawn(map, whole);
  const money = axis(drawTimeAxis, whole);
  assert.ok(money.length > 0 && money.every(([text]) => /^\$\d/.test(text)), JSON.stringify(money));
});

test("a click pins a level with its distance, and another one nearby lets it go", () => {
  const y = (price) => 1000 - price;
  assert.deepEqual(pinned([], 50, y), [50]);
  assert.deepEqual(pinned([50, 90], 54, y), [90]);
  assert.deepEqual(pinned([50], 60, y), [50, 60]);
  const model = modelOf(4, undefined, { pins: [50, 30], written: String });
  assert.equal(drawn(pins, model).of("fillRect").length, 2, "a line each");
  const { of } = drawn(marks, model);
  assert.deepEqual(of("fillText").map(([text]) => text), ["50 · +25.00 %", "30 · -25.00 %"]);
});

test("the label of a pinned level stays at its line, and those of others make room", () => {
  const mark = { kind: "near", side: 1, low: 50, high: 51, text: "$1M of shorts" };
  const tops = (model) => Object.fromEntries(drawn(marks, modelOf(4, undefined, { written: String, ...model })).of("fillText").map(([text, , y]) => [text, y]));
  const alone = tops({ pins: [50] })["50 · +25.00 %"];
  const both = tops({ pins: [50], marks: [mark] });
  assert.equal(both["50 · +25.00 %"], alone);
  assert.ok(Math.abs(both["$1M of shorts"] - alone) >= 15 * ratio, JSON.stringify(both));
});

test("the strip of moves is denser where more is forced, and labels the usual move before those beside it", () => {
  const side = (way) => [1, 2, 3, 4].map((n) => ({ level: 50 + way * 8 * n, usd: [10, 20, 60, 60][n - 1], half: 0.05, tenth: 0.1, usual: n === 3, text: `$${n}`, more: "on" }));
  const shown = { price: 50, lead: "lead", sides: [side(-1), side(1)] };
  const { calls, of } = drawn(moves, modelOf(4, undefined, { moves: shown }));
  assert.deepEqual(of("fillText").map(([text]) => text), ["$3", "$3"], "4 is beside the usual one, and 2 as well");
  const strip = of("fillRect").filter(([, , wide]) => wide === 12);
  assert.equal(strip.length, 8);
  assert.deepEqual(strip[0].slice(0, 2), [width - 12, height - 100], "from the price down");
  // Lines from the usual level as far as runs go on.
  assert.ok(of("lineTo").some(([, y]) => Math.abs(y - (height - 2 * 26 * 0.95)) < 1e-9) && of("lineTo").some(([, y]) => Math.abs(y - (height - 2 * 74 * 1.1)) < 1e-9));
  for (const none of [{ moves: null }, { moves: shown, until: 100 }, { moves: { ...shown, sides: [[], []] } }]) assert.equal(drawn(moves, modelOf(4, undefined, none)).calls.length, 0);
  assert.ok(calls.length > 0);
});
