// The record page: its figures are the file's, in both themes and sizes.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { open, phone, root } from "./harness.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const [record, answers, verdict] = ["record", "answers", "verdict"].map((name) => JSON.parse(readFileSync(`${root}site/${name}.json`, "utf8")));

test("the record page shows every score of the record", async (t) => {
  for (const [viewport, colorScheme] of [[undefined, "dark"], [phone, "light"]]) {
    const { page } = await open(t, { path: "/record.html", viewport, context: { colorScheme } });
    await page.locator("#scores table").first().waitFor();
    const text = await page.locator("main").innerText();
    for (const exam of record.exams) {
      for (const { nats_per_dollar: nats } of Object.values(exam.forecasts)) assert.ok(text.includes(nats.toFixed(3)), `${nats.toFixed(3)} is not shown`);
      for (const { value, low, high } of [...Object.values(exam.leads_over_novelty), exam.gain_over_classic, exam.gain_of_mass, exam.gain_of_structure]) {
        for (const figure of [value, low, high]) assert.ok(text.includes(Math.abs(figure).toFixed(3)), `${figure.toFixed(3)} is not shown`);
      }
    }
    await page.locator("#verdict table").first().waitFor();
    const more = await page.locator("main").innerText();
    for (const { brier, climatology, driftless, n } of Object.values(answers.touch)) {
      for (const figure of [brier, climatology, driftless]) assert.ok(more.includes(figure.toFixed(4)), `${figure} is not shown`);
      assert.ok(more.includes(n.toLocaleString("en-US")));
    }
    for (const { gain_over_har: gain, coverage_80: held } of Object.values(answers.expected)) {
      assert.ok(more.includes(Math.abs(gain.value).toFixed(3)) && more.includes(`${(100 * held).toFixed(1)} %`));
    }
    for (const { learned, novelty, gain, mass, market } of verdict.rows) {
      assert.ok(more.includes(market));
      for (const figure of [learned, novelty, ...gain, ...mass]) assert.ok(more.includes(Math.abs(figure).toFixed(3)), `${figure} of the verdict is not shown`);
    }
    assert.ok(more.includes(verdict.note) && verdict.rivals.every(({ what }) => more.includes(what)));
    assert.match(more, /These data are not in the repository\./);
    assert.deepEqual([await page.locator("#touch svg").count(), await page.locator("#expected svg").count()], [3, 2]);
    assert.match(text, /1440 hours and sides/);
    assert.match(text, /estimate/);
    assert.equal(await page.locator("#weeks tbody tr").count(), record.exams[0].weeks.length);
    assert.equal(await page.locator("#reliability circle").count(), 10);
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
    assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(" ")}`), []);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "the page scrolls sideways");
  }
});

test("the map leads to its record", async (t) => {
  const { page } = await open(t, { path: "/?sim=7" });
  await page.getByRole("status").filter({ hasText: /^SIMULATED/ }).waitFor();
  await page.click("text=How good has it been?");
  await page.waitForURL("**/record.html");
});
