// What fingers do to a chart's readout, without a browser.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Touch } from "../touch.js";

/** A finger on a chart of 100 by 100 that keeps what was done. */
function chart({ place = null } = {}) {
  const done = [];
  const touch = new Touch({
    read: ({ x, y }) => {
      const inside = x >= 0 && y >= 0 && x <= 100 && y <= 100;
      if (inside) done.push(`read ${x},${y}`);
      return inside;
    },
    place: () => place, end: () => done.push("end"), reset: () => done.push("reset"),
  });
  /** Whether the chart's own handlers were kept out at the end. */
  const tap = async (x, y, time, { to = { x, y }, lasts = 50, slides = 20 } = {}) => {
    touch.down([{ x, y }], time);
    touch.move([to], time + slides);
    const own = touch.up(time + lasts);
    await new Promise((resolve) => setTimeout(resolve, 1));
    return own;
  };
  return { touch, done, tap };
}

test("a tap reads out, another one anywhere ends it, and a third reads again", async () => {
  const { done, tap } = chart();
  assert.equal(await tap(10, 20, 1000), false);
  assert.equal(await tap(80, 20, 2000), true);
  await tap(30, 30, 3000);
  assert.deepEqual(done, ["read 10,20", "end", "read 30,30"]);
});

test("two quick taps reset, in place of the chart's own double tap", async () => {
  const { done, tap } = chart();
  await tap(10, 20, 1000);
  await tap(10, 20, 1200);
  assert.deepEqual(done, ["read 10,20", "end", "reset"]);
});

test("a finger that slides moves the chart, and while something is read the crosshair", async () => {
  const { done, tap } = chart();
  assert.equal(await tap(10, 20, 1000, { to: { x: 40, y: 20 } }), false);
  assert.deepEqual(done, []);
  await tap(10, 20, 2000);
  assert.equal(await tap(50, 50, 3000, { to: { x: 60, y: 45 } }), true);
  await tap(50, 50, 4000, { to: { x: 250, y: 45 } }); // out of the chart: it stays where it was
  assert.deepEqual(done, ["read 10,20", "read 20,15"]);
});

test("after a finger that rested the crosshair stays where it had come to be", async () => {
  const { done, tap } = chart({ place: { x: 33, y: 44 } });
  await tap(10, 20, 1000, { to: { x: 33, y: 44 }, slides: 400, lasts: 900 });
  assert.deepEqual(done, ["read 33,44"]);
  const slid = chart({ place: { x: 33, y: 44 } });
  await slid.tap(10, 20, 1000, { to: { x: 33, y: 44 }, lasts: 900 });
  assert.deepEqual(slid.done, [], "a finger that slides at once, however long, reads nothing");
  const without = chart();
  await without.tap(10, 20, 1000, { lasts: 900 });
  assert.deepEqual(without.done, [], "where nothing was read nothing stays");
});

test("a tap beside what can be read begins nothing, and two fingers are the chart's", async () => {
  const { touch, done, tap } = chart();
  await tap(300, 20, 1000);
  touch.end();
  assert.equal(touch.down([{ x: 1, y: 1 }, { x: 9, y: 9 }], 2000), false);
  assert.equal(touch.move([{ x: 5, y: 5 }, { x: 9, y: 9 }], 2050), false);
  assert.equal(touch.up(2100), false);
  assert.deepEqual(done, []);
});
