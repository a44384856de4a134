// What is transferred, in brotli, and the memory that Go holds after a while of
// use: figures that do not depend on how busy a machine is.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { desk, launch, root, startServer } from "./harness.mjs";
import { mapped, memory, watchMemory } from "./look.mjs";

const dist = `${root}dist/site/`;

/** Megabytes of Go's memories in page and worker after each model and window twice. */
async function heldAfterSwitches(browser, origin) {
  const page = await browser.newPage({ viewport: desk });
  await watchMemory(page);
  await page.goto(`${origin}/?sim=7`);
  await mapped(page);
  for (let i = 0; i < 24; i++) {
    if (i % 2) await page.selectOption("[aria-label=Model]", ["classic", "oi", "learned"][(i >> 1) % 3]);
    else await page.click(`.segment:text-is("${["24h", "3d", "7d", "30d"][(i >> 1) % 4]}")`);
    await page.waitForTimeout(250);
  }
  return (await memory(page)).reduce((sum, megabytes) => sum + megabytes, 0);
}

export async function measure() {
  const first = JSON.parse(readFileSync(`${dist}first-visit.json`, "utf8")).total.brotli;
  const second = readdirSync(`${dist}assets`).filter((name) => /^extra\..*\.wasm\.br$/.test(name));
  const server = await startServer();
  const browser = await launch();
  try {
    return [
      { name: "a first visit, brotli", measured: first / 1e3, target: 1000, unit: "KB" },
      { name: "the second module, brotli", measured: second.length === 1 ? statSync(`${dist}assets/${second[0]}`).size / 1e3 : NaN, target: 500, unit: "KB" },
      { name: "Go's memory in page and worker after 24 switches", measured: await heldAfterSwitches(browser, server.origin), target: 250, unit: "MB" },
    ];
  } finally {
    await browser.close();
    await server.stop();
  }
}
