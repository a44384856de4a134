// The page with the exchanges in reach: a fake one that speaks their formats,
// under their own names.
import assert from "node:assert/strict";
import { test } from "node:test";
import { further, putOff, startExchange, toVenue, venuesAt } from "./exchange.mjs";
import { after, open } from "./harness.mjs";
import { mapped, sight } from "./look.mjs";

const status = (page) => page.textContent("[role=status]");
const says = (page, pattern, timeout = 30_000) => page.getByRole("status").filter({ hasText: pattern }).waitFor({ timeout });
const lamps = (page) => page.locator(".venue").allTextContents();
/** What an exchange out of reach, or cut off, leaves on the console. */
const cut = /net::ERR|WebSocket| (502|429)(?: |$|\))|status of (502|429)/;

/** What of a page's options makes an exchange reachable. On a busy machine requests bunch up, and one of them may be put off. */
const reached = (x) => ({ browserArgs: venuesAt(x.port), serverArgs: x.relayed, may: putOff });

/** What this file fetches reaches further back than what others look at. */
const history = ["-days", "75"];

async function exchange(t, options) {
  const x = await startExchange({ ...options, args: [...history, ...(options?.args ?? [])] });
  after(t, () => x.stop());
  return x;
}

test("live venues make a map within seconds, and it goes on", async (t) => {
  const x = await exchange(t);
  const seen = [];
  const { page } = await open(t, { ...reached(x), before: (page) => page.on("request", (request) => seen.push(toVenue(request))) });
  await says(page, /^LIVE, 5 of 5 venues$/);
  assert.ok(seen.some((url) => url?.startsWith("https://fapi.binance.com/")), "Binance was not asked directly");
  assert.equal((await lamps(page)).length, 5);
  for (const lamp of await lamps(page)) assert.match(lamp, /(live|relayed), \d+ s/);
  // Thirty days before the window, of the venues that tell as much.
  assert.match(await page.textContent(".span"), /^built from \d+ Oct 2026|^built from \d+ \w+ \d{4}/);
  const before = await page.textContent("[data-part=last]");
  await page.waitForFunction((before) => document.querySelector("[data-part=last]").textContent !== before, before, { timeout: 20_000 });
  assert.equal(await page.getByRole("alert").isVisible(), false, "a notice stands over a map that was only built");
});

test("further venues are connected to where they are ticked, directly or by the relay, and let go again", async (t) => {
  const x = await exchange(t, { args: ["-further"] });
  const seen = [];
  const { page } = await open(t, { ...reached(x), serverArgs: x.further, before: (page) => page.on("request", (request) => seen.push(new URL(request.url()).host)) });
  await says(page, /^LIVE, 5 of 5 venues$/);
  assert.deepEqual(seen.filter((host) => further.includes(host)), [], "a venue that nobody wants was asked");
  const ticks = page.getByLabel(/^Connect to /);
  const count = await ticks.count();
  for (let i = 0; i < count; i++) await ticks.nth(i).check();
  const connected = (n) => says(page, new RegExp(`^LIVE, ${n} of ${n} venues$`), 120_000).catch(async (e) => { throw new Error(`${await status(page)}: ${await lamps(page)}`, { cause: e }); });
  await connected(5 + count);
  assert.ok(seen.includes("api.bitget.com") && !seen.includes("api.gateio.ws"), "Bitget is asked directly, Gate by the relay");
  // Off and on again: the others go on, and are asked for no bar again.
  const bars = (request) => /fapi.*klines|v5\/market\/kline/.test(request.url()) && seen.push("again");
  page.on("request", bars);
  for (const wanted of [false, true]) {
    await ticks.last().setChecked(wanted);
    await connected(4 + count + Number(wanted));
  }
  assert.ok(seen.filter((host) => host === "again").length < 8, "venues that stay are asked for their history again");
  const elements = await page.evaluate(() => document.querySelectorAll("#root, #root *").length - document.querySelectorAll(".chart *").length);
  assert.ok(elements < 400, `Vugu keeps ${elements} elements`);
});

test("history that comes in one go with the market leaves the newest bar in sight", async (t) => {
  const x = await exchange(t);
  await x.stop();
  // A busy device: what the worker says while it is held is taken at once.
  const hold = (page) =>
    page.addInitScript(() => {
      const held = [];
      const Plain = Worker;
      globalThis.Worker = class extends Plain {
        set onmessage(take) {
          super.onmessage = take && ((event) => (globalThis.hold_ ? held.push(() => take(event)) : take(event)));
        }
      };
      globalThis.release_ = () => {
        globalThis.hold_ = false;
        for (const take of held) take();
      };
    });
  const { page } = await open(t, { ...reached(x), before: hold, expect: [cut] });
  await says(page, /^SIMULATED/);
  await mapped(page);
  await page.evaluate(() => (globalThis.hold_ = true));
  const back = await startExchange({ port: x.port, plain: x.plain, args: history });
  after(t, () => back.stop());
  await page.waitForTimeout(15_000);
  await page.evaluate(() => globalThis.release_());
  await says(page, /^LIVE/, 60_000);
  await mapped(page, "LIVE");
  const { to } = await sight(page);
  assert.ok(to > Date.now() - 3_600_000, `the chart ends at ${new Date(to).toISOString()}`);
  assert.equal(await page.getByRole("button", { name: "Back to live" }).isVisible(), false);
});

