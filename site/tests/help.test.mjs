// The help: its figures are the record's and the engine's, its pictures are
// there, its keys are the chart's; readable in both themes, on a phone, and
// at twice the size.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { ofRecord, state } from "../facts.mjs";
import { desk, open, phone, root } from "./harness.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const record = JSON.parse(readFileSync(`${root}site/record.json`, "utf8"));
const source = (name) => readFileSync(root + name, "utf8");
const topics = ["reading", "models", "scores", "misreadings", "magnet", "time", "fade", "blind", "status", "keys", "glossary"];

/** What axe finds on a page. */
async function violations(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(" ")}`);
}

const sideways = (page) => page.evaluate(() => document.documentElement.scrollWidth > innerWidth);

test("the help can be read in both themes, on a phone, and at twice the size", async (t) => {
  // At 200 % a window has half as many of a page's pixels.
  for (const [viewport, colorScheme] of [[desk, "dark"], [phone, "light"], [{ width: 720, height: 450 }, "light"], [{ width: 320, height: 568 }, "dark"]]) {
    const { page } = await open(t, { path: "/help.html", viewport, context: { colorScheme } });
    assert.deepEqual(await violations(page), []);
    assert.equal(await sideways(page), false, `the page scrolls sideways at ${viewport.width} px`);
  }
});

test("every picture is there, says that it is an estimate, and of which model", async (t) => {
  const { page } = await open(t, { path: "/help.html" });
  const figures = page.locator("figure");
  assert.equal(await figures.count(), 8);
  for (const figure of await figures.all()) {
    const image = figure.locator("img");
    await image.scrollIntoViewIfNeeded();
    await image.evaluate((img) => img.decode());
    assert.deepEqual(await image.evaluate((img) => [img.naturalWidth, img.naturalHeight]), [840, 540]);
    assert.ok((await image.getAttribute("alt")).length > 30);
    assert.equal(await figure.locator("a").getAttribute("href"), await image.getAttribute("src"), "the picture does not lead to itself");
    const caption = await figure.locator("figcaption").innerText();
    assert.match(caption, /estimate by (learned|classic|oi)-\d{4}-\d\d-\d\d|not an estimate/i);
  }
});

test("every figure of the text is the record's or the engine's, and the keys are the chart's", async (t) => {
  const { page } = await open(t, { path: "/help.html" });
  const text = await page.locator("main").innerText();
  assert.doesNotMatch(text, /[{}]|undefined|NaN/);
  for (const exam of record.exams) {
    for (const { nats_per_dollar: nats } of Object.values(exam.forecasts)) assert.ok(text.includes(nats.toFixed(3)), `${nats.toFixed(3)} is not there`);
    for (const { value, low, high } of Object.values(exam.leads_over_novelty)) {
      for (const figure of [value, low, high]) assert.ok(text.includes(Math.abs(figure).toFixed(3)), `${figure.toFixed(3)} is not there`);
    }
  }
  const { gain_of_mass: mass } = record.exams.find(({ mode }) => mode === "ahead");
  assert.ok(text.includes(`+${mass.value.toFixed(3)} [+${mass.low.toFixed(3)}, +${mass.high.toFixed(3)}]`));
  // Its sentences that depend on figures hold for them.
  for (const { mode, leads_over_novelty: leads } of record.exams) {
    assert.ok(leads.learned.low > 0, "Learned does not lead the rule");
    if (mode === "ahead") assert.ok(leads.classic.high < 0, "Classic does not do worse than the rule");
  }
  // The constants of the models, as the engine has them.
  const learned = source("wasm/engine/learned.go");
  assert.match(learned, /lifetime\s+= 480 \* market\.Hour/);
  assert.match(learned, /beyond\s+= 8 \* market\.Hour/);
  assert.match(text, /mean time of 20 days.*square root.*last eight hours/s);
  assert.equal(/var Nodes = \[...\]float64\{([^}]*)\}/.exec(source("wasm/engine/model.go"))[1].split(",").length, 13);
  assert.match(source("wasm/engine/model.go"), /range \[\]float64\{10, 25, 50, 100\}/);
  assert.match(text, /thirteen distances/);
  assert.match(text, /10x, 25x, 50x and 100x/);
  assert.match(text, /estimated 42 % of a million dollars that are forced of one side in an hour, and 15 % of ten million/);
  // The keys, as the chart and the page have them.
  const told = await page.locator(".keys kbd").allInnerTexts();
  const [, table] = /const acts = .*\(\{([^;]*)\}\);/.exec(source("site/keys.js"));
  const keys = [...table.matchAll(/"?([^":\s,]+)"?: \[/g)].map(([, key]) => ({ ArrowLeft: "←", ArrowRight: "→" })[key] ?? key);
  const [, more] = /listenToKeys\(.*?\{\s(.*?)\s\}\);/s.exec(source("site/chart.js"));
  keys.push(...[...more.matchAll(/(\w+): (?:\(\) =>|next\()/g)].map(([, key]) => ({ ArrowUp: "↑", ArrowDown: "↓" })[key] ?? key));
  const [, press] = /func \(s \*State\) Press(.*?)\n}/s.exec(source("wasm/view/tools.go"));
  const taken = [...press.matchAll(/^\tcase (.*):$/gm)].flatMap(([, list]) => JSON.parse(`[${list}]`)).map((key) => ({ " ": "space", Escape: "Esc" })[key] ?? key);
  assert.deepEqual([...told].sort(), [...keys, ...taken].sort());
});

test("a link to a topic comes to it, and every reference within arrives", async (t) => {
  const { page, origin } = await open(t, { path: "/help.html#fade" });
  for (const topic of topics) assert.equal(await page.locator(`#${topic}`).count(), 1, `there is no ${topic}`);
  assert.ok(await page.locator("#fade h3").evaluate((h) => h.getBoundingClientRect().top < innerHeight), "the topic is not in sight");
  const inside = await page.locator('a[href^="#"]').evaluateAll((links) => links.map((a) => a.hash.slice(1)));
  for (const id of inside) assert.equal(await page.locator(`[id="${id}"]`).count(), 1, `nothing has the id ${id}`);
  for (const name of ["Cross margin and partial liquidation", "Insurance funds", "OTC", "CME", "Sampled feeds", "Spoofed orders"]) {
    assert.ok((await page.locator("#blind").innerText()).includes(name), `${name} is not told`);
  }
  await page.goto(`${origin}/help.html`);
  const reached = [];
  for (let i = 0; i < 3; i++) {
    await page.keyboard.press("Tab");
    reached.push(await page.evaluate(() => document.activeElement.textContent));
  }
  assert.deepEqual(reached, ["brink", "What it shows", "The three models"]);
});

