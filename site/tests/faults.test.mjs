// What happens to a live page on a bad day: clocks that are set, a device that
// sleeps, workers that die, stores that are damaged, closed or full. The exchange's
// own record says what is true.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after as afterAll, test } from "node:test";
import { crc32 } from "node:zlib";
import { putOff, startExchange, venuesAt } from "./exchange.mjs";
import { after, open, root } from "./harness.mjs";

const status = (page) => page.textContent("[role=status]");
const says = (page, pattern, timeout = 60_000) => page.getByRole("status").filter({ hasText: pattern }).waitFor({ timeout });
/** Of what waits for minutes of the real clock. */
const soak = { skip: !process.env.SOAK && "waits for minutes: ./build.sh soak runs it" };
const whole = /^LIVE, 5 of 5 venues$/;
const bar = 300_000; // ms
/** What connections that are cut leave on the console. */
const cut = /net::ERR|WebSocket/;

/** In the worker, before its own script: clocks that can be set, and ways to end. */
function prelude() {
  if (location.search === "?dying") close();
  const [now, exact, Plain] = [Date.now.bind(Date), performance.now.bind(performance), WebSocket];
  let [wall, steady] = [0, 0];
  const channel = new BroadcastChannel("faults");
  Date.now = () => now() + wall;
  performance.now = () => exact() + steady;
  globalThis.WebSocket = class extends Plain {
    constructor(...args) {
      super(...args);
      channel.postMessage({ dialled: now() });
    }
  };
  const instantiate = WebAssembly.instantiate;
  let fill; // takes what memory the engine could still have
  WebAssembly.instantiate = async (module, imports) => {
    const instance = await instantiate(module, imports);
    fill = () => {
      const { mem } = instance.exports;
      mem.grow(65_536 - mem.buffer.byteLength / 65_536);
      imports.gojs["runtime.resetMemoryDataView"]();
    };
    return instance;
  };
  channel.onmessage = ({ data }) => {
    wall += data.wall ?? 0;
    steady += data.steady ?? 0;
    if (data.end === "close") close();
    while (data.end === "hang");
    if (data.end === "memory") fill();
  };
}

/** The site with a worker that listens to this file. */
const site = mkdtempSync(join(tmpdir(), "brink-faults-"));
afterAll(() => rmSync(site, { recursive: true }));
cpSync(`${root}dist/site`, site, { recursive: true });
for (const name of readdirSync(join(site, "assets")).filter((name) => /^worker\..*js$/.test(name))) {
  const path = join(site, "assets", name);
  for (const packed of [`${path}.br`, `${path}.gz`]) rmSync(packed, { force: true }); // or they were served
  writeFileSync(path, `(${prelude})();\n${readFileSync(path, "utf8")}`);
}

/**
 * Opens a live page at an exchange of its own, whose clock begins `before` ms before
 * a bar ends. Returns what `open` does, with { exchange, workers(), tell(fault),
 * dialled(), notices(), late(), first }: by how many ms the timers of a busy machine
 * have been late together, and how many it took to be live for the first time. `dying` workers end before they say anything; `prepare(page)` is run
 * before the navigation.
 */
