// The live page under load: four venues at a thousand messages a second
// together, from the receipt of a message to the end of the frame that shows
// it.
import { startExchange, venuesAt } from "./exchange.mjs";
import { desk, launch, startServer } from "./harness.mjs";

export async function measure() {
  const x = await startExchange({ args: ["-days", "75", "-rate", "1000"] });
  const server = await startServer({ args: x.relayed });
  const browser = await launch({ args: venuesAt(x.port) });
  try {
    const page = await browser.newPage({ viewport: desk });
    await page.goto(server.origin);
    await page.getByRole("status").filter({ hasText: /^LIVE, 5 of 5 venues$/ }).waitFor({ timeout: 60_000 });
    // Once the history is there, and the open interest of it that comes last: a
    // minute alone, and no more of what the minute before it was.
    await page.waitForTimeout(100_000);
    const said = await page.textContent("[data-part=latency]");
    return [
      { name: "message to pixels at 1,000 a second, 99th percentile of a minute", measured: Number(/(\d+) ms/.exec(said)?.[1] ?? NaN), target: 50, unit: "ms" },
    ];
  } finally {
    await browser.close();
    await server.stop();
    await x.stop();
  }
}
