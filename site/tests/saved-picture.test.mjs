// Pictures that are saved and copied, in a real Chromium.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { open } from "./harness.mjs";
import { mapped } from "./look.mjs";

/** A picture's size and how many of its pixels have a hue. */
const seen = (page, png) =>
  page.evaluate(async (text) => {
    const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(text), (byte) => byte.charCodeAt(0))]));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext("2d");
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    let hued = 0;
    for (let i = 0; i < data.length; i += 4) hued += Math.max(data[i], data[i + 1], data[i + 2]) - Math.min(data[i], data[i + 1], data[i + 2]) > 40 ? 1 : 0;
    return { width: bitmap.width, height: bitmap.height, hued: hued / (bitmap.width * bitmap.height) };
  }, png.toString("base64"));

test("pictures have the size that was chosen, say what they are of, and are copied", async (t) => {
  const { page, context, origin } = await open(t, { path: "/?sim=7" });
  await mapped(page);
  await page.waitForFunction(() => document.querySelector("[data-part=headline]").textContent !== "");
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin });
  await page.evaluate(() => {
    globalThis.told_ = [];
    const write = OffscreenCanvasRenderingContext2D.prototype.fillText;
    OffscreenCanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
      globalThis.told_.push(text);
      return write.call(this, text, ...rest);
    };
  });
  await page.click(".ledge [aria-label=Export]");
  for (const [size, width, height] of [["1200x675", 1200, 675], ["1600x900@2", 3200, 1800], ["1080x1080", 1080, 1080]]) {
    await page.selectOption("[aria-label='Picture size']", size);
    const download = page.waitForEvent("download");
    await page.click("[aria-label='Save picture']");
    const png = readFileSync(await (await download).path());
    const picture = await seen(page, png);
    assert.deepEqual([picture.width, picture.height], [width, height]);
    assert.ok(picture.hued > 0.08, `${size}: ${picture.hued} has a hue`);
  }
  const told = (await page.evaluate(() => globalThis.told_)).join("\n");
  const headline = await page.textContent("[data-part=headline]");
  assert.ok(told.includes(headline.slice(0, 20)), "the headline is not in the picture");
  for (const words of [/7d · BTCUSDT · .*Learned \(learned-/, /estimate/, /max pain/, /^longs$/m, /^1\.60x$/m]) assert.match(told, words);
  await page.click("[aria-label='Copy picture']");
  await page.waitForFunction(() => /clipboard/.test(document.querySelector("[role=alert]").textContent));
  const kinds = await page.evaluate(async () => (await navigator.clipboard.read()).flatMap(({ types }) => types));
  assert.deepEqual(kinds, ["image/png"]);
});
