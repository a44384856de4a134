// What Go calls of the chart against what the chart offers.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const read = (path) => readFileSync(new URL(path, import.meta.url), "utf8");

test("Go calls every method of the chart, and none that it has not", () => {
  const go = read("../../wasm/browser/chart_js.go");
  const [, frame] = /\tname := "(\w+)"\n/.exec(go); // or, of a patch, the other one
  const [, patch] = /\t\tname = "(\w+)"\n/.exec(go);
  const called = new Set([...go.matchAll(/c\.value\.Call\("(\w+)"/g)].map(([, name]) => name).concat(frame, patch));
  const chart = read("../chart.js").split("export class Chart {")[1];
  const offered = [...chart.matchAll(/^ {2}(?:async )?(\w+)\(.*\) \{$/gm)].map(([, name]) => name).filter((name) => name !== "constructor");
  assert.ok(offered.length > 15);
  assert.deepEqual([...called].sort(), offered.sort());
});

test("Go hears what the chart tells, by the same names", () => {
  const heard = [...read("../../wasm/browser/chart_js.go").matchAll(/^\t\t"(\w+)": funcOf\(/gm)].map(([, name]) => name);
  const told = [...read("../messages.js").split("@typedef {object} Listener")[1].split("*/")[0].matchAll(/@property \{.*\} (\w+) /g)].map(([, name]) => name);
  assert.deepEqual(heard.sort(), told.sort());
  assert.equal(told.length, 5);
});
