// Panes and their layers over a chart library that paints when the test says
// so: the price pane, and a second one as an indicator will have it.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Frame } from "../frame.js";
import { Level } from "../invalidation.js";
import { createModel } from "../model.js";
import { Panes } from "../panes.js";

let requests; // how often a painting was asked for
let due; // frames
let drawn; // "layer" by order of drawing
let library, panes, cursors;

/** What of the chart library panes know. */
function createLibrary() {
  const stacks = []; // series by pane, from the top
  const stretches = new Map();
  return {
    range: { from: 0, to: 20 },
    stacks,
    stretches,
    addSeries(pane, prices) {
      const series = {
        primitives: [],
        attachPrimitive(primitive) {
          series.primitives.push(primitive);
          primitive.attached({ requestUpdate: () => requests++ });
        },
        priceToCoordinate: (price) => prices - price,
        coordinateToPrice: (y) => prices - y,
      };
      (stacks[pane] ??= []).push(series);
      return series;
    },
    removeSeries(series) {
      const at = stacks.findIndex((stack) => stack.includes(series));
      stacks[at].splice(stacks[at].indexOf(series), 1);
      if (stacks[at].length === 0) stacks.splice(at, 1);
    },
    panes: () => stacks.map((stack) => ({ setStretchFactor: (factor) => stretches.set(stack, factor) })),
    timeScale() {
      return { getVisibleLogicalRange: () => this.range, logicalToCoordinate: (bar) => 10 * bar + 5, options: () => ({ barSpacing: 10 }) };
    },
    /** Paints as the library does: with a move of the crosshair the top canvas alone. */
    paint({ cursor = false } = {}) {
      const target = { useBitmapCoordinateSpace: (draw) => draw({ context: {}, bitmapSize: { width: 400, height: 200 }, mediaSize: { width: 200, height: 100 }, horizontalPixelRatio: 2, verticalPixelRatio: 2 }) };
      for (const stack of stacks) {
        for (const canvas of cursor ? ["top"] : ["bottom", "normal", "top"]) {
          for (const { primitives } of stack) for (const primitive of primitives) for (const view of primitive.paneViews()) if (view.zOrder() === canvas) view.renderer().draw(target);
        }
      }
    },
  };
}

const layer = (name, zOrder, reads = []) => ({
  name, zOrder, reads, dropped: 0,
  draw: (scope, data) => drawn.push({ name, scope, data }),
  drop() {
    this.dropped++;
  },
});

const plan = (name, layers, more = {}) => ({ name, layers, series: (_, pane) => [library.addSeries(pane, name === "price" ? 100 : 1000), library.addSeries(pane, 0)], ...more });
const names = () => drawn.splice(0).map(({ name }) => name);

beforeEach(() => {
  [requests, due, drawn, cursors] = [0, [], [], 0];
  library = createLibrary();
  panes = new Panes(library, createModel(), new Frame((run) => due.push(run)), () => cursors++);
});

test("layers are drawn by canvas and zOrder, whatever order they came in", () => {
  panes.add(plan("price", [layer("cursor", 1000), layer("marks", 40), layer("heat", -20), layer("map", 10), layer("gaps", -10)]));
  library.paint();
  assert.deepEqual(names(), ["heat", "gaps", "map", "marks", "cursor"]);
});

test("a move of the crosshair draws the top canvas alone and tells it once", () => {
  panes.add(plan("price", [layer("heat", -20, ["cells"]), layer("map", 10, ["cells"]), layer("cursor", 1000)]));
  for (let i = 0; i < 3; i++) panes.invalidate(Level.cursor);
  assert.deepEqual([requests, cursors, due.length], [0, 0, 1]);
  due.splice(0).forEach((run) => run());
  library.paint({ cursor: true });
  assert.deepEqual(names(), ["cursor"]);
  assert.deepEqual([requests, cursors], [0, 1]);
});

