// The page of answers: its figures are the file's, in both themes and sizes, and
// nobody loads it who does not ask.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { open, phone, root } from "./harness.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const answers = JSON.parse(readFileSync(`${root}site/answers.json`, "utf8"));

test("every figure of the answers is filled in from the file", async (t) => {
  for (const [viewport, colorScheme] of [[undefined, "dark"], [phone, "light"]]) {
    const { page } = await open(t, { path: "/answers.html", viewport, context: { colorScheme } });
    await page.getByRole("status").filter({ hasText: answers.about.model }).waitFor();
    const figures = await page.locator("[data-figure]").allTextContents();
    assert.ok(figures.length > 60, `${figures.length} figures`);
    for (const text of figures) assert.match(text, /^−?\d[\d.,]*( %| \[−?\d[\d.]*, −?\d[\d.]*\])?$/);
    const text = await page.locator("main").innerText();
    for (const { n, odds: { value, low, high } } of Object.values(answers.attract.by_size)) {
      assert.ok(text.includes(n.toLocaleString("en-US")) && text.includes(`${value.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`), `odds of ${value}`);
    }
    for (const days of Object.values(answers.about.data)) assert.ok(text.includes(days));
    for (const id of ["attract", "sweeps", "round", "positions", "lives", "models", "runs"]) assert.match(await page.locator(`#${id}`).innerText(), /What would change it/);
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
    assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(" ")}`), []);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "the page scrolls sideways");
  }
});

test("answers cost a first visit nothing, and the record leads to them", async (t) => {
  const list = JSON.parse(readFileSync(`${root}dist/site/first-visit.json`, "utf8"));
  assert.deepEqual(list.files.map(({ path }) => path).filter((path) => /answers|verdict/.test(path)), []);
  const { page } = await open(t, { path: "/record.html" });
  await page.click("text=What the field asks");
  await page.waitForURL("**/answers.html");
});