async function live(t, { before = bar / 2, dying = 0, prepare, ...options } = {}) {
  const now = Math.ceil((Date.now() + before) / bar) * bar - before;
  const exchange = await startExchange({ args: ["-now", String(now)] });
  after(t, () => exchange.stop());
  const opened = await open(t, {
    browserArgs: venuesAt(exchange.port), serverArgs: [...exchange.relayed, "-site", site], may: new RegExp(`${putOff.source}|${cut.source}`), ...options,
    before: async (page) => {
      await page.addInitScript((dying) => {
        globalThis.dialled_ = [];
        globalThis.notices_ = [];
        globalThis.workers_ = 0;
        const Plain = Worker;
        globalThis.Worker = class extends Plain {
          constructor(url, options) {
            super(globalThis.workers_++ < dying ? `${url}?dying` : url, options);
          }
        };
        const [now, exact] = [Date.now.bind(Date), performance.now.bind(performance)];
        globalThis.wall_ = globalThis.steady_ = 0;
        Date.now = () => now() + globalThis.wall_;
        performance.now = () => exact() + globalThis.steady_;
        globalThis.faults_ = new BroadcastChannel("faults");
        globalThis.faults_.onmessage = ({ data }) => data.dialled && globalThis.dialled_.push(data.dialled);
        globalThis.late_ = 0;
        let ticked = exact();
        setInterval(() => {
          globalThis.late_ += Math.max(0, exact() - ticked - 100);
          ticked = exact();
          const said = document.querySelector("[role=alert]:not([hidden]) span")?.textContent;
          if (said && said !== globalThis.notices_.at(-1)) globalThis.notices_.push(said);
        }, 100);
      }, dying);
      await prepare?.(page);
    },
  });
  const { page } = opened;
  await says(page, whole);
  const first = await page.evaluate(() => performance.now()); // the clock of the page, before a test sets it
  return {
    ...opened, exchange, first,
    workers: () => page.evaluate(() => globalThis.workers_),
    tell: (fault) => page.evaluate((fault) => globalThis.faults_.postMessage(fault), fault),
    dialled: () => page.evaluate(() => globalThis.dialled_),
    late: () => page.evaluate(() => globalThis.late_),
    notices: () => page.evaluate(() => globalThis.notices_),
  };
}

/** The records that the page has stored whose keys begin so, as { key: bytes }. */
const stored = (page, prefix) =>
  page.evaluate(
    (prefix) =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open("brink");
        opening.onerror = () => reject(opening.error);
        opening.onupgradeneeded = () => opening.transaction.abort(); // there is no store
        opening.onsuccess = () => {
          const db = opening.result;
          const all = db.transaction("records").objectStore("records").getAll(IDBKeyRange.bound(prefix, `${prefix}\uffff`));
          all.onsuccess = () => {
            db.close();
            resolve(Object.fromEntries(all.result.map(({ key, data }) => [key, Array.from(data)])));
          };
        };
      }),
    prefix,
  );

/** The bars of a stored day: { start, open, high, low, close }. */
function barsOf(bytes) {
  const view = new DataView(Uint8Array.from(bytes).buffer);
  const list = [];
  for (let at = 28, left = view.getUint32(12, true); left > 0; left--) {
    const float = (n) => view.getFloat64(at + 8 * n, true);
    list.push({ start: Number(view.getBigInt64(at, true)), open: float(1), high: float(2), low: float(3), close: float(4) });
    const optional = view.getUint8(at + 56);
    at += 57 + (optional & 4 ? 16 : 0) + (optional & 8 ? 16 : 0);
  }
  return list;
}

const symbols = { binance: "BTCUSDT", bybit: "BTCUSDT", okx: "BTC-USDT-SWAP", hyperliquid: "BTC" };

/** What an exchange says of a venue's bars of five minutes in [from, to), by their start. */
async function truth(exchange, venue, from, to) {
  const { bars } = await (await fetch(`http://127.0.0.1:${exchange.plain}/truth?venue=${venue}&symbol=${symbols[venue]}&from=${from}&to=${to}&kinds=bars`)).json();
  const whole = new Map();
  for (const { t, open, high, low, close } of bars) {
    const start = t - (t % bar);
    const b = whole.get(start) ?? { start, open, high, low, close };
    whole.set(start, { start, open: b.open, high: Math.max(b.high, high), low: Math.min(b.low, low), close });
  }
  return whole;
}

/** Fails unless the stored bars of the last hours are those of the exchange; returns how many were compared. */
async function assertTrue(page, exchange, since) {
  let compared = 0;
  for (const venue of Object.keys(symbols)) {
    const bars = Object.values(await stored(page, `day/${venue}/${symbols[venue]}/`)).flatMap(barsOf).filter(({ start }) => start >= since);
    const want = await truth(exchange, venue, since, since + 86_400_000);
    for (const got of bars) assert.deepEqual(got, want.get(got.start), `${venue}, ${new Date(got.start).toISOString()}`);
    compared += bars.length;
    assert.ok(bars.length > 0, `${venue} has no bars`);
  }
  return compared;
}

