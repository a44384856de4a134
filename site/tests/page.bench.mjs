// What a visitor waits for, in a real Chromium at 1440x900 in software
// rendering: the first map, a slider, a pan and a zoom.
import { desk, launch, startServer } from "./harness.mjs";
import { hurry, mapped, stampMap } from "./look.mjs";

/** Milliseconds from navigation to the first frame with heat in it. */
async function firstMap(browser, origin) {
  const context = await browser.newContext({ viewport: desk });
  const page = await context.newPage();
  await page.addInitScript(stampMap);
  await page.goto(`${origin}/?sim=7`);
  await mapped(page);
  const milliseconds = await page.evaluate(() => globalThis.mapped_);
  await context.close();
  return milliseconds;
}

/** How many animation frames after an input event the heat is drawn anew. */
function sliderFrames(page) {
  return page.evaluate(async () => {
    const slider = document.querySelector("[aria-label=Contrast]");
    const canvas = document.querySelector("canvas.heat");
    const gl = canvas.getContext("webgl2");
    const frames = [];
    for (let value = 20; value < 80; value += 2) {
      await new Promise(requestAnimationFrame);
      let drawn = false;
      const draw = gl.drawArrays;
      gl.drawArrays = function (...args) {
        drawn = true;
        return draw.apply(gl, args);
      };
      slider.value = value;
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      let count = 0;
      while (!drawn && count < 60) {
        await new Promise(requestAnimationFrame);
        count++;
      }
      delete gl.drawArrays;
      frames.push(count);
    }
    return frames;
  });
}

/** Milliseconds from choosing the other shading, of cells that are at hand, to the heat drawn by it. */
function shadingTimes(page) {
  return page.evaluate(async () => {
    const select = document.querySelector("[aria-label=Shading]");
    const gl = document.querySelector("canvas.heat").getContext("webgl2");
    const times = [];
    for (let i = 0; i < 20; i++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      const drawn = new Promise((resolve) => {
        const draw = gl.drawArrays;
        gl.drawArrays = function (...args) {
          delete gl.drawArrays;
          draw.apply(gl, args);
          gl.finish();
          resolve(performance.now());
        };
      });
      select.value = i % 2 === 0 ? "dollars" : "standout";
      const from = performance.now();
      select.dispatchEvent(new Event("change", { bubbles: true }));
      times.push((await drawn) - from);
    }
    return times.sort((a, b) => a - b);
  });
}

/** Milliseconds from choosing a model never shown before to its drawn frame: 30 days stepped and drawn in the worker. */
async function modelTime(browser, origin, to) {
  const context = await browser.newContext({ viewport: desk });
  const page = await context.newPage();
  await page.goto(`${origin}/?sim=7`);
  await mapped(page);
  if ((await page.inputValue("[aria-label=Model]")) === to) {
    await page.selectOption("[aria-label=Model]", "classic");
    await page.waitForTimeout(1000);
    await page.reload();
    await mapped(page);
  }
  await page.waitForTimeout(1000);
  const milliseconds = await page.evaluate(async (to) => {
    const gl = document.querySelector("canvas.heat").getContext("webgl2");
    const upload = gl.texSubImage3D;
    const shown = new Promise((resolve) => {
      gl.texSubImage3D = function (...args) {
        upload.apply(gl, args);
        // A patch is a column or two.
        if (args[6] > 8) requestAnimationFrame(() => resolve(performance.now()));
      };
    });
    const select = document.querySelector("[aria-label=Model]");
    const start = performance.now();
    select.value = to;
    select.dispatchEvent(new Event("change", { bubbles: true }));
    return (await shown) - start;
  }, to);
  await context.close();
  return milliseconds;
}

