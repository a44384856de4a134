// What a trader reaches for: headline, clusters, replay, positions, alerts,
// links, files. Used as a person would, on the simulated market.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { crc32 } from "node:zlib";
import { open, phone } from "./harness.mjs";
import { bars, drop, hurry, mapped, pixels, readoutAt, sight, still } from "./look.mjs";

const path = "/?sim=7";
const text = (page, selector) => page.locator(selector).innerText();
const headline = "[data-part=headline]";
const rows = "[aria-label='Clusters of expected forced closings'] tbody tr";

/** Opens the simulated market, with its clusters counted. */
async function studied(t, options = {}) {
  const opened = await open(t, { path, ...options });
  await mapped(opened.page);
  await opened.page.waitForFunction((selector) => document.querySelector(selector).textContent !== "", headline);
  return opened;
}

/** Dollars as they are written, in millions. */
const millions = (written) => {
  const [, number, unit] = /\$([\d.]+)([KMB]?)/.exec(written);
  return Number(number) * { "": 1e-6, K: 1e-3, M: 1, B: 1e3 }[unit];
};

const column = (page, name) => page.locator(`${rows} > :nth-child(${name})`).allInnerTexts();
const sorted = (list, key) => list.map(key).every((x, i, all) => i === 0 || all[i - 1] >= x);

test("the headline and the title name the nearest significant clusters", async (t) => {
  const { page } = await studied(t);
  assert.match(await text(page, headline), /\$[\d.]+M of longs [\d.]+ % below/);
  await page.waitForFunction(() => /[▼▲]\$[\d.]+M [\d.]+ %.* BTCUSDT – Brink$/.test(document.title));
  await page.fill("[aria-label='Significant cluster, millions of USD']", "90000");
  await page.keyboard.press("Tab");
  await page.waitForFunction((selector) => /^No cluster of \$90\.0B in this market: the largest is /.test(document.querySelector(selector).textContent), headline);
  await page.waitForFunction(() => !/[▼▲]/.test(document.title));
});

test("clusters are a table that sorts, points at the chart and follows what is switched on", async (t) => {
  const { page } = await studied(t);
  await page.locator(rows).first().waitFor();
  const distance = (written) => -Number.parseFloat(written);
  assert.ok(sorted(await column(page, 2), distance), "it does not open with the nearest");
  await page.click("th >> text=Size");
  await page.locator("th[aria-sort=descending]").filter({ hasText: "Size" }).waitFor();
  assert.ok(sorted(await column(page, 1), millions), "the largest is not first");
  const byDistance = async (arrow) => {
    await page.click("th >> text=Distance");
    await page.locator(`th[aria-sort=${arrow}]`).filter({ hasText: "Distance" }).waitFor();
  };
  await byDistance("descending");
  assert.ok(sorted(await column(page, 2), distance), "the nearest is not first");
  await byDistance("ascending");
  assert.ok(sorted(await column(page, 2), (written) => -distance(written)), "it does not sort the other way");
  await byDistance("descending");

  const plain = await still(page);
  await page.locator(rows).first().focus();
  const marked = await still(page);
  assert.ok(!plain.equals(marked), "the chart does not show what is pointed at");

  assert.match(await text(page, "[data-part=balance]"), /^Within 5\.0 % of the price an estimated \$[\d.]+[MK] of longs would be forced out below and \$[\d.]+[MK] of shorts above/);
  assert.match(await page.locator("[data-part=summary]").textContent(), /^Clusters below the price: \$/);
  await page.uncheck("[aria-label=Shorts]");
  await page.waitForFunction((selector) => [...document.querySelectorAll(selector)].every((row) => row.dataset.side === "longs"), rows);
  await page.waitForFunction((selector) => !/of shorts/.test(document.querySelector(selector).textContent.replace(/no cluster.*/, "")), headline);
  assert.ok((await page.locator("#root *").count()) < 400);
});

