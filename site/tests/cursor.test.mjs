// The crosshair as keys and fingers move it: no browser is needed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Cursor } from "../cursor.js";
import { createModel } from "../model.js";

/** A crosshair on four bars of 300 s, 10 pixels each, with prices from 200 at the top down to 0. */
function cursor() {
  const model = { ...createModel(), bars: [0, 1, 2, 3].map((i) => ({ time: 600 + 300 * i, close: 100 + i })) };
  const seen = { crossed: [], cleared: 0, told: 0 };
  const scale = { width: () => 60, coordinateToLogical: (x) => x / 10, logicalToCoordinate: (bar) => 10 * bar };
  const chart = { timeScale: () => scale, panes: () => [{ getHTMLElement: () => ({ getBoundingClientRect: () => ({ height: 200 }) }) }], clearCrosshairPosition: () => seen.cleared++ };
  const price = { y: (at) => 200 - at, at: (y) => 200 - y, cross: (_, y, seconds) => seen.crossed.push([y, seconds]) };
  return { seen, of: new Cursor(chart, { model, price, panes: { invalidate: () => seen.told++ } }) };
}

test("keys put the crosshair beside the newest price in sight and move it along the prices", () => {
  const { of, seen } = cursor();
  assert.equal(of.place(), null);
  assert.equal(of.point(), null);
  of.next(-1, 2.7); // the last bar lies beyond the edge
  assert.deepEqual(of.place(), { x: 20, y: 89 });
  of.next(1, 2.7);
  of.next(1, 2.7);
  assert.deepEqual(of.place(), { x: 20, y: 105 });
  assert.deepEqual(of.point(), { time: 1_200_000, price: 95 });
  assert.deepEqual(seen.crossed.at(-1), [105, 1200]);
  of.end();
  assert.equal(of.point(), null);
  assert.equal(seen.cleared, 1);
  assert.equal(seen.told, 4);
});

test("the crosshair stays within the pane and the bars", () => {
  const { of } = cursor();
  for (const at of [{ x: -1, y: 5 }, { x: 5, y: -1 }, { x: 61, y: 5 }, { x: 5, y: 201 }]) assert.equal(of.read(at), false, JSON.stringify(at));
  assert.ok(of.read({ x: 58, y: 5 }));
  assert.deepEqual(of.place(), { x: 30, y: 5 }, "beyond the newest bar it is at that");
  for (let i = 0; i < 40; i++) of.next(-1, 3);
  assert.ok(of.place().y >= 0, "keys move it out of the pane");
  of.set({ bar: 0, y: 500 });
  assert.equal(of.point(), null, "where there is no price it points at nothing");
});
