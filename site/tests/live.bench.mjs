// The live page: under load, four venues at a thousand messages a second
// together, from the receipt of a message to the end of the frame that shows
// it; and at the next visit, from navigation to the map out of the cache.
import { startExchange, venuesAt } from "./exchange.mjs";
import { desk, launchProfile, startServer } from "./harness.mjs";
import { mapped, stampMap } from "./look.mjs";

export async function measure() {
  const x = await startExchange({ args: ["-rate", "1000"] });
  const server = await startServer({ args: x.relayed });
  const context = await launchProfile({ args: venuesAt(x.port), viewport: desk });
  try {
    await context.addInitScript(stampMap);
    const page = await context.newPage();
    await page.goto(server.origin);
    await page.getByRole("status").filter({ hasText: /^LIVE, 5 of 5 venues$/ }).waitFor({ timeout: 60_000 });
    // Once the history is there, and the open interest of it that comes last: a
    // minute alone, and no more of what the minute before it was.
    await page.waitForTimeout(100_000);
    const said = await page.textContent("[data-part=latency]");
    await page.close();
    const cached = [];
    for (let i = 0; i < 7; i++) {
      const again = await context.newPage();
      await again.goto(server.origin);
      await again.waitForFunction(() => /^(LIVE|STALE)/.test(document.querySelector("[role=status]")?.textContent ?? ""));
      await mapped(again, "LIVE");
      cached.push(await again.evaluate(() => globalThis.mapped_));
      await again.waitForTimeout(3000);
      await again.close();
    }
    return [
      { name: "message to pixels at 1,000 a second, 99th percentile of a minute", measured: Number(/(\d+) ms/.exec(said)?.[1] ?? NaN), target: 50, unit: "ms" },
      { name: "map from the cache after navigation", measured: cached, target: 1000, unit: "ms" },
    ];
  } finally {
    await context.close();
    await server.stop();
    await x.stop();
  }
}