test("the table follows a bar's close", async (t) => {
  const { page } = await studied(t, { before: hurry(8) });
  const before = await column(page, 4);
  await page.waitForFunction(([selector, before]) => [...document.querySelectorAll(selector)].map((cell) => cell.innerText).join() !== before, [`${rows} > :nth-child(4)`, before.join()], { timeout: 60_000 });
});

test("a replay shows what was known then, plays on, and one key returns", async (t) => {
  const { page } = await studied(t);
  const now = { headline: await text(page, headline), sight: await sight(page) };
  await page.click("[aria-label=Replay]");
  await page.fill("[aria-label=Moment]", "9000");
  await page.waitForFunction(() => /^REPLAY of a SIMULATED market, 28 Oct 2026/.test(document.querySelector("[role=status]").textContent));
  await page.waitForFunction(([selector, was]) => document.querySelector(selector).textContent !== was, [headline, now.headline]);
  assert.match(await text(page, ".banner"), /^REPLAY: the map as it stood on 28 Oct 2026 \d\d:\d\d UTC, 3 d.* before the newest bar$/);
  await still(page);
  const past = { headline: await text(page, headline), picture: await page.locator(".chart").screenshot() };
  assert.deepEqual(Object.values(await sight(page)).slice(0, 2), Object.values(now.sight).slice(0, 2), "the chart moves");
  const empty = await page.evaluate(() => getComputedStyle(document.querySelector("canvas.heat")).clipPath);
  assert.match(empty, /^inset\(/, "the heat of later is there");

  // What is later is not known; what was is read as it was.
  const box = await page.locator(".chart").boundingBox();
  await page.mouse.move(box.x + box.width * 0.8, box.y + box.height * 0.2);
  await page.waitForFunction(() => document.querySelector("[data-readout=price]").textContent !== "–");
  await page.waitForTimeout(300);
  assert.equal(await text(page, "[data-readout=short]"), "–");
  await page.mouse.move(box.x + box.width * 0.1, box.y + box.height * 0.1);
  await page.waitForFunction(() => /^\$/.test(document.querySelector("[data-readout=short]").textContent));

  // The same moment is the same map, by whichever way it is come to.
  await page.selectOption("[aria-label=Speed]", "20");
  await page.click("[aria-label=Play]");
  await page.waitForFunction(() => /^REPLAY of a SIMULATED market, 29 Oct/.test(document.querySelector("[role=status]").textContent), null, { timeout: 20_000 });
  await page.click("[aria-label=Pause]");
  await page.fill("[aria-label=Moment]", "9000");
  await page.waitForFunction(([selector, was]) => document.querySelector(selector).textContent === was, [headline, past.headline]);
  await still(page);
  assert.ok((await page.locator(".chart").screenshot()).equals(past.picture), "the past was repainted");

  await page.locator(".chart .frame").focus();
  await page.keyboard.press("l");
  await page.waitForFunction(() => /^SIMULATED/.test(document.querySelector("[role=status]").textContent));
  await page.waitForFunction(() => getComputedStyle(document.querySelector("canvas.heat")).clipPath === "none");
});

test("positions tell where they are liquidated, stay over a reload, and impossible ones are refused", async (t) => {
  const { page } = await studied(t);
  await page.click("[aria-label=Positions]");
  const add = async (figures) => {
    for (const [name, value] of Object.entries(figures)) await page.fill(`[aria-label='${name}']`, value);
    await page.click("text=Add position");
  };
  const notice = (pattern) => page.waitForFunction((source) => new RegExp(source).test(document.querySelector("[role=alert]")?.innerText), pattern.source);
  await add({ "Entry price": "-5", Size: "2", Leverage: "20" });
  await notice(/entry price must be/i);
  await add({ "Entry price": "53000", Size: "two" });
  await notice(/Size: "two" is no number/);
  await add({ "Entry price": "53000", Size: "2", Leverage: "20", Margin: "1000" });
  await notice(/leverage or the margin, not both/);
  await add({ "Entry price": "53000", Size: "2", Leverage: "20", Margin: "" });
  const list = page.locator("[aria-label='Your positions'] li");
  await list.first().waitFor();
  // 20x under 0.4 % maintenance: 53,000 x (1 - (1/20 - .004)/(1 - .004)).
  assert.match(await list.first().innerText(), /long 2 BTCUSDT from 53,000\.0, 20x isolated, Binance[\s\S]*of longs stand between price and yours at 50,\d\d\d\.\d, [\d.]+ % below\./);
  await page.selectOption("[aria-label='Side of the position']", "short");
  await page.selectOption("[aria-label='Margin mode']", "cross");
  await add({ "Entry price": "53000", Size: "1", Leverage: "", Margin: "9000" });
  await list.nth(1).waitFor();
  assert.match(await list.nth(1).innerText(), /short 1 BTCUSDT[\s\S]*of shorts stand between price and yours at 61,/);

  await page.fill("[aria-label=Account]", "10,000");
  await page.fill("[aria-label='Risk, percent']", "1");
  await page.keyboard.press("Tab");
  await page.waitForFunction(() => /^Up to .* BTC .* then costs \$100\b/.test(document.querySelector("[data-part=sizing]").textContent));

  await page.click("[aria-label=Share]");
  await page.waitForFunction(() => location.hash.startsWith("#v1"));
  assert.ok(!/53000|9000/.test(await page.evaluate(() => location.hash)), "a position is in the link");

  await page.reload();
  await mapped(page);
  await page.click("[aria-label=Positions]");
  await list.nth(1).waitFor();
  assert.equal(await list.count(), 2);
  await list.first().getByText("Remove").click();
  await list.nth(1).waitFor({ state: "detached" });
  assert.match(await list.first().innerText(), /^short/);

  // Damaged ones are set aside.
  await page.evaluate(() => localStorage.setItem("brink.positions", localStorage.getItem("brink.positions").replace("cross", "crass")));
  await page.reload();
  await notice(/positions/i);
  assert.match(await page.evaluate(() => localStorage.getItem("brink.positions.aside")), /crass/);
});

test("alerts ask leave with the first, go off, and are kept", async (t) => {
  const { page } = await studied(t, {
    before: (page) => Promise.all([hurry(8)(page), page.addInitScript(() => {
      globalThis.asked = 0;
      globalThis.shown = [];
      globalThis.Notification = class {
        static permission = "default";
        static async requestPermission() {
          globalThis.asked++;
          return (globalThis.Notification.permission = "granted");
        }
        constructor(title, { body }) {
          globalThis.shown.push(`${title}: ${body}`);
        }
      };
    })]),
  });
  await page.click("[aria-label=Alerts]");
  assert.match(await text(page, "[data-part=alerts-note]"), /its tab must stay open/);
  assert.equal(await page.evaluate(() => globalThis.asked), 0);
  await page.fill("[aria-label=Percent]", "0");
  await page.click("text=Add alert");
  await page.waitForFunction(() => document.querySelector("[role=alert]").innerText !== "");
  assert.equal(await page.evaluate(() => globalThis.asked), 0, "leave is asked for an alert that was refused");
  await page.fill("[aria-label=Percent]", "30");
  await page.fill("[aria-label='At least, millions of USD']", "20");
  await page.click("text=Add alert");
  await page.locator("[aria-label='Your alerts'] li").waitFor();
  await page.waitForFunction(() => globalThis.asked === 1);
  // With the next bar it sees a cluster within thirty per cent.
  await page.waitForFunction(() => globalThis.shown.some((said) => /Brink: BTCUSDT: price is [\d.]+ % from \$/.test(said)), null, { timeout: 60_000 });
  await page.getByRole("alert").filter({ hasText: /BTCUSDT: price is/ }).waitFor();
  const before = await page.evaluate(() => globalThis.shown.length);
  await page.click("[aria-label=Alerts] >> text=Test");
  await page.waitForFunction((before) => globalThis.shown.length > before, before);
  await page.reload();
  await mapped(page);
  await page.click("[aria-label=Alerts]");
  assert.match(await text(page, "[aria-label='Your alerts'] li"), /BTCUSDT: price within 30 % of \$20\.0M or more of longs or shorts/);
});

test("a link opens the view it was made of; one that is damaged or of another version is refused", async (t) => {
  const { page, origin } = await studied(t, { context: { permissions: ["clipboard-read", "clipboard-write"] } });
  await page.selectOption("[aria-label=Palette]", "viridis");
  await page.selectOption("[aria-label=Model]", "classic");
  await page.uncheck("[aria-label=Shorts]");
  await page.click('.segment:text-is("3d")');
  await still(page);
  await page.waitForFunction((selector) => !/of shorts/.test(document.querySelector(selector).textContent), headline);
  const live = await text(page, headline);
  await page.click("[aria-label=Replay]");
  await page.fill("[aria-label=Moment]", "9700");
  await page.waitForFunction(([selector, live]) => document.querySelector(selector).textContent !== live, [headline, live]);
  await still(page);
  // Before the notice of the copied link, which takes some of the map's height.
  const was = { sight: await sight(page), headline: await text(page, headline), status: await text(page, "[role=status]") };
  await page.click("[aria-label=Share]");
  await page.waitForFunction(() => /link to this view was copied/.test(document.querySelector("[role=alert]").innerText));
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.ok(link.length < 250, `the link has ${link.length} signs`);
  assert.match(link, /#v1&window=3d.*&model=classic&sides=long&palette=viridis/);

  await page.evaluate(() => localStorage.clear());
  await page.goto("about:blank");
  await page.goto(link);
  await page.waitForFunction((status) => document.querySelector("[role=status]")?.textContent === status, was.status);
  await page.waitForFunction(([selector, was]) => document.querySelector(selector).textContent === was, [headline, was.headline]);
  await still(page);
  const seen = await sight(page);
  for (const edge of ["from", "to", "top", "bottom"]) assert.ok(Math.abs(seen[edge] / was.sight[edge] - 1) < 1e-3, `${edge} is ${seen[edge]}, not ${was.sight[edge]}`);
  assert.equal(await page.inputValue("[aria-label=Palette]"), "viridis");
  assert.ok(!(await page.isChecked("[aria-label=Shorts]")));

  for (const [fragment, said] of [["v9&window=3d", /of another version/], ["v1&window=3d&sides=up", /could not be read/]]) {
    await page.goto("about:blank");
    await page.goto(`${origin}${path}#${fragment}`);
    await page.waitForFunction((source) => new RegExp(source).test(document.querySelector("[role=alert]")?.innerText), said.source);
    await mapped(page);
  }
});

test("pictures, figures and sessions are saved, and a session opens again", async (t) => {
  const { page } = await studied(t);
  const saved = async (click) => {
    const [download] = await Promise.all([page.waitForEvent("download"), click()]);
    return { name: download.suggestedFilename(), content: readFileSync(await download.path()) };
  };
  const picture = await saved(() => page.click("[aria-label='Save picture']"));
  assert.match(picture.name, /^brink-BTCUSDT-map-20261031T\d{6}Z\.png$/);
  assert.equal(picture.content.readUInt32BE(16) > 800 && picture.content.subarray(1, 4).toString(), "PNG");
  const hued = await page.evaluate(async (text) => {
    const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(text), (byte) => byte.charCodeAt(0))]));
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    let n = 0;
    for (let i = 0; i < data.length; i += 4) n += Math.max(data[i], data[i + 1], data[i + 2]) - Math.min(data[i], data[i + 1], data[i + 2]) > 24;
    return n / (bitmap.width * bitmap.height);
  }, picture.content.toString("base64"));
  assert.ok(hued > 0.1, `heat covers ${hued} of the picture`);

  await page.click("[aria-label=Export]");
  const csv = await saved(() => page.click("text=Clusters as CSV"));
  const [head, first] = csv.content.toString().split(/\r?\n/);
  assert.match(head, /^side,price_from,price_to,price_peak,usd,.*,kind,time,symbol,venues,model,version,currency$/);
  assert.match(first, /,estimate,2026-10-31T[\d:]+Z,BTCUSDT,Simulated,Learned,learned-[\d-]+,USD$/);
  const json = JSON.parse((await saved(() => page.click("text=Clusters as JSON"))).content);
  assert.match(JSON.stringify(json), /"estimate"/);
  const levels = (await saved(() => page.click("text=Levels as CSV"))).content.toString();
  assert.ok(levels.split("\n").length > 200);
  JSON.parse((await saved(() => page.click("text=Levels as JSON"))).content);

  // Of a market that stands still, so that what is compared is the same moment.
  await drop(page, "swing.csv", Buffer.from(bars()));
  await mapped(page, "RECORDING");
  await page.waitForFunction((selector) => document.querySelector(selector).textContent !== "", headline);
  const was = await text(page, headline);
  const session = await saved(() => page.click("text=Save session"));
  assert.match(session.name, /session\.brink$/);
  await page.reload();
  await mapped(page);
  await drop(page, session.name, session.content);
  await mapped(page, "RECORDING");
  await page.waitForFunction(([selector, was]) => document.querySelector(selector).textContent === was, [headline, was]);
  session.content[session.content.length >> 1] ^= 1;
  await drop(page, session.name, session.content);
  await page.waitForFunction(() => /could not be read/.test(document.querySelector("[role=alert]").innerText));
  await mapped(page, "RECORDING");
});

