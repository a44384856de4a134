// The page as a visitor meets it, on the simulated market.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { open, phone } from "./harness.mjs";
import { mapped, pixels } from "./look.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const path = "/?sim=7";

const settled = (page) => page.waitForTimeout(400);
const readout = (page) => page.evaluate(() => Object.fromEntries([...document.querySelectorAll("[data-readout]")].map((e) => [e.dataset.readout, e.textContent])));

test("the simulated map appears, says what it is and leaves no globals", async (t) => {
  const { page } = await open(t, { path });
  await mapped(page);
  assert.match(await page.textContent("[role=status]"), /^SIMULATED/);
  assert.deepEqual(await page.evaluate(() => ["brink", "boot", "inbox"].filter((name) => name in globalThis)), []);
  const seen = await pixels(page);
  assert.ok(seen.upper.hued > 20_000, `the heat covers ${seen.upper.hued} pixels`);
});

test("the readout tells what the engine says of the cell under the crosshair", async (t) => {
  const { page } = await open(t, { path });
  await mapped(page);
  const box = await page.locator(".chart").boundingBox();
  await page.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.2);
  await page.waitForFunction(() => /^\$/.test(document.querySelector("[data-readout=short]").textContent));
  const above = await readout(page);
  assert.match(above.time, /^\d+ \w+ 2026 \d\d:\d\d$/);
  assert.match(above.distance, /^\+/);
  assert.equal(above.long, "$0");
  assert.notEqual(above.short, "$0");
  await page.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.9);
  await page.waitForFunction(() => document.querySelector("[data-readout=short]").textContent === "$0");
  assert.match((await readout(page)).distance, /^-/);
  await page.mouse.move(box.x + box.width + 40, box.y + 20);
  await page.waitForFunction(() => document.querySelector("[data-readout=price]").textContent === "–");
});

test("every control does what it says", async (t) => {
  const { page } = await open(t, { path });
  await mapped(page);
  await settled(page);
  const plain = await pixels(page);

  await page.uncheck("[aria-label=Shorts]");
  await settled(page);
  const longs = await pixels(page);
  assert.ok(longs.upper.hued < plain.upper.hued / 20, "without shorts there is heat above the price");
  assert.ok(Math.abs(longs.lower.hued - plain.lower.hued) < plain.lower.hued / 5 + 500, "the longs went with the shorts");
  await page.check("[aria-label=Shorts]");
  await page.uncheck("[aria-label=Longs]");
  await settled(page);
  assert.ok((await pixels(page)).lower.hued < plain.lower.hued / 20 + 200, "without longs there is heat below the price");
  await page.check("[aria-label=Longs]");

  const classes = page.locator("[aria-label='Leverage classes'] input");
  assert.equal(await classes.count(), 4);
  for (let i = 0; i < 4; i++) await classes.nth(i).uncheck();
  await settled(page);
  assert.ok((await pixels(page)).whole.hued < plain.whole.hued / 20 + 200, "with every class off there is heat");
  await classes.nth(3).check();
  await settled(page);
  const far = await pixels(page);
  assert.ok(far.whole.hued > 1000 && far.whole.bright < plain.whole.bright, "one class alone is not a part of all");
  for (let i = 0; i < 3; i++) await classes.nth(i).check();

  await page.fill("[aria-label=Threshold]", "70");
  await settled(page);
  const few = await pixels(page);
  assert.ok(few.whole.hued < plain.whole.hued / 2, "a threshold leaves the dim cells");
  await page.fill("[aria-label=Threshold]", "0");
  await page.fill("[aria-label=Contrast]", "0");
  await settled(page);
  assert.ok((await pixels(page)).whole.bright > plain.whole.bright * 1.1, "low contrast does not lift the dim cells");
  await page.fill("[aria-label=Contrast]", "50");

  await page.selectOption("[aria-label=Palette]", "grey");
  await settled(page);
  assert.ok((await pixels(page)).whole.hued < plain.whole.hued / 10, "grey has hues");
  await page.selectOption("[aria-label=Palette]", "classic");

  await page.selectOption("[aria-label=Model]", "classic");
  await page.waitForFunction(() => document.querySelector(".note").textContent.includes("not calibrated"));
  await settled(page);
  const classic = await pixels(page);
  assert.notEqual(classic.whole.bright, plain.whole.bright);

  // A locked scale keeps its dollars when the map changes under it.
  const marks = () => page.locator(".marks").innerText();
  const before = await marks();
  await page.check("[aria-label='Lock scale']");
  await page.selectOption("[aria-label=Model]", "learned");
  await settled(page);
  assert.equal(await marks(), before);
  await page.uncheck("[aria-label='Lock scale']");
  await settled(page);
  assert.notEqual(await marks(), before);

  for (const name of ["12h", "24h", "3d", "30d"]) {
    await page.click(`.segment:text-is("${name}")`);
    await mapped(page);
    assert.equal(await page.getAttribute(".segment.on", "aria-pressed"), "true");
    assert.equal(await page.textContent(".segment.on"), name);
  }
  assert.ok(await page.isDisabled('.segment:text-is("1y")'), "thirty days are offered as a year");

  const log = await page.locator(".map").screenshot();
  await page.check("[aria-label='Price scale']");
  await settled(page);
  assert.ok(!log.equals(await page.locator(".map").screenshot()), "the linear scale looks like the logarithmic one");

  await page.selectOption("[aria-label=Symbol]", "ETHUSDT");
  await page.waitForFunction(() => Number(document.querySelector(".last").textContent.replaceAll(",", "")) < 20_000);
  await mapped(page);

  await page.selectOption("[aria-label=Theme]", "light");
  assert.equal(await page.getAttribute("html", "data-theme"), "light");
  const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.equal(ground, "rgb(255, 255, 255)");
});

