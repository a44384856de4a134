// From market to market: the simulated one, recordings, the live one and back;
// whatever was shown before, a page shows what one shows that has just come
// there, and says what is on its way.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { startExchange, putOff, venuesAt } from "./exchange.mjs";
import { after, open, root } from "./harness.mjs";
import { bars, drop, mapped, still } from "./look.mjs";

const says = (page, pattern, timeout = 60_000) => page.getByRole("status").filter({ hasText: pattern }).waitFor({ timeout });
const back = (page) => page.getByRole("button", { name: "Back to the market" });
const notice = (page, pattern, timeout = 30_000) => page.waitForFunction((source) => new RegExp(source).test(document.querySelector("[role=alert] span").textContent), pattern.source, { timeout });

/** Every figure of the page that is of the market at hand. */
const figures = (page) =>
  page.evaluate(() => {
    const text = (selector) => document.querySelector(selector)?.textContent ?? "";
    return {
      status: text("[role=status]"),
      symbol: document.querySelector("[aria-label=Symbol]").value,
      price: text("[data-part=last]"),
      from: text(".span"),
      headline: text("[data-part=headline]"),
      balance: text("[data-part=balance]"),
      rows: [...document.querySelectorAll("[aria-label='Clusters of expected forced closings'] tbody tr")].map((row) => row.innerText),
      legend: [...document.querySelectorAll(".marks li")].map((mark) => mark.textContent),
      title: document.title,
    };
  });

/** The figures once they have come to rest. */
async function settled(page) {
  await still(page);
  await page.waitForTimeout(1300); // the title follows within a second
  for (let before = ""; ; await page.waitForTimeout(200)) {
    const now = await figures(page);
    if (JSON.stringify(now) === before && now.headline) return now;
    before = JSON.stringify(now);
  }
}

const files = { first: bars(), short: bars(320) };
const opens = async (page, name) => {
  await drop(page, `${name}.csv`, Buffer.from(files[name]));
  await mapped(page, "RECORDING");
  await page.waitForFunction((name) => document.querySelector("[aria-label=Symbol]").value === name, name);
};

test("a recording shows what it shows alone, whatever was chosen, replayed and opened before it", async (t) => {
  const fresh = {};
  for (const name of ["first", "short"]) {
    const { page } = await open(t, { path: "/?sim=7" });
    await mapped(page);
    await opens(page, name);
    fresh[name] = await settled(page);
    assert.match(fresh[name].headline, /\$/);
    assert.match(fresh[name].title, new RegExp(`${name} – Brink$`));
    await page.close();
  }
  const { page } = await open(t, { path: "/?sim=7" });
  await mapped(page);
  const refused = async () => {
    await drop(page, "bad.csv", Buffer.from("no,bars\n"));
    await notice(page, /row 1/);
  };
  const replays = async () => {
    await page.click("[aria-label=Replay]");
    await page.fill("[aria-label=Moment]", "6000");
    await page.waitForFunction(() => /^REPLAY/.test(document.querySelector("[role=status]").textContent));
  };
  const toggles = async () => {
    for (let twice = 0; twice < 2; twice++) for (const side of ["Longs", "Shorts"]) await page.click(`[aria-label=${side}]`);
  };
  const returns = async () => {
    await back(page).click();
    await mapped(page, "SIMULATED");
  };
  // A walk that is the same in every run.
  const walk = ["first", refused, "short", replays, "first", toggles, replays, "short", returns, "short", "short", refused, "first", returns, replays, "first"];
  for (const [i, step] of walk.entries()) {
    if (typeof step !== "string") {
      await step();
      continue;
    }
    await opens(page, step);
    assert.deepEqual(await settled(page), fresh[step], `step ${i}, ${step}`);
    assert.doesNotMatch(await page.textContent("[role=alert] span"), /row 1/, "a refusal stays over the next good file");
  }
});

test("from a recording, and from a simulated market, the way leads back to the live one", async (t) => {
  const x = await startExchange();
  after(t, () => x.stop());
  const options = { browserArgs: venuesAt(x.port), serverArgs: x.relayed, may: putOff };
  const { page } = await open(t, options);
  await says(page, /^LIVE, 5 of 5 venues$/);
  assert.equal(await back(page).isVisible(), false, "a live market leads back to itself");
  for (let twice = 0; twice < 2; twice++) {
    await opens(page, twice ? "short" : "first");
    await back(page).click();
    await says(page, /^LIVE/);
    await page.waitForFunction(() => document.querySelector("[data-part=headline]").textContent !== "");
    assert.equal(await page.inputValue("[aria-label=Symbol]"), "BTC");
    assert.doesNotMatch(await page.textContent("[role=alert] span"), /being asked for/);
  }
  const simulated = await open(t, { ...options, path: "/?sim=7" });
  await mapped(simulated.page);
  await back(simulated.page).click();
  await says(simulated.page, /^LIVE/);
  await simulated.page.waitForFunction(() => document.querySelector("[data-part=headline]").textContent !== "");
});

