// The page on small screens: a phone upright and flat, and twice the size on a
// desk. What is measured here nobody sees on a large one.
import assert from "node:assert/strict";
import { test } from "node:test";
import { open, phone } from "./harness.mjs";
import { mapped, openTab, readout, sight } from "./look.mjs";

const path = "/?sim=7";
const finger = { hasTouch: true, isMobile: true };
const day = 86_400_000;
const flat = { width: 844, height: 390 };
const screens = [
  { name: "upright", viewport: phone, context: finger },
  { name: "flat", viewport: flat, context: finger },
  { name: "1440x900 at twice the size", viewport: { width: 720, height: 450 }, context: { deviceScaleFactor: 2 } },
  { name: "1280x720 at twice the size", viewport: { width: 640, height: 360 }, context: { deviceScaleFactor: 2 } },
];

/** What lies wrong: what is too small for a thumb, or runs out of sight sideways. */
const measured = (page, least) =>
  page.evaluate((least) => {
    const wrong = [];
    const name = (e) => e.ariaLabel ?? e.closest("label")?.innerText ?? e.innerText;
    for (const e of document.querySelectorAll("button, select, input, .ask")) {
      const box = (e.closest("label.tick, label.file") ?? e).getBoundingClientRect();
      if (box.width === 0 || !e.checkVisibility({ visibilityProperty: true })) continue;
      if (Math.min(box.width, box.height) < least) wrong.push(`${name(e)} is ${box.width.toFixed(1)} by ${box.height.toFixed(1)}`);
    }
    for (const e of document.querySelectorAll("body, #root *")) {
      if (e.scrollWidth > e.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(e).overflowX) && e.clientWidth > 0) wrong.push(`${e.className || e.tagName} scrolls sideways`);
    }
    for (const e of document.querySelectorAll(".status, .headline, .headline .line, .segments")) {
      const box = e.getBoundingClientRect();
      if (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1 || box.right > innerWidth) wrong.push(`${e.className} is cut off: ${e.innerText}`);
    }
    if (document.documentElement.scrollWidth > innerWidth) wrong.push("the page scrolls sideways");
    return wrong;
  }, least);

/** What reaches into the parts of a screen that a notch or a rounded corner hides. What scrolls in a sheet is held to its sides. */
const unsafe = (page, insets) =>
  page.evaluate(({ top = 0, right = 0, bottom = 0, left = 0 }) => {
    const hidden = [];
    for (const e of document.querySelectorAll("button, select, .headline .line, .status, .last, .legend, .table th, .table .prices, .readout [data-readout]")) {
      const box = e.getBoundingClientRect();
      if (box.width === 0 || !e.checkVisibility({ visibilityProperty: true })) continue;
      const beside = box.left < left - 0.5 || box.right > innerWidth - right + 0.5;
      const above = box.top < top - 0.5 || box.bottom > innerHeight - bottom + 0.5;
      if (beside || (above && !e.closest(".panel, .drawer"))) hidden.push(`${e.ariaLabel ?? e.className} at ${[box.left, box.top, box.right, box.bottom].map(Math.round)}`);
    }
    return hidden;
  }, insets);

for (const { name, viewport, context } of screens) {
  test(`${name}: the map has the most of the height, and what opens can be closed`, async (t) => {
    const { page } = await open(t, { path, viewport, context });
    await mapped(page);
    const share = async () => (await page.locator(".chart").boundingBox()).height / viewport.height;
    assert.ok((await share()) >= 0.55, `the map has ${(100 * (await share())).toFixed(0)} % of the height`);
    const least = context.hasTouch ? 44 : 24;
    assert.deepEqual(await measured(page, least), [], "closed");

    await page.click(".more");
    const expanded = (is) => page.waitForFunction((is) => document.querySelector(".more").ariaExpanded === is, is);
    await expanded("true");
    assert.deepEqual(await measured(page, least), [], "every tool");
    for (const tool of ["Help", "Replay", "Share", "Save picture", "Export"]) assert.ok(await page.locator(`.ledge [aria-label="${tool}"]`).isVisible(), `${tool} is not among the tools`);
    await page.keyboard.press("Escape");
    await expanded("false");

    for (const tab of ["Clusters", "Positions", "Alerts", "Help", "Export"]) {
      await openTab(page, tab);
      await page.locator(".drawer").waitFor();
      assert.deepEqual(await measured(page, least), [], tab);
      if (viewport.height < 500) assert.ok((await share()) >= 0.55, `${tab} takes the map's height`);
      if (tab === "Alerts") await page.keyboard.press("Escape");
      else await page.click("[aria-label='Close the details']");
      await page.locator(".drawer").waitFor({ state: "detached" });
    }
    await page.click("[aria-label=Settings]");
    await page.locator(".panel").waitFor();
    assert.deepEqual(await measured(page, least), [], "Settings");
    await page.click("[aria-label='Close the settings']");
    await page.locator(".panel").waitFor({ state: "hidden" });
  });

  test(`${name}: the table's prices are in sight`, async (t) => {
    const { page } = await open(t, { path, viewport, context });
    await mapped(page);
    await page.click(".ledge [aria-label=Clusters]");
    const prices = page.locator(".table .prices");
    await prices.first().waitFor();
    // All at one moment: rows come and go with the market.
    const [drawer, ...cells] = await page.evaluate(() => [...document.querySelectorAll(".drawer, .table .prices")].map((e) => ({ left: e.getBoundingClientRect().left, right: e.getBoundingClientRect().right, text: e.innerText })));
    assert.ok(cells.length > 0);
    for (const cell of cells) assert.ok(cell.left >= drawer.left && cell.right <= drawer.right && /\d/.test(cell.text), JSON.stringify(cell));
  });

  test(`${name}: a notice covers neither labels nor buttons`, async (t) => {
    const { page } = await open(t, { path: "/?story=notice", viewport, context });
    await page.locator(".notice").first().waitFor();
    await page.locator(".chart canvas").first().waitFor();
    const covered = await page.evaluate(() => {
      const box = (e) => e.getBoundingClientRect();
      const notice = document.querySelector(".notice:not(.hidden)");
      const over = (a, b) => a.width * a.height * b.width * b.height > 0 && a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
      return [...document.querySelectorAll("button, select, .legend, .frame, .headline, .status")]
        .filter((e) => !notice.contains(e) && e.checkVisibility({ visibilityProperty: true }) && over(box(e), box(notice)))
        .map((e) => e.ariaLabel ?? e.className);
    });
    assert.deepEqual(covered, []);
  });
}

