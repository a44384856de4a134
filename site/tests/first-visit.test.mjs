// The list of a first visit against what Chromium really fetched, and its
// budget.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { open, root } from "./harness.mjs";

const budget = 1_000_000; // bytes of brotli
const list = JSON.parse(readFileSync(`${root}dist/site/first-visit.json`, "utf8"));

test("a first visit stays within its budget", () => {
  const sum = list.files.reduce((total, file) => total + file.brotli, 0);
  assert.equal(sum, list.total.brotli);
  assert.ok(sum <= budget, `a first visit transfers ${sum} bytes of brotli, ${sum - budget} above the budget of ${budget}`);
});

test("Chromium fetches what the list says, in the sizes it says", async (t) => {
  const fetched = new Map();
  const watch = (page) =>
    page.on("requestfinished", async (request) => {
      const path = new URL(request.url()).pathname.slice(1) || "index.html";
      // Of what a worker or the cache answers, sizes are told as nothing: then
      // the server's own word of the length counts.
      const { responseBodySize } = await request.sizes();
      const told = Number((await (await request.response()).allHeaders())["content-length"]);
      fetched.set(path, Math.max(responseBodySize > 0 ? responseBodySize : told, fetched.get(path) ?? 0));
    });
  const { page } = await open(t, { path: "/?sim=1", before: watch, context: { serviceWorkers: "allow" } });
  await page.getByRole("status").filter({ hasText: /^SIMULATED/ }).waitFor();
  await page.waitForLoadState("networkidle");

  for (const [path, size] of fetched) {
    const promised = list.files.find((file) => file.path === path);
    assert.ok(promised, `Chromium fetched ${path}, which first-visit.json does not list`);
    const framing = size - promised.brotli; // of chunked transfer, where the server chose it
    assert.ok(framing >= 0 && framing <= 64 + size / 500, `${path} took ${size} bytes; first-visit.json says ${promised.brotli}`);
  }
  // A headless browser has no tab to put an icon on and nothing to install.
  const absent = list.files.map((file) => file.path).filter((path) => !fetched.has(path) && !/\.(webmanifest|png|svg|ico)$/.test(path));
  assert.deepEqual(absent.filter((path) => path !== "service-worker.js"), [], "listed files that Chromium did not fetch");
});
