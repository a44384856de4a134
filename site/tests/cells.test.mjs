// The ring of columns, against a plain list of them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createCells, tiles } from "../cells.js";

const rows = 3;
const step = 60_000;

/** Columns [from, from + n) of a market in which every cell tells its place. */
function part(from, n, seen = n) {
  const plane = (side) => Uint8Array.from({ length: 4 * rows * n }, (_, i) => 1 + ((from + Math.floor(i / (4 * rows))) * 7 + i + side) % 250);
  const view = { from: from * step, column: step, columns: n, rows, bottom: 10, top: 20, filled: Uint8Array.from({ length: n }, (_, i) => (i < seen ? 1 + (i % 3 === 2) : 0)) };
  const standouts = Uint8Array.from({ length: 2 * rows * n }, (_, i) => 1 + ((from + Math.floor(i / (2 * rows))) * 11 + i) % 250);
  return [view, plane(0), plane(1), standouts];
}

test("patches laid into the ring are what was sent last, wherever it has turned to", () => {
  const cells = createCells(...part(0, 10, 4));
  const truth = new Map();
  const note = ([view, ...planes]) => {
    for (let c = 0; c < view.columns; c++) truth.set(view.from / step + c, { known: view.filled[c], planes: planes.map((p) => p.slice((p.length / view.columns) * c, (p.length / view.columns) * (c + 1))) });
  };
  note(part(0, 10, 4));
  let at = 3;
  for (const [on, n] of [[0, 2], [1, 2], [0, 3], [2, 3], [4, 2], [2, 9], [0, 10], [6, 4], [1, 1], [3, 7], [7, 10], [5, 2]]) {
    at += on;
    note(part(at, n));
    const runs = cells.patch(...part(at, n));
    assert.equal(runs.reduce((sum, [, count]) => sum + count, 0), n);
    assert.ok(runs.every(([slot, count]) => slot >= 0 && count > 0 && slot + count <= 10));
    const oldest = cells.from / step;
    for (let c = 0; c < 10; c++) {
      const want = truth.get(oldest + c);
      assert.equal(cells.known(c), want.known);
      assert.deepEqual(cells.standouts.slice(2 * rows * cells.slot(c), 2 * rows * (cells.slot(c) + 1)), want.planes[2]);
      for (const side of [0, 1]) assert.deepEqual(cells.planes[side].slice(4 * rows * cells.slot(c), 4 * rows * (cells.slot(c) + 1)), want.planes[side]);
    }
  }
});

test("the newest column is the last with a bar", () => {
  assert.equal(createCells(...part(0, 5, 0)).last, -1);
  const cells = createCells(...part(0, 5, 2));
  assert.equal(cells.last, 1);
  cells.patch(...part(4, 3));
  assert.equal(cells.last, 4);
});

test("a patch of another picture, or one that leaves a hole, changes nothing", () => {
  const cells = createCells(...part(10, 5));
  const before = cells.planes.map((plane) => plane.slice());
  const [view, ...planes] = part(12, 2);
  for (const other of [{ rows: 4 }, { top: 21 }, { bottom: 9 }, { from: 9 * step }, { from: 16 * step }]) assert.equal(cells.patch({ ...view, ...other }, ...planes), null);
  assert.equal(cells.patch(...part(10, 6)), null);
  assert.deepEqual(cells.planes, before);
});

test("dollars are the sum of the classes that are on", () => {
  const [view] = part(0, 1);
  const plane = new Uint8Array(4 * rows);
  plane.set([1, 9, 0, 17], 4); // from 64, 128 and 256 dollars on
  const cells = createCells(view, plane, new Uint8Array(4 * rows), Uint8Array.from([0, 0, 97, 0, 0, 129]));
  const usd = (...classes) => cells.usd(0, 0, 1, classes);
  assert.equal(usd(1, 1, 1, 1), 68 + 136 + 272);
  assert.equal(usd(0, 1, 1, 0), 136);
  assert.equal(usd(0, 0, 1, 0), 0);
  assert.equal(cells.usd(1, 0, 1, [1, 1, 1, 1]), 0);
  // 1 is level 97 and 2 is level 129, read at their middles.
  assert.deepEqual([cells.standout(0, 0, 0), cells.standout(0, 0, 1), cells.standout(1, 0, 1), cells.standout(1, 0, 2)], [0, 1 + 1 / 64, 0, 2 + 2 / 64]);
});

test("runs are cut where a tile ends", () => {
  assert.deepEqual([...tiles([2, 3], 8)], [[0, 2, 2, 3]]);
  assert.deepEqual([...tiles([6, 12], 8)], [[0, 6, 6, 2], [1, 0, 8, 8], [2, 0, 16, 2]]);
});

test("dollars are weighed by their distance from the price, alike on both sides", async () => {
  const { weightOf } = await import("../heat-flat.js");
  const style = { weights: [1, 0.5, 0.25, 0.1], step: 0.005, price: 60_000 };
  const at = (steps) => weightOf(style, Math.log(60_000) + steps * 0.005);
  for (const [steps, want] of [[0, 1], [0.5, 0.75], [-0.5, 0.75], [1, 0.5], [-2, 0.25], [2.5, 0.175], [3, 0.1], [40, 0.1]]) assert.ok(Math.abs(at(steps) - want) < 1e-9, `${steps}: ${at(steps)}`);
});