test("keys reach the tabs and the replay, and the table of keys says so", async (t) => {
  const { page } = await studied(t);
  for (const [key, shown] of [["?", "Keys"], ["c", "Clusters of expected forced closings"], ["p", "New position"], ["a", "New alert"]]) {
    await page.keyboard.press(key);
    await page.locator(`[aria-label="${shown}"]`).waitFor();
  }
  await page.keyboard.press("a");
  await page.locator(".drawer").waitFor({ state: "detached" });
  await page.keyboard.press("r");
  await page.waitForFunction(() => /^REPLAY/.test(document.querySelector("[role=status]").textContent));
  const at = await text(page, "[role=status]");
  await page.keyboard.press(",");
  await page.waitForFunction((at) => document.querySelector("[role=status]").textContent !== at, at);
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => /^SIMULATED/.test(document.querySelector("[role=status]").textContent));
});

test("times are told in a zone by its name, across daylight saving", async (t) => {
  const { page } = await studied(t, { context: { timezoneId: "America/New_York" } });
  const box = await page.locator(".chart").boundingBox();
  const time = async (x) => (await readoutAt(page, x, 200)).time;
  await page.click('.segment:text-is("30d")');
  await still(page);
  const hours = (here, there) => Math.round((Date.parse(`${there} UTC`) - Date.parse(`${here} UTC`)) / 3_600_000);
  const places = [100, Math.round(box.width * 0.7)];
  const utc = [await time(places[0]), await time(places[1])];
  await page.selectOption("[aria-label='Time zone']", "Europe/London");
  await page.waitForFunction(() => /Europe\/London/.test(document.querySelector(".span").textContent));
  // Its clocks went back on 25 October 2026.
  assert.deepEqual([hours(utc[0], await time(places[0])), hours(utc[1], await time(places[1]))], [1, 0], `${utc}`);
  assert.ok((await page.locator("[aria-label='Time zone'] option").allInnerTexts()).includes("America/New_York"), "the device's own zone is not offered");
  assert.match(await page.locator(".readout dt").filter({ hasText: "Time" }).textContent(), /Europe\/London/);
  await page.reload();
  await mapped(page);
  assert.equal(await page.inputValue("[aria-label='Time zone']"), "Europe/London");
});

