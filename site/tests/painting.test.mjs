// What is painted when, and a second pane, in a real Chromium.
import assert from "node:assert/strict";
import { test } from "node:test";
import { open } from "./harness.mjs";
import { recording, still } from "./look.mjs";

test("a move of the crosshair paints the top canvases alone", async (t) => {
  const { page } = await recording(t);
  const box = await page.locator(".chart").boundingBox();
  const [x, y] = [box.x + box.width * 0.4, box.y + box.height * 0.4];
  await page.mouse.move(x, y);
  await still(page);
  await page.evaluate(() => {
    globalThis.painted_ = [];
    const note = (prototype, names) => {
      for (const name of names) {
        const paint = prototype[name];
        prototype[name] = function (...args) {
          globalThis.painted_.push(this.canvas.className || this.canvas.style.zIndex);
          return paint.apply(this, args);
        };
      }
    };
    note(CanvasRenderingContext2D.prototype, ["clearRect", "fillRect", "fill", "stroke", "drawImage", "fillText"]);
    note(WebGL2RenderingContext.prototype, ["clear", "drawArrays"]);
  });
  for (let i = 1; i <= 12; i++) await page.mouse.move(x + 9 * i, y + 5 * i);
  await page.waitForFunction(() => globalThis.painted_.length > 0);
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  // The library lays two canvases over each other, the crosshair's at z-index 2.
  assert.deepEqual(await page.evaluate(() => [...new Set(globalThis.painted_)]), ["2"]);

  // What is seen to stay away above is there when the chart moves.
  await page.mouse.wheel(0, -120);
  await page.waitForFunction(() => ["1", "2", "heat"].every((canvas) => globalThis.painted_.includes(canvas)));
});

/** A page without a chart, and where a chart and its library are to be had. */
async function withoutChart(t) {
  const { page } = await open(t, { path: "/help.html" });
  await page.waitForLoadState("networkidle");
  const assets = await page.evaluate(async () => {
    const index = await (await fetch("/")).text();
    return ["chart", "lightweight-charts"].map((name) => new RegExp(`/assets/${name}\\.[0-9a-f]+\\.js`).exec(index)[0]);
  });
  return { page, assets };
}

test("the price axis marks the market's newest price wherever one looks, and in a replay that of its moment", async (t) => {
  const { page, assets } = await withoutChart(t);
  const seen = await page.evaluate(async ([chartFile]) => {
    const { mountChart } = await import(chartFile);
    const written = new Set();
    const plain = CanvasRenderingContext2D.prototype.fillText;
    CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
      written.add(text);
      return plain.call(this, text, ...rest);
    };
    const host = document.createElement("div");
    host.style.cssText = "position: fixed; inset: 0; height: 600px";
    host.className = "chart";
    document.body.append(host);
    const chart = mountChart(host, { view() {}, point() {}, pinned() {}, between: () => "", closed() {} });
    // Closes that no tick of the axis has: 100.13 of bar 0, 100.14 of bar 1...
    const [first, step, count] = [1.6e12, 300_000, 200];
    const row = (i) => [first + i * step, 100.5, 103, 99, (10_013 + i) / 100, 10, NaN, NaN];
    const closes = async () => {
      written.clear();
      chart.scale(true);
      for (let i = 0; i < 4; i++) await new Promise(requestAnimationFrame);
      return [...written].filter((text) => /^10[0-2]\.\d[1-9]$/.test(text));
    };
    chart.theme();
    const told = { empty: await closes() };
    chart.bars(new Float64Array(Array.from({ length: count }, (_, i) => row(i)).flat()), step / 1000, true, true);
    chart.window(20 * step);
    told.newest = await closes();
    chart.sight(first + 20 * step, first + 60 * step, 0, 0);
    told.past = await closes();
    chart.bars(new Float64Array(row(count)), step / 1000, false, false);
    told.more = await closes();
    chart.replay(first + 101 * step); // bar 100 has ended, bar 101 has not
    told.replay = await closes();
    chart.replay(0);
    told.live = await closes();
    chart.bars(new Float64Array(0), step / 1000, true, true);
    told.gone = await closes();
    return told;
  }, assets);
  assert.deepEqual(seen, { empty: [], newest: ["102.12"], past: ["102.12"], more: ["102.13"], replay: ["101.13"], live: ["102.13"], gone: [] });
});

