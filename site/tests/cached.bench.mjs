// The next visit: from navigation to the map out of what the device has kept,
// thirty-three days of five venues, while those go on.
import { startExchange, venuesAt } from "./exchange.mjs";
import { desk, launchProfile, startServer } from "./harness.mjs";
import { mapped, stampMap } from "./look.mjs";

export async function measure() {
  const x = await startExchange({ args: ["-days", "75"] });
  const server = await startServer({ args: x.relayed });
  const context = await launchProfile({ args: venuesAt(x.port), viewport: desk });
  try {
    await context.addInitScript(stampMap);
    const visit = async (status) => {
      const page = await context.newPage();
      await page.goto(server.origin);
      await page.getByRole("status").filter({ hasText: status }).waitFor({ timeout: 60_000 });
      return page;
    };
    const page = await visit(/^LIVE, 5 of 5 venues$/);
    await page.waitForTimeout(20_000); // until the history is there and kept
    await page.close();
    const cached = [];
    for (let i = 0; i < 9; i++) {
      const again = await visit(/^(LIVE|STALE)/);
      await mapped(again, "LIVE");
      cached.push(await again.evaluate(() => globalThis.mapped_));
      await again.waitForTimeout(2000);
      await again.close();
    }
    return [{ name: "map from the cache after navigation", measured: cached, target: 1000, unit: "ms" }];
  } finally {
    await context.close();
    await server.stop();
    await x.stop();
  }
}
