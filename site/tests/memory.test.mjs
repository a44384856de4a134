// Memory over a long use: what Go holds in page and worker over two hundred
// switches, and what the page's process holds over ten minutes of four venues at a
// thousand messages a second. Both take minutes: ./build.sh soak runs them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { startExchange, venuesAt } from "./exchange.mjs";
import { after, desk, launch, open, startServer } from "./harness.mjs";
import { mapped, memory, watchMemory } from "./look.mjs";

const soak = { skip: !process.env.SOAK && "takes minutes: ./build.sh soak runs it" };

test("two hundred switches of model and window leave Go's memories as they were after a hundred", soak, async (t) => {
  const { page } = await open(t, { path: "/?sim=7", before: watchMemory });
  await mapped(page);
  const sizes = []; // after every fifty
  for (let i = 0; i < 200; i++) {
    if (i % 2) await page.selectOption("[aria-label=Model]", ["classic", "oi", "learned"][(i >> 1) % 3]);
    else await page.click(`.segment:text-is("${["24h", "3d", "7d", "30d"][(i >> 1) % 4]}")`);
    await page.waitForTimeout(250);
    if (i % 50 === 49) sizes.push((await memory(page)).map(Math.round));
  }
  t.diagnostic(`after every fifty switches, MB: ${sizes.join("; ")}`);
  const [early, late] = [sizes[1], sizes[3]];
  assert.equal(late.length, 2); // page and worker
  for (const [i, megabytes] of late.entries()) assert.ok(megabytes <= early[i] + 16, `${megabytes} MB of ${early[i]}`);
});

/** Megabytes that only the process of a page holds: what it shares with others is not counted. */
async function held(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  const sizes = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => {
    const map = readFileSync(`/proc/${id}/smaps_rollup`, "utf8");
    return ["Private_Clean", "Private_Dirty"].reduce((sum, kind) => sum + Number(new RegExp(`^${kind}:\\s+(\\d+) kB`, "m").exec(map)[1]) / 1024, 0);
  });
  return Math.max(...sizes);
}

test("ten minutes at a thousand messages a second do not grow the page", soak, async (t) => {
  const x = await startExchange({ args: ["-days", "75", "-rate", "1000"] });
  after(t, () => x.stop());
  const server = await startServer({ args: x.relayed });
  after(t, () => server.stop());
  const browser = await launch({ args: venuesAt(x.port) });
  after(t, () => browser.close());
  const page = await browser.newPage({ viewport: desk });
  await page.goto(server.origin);
  await page.getByRole("status").filter({ hasText: /^LIVE, 5 of 5 venues/ }).waitFor({ timeout: 120_000 });
  const sizes = [];
  for (let minute = 0; minute <= 10; minute++) {
    await page.waitForTimeout(minute ? 60_000 : 20_000);
    sizes.push(await held(browser));
  }
  t.diagnostic(`by the minute ${sizes.map(Math.round)} MB`);
  assert.ok(Math.max(...sizes) <= 330, `the page's process held ${Math.max(...sizes)} MB`);
  assert.ok(sizes.at(-1) <= sizes[3] + 30, `it grew from ${sizes[3]} MB after three minutes to ${sizes.at(-1)} MB`);
});
