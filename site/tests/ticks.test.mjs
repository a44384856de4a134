// Where the marks of axes stand and how they read, as numbers, without a browser.
import assert from "node:assert/strict";
import { test } from "node:test";
import { candleWidths } from "../axes.js";
import { digitsOfStep, dollarMarks, dollars, priceMarks, roundStep } from "../ticks.js";
import { timeMarks } from "../time-marks.js";
import { offsetIn, timesIn } from "../times.js";

/** An axis from one price to another. */
const axis = (bottom, top, height, linear = false) => ({ height, linear, priceAt: (y) => (linear ? top - ((top - bottom) * y) / height : top * (bottom / top) ** (y / height)) });

test("steps are 1, 2, 2.5 and 5 times a power of ten", () => {
  assert.deepEqual([0.9, 1, 1.1, 2.1, 2.6, 5.1, 630, 1e-7].map(roundStep), [1, 1, 2, 2.5, 5, 10, 1000, 1e-7]);
  assert.deepEqual([1000, 2.5, 0.25, 0.1, 0.005, 2.5e-7].map(digitsOfStep), [0, 1, 2, 1, 3, 8]);
});

test("marks of one axis have one step, as many digits as it asks, and room between them", () => {
  for (const [bottom, top] of [[50_600, 58_900], [63_990, 64_010], [0.0000113, 0.0000131], [86, 93], [0.5, 1.1], [99.97, 100.03]]) {
    for (const linear of [false, true]) {
      const [height, apart] = [500, 44];
      const marks = priceMarks(axis(bottom, top, height, linear), apart);
      const steps = marks.slice(1).map(({ at }, i) => at - marks[i].at);
      assert.ok(marks.length >= 3 && marks.every(({ at }) => at > bottom && at <= top), JSON.stringify(marks));
      assert.ok(steps.every((step) => Math.abs(step - steps[0]) < 1e-6 * step), `${marks.map(({ text }) => text)} are irregular`);
      assert.match((steps[0] / 10 ** Math.floor(Math.log10(steps[0]) + 1e-9)).toFixed(3), /^(1|2|2\.5|5)0*\.?0*$|^2\.500$/);
      const pixels = marks.map(({ at }) => (linear ? ((at - bottom) / (top - bottom)) * height : (Math.log(at / bottom) / Math.log(top / bottom)) * height));
      assert.ok(pixels.slice(1).every((y, i) => y - pixels[i] >= apart - 1e-6), pixels.join());
      assert.equal(new Set(marks.map(({ text }) => text.split(".")[1]?.length ?? 0)).size, 1, "of as many digits each");
      assert.ok(marks.every(({ at, text }) => Math.abs(Number(text.replaceAll(",", "")) - at) < 1e-9 * at), "what is written is where it stands");
    }
  }
});

test("an axis of many times its lowest price has larger steps further up", () => {
  const texts = priceMarks(axis(1, 100, 500), 44).map(({ text }) => text);
  assert.deepEqual(texts.filter((text) => /^[124]0*$/.test(text)), ["2", "4", "10", "20", "40", "100"]);
  assert.deepEqual(priceMarks(axis(-5, 100, 500, true), 44), [], "prices are above 0");
  assert.deepEqual(priceMarks(axis(100, 100, 500), 44), []);
});

test("dollars begin at none and are short", () => {
  assert.deepEqual(dollarMarks(5.6e6, 900, 90).map(({ text }) => text), ["$0", "$1M", "$2M", "$3M", "$4M", "$5M"]);
  assert.deepEqual([0, 999.9, 12_345, 2.5e6, 3e9, 4e12].map(dollars), ["$0", "$1K", "$12.3K", "$2.5M", "$3B", "$4T"]);
  assert.deepEqual(dollarMarks(0, 900, 90), []);
});

/** Marks of a stretch of time in a zone as they read, those that begin more with a star. */
function marks(zone, from, to, hours) {
  const { tickMarkFormatter } = timesIn(zone).timeScale;
  const list = timeMarks(Date.parse(from) / 1000, Date.parse(to) / 1000, hours * 3600, offsetIn(zone));
  return list.map(({ at, rank, strong }) => (strong ? "*" : "") + tickMarkFormatter(at, 3 - rank)).join(" ");
}

test("months stand out of days, days of hours and years of months", () => {
  assert.equal(marks("UTC", "2026-02-26T03:00Z", "2026-03-02T01:00Z", 20), "27 28 *Mar 2");
  assert.equal(marks("UTC", "2026-02-27T16:00Z", "2026-02-28T04:00Z", 3), "18:00 21:00 *28 03:00");
  assert.equal(marks("UTC", "2025-11-10T00:00Z", "2026-02-03T00:00Z", 11 * 24), "15 *Dec 15 *2026 15 *Feb");
  assert.equal(marks("UTC", "2025-09-10T00:00Z", "2026-04-03T00:00Z", 45 * 24), "Nov *2026 Mar");
});

test("days begin where the zone's clocks begin them, also where those are moved", () => {
  assert.equal(marks("Asia/Kolkata", "2026-03-07T03:00Z", "2026-03-09T00:00Z", 12), "12:00 *8 12:00 *9");
  assert.equal(marks("America/New_York", "2026-03-07T22:00Z", "2026-03-09T05:00Z", 6), "18:00 *8 06:00 12:00 18:00 *9");
  const { offset } = { offset: offsetIn("America/New_York") };
  const [, day] = timeMarks(Date.parse("2026-03-07T22:00Z") / 1000, Date.parse("2026-03-09T05:00Z") / 1000, 6 * 3600, offset);
  assert.equal(day.at, Date.parse("2026-03-08T05:00Z") / 1000, "midnight of New York");
});

test("candles are as wide as the chart library draws them", () => {
  assert.deepEqual(candleWidths(3, 1), { body: 3, wick: 1 });
  assert.deepEqual(candleWidths(1.5, 1), { body: 1, wick: 1 });
  assert.deepEqual(candleWidths(0.5, 2), { body: 2, wick: 2 });
  assert.deepEqual(candleWidths(10, 1), { body: 7, wick: 1 });
});
