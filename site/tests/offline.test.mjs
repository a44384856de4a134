// Without a network: the page that was visited opens, with the map that was
// stored, and says how old it is. And on the device: as an application.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { informed } from "../offline.mjs";
import { startExchange, toVenue, venuesAt } from "./exchange.mjs";
import { after, open, root, startServer } from "./harness.mjs";

const says = (page, pattern, timeout = 30_000) => page.getByRole("status").filter({ hasText: pattern }).waitFor({ timeout });
const allowed = { context: { serviceWorkers: "allow" } };
/** What a network that is gone leaves on the console. */
const gone = /net::ERR|WebSocket|Failed to fetch| (502|503)(?: |$|\))/;

/** Waits until what the page needs is kept. */
const kept = (page) =>
  page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    if (active.state !== "activated") await new Promise((done) => active.addEventListener("statechange", () => active.state === "activated" && done()));
  });

test("offline the page opens with the last map, STALE with its age", async (t) => {
  const x = await startExchange();
  after(t, () => x.stop());
  const server = await startServer({ args: x.relayed });
  after(t, () => server.stop());
  const { page, context } = await open(t, { ...allowed, server, browserArgs: venuesAt(x.port), expect: [gone] });
  await says(page, /^LIVE, 5 of 5 venues$/);
  await kept(page);
  await page.waitForTimeout(6000); // what is new is kept every five seconds

  // The worker answers for the site's own files and for nothing else.
  const answered = [];
  context.on("response", (response) => answered.push([response.url(), response.fromServiceWorker()]));
  await page.reload();
  await says(page, /^LIVE, 5 of 5 venues$/);
  const by = (worker) => answered.filter(([, own]) => own === worker).map(([url]) => url);
  assert.ok(by(true).some((url) => /\/assets\/brink\..*\.wasm$/.test(url)), "the binary did not come from what was kept");
  assert.deepEqual(by(true).filter((url) => toVenue({ url: () => url }) || url.includes("/relay/")), [], "the worker answered for an exchange or the relay");
  assert.ok(by(false).some((url) => url.includes("/relay/")), "the relay was not asked");

  await x.stop();
  await server.stop();
  // On a phone as well, where the store takes its time.
  await context.addInitScript(() => {
    globalThis.seen = [];
    new MutationObserver(() => globalThis.seen.push(document.querySelector("[role=status]")?.textContent)).observe(document, { subtree: true, childList: true, characterData: true });
  });
  const devtools = await context.newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await page.reload();
  await says(page, /^STALE, last bar \d+ .* ago$/);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  await page.waitForTimeout(1000);
  assert.deepEqual(await page.evaluate(() => globalThis.seen.filter((text) => text?.startsWith("SIMULATED"))), [], "the simulated market stood before or after the stored map");
  assert.equal(await page.locator(".segment[aria-pressed=true]").count(), 1);
  assert.match(await page.textContent("[data-part=last]"), /^[\d,.]+$/);
  const box = await page.locator(".chart").boundingBox();
  await page.mouse.move(box.x + box.width * 0.4, box.y + box.height * 0.1);
  await page.waitForFunction(() => /^\$[1-9]/.test(document.querySelector("[data-readout=short]").textContent));
});

test("help and record open offline once they were read, and exchanges are left alone", async (t) => {
  const server = await startServer();
  after(t, () => server.stop());
  const { page } = await open(t, { ...allowed, server, path: "/?sim=7", expect: [gone] });
  await kept(page);
  for (const path of ["/help.html", "/record.html"]) {
    await page.goto(server.origin + path);
    await page.waitForLoadState("networkidle");
  }
  await server.stop();
  await page.goto(`${server.origin}/help.html#models`);
  assert.equal(await page.locator("#models h2").isVisible(), true);
  assert.ok(await page.evaluate(() => getComputedStyle(document.querySelector(".help")).maxWidth === "760px"), "the help has lost its looks");
  await page.goto(`${server.origin}/record.html`);
  await page.locator("#scores table").first().waitFor();
  await page.goto(`${server.origin}/?sim=7`);
  await says(page, /^SIMULATED/);
});

/** A later deploy of the built site, in a folder of its own. */
function redeployed(t) {
  const folder = mkdtempSync(join(tmpdir(), "brink-"));
  after(t, () => rmSync(folder, { recursive: true }));
  cpSync(`${root}dist/site`, folder, { recursive: true });
  for (const name of readdirSync(folder)) if (name.endsWith(".br")) rmSync(join(folder, name));
  const read = (name) => readFileSync(join(folder, name), "utf8");
  const style = readdirSync(join(folder, "assets")).find((name) => /^style\..*\.css$/.test(name));
  const content = `${read(`assets/${style}`)}\n:root { --deploy: second; }\n`;
  const renamed = `style.${createHash("sha256").update(content).digest("hex").slice(0, 10)}.css`;
  rmSync(join(folder, "assets", `${style}.br`));
  renameSync(join(folder, "assets", style), join(folder, "assets", renamed));
  writeFileSync(join(folder, "assets", renamed), content);
  const index = read("index.html").replace(style, renamed).replace("</head>", '<meta name="deploy" content="second">\n</head>');
  writeFileSync(join(folder, "index.html"), index);
  const firstVisit = JSON.parse(read("first-visit.json")).files.map(({ path }) => path.replace(style, renamed));
  const worker = informed(readFileSync(`${root}site/service-worker.js`, "utf8"), new Map([["index.html", index]]), firstVisit);
  writeFileSync(join(folder, "service-worker.js"), worker);
  return folder;
}