test("trading hours, true positions and the map alone are drawn when asked for, and the bar counts down", async (t) => {
  const { page } = await studied(t);
  await page.waitForFunction(() => /^closes in \d/.test(document.querySelector("[data-part=countdown]").textContent));
  for (const control of ["Trading hours", "True positions", "Liquidation map"]) {
    const before = await page.locator(".chart").screenshot();
    await page.click(`[aria-label='${control}']`);
    const after = await still(page);
    assert.ok(!before.equals(after), `${control} draws nothing`);
    await page.click(`[aria-label='${control}']`);
  }
});

test("a newcomer is offered a tour, which shows the true positions; who has been here is not", async (t) => {
  const { page } = await studied(t);
  await page.click("text=Take a short tour");
  const tour = page.locator("[aria-label=Tour]");
  for (const [i, part] of [/an estimate/, /silhouette/, /true ones are known/].entries()) {
    if (i > 0) await tour.getByText("Next").click();
    await page.waitForFunction((source) => new RegExp(source).test(document.querySelector("[aria-label=Tour]").innerText), part.source);
    assert.equal(await page.isChecked("[aria-label='True positions']"), i >= 2);
    const pointed = await page.evaluate(() => [getComputedStyle(document.querySelector(".map"), "::after").borderTopWidth, getComputedStyle(document.querySelector(".headline")).boxShadow]);
    assert.ok(i === 1 ? pointed[1] !== "none" : pointed[0] === "2px", `step ${i + 1} points at nothing: ${pointed}`);
  }
  await tour.getByText("Next").click();
  await tour.waitFor({ state: "hidden" });
  await page.selectOption("[aria-label=Palette]", "magma");
  await page.reload();
  await mapped(page);
  assert.ok(await page.locator("text=Take a short tour").isHidden());
});

