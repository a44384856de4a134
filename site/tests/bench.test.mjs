// The reading of benchmarks: a figure that is missing must not pass.
import assert from "node:assert/strict";
import { test } from "node:test";
import { figures, median, table } from "../bench.mjs";

test("figures are read by name and unit, over all runs", () => {
  const found = figures("goos: js\nBenchmarkMap/classic-4 \t 20\t  27 ns/op\t  3 B/op\t  0 allocs/op\nBenchmarkMap/classic \t 20\t  29.5 ns/op\nPASS\n");
  assert.deepEqual(found, { "Map/classic ns/op": [27, 29.5], "Map/classic B/op": [3], "Map/classic allocs/op": [0] });
});

test("the median is the middle, or between the two in the middle", () => {
  assert.equal(median([9, 1, 5]), 5);
  assert.equal(median([9, 1, 5, 6]), 5.5);
});

test("a missed and a missing figure count, one at the target does not", () => {
  const row = (measured) => ({ name: "n", measured, target: 2, unit: "ms" });
  const { text, missed } = table([row(2), row(2.1), row(NaN)]);
  assert.equal(missed, 2);
  assert.deepEqual(text.split("\n").map((line) => line.split(/ {2,}/).at(-1)), ["ok", "yes", "NO", "NO"]);
});
