// How much is drawn anew, merged by frames, without a browser.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Frame } from "../frame.js";
import { Invalidation, Level, Mask } from "../invalidation.js";

const layer = (name) => ({ name, zOrder: 0, reads: [], draw() {} });

/** Frames that come when the test says so. */
function frames() {
  const requested = [];
  const frame = new Frame((run) => requested.push(run));
  return { frame, requested, pass: () => requested.splice(0).forEach((run) => run()) };
}

test("levels are ordered from nothing to everything", () => {
  const { none, cursor, layer: one, full } = Level;
  assert.ok(none < cursor && cursor < one && one < full);
  assert.ok(Object.isFrozen(Level));
});

test("a mask is the highest of what was merged, and the layers of all of it", () => {
  const [a, b, c] = ["a", "b", "c"].map(layer);
  const mask = new Mask();
  assert.equal(mask.level, Level.none);
  mask.merge(Level.cursor);
  assert.equal(mask.level, Level.cursor);
  assert.deepEqual([a, b].map((one) => mask.touches(one)), [false, false]);
  mask.merge(Level.layer, [a]);
  mask.merge(Level.layer, [b]);
  mask.merge(Level.cursor);
  assert.equal(mask.level, Level.layer);
  assert.deepEqual([a, b, c].map((one) => mask.touches(one)), [true, true, false]);
  mask.merge(Level.full);
  mask.merge(Level.layer, [a]);
  assert.equal(mask.level, Level.full);
  assert.deepEqual([a, b, c].map((one) => mask.touches(one)), [true, true, true]);
});

test("of the same name of layer in two panes an invalidation touches the one it says", () => {
  const [price, volume] = [layer("marks"), layer("marks")];
  const mask = new Mask();
  mask.merge(Level.layer, [price]);
  assert.deepEqual([mask.touches(price), mask.touches(volume)], [true, false]);
});

test("what is due in a frame is done once by one request, in the order of asking", () => {
  const { frame, requested, pass } = frames();
  const done = [];
  frame.next("cursor", () => done.push("old cursor"));
  frame.next("range", () => done.push("range"));
  frame.next("cursor", () => done.push("cursor"));
  assert.equal(requested.length, 1);
  assert.deepEqual(done, []);
  pass();
  assert.deepEqual(done, ["cursor", "range"]);
  pass();
  assert.deepEqual(done, ["cursor", "range"]);
});

test("what is asked for during a frame comes with the one after", () => {
  const { frame, requested, pass } = frames();
  const done = [];
  frame.next("range", () => {
    done.push(1);
    frame.next("range", () => done.push(2));
  });
  pass();
  assert.deepEqual(done, [1]);
  assert.equal(requested.length, 1);
  pass();
  assert.deepEqual(done, [1, 2]);
});

test("an act that throws keeps no other from its turn, in this frame or the next, and is heard of", () => {
  const { frame, pass } = frames();
  const done = [];
  frame.next("bad", () => {
    throw new Error("provoked");
  });
  frame.next("good", () => done.push("good"));
  assert.throws(pass, /provoked/);
  assert.deepEqual(done, ["good"]);
  frame.next("later", () => done.push("later"));
  pass();
  assert.deepEqual(done, ["good", "later"]);
});

/** An invalidation with counts of what it asked for. */
function counted() {
  const { frame, requested, pass } = frames();
  const count = { paint: 0, cursor: 0 };
  const invalidation = new Invalidation(frame, { paint: () => count.paint++, cursor: () => count.cursor++ });
  return { invalidation, requested, pass, count };
}

test("many messages in a frame ask for one painting", () => {
  const { invalidation, count } = counted();
  const [a, b] = ["a", "b"].map(layer);
  invalidation.add(Level.layer, [a]);
  invalidation.add(Level.layer, [b]);
  invalidation.add(Level.full);
  assert.equal(count.paint, 1);
  assert.equal(invalidation.take().level, Level.full);
  invalidation.add(Level.layer, [a]);
  assert.equal(count.paint, 2);
  const mask = invalidation.take();
  assert.deepEqual([mask.level, mask.touches(a), mask.touches(b)], [Level.layer, true, false]);
});

test("the cursor is told once a frame and asks for no painting", () => {
  const { invalidation, requested, pass, count } = counted();
  for (let i = 0; i < 5; i++) invalidation.add(Level.cursor);
  assert.equal(requested.length, 1);
  assert.deepEqual(count, { paint: 0, cursor: 0 });
  pass();
  assert.deepEqual(count, { paint: 0, cursor: 1 });
  assert.equal(invalidation.take().level, Level.cursor);
});

test("a cursor that moved first does not swallow the painting of a layer", () => {
  const { invalidation, pass, count } = counted();
  invalidation.add(Level.cursor);
  invalidation.add(Level.layer, [layer("a")]);
  invalidation.add(Level.cursor);
  pass();
  assert.deepEqual(count, { paint: 1, cursor: 1 });
});

test("nothing is nothing", () => {
  const { invalidation, requested, count } = counted();
  invalidation.add(Level.none);
  assert.deepEqual([requested.length, count.paint], [0, 0]);
  assert.equal(invalidation.take().level, Level.none);
});