test("what has happened since the last look is told, and a damaged look is set aside", async (t) => {
  const { page } = await studied(t);
  await page.waitForFunction(() => localStorage.getItem("brink.look"));
  // Five hours ago all of it held half as much.
  const kept = await page.evaluate(() => localStorage.getItem("brink.look"));
  const [of, at, ...bands] = kept.split("\n").slice(1);
  const body = [of, Number(at) - 5 * 3_600_000, ...bands.map((band) => band.replace(/\S+$/, (usd) => usd / 2))].join("\n");
  const kind = "brink-look-1";
  await page.evaluate((text) => localStorage.setItem("brink.look", text), `${kind} ${crc32(`${kind}\n${body}`).toString(16).padStart(8, "0")}\n${body}`);
  await page.reload();
  await page.waitForFunction(() => /^Since you last looked, 5 h.* ago: Grown: from \$/.test(document.querySelector("[data-part=news]")?.textContent));
  await page.click("[aria-label='Put the news away']");
  await page.locator("[data-part=news]").waitFor({ state: "hidden" });

  await page.evaluate((text) => localStorage.setItem("brink.look", text), kept.replace(/.$/, ""));
  await page.reload();
  await page.waitForFunction(() => /last look could not be read/.test(document.querySelector("[role=alert]")?.innerText));
  assert.ok(await page.evaluate(() => localStorage.getItem("brink.look.aside")));
});

test("on a phone the dock is a sheet within reach of the thumb", async (t) => {
  const { page } = await studied(t, { viewport: phone, context: { hasTouch: true, isMobile: true } });
  assert.equal(await page.locator(".drawer").count(), 0, "the sheet covers the chart");
  const tab = page.locator(".tab:text-is('Clusters')");
  const box = await tab.boundingBox();
  assert.ok(box.y > 700 && box.height >= 40, `the tabs are at ${box.y}, ${box.height} tall`);
  await tab.tap();
  await page.locator(rows).first().waitFor();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.equal(wide, 390);
  await tab.tap();
  await page.locator(".drawer").waitFor({ state: "detached" });
  const seen = await pixels(page);
  assert.ok(seen.whole.hued > 5000);
});