test("nothing that is read or pressed lies under a notch or a rounded corner", async (t) => {
  for (const [viewport, insets] of [[phone, { top: 47, bottom: 34 }], [flat, { left: 47, right: 47, bottom: 21 }]]) {
    const { page, context } = await open(t, { path, viewport, context: finger });
    await mapped(page);
    const session = await context.newCDPSession(page);
    await session.send("Emulation.setSafeAreaInsetsOverride", { insets });
    await page.waitForFunction((bottom) => Number.parseFloat(getComputedStyle(document.querySelector(".ledge")).paddingBottom) === bottom, insets.bottom);
    assert.deepEqual(await unsafe(page, insets), [], "closed");
    await page.click(".more");
    await page.locator(".ledge.all").waitFor();
    assert.deepEqual(await unsafe(page, insets), [], "every tool");
    await page.keyboard.press("Escape");
    await page.click(".ledge [aria-label=Clusters]");
    await page.locator(".drawer").waitFor();
    assert.deepEqual(await unsafe(page, insets), [], "Clusters");
    await page.click("[aria-label='Close the details']");
    await page.click("[aria-label=Settings]");
    await page.locator("[aria-label='Close the settings']").waitFor();
    assert.deepEqual(await unsafe(page, insets), [], "Settings");
  }
});

test("on a phone 7d shows seven days", async (t) => {
  const { page } = await open(t, { path, viewport: phone, context: finger });
  await mapped(page);
  const { from, to } = await sight(page);
  assert.ok(to - from >= 7 * day, `7d shows ${((to - from) / day).toFixed(1)} days`);
});

test("a tap reads out, a finger that slides then moves the crosshair, and a tap away ends it", async (t) => {
  for (const viewport of [phone, flat]) {
    const { page, context } = await open(t, { path, viewport, context: finger });
    await mapped(page);
    const box = await page.locator(".chart").boundingBox();
    const [x, y] = [box.x + box.width * 0.4, box.y + box.height * 0.3];
    const begun = () => page.waitForFunction(() => /^\$/.test(document.querySelector("[data-readout=short]").textContent));
    const ended = () => page.waitForFunction(() => document.querySelector("[data-readout=price]").textContent === "–");
    const inSight = await sight(page);
    await page.mouse.move(box.x + 10, box.y - 40);
    await ended();

    await page.touchscreen.tap(x, y);
    await begun();
    const first = Number((await readout(page)).price.replaceAll(",", ""));
    const shown = await page.locator(".readout").boundingBox();
    assert.ok(shown.y >= 0 && shown.y + shown.height <= box.y + 1, "the readout covers the map");
    assert.ok(await page.evaluate(() => [...document.querySelectorAll(".readout > div")].slice(0, 6).every((e) => e.getBoundingClientRect().bottom <= document.querySelector(".readout").getBoundingClientRect().bottom)), "figures of the readout are cut off");

    const session = await context.newCDPSession(page);
    const touch = (type, dy) => session.send("Input.dispatchTouchEvent", { type, touchPoints: dy === null ? [] : [{ x, y: y + dy, id: 0 }] });
    await touch("touchStart", 0);
    for (let i = 1; i <= 6; i++) await touch("touchMove", 10 * i);
    await touch("touchEnd", null);
    await page.waitForFunction((first) => Number(document.querySelector("[data-readout=price]").textContent.replaceAll(",", "")) < first, first);

    await page.touchscreen.tap(x + 60, y + 90);
    await ended();
    await page.touchscreen.tap(x, y);
    await begun();
    await page.touchscreen.tap(box.x + 60, box.y - 10); // above the chart
    await ended();
    assert.deepEqual(await sight(page), inSight, "reading out has moved the chart");
  }
});