test("the help has the theme that was chosen, else the device's", async (t) => {
  const ground = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const { page, origin } = await open(t, { path: "/help.html", context: { colorScheme: "light" } });
  assert.equal(await ground(page), "rgb(255, 255, 255)");
  await page.evaluate(() => localStorage.setItem("brink.settings", "brink 1\ntheme=dark\n"));
  await page.goto(`${origin}/help.html`);
  assert.equal(await ground(page), "rgb(11, 14, 19)");
  assert.deepEqual(await violations(page), []);
  await page.goto(`${origin}/record.html`);
  assert.equal(await ground(page), "rgb(11, 14, 19)");
});

test("the help costs a first visit nothing", () => {
  const list = JSON.parse(readFileSync(`${root}dist/site/first-visit.json`, "utf8"));
  assert.deepEqual(list.files.map(({ path }) => path).filter((path) => /help|theme/.test(path)), []);
});

test("facts are put in as text, and one that nobody knows stops the build", () => {
  assert.equal(state("p.html", "a {{x}} {{x}} {{y.z}}", { x: "<&>", "y.z": 3 }), "a &lt;&amp;&gt; &lt;&amp;&gt; 3");
  assert.throws(() => state("p.html", "{{toString}}", {}), /p\.html states \{\{toString\}\}/);
  const facts = ofRecord(record);
  assert.equal(facts["record.symbol"], "BTC/USDT");
  assert.match(facts["record.ahead.classic.lead"], /^−0\.\d{3} \[−0\.\d{3}, [−+]0\.\d{3}\]$/);
});