const deploy = (page) => page.evaluate(() => [document.querySelector("meta[name=deploy]")?.content ?? "first", getComputedStyle(document.documentElement).getPropertyValue("--deploy") || "first"]);

/** A page without a market, which is there at once. */
const still = "/?story=simulated";

test("a new deploy is there at the next load, whole, and offline from then on", async (t) => {
  const first = await startServer();
  const { page } = await open(t, { ...allowed, server: first, path: still, expect: [gone] });
  await kept(page);
  await page.reload();
  await page.getByRole("status").waitFor();
  assert.deepEqual(await deploy(page), ["first", "first"]);
  await first.stop();
  const second = await startServer({ args: ["-site", redeployed(t)], port: Number(new URL(first.origin).port) });
  after(t, () => second.stop());
  await page.reload();
  assert.deepEqual(await deploy(page), ["second", "second"]);
  await page.getByRole("status").waitFor();
  // The worker of that deploy takes over once it has all of it.
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    const settled = () => !registration.installing && !registration.waiting && registration.active.state === "activated";
    while ((await caches.keys()).length < 2 || !settled()) await new Promise((done) => setTimeout(done, 50));
  });
  await second.stop();
  await page.reload();
  await page.getByRole("status").waitFor();
  assert.deepEqual(await deploy(page), ["second", "second"]);
});

test("a worker that does not fit the page keeps nothing, and what was kept stays", async (t) => {
  const first = await startServer();
  const { page } = await open(t, { ...allowed, server: first, path: still, expect: [gone] });
  await kept(page);
  await first.stop();
  const folder = redeployed(t);
  writeFileSync(join(folder, "index.html"), readFileSync(join(folder, "index.html"), "utf8").replace("</head>", "<!-- between two deploys --></head>"));
  const second = await startServer({ args: ["-site", folder], port: Number(new URL(first.origin).port) });
  after(t, () => second.stop());
  assert.equal(
    await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      await registration.update();
      const { installing } = registration;
      if (installing && installing.state !== "redundant") await new Promise((done) => installing.addEventListener("statechange", () => installing.state === "redundant" && done()));
      return (await caches.keys()).length;
    }),
    1,
  );
  await second.stop();
  await page.reload();
  await page.getByRole("status").waitFor();
  assert.deepEqual(await deploy(page), ["first", "first"]);
});

test("the page can be installed", async (t) => {
  const { page, origin, context } = await open(t, { ...allowed, path: "/?sim=7" });
  await kept(page);
  const devtools = await context.newCDPSession(page);
  const { errors, url, data } = await devtools.send("Page.getAppManifest");
  assert.deepEqual(errors, []);
  assert.equal(url, `${origin}/manifest.webmanifest`);
  const { installabilityErrors } = await devtools.send("Page.getInstallabilityErrors");
  // A test's window is private, which is all that may stand in the way.
  assert.deepEqual(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== "in-incognito"), []);
  const manifest = JSON.parse(data);
  assert.equal(manifest.name, "Brink");
  assert.ok(new URL(manifest.start_url, url).href.startsWith(new URL(manifest.scope, url).href), "it starts out of its scope");
  for (const { src, sizes, type } of manifest.icons) {
    const answer = await page.request.get(new URL(src, url).href);
    assert.equal(answer.headers()["content-type"], type);
    if (type !== "image/png") continue;
    const bytes = await answer.body();
    assert.equal(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`, sizes);
  }
  const sizes = manifest.icons.map(({ sizes, purpose }) => [sizes, purpose ?? "any"].join(" "));
  for (const wanted of ["192x192 any", "512x512 any", "512x512 maskable"]) assert.ok(sizes.includes(wanted), `there is no icon ${wanted}`);
});

test("what is kept is what a visit needs, for that very page", () => {
  const files = new Map([["index.html", "page"]]);
  const worker = informed("const built = {};\n", files, ["assets/a.js", "assets/icon-192.png", "index.html", "manifest.webmanifest", "service-worker.js"]);
  assert.equal(worker, `const built = {"page":"${createHash("sha256").update("page").digest("hex").slice(0, 16)}","assets":["/assets/a.js"]};\n`);
  assert.throws(() => informed("const other = {};", files, []), /no longer has the line/);
});
