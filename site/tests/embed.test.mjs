// The map in a page of somebody else's, at an origin of its own.
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { test } from "node:test";
import { putOff, startExchange, venuesAt } from "./exchange.mjs";
import { after, open, phone, root, startServer } from "./harness.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** A page elsewhere with one frame; returns its address. */
async function elsewhere(t, address) {
  const host = createServer((_, answer) => answer.setHeader("Content-Type", "text/html").end(`<!doctype html><title>A blog</title><link rel="icon" href="data:,"><iframe id="map" src="${address}" width="720" height="420"></iframe>`));
  host.listen(0, "127.0.0.1");
  await once(host, "listening");
  host.unref(); // where a test fails, the hooks after the failing one do not run
  after(t, () => host.close());
  return `http://localhost:${host.address().port}/`; // another site than 127.0.0.1
}

const frameOf = async (page) => (await page.waitForSelector("#map")).contentFrame();
const says = (frame, pattern) => frame.getByRole("status").filter({ hasText: pattern }).waitFor({ timeout: 40_000 });

test("embed.html in another site's page shows a live map and keeps nothing", async (t) => {
  const x = await startExchange();
  after(t, () => x.stop());
  const server = await startServer({ args: x.relayed });
  after(t, () => server.stop());
  const { page } = await open(t, {
    server, browserArgs: [...venuesAt(x.port), "--disable-features=BlockThirdPartyCookies"], path: "/help.html", context: { serviceWorkers: "allow" }, may: putOff,
  });
  await page.waitForLoadState("networkidle"); // what is cut off would be a fault
  await page.goto(await elsewhere(t, `${server.origin}/embed.html#v1&window=3d`));
  const frame = await frameOf(page);
  await says(frame, /^LIVE, 5 of 5 venues$/);

  // What it shows: the map under the crosshair, the legend, what and by whom.
  const box = await frame.locator(".chart").boundingBox();
  await page.mouse.move(box.x + box.width * 0.4, box.y + box.height * 0.1);
  await frame.waitForFunction(() => /^\$[1-9]/.test(document.querySelector("[data-readout=short]").textContent));
  assert.equal(await frame.locator(".legend").isVisible(), true);
  await frame.locator(".strip").filter({ hasText: /BTC, \d+\w/ }).waitFor();
  assert.match(await frame.locator(".strip").innerText(), /Estimate by learned-\d{4}-\d\d-\d\d/);
  const whole = frame.getByRole("link", { name: "Open in Brink" });
  assert.equal(await whole.evaluate((a) => a.href), `${server.origin}/#v1&window=3d`);
  assert.deepEqual(await whole.evaluate((a) => [a.target, a.rel]), ["_blank", "noopener"]);
  // And nothing to set, by hand or by key.
  assert.equal(await frame.locator("select:visible, .segment:visible, .panel:visible, input:visible").count(), 0);

  // Six seconds are enough for the page to have stored what came.
  await page.waitForTimeout(6000);
  const stored = await frame.evaluate(async () => {
    const clean = document.body.appendChild(document.createElement("iframe")).contentWindow;
    return { bases: (await clean.indexedDB.databases()).length, texts: clean.localStorage.length, caches: (await caches.keys()).length, workers: (await navigator.serviceWorker.getRegistrations()).length };
  });
  assert.deepEqual(stored, { bases: 0, texts: 0, caches: 0, workers: 0 });
});

test("the page itself cannot be framed", async (t) => {
  const server = await startServer();
  after(t, () => server.stop());
  const { page } = await open(t, { server, path: "/help.html", expect: [/frame-ancestors|Refused to frame|ERR_BLOCKED_BY_RESPONSE|framing/i] });
  await page.waitForLoadState("networkidle"); // what is cut off would be a fault
  await page.goto(await elsewhere(t, `${server.origin}/`));
  const frame = await frameOf(page);
  await page.waitForTimeout(500);
  assert.match(frame.url(), /^chrome-error:/);
});

const themes = { dark: "", light: "&theme=light" };
for (const [theme, query] of Object.entries(themes)) test(`the ${theme} frame can be read by everybody, small as well`, async (t) => {
  const { page } = await open(t, { path: `/embed.html?sim=7${query}`, viewport: { ...phone, height: 300 } });
  await says(page, /^SIMULATED/);
  await page.locator(".strip").filter({ hasText: "BTCUSDT" }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
  for (const part of [".strip [data-part=model]", ".strip [data-part=whole]", ".strip .chart-by", "[role=status]", ".last"]) {
    const box = await page.locator(part).boundingBox();
    assert.ok(box.x >= 0 && box.x + box.width <= phone.width && box.y + box.height <= 300, `${part} is cut off`);
  }
  const ground = await page.evaluate(() => /\d+/.exec(getComputedStyle(document.body).backgroundColor)[0]);
  assert.equal(ground > 128, theme === "light", `the ground is ${ground} of 255`);
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(" ")}`), []);
});

test("the models that a frame can name are those of the engine", () => {
  const page = readFileSync(`${root}dist/site/embed.html`, "utf8");
  assert.match(page, /data-versions="learned-\d{4}-\d\d-\d\d oi-\d{4}-\d\d-\d\d classic-\d{4}-\d\d-\d\d"/);
});
