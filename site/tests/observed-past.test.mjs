// What is kept of what was observed before.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Past } from "../observed-past.js";

const bins = (...prices) => prices.flatMap((price) => [price * 0.9999, price * 1.0001, price]);
const times = (past) => past.columns.map(({ time }) => time);

test("a column a minute is kept, the newest of each", () => {
  const past = new Past();
  for (const [now, price] of [[60, 1], [62, 2], [119.9, 3], [120, 4]]) past.add("BTC", bins(price), now);
  assert.deepEqual(times(past), [60, 120]);
  assert.ok(Math.abs(past.columns[0].bins[0] - 3) < 1e-3);
  assert.equal(past.columns[0].bins[1], 3);
});

test("another coin begins anew, and so does whoever switches it off and on", () => {
  const past = new Past();
  past.add("BTC", bins(1), 60);
  past.add("ETH", bins(1), 120);
  assert.deepEqual(times(past), [120]);
  past.add("", [], 180);
  assert.deepEqual(times(past), []);
  past.add("ETH", bins(1), 240);
  assert.deepEqual(times(past), [240]);
});

test("nothing held is a column without bins, and what comes back follows", () => {
  const past = new Past();
  past.add("BTC", bins(1), 60);
  past.add("BTC", [], 120);
  past.add("BTC", bins(1, 2), 180);
  assert.deepEqual(past.columns.map(({ bins: list }) => list.length), [2, 0, 4]);
});

test("a clock that is set back takes what was later with it, one that is set on leaves a gap", () => {
  const past = new Past();
  for (const now of [600, 660, 720, 630, 7200]) past.add("BTC", bins(1), now);
  assert.deepEqual(times(past), [600, 7200]);
});

test("two days of the largest market stay within 2.4 MB, from the beginning on", () => {
  const past = new Past();
  const many = bins(...Array.from({ length: 3000 }, (_, i) => 1 + i));
  for (let now = 0; now < 2 * 86_400; now += 60) past.add("BTC", many, now);
  const bytes = past.columns.reduce((sum, { bins: list }) => sum + list.byteLength, 0);
  assert.ok(past.columns.length <= 720 && past.columns.length > 360, `${past.columns.length} columns`);
  assert.ok(bytes <= 720 * 400 * 8, `${bytes} bytes`);
  assert.equal(past.columns[0].time, 0);
  assert.equal(past.columns.at(-1).time, 2 * 86_400 - 60);
  assert.ok(past.columns[0].bins.every((x, i) => i % 2 === 0 || x > 2600), "the largest are kept");
});
