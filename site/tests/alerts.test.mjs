// Alerts that reach somebody: through the service worker's registration, as
// phones want it, with what came of it said; and one that fired unseen is there
// when somebody looks.
import assert from "node:assert/strict";
import { test } from "node:test";
import { open, phone } from "./harness.mjs";
import { hurry, mapped } from "./look.mjs";

const path = "/?sim=7";
const notice = (page, pattern, timeout = 60_000) => page.waitForFunction((source) => new RegExp(source).test(document.querySelector("[role=alert] span").textContent), pattern.source, { timeout });
const note = (page) => page.locator("[data-part=alerts-note]");

/**
 * As on Android: a page may not construct notifications, and asks its service
 * worker's registration, which keeps what it has shown or, where `refuses`, does not
 * show it. Chromium without a screen shows none at all.
 */
const phones = (refuses = false) => (page) =>
  page.addInitScript((refuses) => {
    globalThis.Notification = class {
      static permission = "granted";
      static requestPermission = async () => "granted";
      constructor() {
        throw new TypeError("Illegal constructor. Use ServiceWorkerRegistration.showNotification() instead.");
      }
    };
    globalThis.delivered_ = [];
    globalThis.ServiceWorkerRegistration.prototype.showNotification = async function (title, { body }) {
      if (refuses) throw new TypeError("No notification permission has been granted for this origin.");
      globalThis.delivered_.push(`${title}: ${body}`);
    };
  }, refuses);

/** Waits until a service worker is at work, which is installed when the map has had the machine to itself. */
const worked = (page) => page.waitForFunction(() => navigator.serviceWorker.ready.then(() => true), null, { timeout: 60_000 });
const delivered = (page) => page.evaluate(() => globalThis.delivered_);

async function watch(page, share = "30") {
  await page.click("[aria-label=Alerts]");
  await page.fill("[aria-label=Percent]", share);
  await page.fill("[aria-label='At least, millions of USD']", "20");
  await page.click("text=Add alert");
}

for (const [name, options] of [["desk", {}], ["phone", { viewport: phone, context: { hasTouch: true, isMobile: true } }]])
  test(`an alert is shown by the service worker where a page may construct none, and Test says so (${name})`, async (t) => {
    const { page } = await open(t, { path, ...options, context: { ...options.context, serviceWorkers: "allow" }, before: phones() });
    await mapped(page);
    await worked(page);
    await page.click("[aria-label=Alerts]");
    for (let times = 1; times <= 2; times++) {
      await page.click("[aria-label=Alerts] >> text=Test");
      // Headless, the sound begins or is held back; either is said as it went.
      await notice(page, /This is how an alert goes off\. The device showed the notification and (played the sound|held the sound back; it sounds after the next click)\.$/);
      assert.deepEqual(await delivered(page), Array(times).fill("Brink: This is how an alert goes off."));
      await page.click("[aria-label='Put the notice away']");
    }
    assert.match(await note(page).textContent(), /its tab must stay open.*This device shows them\./);
  });

test("an alert that fired while the page was hidden is there when somebody looks", async (t) => {
  const { page } = await open(t, {
    path,
    context: { serviceWorkers: "allow" },
    before: async (page) => {
      await hurry(8)(page);
      await phones()(page);
      await page.addInitScript(() => {
        const is = { hidden: false };
        Object.defineProperty(document, "hidden", { get: () => is.hidden });
        Object.defineProperty(document, "visibilityState", { get: () => (is.hidden ? "hidden" : "visible") });
        globalThis.look_ = (seen) => {
          is.hidden = !seen;
          document.dispatchEvent(new Event("visibilitychange"));
        };
      });
    },
  });
  await mapped(page);
  await worked(page);
  await page.evaluate(() => globalThis.look_(false));
  await watch(page);
  for (const until = Date.now() + 60_000; !(await delivered(page)).some((text) => /BTCUSDT: price is/.test(text)); await page.waitForTimeout(100)) assert.ok(Date.now() < until, "nothing is delivered");
  if (await page.locator("[aria-label='Put the notice away']").isVisible()) await page.click("[aria-label='Put the notice away']");
  await page.evaluate(() => globalThis.look_(true));
  await notice(page, /^While you were away: .*BTCUSDT: price is [\d.]+ % from \$|^While you were away: .*price is in a cluster/);
  // It is told once, and neither it nor its rule is lost or fires again at a reload.
  await page.click("[aria-label='Put the notice away']");
  await page.evaluate(() => globalThis.look_(false));
  await page.evaluate(() => globalThis.look_(true));
  await page.waitForTimeout(500);
  assert.doesNotMatch(await page.textContent("[role=alert] span"), /^While you were away/);
  await page.reload();
  await mapped(page);
  await page.click("[aria-label=Alerts]");
  assert.match(await page.innerText("[aria-label='Your alerts'] li"), /BTCUSDT: price within 30 % of \$20\.0M or more of longs or shorts/);
});

test("a rule on a coin that is not at hand says so, until it is", async (t) => {
  const { page } = await open(t, { path });
  await mapped(page);
  await watch(page, "1");
  const rule = page.locator("[aria-label='Your alerts'] li span");
  const says = (pattern) => page.waitForFunction((source) => new RegExp(source).test(document.querySelector("[aria-label='Your alerts'] li span").textContent), pattern.source);
  await rule.waitFor();
  for (let twice = 0; twice < 2; twice++) {
    await says(/longs or shorts$/);
    await page.selectOption("[aria-label=Symbol]", "ETHUSDT");
    await says(/^BTCUSDT: .*\. Not watched while ETHUSDT is shown$/);
    await page.selectOption("[aria-label=Symbol]", "BTCUSDT");
  }
  await says(/longs or shorts$/);
});

test("a browser that shows a page no notifications says what it needs", async (t) => {
  const { page } = await open(t, { path, viewport: phone, before: (page) => page.addInitScript(() => delete globalThis.Notification) });
  await mapped(page);
  await page.click("[aria-label=Alerts]");
  await page.click("[aria-label=Alerts] >> text=Test");
  await notice(page, /The device showed no notification and /);
  assert.match(await note(page).textContent(), /On an iPhone or iPad, add Brink to the home screen and open it from there\./);
});

test("what the device does not show after all is not said to be shown", async (t) => {
  const { page } = await open(t, { path, context: { serviceWorkers: "allow" }, before: phones(true) });
  await mapped(page);
  await worked(page);
  await page.click("[aria-label=Alerts]");
  await page.click("[aria-label=Alerts] >> text=Test");
  await notice(page, /The device showed no notification and /);
});

test("where notifications are not allowed that is said", async (t) => {
  const { page } = await open(t, { path }); // Chromium without a screen denies them
  await mapped(page);
  await page.click("[aria-label=Alerts]");
  await page.click("[aria-label=Alerts] >> text=Test");
  await notice(page, /The device showed no notification and /);
  assert.match(await note(page).textContent(), /does not allow notifications: alerts sound and show here alone/);
});