test("a longer window reaches further back, and the map goes on meanwhile", async (t) => {
  const x = await exchange(t, { args: ["-days", "130"] });
  const { page } = await open(t, { ...reached(x) });
  await says(page, /^LIVE, 5 of 5 venues$/);
  const before = await page.textContent(".span");
  await page.getByRole("button", { name: "90d", exact: true }).click();
  await says(page, /history \d+ %/);
  await page.waitForFunction((before) => document.querySelector(".span").textContent !== before, before, { timeout: 30_000 });
});

test("looking beyond what is there fetches what came before", async (t) => {
  const x = await exchange(t);
  const { page } = await open(t, { ...reached(x) });
  await says(page, /^LIVE, 5 of 5 venues$/);
  const elements = await page.evaluate(() => document.querySelectorAll("#root, #root *").length - document.querySelectorAll(".chart *").length);
  assert.ok(elements < 400, `Vugu keeps ${elements} elements`);
  const before = await page.textContent(".span");
  await page.focus(".frame");
  for (const [key, times] of [["-", 6], ["ArrowLeft", 14]]) for (let i = 0; i < times; i++) await page.keyboard.press(key);
  await page.waitForFunction((before) => document.querySelector(".span").textContent !== before, before, { timeout: 100_000 }); // venues give so much a minute
  assert.match(await page.textContent("[role=status]"), /^LIVE/);
});

test("venues go on and off without being asked again", async (t) => {
  const x = await exchange(t);
  const { page } = await open(t, { ...reached(x) });
  await says(page, /^LIVE, 5 of 5 venues$/);
  await page.waitForTimeout(1500);
  const asked = [];
  // A bar that ends meanwhile may be asked for: that is no history.
  const newest = (request) => {
    const times = `${request.url()} ${request.postData() ?? ""}`.match(/\b\d{13}\b/g) ?? [];
    return times.length > 0 && Math.min(...times.map(Number)) >= Date.now() - 20 * 60_000;
  };
  // So may the newest day, 288 bars and the one that forms, which is compared with the venue's own once its clock is known.
  const compared = (request) => /limit=289\b/.test(request.url());
  page.on("request", (request) => /klines|kline|candles|info$/.test(toVenue(request) ?? "") && !newest(request) && !compared(request) && asked.push(request.url()));
  const box = await page.locator(".chart").boundingBox();
  await page.mouse.move(box.x + box.width * 0.4, box.y + box.height * 0.1);
  const short = () => page.textContent("[data-readout=short]");
  await page.waitForFunction(() => /^\$[1-9]/.test(document.querySelector("[data-readout=short]").textContent));
  const all = await short();
  const boxes = page.locator("[aria-label=Venues] input");
  await boxes.nth(0).uncheck();
  await page.mouse.move(box.x + box.width * 0.4, box.y + box.height * 0.1 + 0.2);
  await page.waitForFunction((all) => document.querySelector("[data-readout=short]").textContent !== all, all);
  for (const i of [1, 2, 3]) await boxes.nth(i).uncheck();
  await page.waitForFunction(() => document.querySelectorAll("[aria-label=Venues] input")[4].disabled); // the last one stays
  for (const i of [0, 1, 2, 3]) await boxes.nth(i).check();
  await page.mouse.move(box.x + box.width * 0.4, box.y + box.height * 0.1);
  await page.waitForFunction((all) => document.querySelector("[data-readout=short]").textContent === all, all);
  assert.deepEqual(asked, []);
});

test("the next visit shows the stored map at once and fetches what is missing alone", async (t) => {
  const x = await exchange(t);
  const { page, context, origin } = await open(t, { ...reached(x) });
  await says(page, /^LIVE, 5 of 5 venues$/);
  await page.waitForTimeout(6000); // what is new is kept every five seconds
  await page.close();
  const again = await context.newPage();
  let rows = 0;
  again.on("request", (request) => {
    const url = toVenue(request);
    if (!url || !/klines|kline\?|candles/.test(url)) return;
    // A page is asked for by its most; what lies between its times counts.
    const asked = new URL(url).searchParams;
    const of = (...names) => Number(names.map((name) => asked.get(name)).find(Boolean) ?? NaN);
    const span = (of("endTime", "end", "after") - of("startTime", "start", "before")) / 300_000 + 1;
    rows += Math.min(of("limit"), Number.isNaN(span) ? Infinity : span);
  });
  await again.goto(origin);
  const shown = await again.evaluate(
    () =>
      new Promise((resolve) => {
        const look = () => (/^(LIVE|STALE)/.test(document.querySelector("[role=status]")?.textContent ?? "") ? resolve(performance.now()) : requestAnimationFrame(look));
        look();
      }),
  );
  await says(again, /^LIVE, 5 of 5 venues$/);
  t.diagnostic(`the stored map is there ${Math.round(shown)} ms after navigation`);
  assert.ok(rows < 1000, `${rows} bars were asked for again`);
});

