// A slow line: the first visit over 1.6 Mbit/s with 150 ms to every answer, to
// the first frame with heat of the simulated market.
import { desk, launch, startServer } from "./harness.mjs";
import { mapped, stampMap } from "./look.mjs";

const line = { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 0.75e6 / 8 };

/** Milliseconds from navigation to the map, with nothing kept on the device. */
async function firstMap(browser, origin) {
  const context = await browser.newContext({ viewport: desk, serviceWorkers: "block" });
  const page = await context.newPage();
  await page.addInitScript(stampMap);
  const devtools = await context.newCDPSession(page);
  await devtools.send("Network.enable");
  await devtools.send("Network.emulateNetworkConditions", line);
  await page.goto(`${origin}/?sim=7`, { timeout: 60_000 });
  await page.getByRole("status").filter({ hasText: /^SIMULATED/ }).waitFor({ timeout: 60_000 });
  await mapped(page);
  const milliseconds = await page.evaluate(() => globalThis.mapped_);
  await context.close();
  return milliseconds;
}

export async function measure() {
  const server = await startServer();
  const browser = await launch();
  try {
    const measured = [];
    for (let i = 0; i < 5; i++) measured.push(await firstMap(browser, server.origin));
    return [{ name: "first map over a slow line", measured, target: 7000, unit: "ms" }];
  } finally {
    await browser.close();
    await server.stop();
  }
}