test("a second pane has layers and prices of its own on the one time axis, and goes without a trace", async (t) => {
  const { page, assets } = await withoutChart(t);
  const seen = await page.evaluate(async ([chartFile, libraryFile]) => {
    const [{ mountChart }, { HistogramSeries }] = await Promise.all([import(chartFile), import(libraryFile)]);
    const frames = async (n = 4) => {
      for (let i = 0; i < n; i++) await new Promise(requestAnimationFrame);
    };
    const host = document.createElement("div");
    host.style.cssText = "position: fixed; inset: 0; height: 600px";
    host.className = "chart";
    document.body.append(host);
    const views = [];
    const points = [];
    const chart = mountChart(host, { view: (view) => views.push(view), point: (point) => points.push(point), pinned() {}, between: () => "", closed() {} });
    const rows = Array.from({ length: 200 }, (_, i) => [1.6e12 + i * 300_000, 100, 101 + (i % 7), 99, 100 + (i % 5), 10, 5, 1000]);
    chart.theme();
    chart.bars(new Float64Array(rows.flat()), 300, true, true);
    chart.window(12 * 3_600_000);
    await frames();
    const alone = views.at(-1);

    const scopes = [];
    let dropped = 0;
    const layer = (name, zOrder) => ({ name, zOrder, reads: ["truth"], draw: (scope) => scopes.push([name, scope]), drop: () => dropped++ });
    const plan = {
      name: "interest", stretch: 0.4, layers: [layer("under", -1), layer("over", 1), layer("cursor", 1000)],
      series(library, pane) {
        const series = library.addSeries(HistogramSeries, {}, pane);
        series.setData(rows.map(([time], i) => ({ time: time / 1000, value: 5000 + i })));
        return [series];
      },
    };
    chart.panes.add(plan);
    await frames();
    const before = scopes.length;
    dropped = 0;
    chart.truth(new Float64Array(0));
    await frames();
    const beside = views.at(-1);
    const last = new Map(scopes);
    const { mediaSize, time, y, priceAt } = last.get("over");
    const height = host.querySelectorAll(".frame tr").length;
    const told = { order: scopes.slice(before, before + 3).map(([name]) => name), dropped, height, size: { ...mediaSize }, zero: y(0), value: priceAt(mediaSize.height / 2), span: time.span(mediaSize.width) };

    const box = host.getBoundingClientRect();
    const move = (y) => {
      const target = document.elementFromPoint(box.left + 200, box.top + y);
      for (const kind of ["mouseenter", "mousemove"]) target.dispatchEvent(new MouseEvent(kind, { bubbles: kind !== "mouseenter", clientX: box.left + 200, clientY: box.top + y }));
    };
    move(60);
    await frames();
    const inPrice = points.at(-1);
    move(beside.height + mediaSize.height / 2);
    await frames();
    const inOther = points.at(-1);

    chart.panes.remove("interest");
    await frames();
    const after = views.at(-1);
    const drawn = scopes.length;
    chart.truth(new Float64Array(0));
    await frames();
    return { alone, beside, told, inPrice, inOther, after, more: scopes.length - drawn };
  }, assets);

  const { alone, beside, told, after } = seen;
  assert.deepEqual(told.order, ["under", "over", "cursor"]);
  assert.equal(told.dropped, 3);
  assert.ok(beside.height < alone.height - 100, "the price pane gives no height away");
  assert.ok(Math.abs(told.size.height / beside.height - 0.4) < 0.05, `the second pane is ${told.size.height} tall beside ${beside.height}`);
  assert.equal(told.size.width, beside.width);
  assert.ok(told.value > 1000 && told.value < 6000, `the middle of the second pane is ${told.value}`);
  assert.deepEqual({ from: told.span.from * 1000, to: told.span.to * 1000 }, { from: beside.from, to: beside.to });
  assert.ok(seen.inPrice.price > 50 && seen.inPrice.price < 200, "the crosshair's price is the price pane's");
  assert.equal(seen.inOther, null, "a figure of another pane is told as a price");
  assert.deepEqual(after, alone);
  assert.equal(seen.more, 0);
});
