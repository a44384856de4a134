// The page as a visitor meets it, on the simulated market.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { open, phone } from "./harness.mjs";
import { eventually, mapped, memory, openTab, pixels, readout, watchMemory } from "./look.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const path = "/?sim=7";


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
  // The crosshair tells how far a cell stands out beside its dollars, however the map is shaded.
  const chart = await page.locator(".chart").boundingBox();
  await page.mouse.move(chart.x + chart.width * 0.5, chart.y + chart.height * 0.2);
  await page.waitForFunction(() => /^\d+\.\d times its surroundings$/.test(document.querySelector("[data-readout=standout]").textContent));
  await page.mouse.move(chart.x + chart.width + 40, chart.y + 20);
  assert.match(await page.locator(".marks").innerText(), /^1\.60x/);
  const standout = await pixels(page);
  await page.selectOption("[aria-label=Shading]", "dollars");
  const plain = await eventually(page, (seen) => Math.abs(seen.whole.bright / standout.whole.bright - 1) > 0.02, "both shadings draw the same");

  await page.uncheck("[aria-label=Shorts]");
  const longs = await eventually(page, (seen) => seen.upper.hued < plain.upper.hued / 20, "without shorts there is heat above the price");
  assert.ok(Math.abs(longs.lower.hued - plain.lower.hued) < plain.lower.hued / 5 + 500, "the longs went with the shorts");
  await page.check("[aria-label=Shorts]");
  await page.uncheck("[aria-label=Longs]");
  await eventually(page, (seen) => seen.upper.hued > plain.upper.hued / 2 && seen.lower.hued < plain.lower.hued / 20 + 200, "without longs there is heat below the price, or none above");
  await page.check("[aria-label=Longs]");

  const classes = page.locator("[aria-label='Leverage classes'] input");
  assert.equal(await classes.count(), 4);
  for (let i = 0; i < 4; i++) await classes.nth(i).uncheck();
  await eventually(page, (seen) => seen.whole.hued < plain.whole.hued / 20 + 200, "with every class off there is heat");
  await classes.nth(3).check();
  await eventually(page, (seen) => seen.whole.hued > 1000 && seen.whole.bright < plain.whole.bright, "one class alone is not a part of all");
  for (let i = 0; i < 3; i++) await classes.nth(i).check();
  await eventually(page, (seen) => seen.whole.hued > plain.whole.hued * 0.9, "the classes do not come back");

  await page.fill("[aria-label=Threshold]", "70");
  await eventually(page, (seen) => seen.whole.hued < plain.whole.hued / 2, "a threshold leaves the dim cells");
  await page.fill("[aria-label=Threshold]", "0");
  await page.fill("[aria-label=Contrast]", "0");
  await eventually(page, (seen) => seen.whole.bright > plain.whole.bright * 1.1, "low contrast does not lift the dim cells");
  await page.fill("[aria-label=Contrast]", "50");
  await eventually(page, (seen) => seen.whole.bright < plain.whole.bright * 1.05, "middle contrast is not what it was");

  for (const [palette, is, sentence] of [
    ["grey", (seen) => seen.hued < plain.whole.hued / 10, "grey has hues"],
    ["viridis", (seen) => seen.green > seen.red, "viridis is not green"],
    ["magma", (seen) => seen.blue > seen.green, "magma is not purple"],
    ["cividis", (seen) => seen.hued > 1000 && seen.blue > seen.red && seen.blue > seen.green, "cividis is not blue where it is dark"],
    ["classic", (seen) => seen.red > seen.green && seen.green > seen.blue, "classic is not amber"],
    ["violet", (seen) => Math.abs(seen.bright / plain.whole.bright - 1) < 0.05, "violet is not what it was"],
  ]) {
    await page.selectOption("[aria-label=Palette]", palette);
    await eventually(page, (seen) => is(seen.whole), sentence);
  }

  await page.selectOption("[aria-label=Model]", "classic");
  await page.waitForFunction(() => document.querySelector("[data-part=model]").textContent.includes("not calibrated"));
  await eventually(page, (seen) => Math.abs(seen.whole.bright / plain.whole.bright - 1) > 0.02, "another model draws the same map");

  // A locked scale keeps its dollars when the map changes under it.
  const marks = () => page.locator(".marks").innerText();
  await page.waitForFunction(() => /^\$\d/.test(document.querySelector(".marks").innerText));
  const before = await marks();
  await page.check("[aria-label='Lock scale']");
  await page.selectOption("[aria-label=Model]", "learned");
  await page.waitForFunction(() => !document.querySelector("[data-part=model]").textContent.includes("not calibrated"));
  await page.waitForTimeout(1000);
  assert.equal(await marks(), before);
  await page.uncheck("[aria-label='Lock scale']");
  await page.waitForFunction((before) => document.querySelector(".marks").innerText !== before, before);

  for (const name of ["12h", "24h", "3d", "30d"]) {
    await page.click(`.segment:text-is("${name}")`);
    await page.waitForFunction((name) => document.querySelector(".segment.on").textContent === name, name);
    await mapped(page);
    assert.equal(await page.getAttribute(".segment.on", "aria-pressed"), "true");
  }
  assert.ok(await page.isDisabled('.segment:text-is("1y")'), "thirty days are offered as a year");

  await page.selectOption("[aria-label=Symbol]", "ETHUSDT");
  await page.waitForFunction(() => Number(document.querySelector(".last").textContent.replaceAll(",", "")) < 20_000);
  await mapped(page);

  await page.selectOption("[aria-label=Theme]", "light");
  assert.equal(await page.getAttribute("html", "data-theme"), "light");
  const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.equal(ground, "rgb(255, 255, 255)");
  await page.emulateMedia({ colorScheme: "dark" });
  await page.selectOption("[aria-label=Theme]", "system");
  await page.waitForFunction(() => getComputedStyle(document.body).backgroundColor === "rgb(11, 14, 19)");
  await page.emulateMedia({ colorScheme: "light" });
  await page.waitForFunction(() => getComputedStyle(document.body).backgroundColor === "rgb(255, 255, 255)");
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
  const crash = () => page.workers()[0].evaluate(() => void setTimeout(() => { throw new Error("provoked"); }));
  await crash();
  await page.waitForFunction(() => /stopped unexpectedly/.test(document.querySelector("[role=alert]").textContent));
  await mapped(page);
  assert.equal(await page.textContent(".span"), before);
  // One that stops again at once is not started again at once.
  await crash();
  await page.waitForFunction(() => /started again in 1 s/.test(document.querySelector("[role=alert]").textContent));
  assert.match(await page.textContent("[role=status]"), /^STALE, restarting the engine$/);
  await mapped(page);
});