/** Milliseconds from the page's hearing of a closed bar to the table of clusters that counts it, of ten bars. */
async function clusterTimes(browser, origin) {
  const context = await browser.newContext({ viewport: desk });
  const page = await context.newPage();
  await page.addInitScript(() => {
    globalThis.took_ = [];
    let bar = 0;
    let due = false;
    const Plain = Worker;
    globalThis.Worker = class extends Plain {
      constructor(...args) {
        super(...args);
        this.addEventListener("message", ({ data }) => {
          const kind = new Uint8Array(data)[1];
          if (kind === 65 && !due) bar = performance.now(); // Bars; the clusters of a closed one follow at once
          if (kind === 41) due = true; // Standing
        });
      }
    };
    addEventListener("DOMContentLoaded", () => {
      const inTable = ({ target }) => (target.closest ? target : target.parentElement)?.closest(".clusters");
      new MutationObserver((changes) => {
        if (!due || !changes.some(inTable)) return;
        globalThis.took_.push(performance.now() - bar);
        due = false;
      }).observe(document.body, { subtree: true, childList: true, characterData: true });
    });
  });
  await hurry(8)(page);
  await page.goto(`${origin}/?sim=7`);
  await mapped(page);
  await page.waitForFunction(() => globalThis.took_.length > 11, null, { timeout: 120_000 });
  const took = await page.evaluate(() => globalThis.took_.slice(2)); // after the first, which walks the past
  await context.close();
  return took;
}

/** Milliseconds between frames while `gesture` runs, and their 95th percentile. */
async function frameTime(page, gesture) {
  await page.evaluate(() => {
    globalThis.__frames = [];
    let last = performance.now();
    const tick = (now) => {
      globalThis.__frames?.push(now - last);
      last = now;
      if (globalThis.__frames) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  await gesture();
  const times = await page.evaluate(() => {
    const times = globalThis.__frames;
    delete globalThis.__frames;
    return times.slice(2);
  });
  const high = [...times].sort((a, b) => a - b)[Math.floor(times.length * 0.95)];
  return { times, high };
}

export async function measure() {
  const server = await startServer();
  const browser = await launch();
  try {
    const first = [];
    for (let i = 0; i < 5; i++) first.push(await firstMap(browser, server.origin));

    const models = { classic: [], learned: [] };
    for (const model of Object.keys(models)) {
      for (let i = 0; i < 5; i++) models[model].push(await modelTime(browser, server.origin, model));
    }

    const clusters = await clusterTimes(browser, server.origin);

    const page = await browser.newPage({ viewport: desk });
    await page.goto(`${server.origin}/?sim=7`);
    await mapped(page);
    await page.waitForTimeout(500);
    const slider = await sliderFrames(page);
    const shading = await shadingTimes(page);
    // Every overlay there is.
    for (const control of ["Trading hours", "True positions"]) await page.check(`[aria-label='${control}']`);
    const box = await page.locator(".chart").boundingBox();
    const [x, y] = [box.x + box.width * 0.5, box.y + box.height * 0.5];
    const pan = await frameTime(page, async () => {
      await page.mouse.move(x, y);
      await page.mouse.down();
      for (let i = 0; i < 120; i++) await page.mouse.move(x + 2 * (i < 60 ? i : 120 - i), y + (i % 40));
      await page.mouse.up();
    });
    const zoom = await frameTime(page, async () => {
      for (let i = 0; i < 60; i++) {
        await page.mouse.wheel(0, i < 30 ? 40 : -40);
        await page.waitForTimeout(8);
      }
    });
    return [
      { name: "simulated map on screen after navigation", measured: first, target: 2000, unit: "ms" },
      { name: "finished map of 30 days on screen, classic, Chromium", measured: models.classic, target: 120, unit: "ms" },
      { name: "finished map of 30 days on screen, learned, Chromium", measured: models.learned, target: 180, unit: "ms" },
      { name: "clusters after a bar, middle", measured: clusters, target: 50, unit: "ms" },
      { name: "slider to pixels", measured: Math.max(...slider), target: 1, unit: "frames" },
      { name: "other shading to pixels, middle", measured: shading[Math.floor(shading.length / 2)], target: 50, unit: "ms" },
      { name: "a frame while panning with every overlay, middle", measured: pan.times, target: 33, unit: "ms" },
      { name: "a frame while panning with every overlay, 95th percentile", measured: pan.high, target: 33.4, unit: "ms" },
      { name: "a frame while zooming, middle", measured: zoom.times, target: 33, unit: "ms" },
      { name: "a frame while zooming, 95th percentile", measured: zoom.high, target: 33.4, unit: "ms" },
    ];
  } finally {
    await browser.close();
    await server.stop();
  }
}
