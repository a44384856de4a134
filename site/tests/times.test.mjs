// How the chart writes times where clocks are put back, without a browser.
import assert from "node:assert/strict";
import { test } from "node:test";
import { timesIn } from "../times.js";

/** @param {string} text */
const at = (text) => Date.parse(`${text}:00Z`) / 1000;

test("the two hours at the end of summer time read differently, all others as ever", () => {
  const { localization, timeScale } = timesIn("Australia/Sydney");
  const write = (text) => localization.timeFormatter(at(text));
  assert.equal(write("2026-04-04T14:45"), "5 Apr 26, 01:45");
  assert.equal(write("2026-04-04T15:15"), "5 Apr 26, 02:15 UTC+11");
  assert.equal(write("2026-04-04T16:15"), "5 Apr 26, 02:15 UTC+10");
  assert.equal(write("2026-04-04T17:00"), "5 Apr 26, 03:00");
  assert.equal(timeScale.tickMarkFormatter(at("2026-04-04T15:00"), 3), "02:00 UTC+11");
  assert.equal(timeScale.tickMarkFormatter(at("2026-04-04T16:00"), 3), "02:00 UTC+10");
  assert.equal(timesIn("UTC").localization.timeFormatter(at("2026-04-04T16:15")), "4 Apr 26, 16:15");
});

for (const zone of ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/St_Johns"])
  test(`no two quarters of an hour of a year read alike in ${zone}`, () => {
    const { timeFormatter } = timesIn(zone).localization;
    const seen = new Set();
    let quarters = 0;
    for (let seconds = at("2026-01-01T00:00"); seconds < at("2027-01-01T00:00"); seconds += 900, quarters++) seen.add(timeFormatter(seconds));
    assert.equal(seen.size, quarters);
  });