test("a change of the model touches the layers that read it, in every pane, and asks for one painting", () => {
  const [heat, marks, volume, funding] = [layer("heat", -20, ["cells", "style"]), layer("marks", 40, ["marks"]), layer("volume", 0, ["style", "bars"]), layer("funding", 0, ["truth"])];
  const all = [heat, marks, volume, funding];
  panes.add(plan("price", [heat, marks]));
  panes.add(plan("volume", [volume, funding]));
  panes.change({ marks: [1] });
  panes.change({ style: { gamma: 1 } });
  assert.equal(requests, 1);
  assert.deepEqual(panes.model.marks, [1]);
  library.paint();
  assert.deepEqual(all.map(({ dropped }) => dropped), [1, 1, 1, 0]);
  library.paint(); // by the library's own wish
  assert.deepEqual(all.map(({ dropped }) => dropped), [1, 1, 1, 0]);
  panes.changed("cells");
  assert.equal(requests, 2);
  panes.invalidate(Level.full);
  library.paint();
  assert.deepEqual(all.map(({ dropped }) => dropped), [2, 2, 2, 1]);
  panes.change({ linear: true }); // which nobody reads
  assert.equal(requests, 2);
});

test("each pane's layers have its own prices and the one time axis", () => {
  Object.assign(panes.model, { bars: [{ time: 6000 }], step: 60 });
  panes.add(plan("price", [layer("map", 10)]));
  panes.add(plan("volume", [layer("volume", 0)]));
  library.paint();
  const [map, volume] = drawn.map(({ scope }) => scope);
  assert.deepEqual([map.y(90), volume.y(990)], [20, 20]); // two pixels to each
  assert.deepEqual([map.priceAt(10), volume.priceAt(10)], [90, 990]);
  for (const scope of [map, volume]) {
    assert.deepEqual([scope.xOfBar(0), scope.xOfBar(1), scope.xOfTime(6000), scope.xOfTime(6060)], [0, 20, 0, 20]);
    assert.equal(scope.time.barAt(15), 1.5);
  }
  assert.ok(drawn.every(({ data }) => data === panes.model));
});

test("before there are bars nothing is drawn, and what was invalid stays no longer than that", () => {
  const heat = layer("heat", -20, ["cells"]);
  let painting = 0;
  panes.add(plan("price", [heat], { painting: () => painting++ }));
  library.range = null;
  panes.changed("cells");
  library.paint();
  assert.deepEqual([names().length, painting, heat.dropped], [0, 0, 1]);
  library.range = { from: 0, to: 10 };
  library.paint();
  assert.deepEqual([names().length, painting], [1, 1]);
});

test("a pane comes below the others with its share of the height, and goes with its series", () => {
  const [a, b] = [layer("a", 0, ["bars"]), layer("b", 0, ["bars"])];
  panes.add(plan("price", [layer("map", 10)]));
  panes.add(plan("volume", [a], { stretch: 0.25 }));
  panes.add(plan("interest", [b]));
  assert.deepEqual(library.stacks.map((stack) => library.stretches.get(stack)), [1, 0.25, 1]);
  assert.deepEqual([0, 1, 2, 3].map((number) => panes.at(number)?.name), ["price", "volume", "interest", undefined]);
  assert.equal(panes.remove("volume"), true);
  assert.equal(panes.remove("volume"), false);
  assert.equal(library.stacks.length, 2);
  assert.deepEqual([0, 1, 2].map((number) => panes.at(number)?.name), ["price", "interest", undefined]);
  panes.changed("bars");
  library.paint();
  assert.deepEqual(names(), ["map", "b"]);
  assert.deepEqual([a.dropped, b.dropped], [0, 1]);
  panes.add(plan("volume", [layer("a", 0)])); // twice
  library.paint();
  assert.deepEqual(names(), ["map", "b", "a"]);
});

test("a name is a pane's and a layer's alone", () => {
  panes.add(plan("price", [layer("map", 10)]));
  assert.throws(() => panes.add(plan("price", [])), /there is a pane "price" already/);
  assert.throws(() => panes.get("price").layers.add(layer("map", 0)), /there is a layer "map" already/);
  assert.throws(() => panes.add(plan("volume", [layer("x", 0), layer("x", 1)])), /there is a layer "x" already/);
});

test("layers can be put into a pane that stands and taken out of it", () => {
  const price = panes.add(plan("price", [layer("heat", -20), layer("marks", 40)]));
  price.layers.add(layer("book", 12));
  price.layers.add(layer("drawings", 40)); // above what was there
  library.paint();
  assert.deepEqual(names(), ["heat", "book", "marks", "drawings"]);
  assert.equal(price.layers.remove("marks"), true);
  assert.equal(price.layers.remove("marks"), false);
  library.paint();
  assert.deepEqual(names(), ["heat", "book", "drawings"]);
});