/** The start of the bar that forms at the exchange. */
const forming = async (exchange) => {
  const { now } = await (await fetch(`http://127.0.0.1:${exchange.plain}/truth?venue=okx&symbol=BTC-USDT-SWAP&from=0&to=0&kinds=trades`)).json();
  return now - (now % bar);
};

/** Fails where more connections were made than twelve in any minute. */
function assertCalm(dialled) {
  for (const at of dialled) {
    const within = dialled.filter((other) => other >= at && other < at + 60_000).length;
    assert.ok(within <= 12, `${within} connections within a minute`);
  }
}

test("clocks of the page and of the worker that are set, each by itself, leave no bar wrong", soak, async (t) => {
  const { page, exchange, tell, dialled, workers } = await live(t, { before: 75_000 });
  const since = (await forming(exchange)) - 3 * bar;
  await tell({ wall: 120_000 });
  await page.evaluate(() => (globalThis.wall_ -= 3_600_000));
  await page.waitForTimeout(25_000);
  await says(page, whole);
  await tell({ steady: 20_000 });
  await page.evaluate(() => (globalThis.wall_ += 86_400_000));
  await page.waitForTimeout(60_000); // a bar has ended meanwhile
  await says(page, whole);
  const last = (await forming(exchange)) - bar;
  assert.ok(last > since + 2 * bar, "no bar has ended");
  t.diagnostic(`${await assertTrue(page, exchange, since)} bars are true, ${(await dialled()).length} connections`);
  assertCalm(await dialled());
  assert.equal(await workers(), 1, "the engine was started anew");
});

for (const end of ["close", "hang"]) {
  test(`a worker that ends by ${end} is said, and the map is back`, async (t) => {
    const { page, tell, dialled, workers, late, first } = await live(t);
    await page.waitForTimeout(6000); // what is new is stored every five seconds
    const [from, before] = [Date.now(), await late()];
    await tell({ end });
    await says(page, /^STALE/);
    const said = Date.now();
    await page.waitForFunction(() => /^(LIVE|STALE, last bar)/.test(document.querySelector("[role=status]").textContent), null, { timeout: 30_000 });
    const back = Date.now();
    const busy = (await late()) - before;
    t.diagnostic(`said after ${said - from} ms, and the map is back ${back - said} ms later; timers were ${Math.round(busy)} ms late`);
    assert.ok(said - from < 5000 + busy, `said after ${said - from} ms`);
    assert.ok(back - said < Math.max(5000 + 3 * busy, 1.5 * first), `back after ${back - said} ms, and the first start took ${first}`); // both compile and connect
    assert.equal(await workers(), 2);
    await says(page, whole);
    assertCalm(await dialled());
  });
}

test("an engine that runs out of memory is said, and the map is back", async (t) => {
  const printed = [];
  const prepare = (page) => page.on("console", (message) => printed.push(message.text()));
  const { page, tell, workers, dialled } = await live(t, { prepare, may: new RegExp(`${putOff.source}|${cut.source}|already exited`) });
  await tell({ end: "memory" });
  await page.getByRole("button", { name: "90d", exact: true }).click(); // asks for more than it has
  await page.waitForFunction(() => globalThis.workers_ === 2, null, { timeout: 60_000 });
  assert.match(printed.join("\n"), /fatal error: .*memory/);
  await says(page, /^LIVE/);
  assert.equal(await workers(), 2);
  assertCalm(await dialled());
});

test("a worker that ends before it says anything is started anew", async (t) => {
  const { workers } = await live(t, { dying: 1 });
  assert.equal(await workers(), 2);
});