test("without WebGL the same map is drawn in 2D", async (t) => {
  const { page: reference } = await open(t, { path });
  await mapped(reference);
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
  const off = (seen, part) => Math.abs(seen[part].bright / wanted[part].bright - 1);
  await eventually(page, (seen) => ["upper", "lower", "whole"].every((part) => off(seen, part) < 0.05), "the map is more than 5 % brighter or darker than with WebGL");
});

test("keys reach every control, in sight", async (t) => {
  const { page } = await open(t, { path });
  await mapped(page);
  const reached = new Set();
  for (let i = 0; i < 80; i++) {
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
  for (const name of ["Symbol", "Model", "Threshold", "Contrast", "Palette", "Longs", "Shorts", "Lock scale", "Price scale", "Theme", "Open recording", "7d", "Clusters", "Positions", "Alerts", "Help", "Replay", "Share", "Save picture", "Export"]) {
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
      await page.waitForFunction((theme) => document.documentElement.dataset.theme === theme, theme);
      await page.evaluate(axe);
      if (viewport) await page.click("[aria-label=Settings]");
      for (const tab of ["Clusters", "Positions", "Alerts", "Help", "Export", "Replay"]) {
        if ((await page.getAttribute(`.ledge [aria-label="${tab}"]`, "aria-pressed")) === "false") await openTab(page, tab);
        const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
        assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(" ")}`), [], `${tab}, ${theme}, ${viewport ? "phone" : "desk"}`);
      }
      await page.click("[aria-label='Back to live']");
    }
  }
});

test("on a phone the chart comes first and the settings are a sheet", async (t) => {
  const { page } = await open(t, { path, viewport: phone, context: { hasTouch: true, isMobile: true } });
  await mapped(page);
  // The offer of a tour, with buttons for a thumb, is for a first visit alone.
  assert.ok((await page.locator(".chart").boundingBox()).height > 0.65 * phone.height);
  await page.tap("[aria-label='No tour']");
  await page.locator("[aria-label='No tour']").waitFor({ state: "hidden" });
  await page.waitForFunction((least) => document.querySelector(".chart").clientHeight > least, 0.7 * phone.height);
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
  // The market ticks and a slider is drawn along, so the page renders; at most
  // four times a second.
  const renders = await page.evaluate(async () => {
    let count = 0;
    let due = false;
    // What is written past Vugu, each tick, is no render.
    const past = ({ target }) => (target.closest ? target : target.parentElement)?.closest("[data-part=last], .countdown");
    const observer = new MutationObserver((changes) => {
      if (due || changes.every(past)) return;
      due = true;
      setTimeout(() => ((due = false), count++), 20);
    });
    observer.observe(document.querySelector("#root"), { subtree: true, characterData: true, childList: true, attributes: true });
    const slider = document.querySelector("[aria-label=Contrast]");
    const start = performance.now();
    for (let value = 20; performance.now() - start < 5000; value = 20 + ((value + 1) % 60)) {
      slider.value = value;
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      await new Promise((resolve) => setTimeout(resolve, 16));
    }
    observer.disconnect();
    return (1000 * (count - 2)) / (performance.now() - start); // two may come at once
  });
  assert.ok(renders <= 4, `${renders} renders a second`);
  assert.ok(renders > 0.5, "nothing is rendered");
  const elements = await page.locator("#root *").count();
  assert.ok(elements < 400, `${elements} elements, four hundred or more`);
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

test("a render replaces nothing that is the same", async (t) => {
  const { page } = await open(t, { path });
  await mapped(page);
  await page.selectOption("[aria-label=Shading]", "dollars");
  await page.waitForFunction(() => /^\$\d/.test(document.querySelector(".marks").innerText));
  await page.evaluate(() => {
    globalThis.__gone = [];
    new MutationObserver((list) => {
      for (const { removedNodes } of list) for (const node of removedNodes) globalThis.__gone.push(node.textContent || node.outerHTML);
    }).observe(document.body, { subtree: true, childList: true });
  });
  const last = await page.textContent(".last");
  await page.waitForFunction((last) => document.querySelector(".last").textContent !== last, last);
  await page.waitForTimeout(2500);
  const gone = await page.evaluate(() => globalThis.__gone);
  // The price, the countdown, and what the map's dollars say, are what may have changed.
  assert.deepEqual(gone.filter((text) => !/^(\$?[\d.,]+[KMB]?|closes in [\d:]+)$/.test(text)), []);
});

test("two hundred switches leave the memory flat", async (t) => {
  const { page, context } = await open(t, { path, before: watchMemory });
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
  // Go's memory never shrinks, and grows until its garbage has room: then it stays.
  const sizes = [await memory(page)];
  const grew = () => sizes.at(-1).some((size, i) => size > sizes.at(-2)[i]);
  do {
    await round(60);
    sizes.push(await memory(page));
  } while (grew() && sizes.length < 7);
  const told = sizes.map((list) => list.map((size) => size.toFixed(0)).join(" and ")).join(", ");
  assert.equal(sizes[0].length, 2, "the page has one worker");
  assert.ok(!grew(), `Go's memory in page and worker grew at every turn: ${told} MB`);
  assert.ok(Math.max(...sizes.at(-1)) < 160, `Go holds ${told} MB in page and worker`);
});

test("every story is told", async (t) => {
  for (const [name, sign] of [["simulated", "SIMULATED"], ["recording", "RECORDING"], ["loading", "Loading"], ["restarting", "STALE, restarting the engine"], ["notice", "row 3"], ["away", "Back to live"], ["sheet", "Contrast"], ["empty", "–"], ["locked", "$9.00M"]]) {
    const { page } = await open(t, { path: `/?story=${name}` });
    await page.waitForFunction((sign) => document.body.innerText.includes(sign), sign, { timeout: 30_000 }).catch(() => assert.fail(`the story ${name} does not say ${sign}`));
    if (name === "loading") continue;
    // And its chart is there: heat, but in the one of an empty map.
    await eventually(page, ({ whole }) => (name === "empty" ? whole.bright > 0 && whole.hued < 500 : whole.hued > 5000), `the story ${name} has no chart`);
  }
});