test("an exchange that goes away leaves the map, marked stale, and comes back", async (t) => {
  const x = await exchange(t);
  const { page } = await open(t, { ...reached(x), may: cut });
  await says(page, /^LIVE, 5 of 5 venues$/);
  await x.stop();
  await says(page, /^STALE/);
  assert.equal(await page.locator(".venue [data-light=live]").count(), 0);
  const back = await startExchange({ port: x.port, plain: x.plain, args: history });
  after(t, () => back.stop());
  await says(page, /^LIVE, [1-5] of 5 venues/, 60_000);
});

test("with no exchange in reach the simulated market is shown, and live data is announced", async (t) => {
  const x = await exchange(t);
  await x.stop();
  const { page } = await open(t, { ...reached(x), expect: [cut] });
  await says(page, /^SIMULATED/, 6000);
  const back = await startExchange({ port: x.port, plain: x.plain, args: history });
  after(t, () => back.stop());
  await says(page, /^LIVE/, 60_000);
  assert.match(await page.getByRole("alert").textContent(), /Live data has come; the simulated market was put away/);
});

test("where the relay alone is allowed, the page asks nobody else", async (t) => {
  const x = await exchange(t);
  const venues = ["binance", "bybit", "okx", "hyperliquid"];
  const direct = [];
  const { page } = await open(t, {
    serverArgs: venues.flatMap((venue) => ["-upstream", `${venue}=http://127.0.0.1:${x.plain}`]),
    before: (page) => page.on("request", (request) => toVenue(request) && direct.push(request.url())),
  });
  // No relay passes on the questions by which Hyperliquid tells its history.
  await says(page, /^LIVE, 4 of 5 venues, Hyperliquid without history/);
  assert.match((await lamps(page)).join(), /relayed, \d+ s/);
  assert.deepEqual(direct, []);
});

test("a venue that does not serve this place takes its own lamp down alone", async (t) => {
  const x = await exchange(t, { args: ["-faults", "status=451@binance"] });
  const { page } = await open(t, { ...reached(x), expect: [/451/] });
  await says(page, /^LIVE, 4 of 5 venues/);
  assert.match((await lamps(page))[0], /blocked here/);
});

test("malformed messages are counted, kept and change nothing else", async (t) => {
  const x = await exchange(t, { args: ["-faults", "malformed=.05", "-rate", "200"] });
  // An answer that cannot be is no answer for the relay either.
  const { page } = await open(t, { ...reached(x), may: /request refused: .*\/relay\/.* 502$/ });
  await says(page, /^LIVE, [45] of 5 venues/);
  await page.waitForFunction(() => /[1-9]\d* unreadable/.test(document.querySelector("[aria-label=Venues]").textContent));
  assert.match(await page.textContent("[aria-label=Venues]"), /The last: /);
  assert.match(await status(page), /^LIVE/);
});

test("a stored day that is damaged is set aside with a sentence and fetched again", async (t) => {
  const x = await exchange(t);
  const { page, context, origin } = await open(t, { ...reached(x) });
  await says(page, /^LIVE, 5 of 5 venues$/);
  await page.waitForTimeout(6000);
  const damage = () =>
    new Promise((resolve, reject) => {
      const opening = indexedDB.open("brink");
      opening.onerror = () => reject(opening.error);
      opening.onsuccess = () => {
        const records = opening.result.transaction("records", "readwrite").objectStore("records");
        const all = records.getAllKeys(IDBKeyRange.bound("day/binance/", "day/binance/\uffff"));
        all.onsuccess = () => {
          const put = records.put({ key: all.result[3], data: new Uint8Array([1, 2, 3]), written: 1 });
          put.onsuccess = () => resolve(all.result[3]);
        };
      };
    });
  const key = await page.evaluate(damage);
  await page.close();
  const again = await context.newPage();
  await again.goto(origin);
  await again.getByRole("alert").filter({ hasText: /1 stored days? could not be read/ }).waitFor();
  await says(again, /^LIVE, 5 of 5 venues$/);
  await again.waitForTimeout(6000);
  const kept = await again.evaluate(
    (key) =>
      new Promise((resolve) => {
        const opening = indexedDB.open("brink");
        opening.onsuccess = () => {
          const records = opening.result.transaction("records").objectStore("records");
          const aside = records.get(`aside/${key}`);
          const whole = records.get(key);
          whole.onsuccess = () => resolve([aside.result?.data.length, whole.result?.data.length > 1000]);
        };
      }),
    key,
  );
  assert.deepEqual(kept, [3, true]);
});