test("a page that was frozen and goes on is true within a minute, with the same engine", soak, async (t) => {
  const { page, context, exchange, workers, late } = await live(t, { before: 50_000 });
  const since = (await forming(exchange)) - bar;
  const session = await context.newCDPSession(page);
  await session.send("Page.setWebLifecycleState", { state: "frozen" }); // which takes effect when Chromium comes to it
  await new Promise((resolve) => setTimeout(resolve, 40_000));
  await session.send("Page.setWebLifecycleState", { state: "active" });
  await page.waitForTimeout(5000);
  assert.ok((await late()) > 5000, `it was not frozen: timers were ${Math.round(await late())} ms late`);
  await says(page, whole);
  await page.waitForTimeout(30_000);
  assert.ok((await assertTrue(page, exchange, since)) >= 8, "a bar is missing");
  assert.equal(await workers(), 1);
});

test("an absurd figure that was stored is set aside at the next visit, and mended", soak, async (t) => {
  const { page, exchange, context, origin } = await live(t);
  await page.waitForTimeout(6000);
  const since = (await forming(exchange)) - 3 * bar;
  const days = await stored(page, "day/binance/BTCUSDT/");
  const key = Object.keys(days).sort().at(-2);
  const bytes = Buffer.from(days[key]);
  bytes.writeDoubleLE(1e13, 28 + 16);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, -4)), bytes.length - 4);
  await page.evaluate(
    ([key, bytes]) =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open("brink");
        opening.onsuccess = () => {
          const put = opening.result.transaction("records", "readwrite").objectStore("records").put({ key, data: Uint8Array.from(bytes), written: 1 });
          put.onsuccess = resolve;
          put.onerror = () => reject(put.error);
        };
      }),
    [key, [...bytes]],
  );
  await page.close();
  const again = await context.newPage();
  await again.addInitScript(() => setInterval(() => (globalThis.setAside_ ||= /a stored day held figures that cannot be/.test(document.querySelector("[aria-label=Venues]")?.textContent)), 20));
  await again.goto(origin);
  await says(again, whole);
  // Until something newer is refused.
  assert.ok(await again.evaluate(() => globalThis.setAside_), "nobody is told what was set aside");
  await again.waitForTimeout(7000);
  const [first] = barsOf((await stored(again, key))[key]);
  assert.deepEqual(first, (await truth(exchange, "binance", first.start, first.start + bar)).get(first.start));
  await assertTrue(again, exchange, since);
});

test("a store that is closed under the page restarts nothing, and days are kept again", soak, async (t) => {
  const { page, context, origin, workers, notices, exchange } = await live(t, { before: 45_000 });
  await page.waitForTimeout(6000);
  const session = await context.newCDPSession(page);
  await session.send("Storage.clearDataForOrigin", { origin, storageTypes: "indexeddb" });
  await page.waitForTimeout(60_000); // a bar has ended, and was to be kept
  assert.match(await status(page), /^LIVE, 5 of 5 venues/);
  assert.equal(await workers(), 1);
  const said = (await notices()).filter((text) => /engine|stored|keeps/.test(text));
  assert.ok(said.length <= 1, said.join(" | "));
  assert.ok(Object.keys(await stored(page, "day/")).length >= 4, "nothing is kept any more");
  await assertTrue(page, exchange, (await forming(exchange)) - bar);
});

test("a device that is full says so once, and keeps the newest days", soak, async (t) => {
  const prepare = async (page) => {
    const session = await page.context().newCDPSession(page);
    page.once("request", (request) => session.send("Storage.overrideQuotaForOrigin", { origin: new URL(request.url()).origin, quotaSize: 1_500_000 }));
  };
  const { page, notices } = await live(t, { before: 45_000, prepare });
  await page.waitForTimeout(60_000);
  const full = (await notices()).filter((text) => /keeps no more history/.test(text));
  t.diagnostic((await notices()).join(" | "));
  assert.equal(full.length, 1, `said ${full.length} times`);
  assert.match(await status(page), /^LIVE, 5 of 5 venues/);
  const days = Object.keys(await stored(page, "day/binance/BTCUSDT/")).map((key) => Number(key.split("/").at(-1)));
  assert.ok(days.length > 0 && Math.max(...days) >= Math.floor(Date.now() / 86_400_000) - 1, `days kept: ${days}`);
});