test("back to live returns to the newest bar", async (t) => {
  const { page } = await open(t, { path });
  await mapped(page);
  const box = await page.locator(".chart").boundingBox();
  await page.mouse.move(box.x + 300, box.y + 300);
  await page.mouse.down();
  await page.mouse.move(box.x + 900, box.y + 300, { steps: 8 });
  await page.mouse.up();
  const back = page.locator("[aria-label='Back to live']");
  await back.waitFor({ state: "visible" });
  await back.click();
  await back.waitFor({ state: "hidden" });
});

test("settings survive a reload; damaged ones are set aside with a sentence", async (t) => {
  const { page } = await open(t, { path });
  await mapped(page);
  await page.selectOption("[aria-label=Palette]", "magma");
  await page.click('.segment:text-is("24h")');
  await page.uncheck("[aria-label=Shorts]");
  await page.reload();
  await mapped(page);
  assert.equal(await page.inputValue("[aria-label=Palette]"), "magma");
  assert.equal(await page.textContent(".segment.on"), "24h");
  assert.ok(!(await page.isChecked("[aria-label=Shorts]")));
  await page.evaluate(() => localStorage.setItem("brink.settings", "brink-1\nwindow=forever"));
  await page.reload();
  await mapped(page);
  assert.match(await page.textContent("[role=alert]"), /stored settings could not be read .*window=forever/);
  assert.equal(await page.textContent(".segment.on"), "7d");
  assert.match(await page.evaluate(() => localStorage.getItem("brink.settings.aside")), /forever/);
  await page.click("[aria-label='Put the notice away']");
  await page.locator("[role=alert]").waitFor({ state: "hidden" });
});

test("a crash of the worker is said and the map comes back", async (t) => {
  const { page } = await open(t, { path });
  await mapped(page);
  const before = await page.textContent(".span");
  await page.workers()[0].evaluate(() => void setTimeout(() => { throw new Error("provoked"); }));
  await page.waitForFunction(() => /stopped unexpectedly/.test(document.querySelector("[role=alert]").textContent));
  await mapped(page);
  assert.equal(await page.textContent(".span"), before);
});

test("without WebGL the same map is drawn in 2D", async (t) => {
  const { page: reference } = await open(t, { path });
  await mapped(reference);
  await settled(reference);
  const wanted = await pixels(reference);
  const { page } = await open(t, {
    path,
    before: (page) =>
      page.addInitScript(() => {
        const get = HTMLCanvasElement.prototype.getContext;
        HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
          return kind === "webgl2" ? null : get.call(this, kind, ...rest);
        };
      }),
  });
  await mapped(page);
  await settled(page);
  const seen = await pixels(page);
  for (const part of ["upper", "lower", "whole"]) {
    const off = Math.abs(seen[part].bright / wanted[part].bright - 1);
    assert.ok(off < 0.05, `the ${part} part is ${(100 * off).toFixed(1)} % brighter or darker than with WebGL`);
  }
});

test("keys reach every control, in sight", async (t) => {
  const { page } = await open(t, { path });
  await mapped(page);
  const reached = new Set();
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const e = document.activeElement;
      if (e === document.body) return {}; // between the last control and the first
      const shown = e.matches(":focus-visible") && (getComputedStyle(e).outlineStyle !== "none" || getComputedStyle(e.closest("label") ?? e).outlineStyle !== "none");
      return { name: e.ariaLabel ?? e.closest("label")?.innerText ?? e.innerText, shown };
    });
    if (at.name) assert.ok(at.shown, `the focus on ${at.name} is not to be seen`);
    reached.add(at.name);
  }
  for (const name of ["Symbol", "Model", "Threshold", "Contrast", "Palette", "Longs", "Shorts", "Lock scale", "Price scale", "Theme", "Open recording", "7d"]) {
    assert.ok(reached.has(name), `Tab does not reach ${name}: ${[...reached].join(", ")}`);
  }
});

