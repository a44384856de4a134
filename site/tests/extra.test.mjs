// The second module: fetched when something of it is asked for, and said where
// it cannot be had, while the map goes on.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { open, root } from "./harness.mjs";
import { mapped, readoutAt } from "./look.mjs";

const dist = `${root}dist/site/`;
const name = readdirSync(`${dist}assets`).find((file) => /^extra\..*\.wasm$/.test(file));
const module = `**/assets/${name}`;
const lines = "[data-part=ahead]";
const touches = "[aria-label='Clusters of expected forced closings'] [data-part=touch]";

async function opened(t, options = {}) {
  const fetched = [];
  const before = async (page) => {
    page.context().on("request", (request) => fetched.push(request.url()));
    await options.before?.(page);
  };
  const { page, context } = await open(t, { path: "/?sim=7", ...options, before });
  await mapped(page);
  await page.locator("[aria-label='Clusters of expected forced closings'] tbody tr").first().waitFor({ state: "attached" });
  return { page, context, fetched };
}

const outlook = (page) => page.getByRole("button", { name: "Outlook" }).click();
const says = (page, pattern) => page.locator(lines).filter({ hasText: pattern }).first().waitFor();

/** The strip of moves beside the price axis, from its next drawing that is there, or is not. */
const strip = (page, there) =>
  page.evaluate(
    (there) =>
      new Promise((done) => {
        const chart = document.querySelector(".chart");
        const hear = ({ detail: { moves } }) => {
          if (moves === undefined || Boolean(moves) !== there) return;
          chart.removeEventListener("overlay", hear);
          done(moves || null);
        };
        chart.addEventListener("overlay", hear);
      }),
    there,
  );

/** That the map still answers: another window is drawn, and the readout tells of it. */
async function mapGoesOn(page) {
  await page.getByRole("button", { name: "24h", exact: true }).click();
  await mapped(page);
  const { long, short } = await readoutAt(page, 0.5, 0.3);
  assert.ok(/\$/.test(long + short), `${long} ${short}`);
  assert.equal(await page.locator(".notice:not(.tour):not(.hidden)").count(), 0);
}

test("the second module stays within its budget, and outside of the first visit", () => {
  const size = readFileSync(`${dist}assets/${name}.br`).length;
  assert.ok(size <= 500_000, `it transfers ${size} bytes of brotli`);
  const first = JSON.parse(readFileSync(`${dist}first-visit.json`, "utf8")).files;
  assert.deepEqual(first.filter(({ path }) => /extra|observed|skill|why|compare|book|watchlist|mini-map|moves/.test(path)), []);
  assert.ok(!readFileSync(`${dist}service-worker.js`, "utf8").includes("assets/extra"), "the service worker fetches it before anybody asks");
});

test("the next hours are told once they are asked for", async (t) => {
  const { page, fetched } = await opened(t);
  assert.equal(await page.locator(touches).first().isVisible(), false);
  await page.waitForTimeout(3000);
  assert.deepEqual(fetched.filter((url) => /\/extra/.test(url)), []);
  const drawn = strip(page, true);
  await outlook(page);
  // Both directions beside the axis, outward from the price.
  const { price, lead, sides } = await drawn;
  assert.match(lead, /^forced on the way; of runs half go on/);
  for (const [side, way] of [[0, -1], [1, 1]]) {
    assert.ok(sides[side].length > 5 && sides[side].filter(({ usual }) => usual).length === 1, JSON.stringify(sides[side]));
    assert.ok(sides[side].every(({ level, usd }, i) => (level - (sides[side][i - 1]?.level ?? price)) * way > 0 && usd >= (sides[side][i - 1]?.usd ?? 0)));
  }
  await says(page, /^Forced within 1 h, estimate \(learned-\S+\): longs median \$[\d.]+[KM]?, 80 % range \$[\d.]+[KM]? to \$[\d.]+[KM]?; shorts median \$/);
  await says(page, /^Forced within 4 h, estimate/);
  await says(page, /^Forced within 24 h: not known\. Nothing tried forecasts/);
  await says(page, /^Dollars are those forced, not those that feeds publish/);
  for (const chances of await page.locator(touches).allInnerTexts()) {
    const [hour, four, day] = chances.replace(/<1/g, "0").split(/[ /%]+/).map(Number);
    assert.ok(hour <= four && four <= day && day <= 100, chances);
  }
  await readoutAt(page, 0.5, 0.3);
  await page.waitForFunction(() => /^(<?\d+ \/ ){2}<?\d+ %$/.test(document.querySelector("[data-readout=touch]").textContent));
  // No dollars are expected of a map that they were not fitted to.
  await page.selectOption("[aria-label=Model]", "classic");
  await says(page, /^Forced within 1 h: not known\. Expected dollars are fitted to the map of the learned model/);
  const gone = strip(page, false);
  await outlook(page);
  await gone;
  await page.locator(lines).first().waitFor({ state: "detached" });

  // Who had it on has it at the next visit, once the map stands, without a network too.
  await outlook(page);
  await says(page, /^Forced within 1 h/);
  await page.reload();
  await mapped(page);
  await says(page, /^Forced within 4 h/);
});

test("a second module that is held back is said, and the map goes on", async (t) => {
  const { page } = await opened(t, { expect: [/net::ERR_FAILED/] });
  await page.context().route(module, (route) => route.abort());
  await outlook(page);
  await says(page, /holds it back.*\(extra-blocked\)$/);
  await mapGoesOn(page);
  assert.deepEqual([...new Set(await page.locator(touches).allInnerTexts())], ["–"]);
  await page.context().unroute(module);
  await outlook(page);
  await outlook(page);
  await says(page, /^Forced within 1 h/);
});

test("a second module of another deploy or build is said", async (t) => {
  const { page } = await opened(t, { expect: [/404/] });
  await page.context().route(module, (route) => route.fulfill({ status: 404, body: "gone" }));
  await outlook(page);
  await says(page, /another version of Brink.*\(extra-gone\)$/);
  await page.context().unroute(module);
  const other = readFileSync(`${dist}assets/${name}`);
  const build = readdirSync(`${dist}assets`).find((file) => /^brink\..*\.wasm$/.test(file)).split(".")[1];
  const at = other.indexOf(build);
  assert.ok(at > 0, "the second module does not hold the build");
  other.write("0000000000", at);
  await page.context().route(module, (route) => route.fulfill({ body: other, contentType: "application/wasm" }));
  await outlook(page);
  await outlook(page);
  await says(page, /another version of Brink.*\(extra-build\)$/);
  await mapGoesOn(page);
});

test("once fetched, it is there without a network", async (t) => {
  const { page, context } = await opened(t, { context: { serviceWorkers: "allow" }, expect: [/net::ERR|Failed to fetch/] });
  await page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    if (active.state !== "activated") await new Promise((done) => active.addEventListener("statechange", () => active.state === "activated" && done()));
  });
  await page.reload();
  await mapped(page);
  await outlook(page);
  await says(page, /^Forced within 1 h/);
  await context.setOffline(true);
  await page.reload();
  await mapped(page);
  await says(page, /^Forced within 1 h/);
});