test("with nobody in reach the way back is said to wait, and what is shown stays", async (t) => {
  const x = await startExchange();
  const { page } = await open(t, { browserArgs: venuesAt(x.port), serverArgs: x.relayed, may: /net::ERR|WebSocket| (502|429)(?: |$|\))|status of (502|429)/ });
  await says(page, /^LIVE/);
  await opens(page, "first");
  await x.stop();
  await page.route("**/relay/", () => {}); // the relay never says what it relays
  await back(page).click();
  await notice(page, /^The live market is being asked for; what is shown stays/);
  await page.waitForFunction(() => /^No exchange answers yet/.test(document.querySelector("[role=alert] span").textContent) || /^(STALE|LIVE)/.test(document.querySelector("[role=status]").textContent), null, { timeout: 20_000 });
});

test("a session that is asked of an engine that stops is said to be lost", async (t) => {
  const workers = [];
  const { page } = await open(t, {
    path: "/?sim=7",
    before: (page) =>
      page.addInitScript(() => {
        const Plain = Worker;
        globalThis.workers_ = [];
        globalThis.Worker = class extends Plain {
          constructor(...args) {
            super(...args);
            globalThis.workers_.push(this);
          }
        };
      }),
  });
  await mapped(page);
  page.on("download", (download) => workers.push(download));
  await page.click("[aria-label=Export]");
  await page.locator("button:text-is('Save session')").waitFor();
  await page.evaluate(() => {
    globalThis.workers_.at(-1).terminate(); // silent from here on
    [...document.querySelectorAll("button")].find((button) => button.textContent === "Save session").click();
  });
  await notice(page, /The session was not saved: the engine is being started again\./, 60_000);
  await mapped(page);
  await page.click("text=Save session");
  for (const until = Date.now() + 20_000; workers.length === 0; await page.waitForTimeout(50)) assert.ok(Date.now() < until, "the next one is not saved either");
});

test("both hours at the end of summer time are drawn and told apart", async (t) => {
  const file = join(root, "../shared/cases/chart-dst/sydney-april.csv");
  if (!existsSync(file)) return t.skip("../shared is not here: the cases this test walks are kept outside the repository");
  const { page } = await open(t, { path: "/?sim=7", context: { timezoneId: "Australia/Sydney" } });
  await mapped(page);
  await page.selectOption("[aria-label='Time zone']", "Australia/Sydney");
  await drop(page, "sydney-april.csv", readFileSync(file));
  await mapped(page, "RECORDING");
  await page.click('.segment:text-is("12h")');
  await still(page);
  const box = await page.locator(".chart").boundingBox();
  const stampAt = async (x) => {
    await page.mouse.move(box.x + x, box.y + box.height / 2);
    return page.textContent("[data-readout=time]");
  };
  // The night lies a day before the newest bar.
  await page.focus(".frame");
  for (let moves = 0; !/^[1-4] Apr|^5 Apr 2026 0[01]/.test(await stampAt(20)); moves++) {
    assert.ok(moves < 80, "the night does not come into sight");
    await page.mouse.move(box.x + box.width / 2, box.y - 20);
    await page.keyboard.press("ArrowLeft");
  }
  await still(page);
  const seen = new Map();
  for (let x = 20; x < box.width - 120; x += 6) {
    const stamp = await stampAt(x);
    if (/\d/.test(stamp)) seen.set(stamp, (seen.get(stamp) ?? 0) + 1);
  }
  const night = [...seen.keys()].filter((stamp) => stamp.startsWith("5 Apr 2026 02"));
  for (const quarter of ["00", "15", "30", "45"]) for (const offset of ["UTC+11", "UTC+10"]) assert.ok(night.includes(`5 Apr 2026 02:${quarter} (${offset})`), `02:${quarter} ${offset} is not there: ${night}`);
  assert.equal(night.length, 8, `${night}`);
});