test("accessible in both themes, on desk and phone", async (t) => {
  for (const viewport of [undefined, phone]) {
    const { page } = await open(t, { path, viewport });
    await mapped(page);
    for (const theme of ["dark", "light"]) {
      if (viewport && (await page.locator(".panel").isHidden())) await page.click("[aria-label=Settings]");
      await page.selectOption("[aria-label=Theme]", theme);
      await settled(page);
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
      assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(" ")}`), [], `${theme}, ${viewport ? "phone" : "desk"}`);
    }
  }
});

test("on a phone the chart comes first and the settings are a sheet", async (t) => {
  const { page } = await open(t, { path, viewport: phone, context: { hasTouch: true, isMobile: true } });
  await mapped(page);
  const chart = await page.locator(".chart").boundingBox();
  assert.ok(chart.height > 0.7 * phone.height && chart.width === phone.width, JSON.stringify(chart));
  assert.ok(await page.locator(".panel").isHidden());
  await page.tap("[aria-label=Settings]");
  await page.locator(".panel").waitFor({ state: "visible" });
  await page.tap("[aria-label=Settings]");
  await page.locator(".panel").waitFor({ state: "hidden" });
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "the page scrolls sideways");
});

test("what Vugu renders again stays as it was", async (t) => {
  const { page } = await open(t, { path });
  await mapped(page);
  // The market ticks, so the page renders; at most four times a second.
  const renders = await page.evaluate(async () => {
    let count = 0;
    let due = false;
    new MutationObserver(() => {
      if (due) return;
      due = true;
      setTimeout(() => ((due = false), count++), 20);
    }).observe(document.querySelector("#root"), { subtree: true, characterData: true, childList: true, attributes: true });
    await new Promise((resolve) => setTimeout(resolve, 4000));
    return count / 4;
  });
  assert.ok(renders <= 4.5, `${renders} renders a second`);
  assert.ok((await page.locator("*").count()) < 300, "three hundred elements or more");
  const painted = await page.evaluate(() => {
    const canvas = document.querySelector("[data-part=ramp]");
    return canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some((v, i) => i % 4 === 0 && v > 100);
  });
  assert.ok(painted, "the legend's scale was wiped");
  // A control keeps the focus and its value through renders.
  await page.focus("[aria-label=Threshold]");
  await page.keyboard.press("ArrowRight");
  const value = await page.inputValue("[aria-label=Threshold]");
  await page.waitForTimeout(2500);
  assert.equal(await page.evaluate(() => document.activeElement.ariaLabel), "Threshold");
  assert.equal(await page.inputValue("[aria-label=Threshold]"), value);
  assert.equal(await page.locator(".chart canvas.heat").count(), 1);
});

test("two hundred switches leave the heap flat", async (t) => {
  const { page, context } = await open(t, { path });
  await mapped(page);
  const session = await context.newCDPSession(page);
  const used = async () => {
    await session.send("HeapProfiler.collectGarbage");
    return (await session.send("Runtime.getHeapUsage")).usedSize;
  };
  const models = ["classic", "oi", "learned"];
  const windows = ["24h", "3d", "7d", "30d"];
  const palettes = ["viridis", "magma", "classic"];
  const round = async (n) => {
    for (let i = 0; i < n; i++) {
      if (i % 3 === 0) await page.selectOption("[aria-label=Model]", models[(i / 3) % 3 | 0]);
      else if (i % 3 === 1) await page.click(`.segment:text-is("${windows[(i / 3) % 4 | 0]}")`);
      else await page.selectOption("[aria-label=Palette]", palettes[(i / 3) % 3 | 0]);
      await page.waitForTimeout(15);
    }
    await page.waitForTimeout(600);
  };
  await round(60);
  const before = await used();
  await round(200);
  const grown = ((await used()) - before) / 1e6;
  assert.ok(grown < 12, `the heap grew by ${grown.toFixed(1)} MB`);
});

test("every story is told", async (t) => {
  for (const [name, sign] of [["simulated", "SIMULATED"], ["recording", "RECORDING"], ["loading", "Loading"], ["restarting", "Restarting"], ["notice", "row 3"], ["away", "Back to live"], ["sheet", "Contrast"], ["empty", "–"], ["locked", "$9.00M"]]) {
    const { page } = await open(t, { path: `/?story=${name}` });
    await page.waitForFunction((sign) => document.body.innerText.includes(sign), sign, { timeout: 5000 }).catch(() => assert.fail(`the story ${name} does not say ${sign}`));
  }
});
