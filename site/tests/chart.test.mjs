// The chart under a hand: what gestures and keys do, how the map goes on with
// the market, and whether its pixels are the engine's cells.
import assert from "node:assert/strict";
import { test } from "node:test";
import { open, phone } from "./harness.mjs";
import { differing, hurry, mapped, openTab, pause, readoutAt, recording, sight, still, unpacked } from "./look.mjs";

const path = "/?sim=7";
const hour = 3_600_000;

test("wheel, drag, axis drag and double click move what is in sight", async (t) => {
  const { page } = await recording(t);
  const box = await page.locator(".chart").boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const drag = async (fromX, fromY, toX, toY) => {
    await page.mouse.move(fromX, fromY);
    await page.mouse.down();
    await page.mouse.move(toX, toY, { steps: 6 });
    await page.waitForTimeout(200); // a drag that rests before it ends is no fling
    await page.mouse.up();
  };
  const start = await sight(page);
  assert.ok(Math.abs(start.to - start.from - 26 * hour) < 4 * hour, `24h shows ${(start.to - start.from) / hour} hours`);

  await page.mouse.move(x, y);
  for (let i = 0; i < 3; i++) await page.mouse.wheel(0, -120);
  await still(page);
  const near = await sight(page);
  assert.ok(near.to - near.from < 0.9 * (start.to - start.from), "the wheel does not zoom");

  await drag(x, y, x + 300, y);
  await still(page);
  const earlier = await sight(page);
  assert.ok(earlier.from < near.from - hour && Math.abs(earlier.to - earlier.from - (near.to - near.from)) < hour / 2, "a drag does not pan");

  const axis = box.x + box.width - 20;
  await drag(axis, y - 100, axis, y + 100);
  await still(page);
  const tall = await sight(page);
  assert.ok(tall.top / tall.bottom > 1.01 * (earlier.top / earlier.bottom), "the price axis cannot be drawn out");
  await page.mouse.dblclick(axis, y);
  await still(page);
  const fitted = await sight(page);
  assert.ok(fitted.top / fitted.bottom < 0.99 * (tall.top / tall.bottom), "a double click does not reset the price axis");
  assert.equal(fitted.from, earlier.from, "the price axis resets the time axis");

  await page.mouse.dblclick(x, box.y + box.height - 12);
  await still(page);
  const back = await sight(page);
  assert.deepEqual([back.from, back.to], [start.from, start.to], "a double click does not reset the time axis to the window");

  await drag(x, y, x + 200, y + 60);
  await page.mouse.move(x, y);
  for (let i = 0; i < 2; i++) await page.mouse.wheel(0, 120);
  await page.mouse.dblclick(x, y);
  await still(page);
  assert.deepEqual(await sight(page), start, "a double click does not bring the window back");
});

test("a fling goes on by itself and comes to rest", async (t) => {
  const { page } = await recording(t);
  const before = await sight(page);
  const box = await page.locator(".chart").boundingBox();
  // In the page and at a hand's pace, however slow this machine is.
  await page.evaluate(([x, y]) => {
    const under = document.elementFromPoint(x, y);
    const wait = (ms) => { for (const until = performance.now() + ms; performance.now() < until; ); };
    const send = (kind, dx) => under.dispatchEvent(new MouseEvent(kind, { bubbles: true, cancelable: true, button: 0, buttons: 1, clientX: x + dx, clientY: y, screenX: x + dx, screenY: y }));
    send("mouseenter", 0);
    send("mousedown", 0);
    for (let i = 1; i <= 20; i++) {
      wait(8);
      send("mousemove", 10 * i);
    }
    send("mouseup", 200);
  }, [box.x + 300, box.y + 300]);
  await still(page);
  const pixel = (before.to - before.from) / (box.width - 100);
  assert.ok(before.from - (await sight(page)).from > 230 * pixel, "the chart stops where the hand does");
});

test("the middle of the price axis is the geometric mean of its ends, or with a linear scale the arithmetic one", async (t) => {
  const { page } = await recording(t);
  const { width, height } = await page.locator(".chart").boundingBox();
  const prices = async () => {
    const list = [];
    for (const y of [0.1, 0.5, 0.9]) list.push(Number((await readoutAt(page, width / 2, Math.round(y * height))).price.replaceAll(",", "")));
    return list;
  };
  const off = ([top, middle, bottom], mean) => Math.abs(middle - mean(top, bottom));
  const geometric = (a, b) => Math.sqrt(a * b);
  const arithmetic = (a, b) => (a + b) / 2;
  const apart = ([top, , bottom]) => arithmetic(top, bottom) - geometric(top, bottom);
  const log = await prices();
  assert.ok(off(log, geometric) < apart(log) / 4, `${log} are not logarithmic`);
  await page.check("[aria-label='Price scale']");
  await still(page);
  const linear = await prices();
  assert.ok(off(linear, arithmetic) < apart(linear) / 4, `${linear} are not linear`);
});

test("keys move the chart", async (t) => {
  const { page } = await recording(t);
  const start = await sight(page);
  const press = async (...keys) => {
    await page.focus(".frame");
    for (const key of keys) await page.keyboard.press(key);
    await still(page);
    return sight(page);
  };
  const left = await press("ArrowLeft", "ArrowLeft");
  assert.ok(left.from < start.from && left.to < start.to, "left does not go back in time");
  const near = await press("+", "+");
  assert.ok(near.to - near.from < 0.75 * (left.to - left.from), "plus does not zoom");
  assert.ok((await press("-")).from < near.from, "minus does not show more");
  // It goes there by and by, which a busy machine shows as a standstill at first.
  for (let more = 0, to = (await press("End")).to; to <= near.to; to = (await sight(page)).to) {
    assert.ok(more++ < 100, "End does not go to the newest bar");
    await page.waitForTimeout(50);
  }
  await still(page);
  assert.deepEqual(await press("Home"), start, "Home does not bring the window back");
});

test("two fingers zoom", async (t) => {
  const { page, context } = await recording(t, { viewport: phone, context: { hasTouch: true, isMobile: true } });
  const box = await page.locator(".chart").boundingBox();
  const session = await context.newCDPSession(page);
  const touch = (type, apart) => {
    const [x, y] = [box.x + box.width * 0.4, box.y + box.height / 2];
    return session.send("Input.dispatchTouchEvent", { type, touchPoints: apart === null ? [] : [{ x: x - apart, y, id: 0 }, { x: x + apart, y, id: 1 }] });
  };
  const spread = async (from, to) => {
    await touch("touchStart", from);
    for (let i = 1; i <= 8; i++) await touch("touchMove", from + ((to - from) * i) / 8);
    await touch("touchEnd", null);
    await still(page);
    return sight(page);
  };
  const before = await sight(page);
  const near = await spread(30, 110);
  assert.ok(near.to - near.from < 0.7 * (before.to - before.from), `spreading two fingers shows ${(near.to - near.from) / hour} of ${(before.to - before.from) / hour} hours`);
  const wide = await spread(110, 30);
  assert.ok(wide.to - wide.from > 1.1 * (near.to - near.from), `pinching them shows ${(wide.to - wide.from) / hour} of ${(near.to - near.from) / hour} hours`);
});

test("the map goes on with the market, as if it were drawn afresh", async (t) => {
  const { page } = await open(t, { path, before: hurry(60) });
  await mapped(page);
  await page.click('.segment:text-is("12h")');
  await page.check("[aria-label='Lock scale']"); // the same dollars, the same colours
  const marks = () => page.evaluate(() => Number(document.querySelector(".last").textContent.replaceAll(",", "")));
  const first = await marks();
  // Twenty columns: further than the columns that are kept free ahead.
  await page.waitForTimeout(12_000);
  await pause(page);
  const gone = await still(page);
  assert.notEqual(await marks(), first, "the market stands still");
  for (const model of ["classic", "learned"]) {
    await page.selectOption("[aria-label=Model]", model);
    await still(page);
  }
  const off = await differing(page, gone, await still(page));
  assert.ok(off < 0.005, `columns laid on one by one differ from the whole drawn at once in ${(100 * off).toFixed(1)} % of the pixels`);
  const { width, height } = await page.locator(".chart").boundingBox();
  const newest = await readoutAt(page, Math.round(width * 0.8), Math.round(height * 0.9));
  assert.match(newest.long, /^\$[1-9]/, "the newest column is empty");
});

test("after a crash the market is as it had come to be", async (t) => {
  const { page } = await open(t, { path, before: hurry(60) });
  await mapped(page);
  await page.click('.segment:text-is("12h")');
  await page.check("[aria-label='Lock scale']");
  await page.waitForTimeout(4000);
  await pause(page);
  const before = await still(page);
  const { width, height } = await page.locator(".chart").boundingBox();
  const newest = () => readoutAt(page, Math.round(width * 0.8), Math.round(height * 0.85));
  const cell = await newest();
  assert.match(cell.long, /^\$[1-9]/);
  const price = () => page.textContent("[data-part=last]");
  const last = await price();
  await page.workers()[0].evaluate(() => void setTimeout(() => { throw new Error("provoked"); }));
  await page.waitForFunction(() => /stopped unexpectedly/.test(document.querySelector("[role=alert]").textContent));
  await page.click("[aria-label='Put the notice away']");
  await mapped(page);
  const off = await differing(page, before, await still(page));
  assert.ok(off < 0.03, `the map differs in ${(100 * off).toFixed(1)} % of its pixels`);
  assert.equal(await price(), last);
  assert.deepEqual(await newest(), cell);
});

/** Before a navigation: keeps the worker's frames, as FORMAT.md draws them, in `frames_`. */
const tap = (page) =>
  page.addInitScript(() => {
    globalThis.frames_ = [];
    const Plain = Worker;
    globalThis.Worker = class extends Plain {
      constructor(...args) {
        super(...args);
        this.addEventListener("message", ({ data }) => new Uint8Array(data)[1] === 66 && globalThis.frames_.push(data.slice(0)));
      }
    };
  });

/** The last frame that the worker sent. */
async function lastFrame(page) {
  const bytes = Buffer.from(await page.evaluate(() => btoa(new Uint8Array(globalThis.frames_.at(-1)).reduce((text, byte) => text + String.fromCharCode(byte), ""))), "base64");
  let at = 7; // version, kind, serial, patch
  const take = (method, size) => [bytes[method](at), (at += size)][0];
  const frame = { dim: take("readDoubleLE", 8), bright: take("readDoubleLE", 8) };
  at += 4 + bytes.readUInt32LE(at); // model
  Object.assign(frame, { from: Number(take("readBigInt64LE", 8)), column: Number(take("readBigInt64LE", 8)), columns: take("readUInt32LE", 4) });
  Object.assign(frame, { bottom: take("readDoubleLE", 8), top: take("readDoubleLE", 8), rows: take("readUInt32LE", 4) });
  at += 1;
  at += 4 + bytes.readUInt32LE(at); // filled
  frame.planes = [0, 1].map(() => {
    const size = take("readUInt32LE", 4);
    return bytes.subarray(at, (at += size));
  });
  return frame;
}

test("pixels are the engine's cells in the legend's colours", async (t) => {
  const { page } = await recording(t, { before: tap });
  await page.selectOption("[aria-label=Shading]", "dollars");
  const { width, height } = await page.locator(".chart").boundingBox();
  const clock = (at) => Date.parse(`${at.time} UTC`);
  const price = (at) => Number(at.price.replaceAll(",", ""));
  const places = [];
  for (let i = 0; i < 24; i++) places.push([Math.round(width * (0.08 + 0.03 * i)), 200]);
  for (const place of places) place.push(clock(await readoutAt(page, ...place)));
  const [upper, lower] = [100, Math.round(0.8 * height)];
  const [high, low] = [Math.log(price(await readoutAt(page, 300, upper))), Math.log(price(await readoutAt(page, 300, lower)))];

  const picture = await unpacked(page, await still(page));
  const frame = await lastFrame(page);
  const palette = await page.evaluate(() => [...document.querySelector("[data-part=ramp]").getContext("2d").getImageData(0, 0, 1, 256).data]);
  const ground = [11, 14, 19];
  const covers = ["200,206,216", "5,7,10"]; // a candle and its rim
  const dollars = (level) => {
    if (level === 0) return 0;
    const bits = new DataView(new ArrayBuffer(4));
    const edge = (n) => (bits.setUint32(0, 0x42800000 + (n << 20)), bits.getFloat32(0));
    return (edge(level - 1) + edge(level)) / 2;
  };
  // Settings.Ramp of wasm/view: at half contrast, nine octaves at most, two and a half at least.
  const rampTop = Math.log(frame.bright);
  const rampLow = Math.min(Math.max(Math.log(Math.max(frame.dim, 1)), rampTop - 9 * Math.LN2), rampTop - 2.5 * Math.LN2);
  let right = 0;
  let coloured = 0;
  const wrong = [];
  for (const [x, , time] of places) {
    const column = Math.floor((time - frame.from) / frame.column);
    for (let y = 20; y < height - 120; y += 3) {
      const logPrice = high + ((y + 0.5 - upper) / (lower - upper)) * (low - high);
      const row = ((logPrice - Math.log(frame.bottom)) / Math.log(frame.top / frame.bottom)) * frame.rows;
      if (Math.abs((row % 1) - 0.5) > 0.3) continue; // too near to the next row
      let usd = 0;
      for (const plane of frame.planes) for (let c = 0; c < 4; c++) usd += dollars(plane[4 * (column * frame.rows + Math.floor(row)) + c]);
      const bright = usd > 0 ? Math.min(1, Math.max(0, (Math.log(usd) - rampLow) / (rampTop - rampLow))) ** 1.5 : 0;
      const solid = Math.min(1, bright * 6);
      const ink = 4 * (255 - Math.round(bright * 255)); // the ramp's top is its brightest
      const want = ground.map((c, i) => palette[ink + i] * solid + c * (1 - solid));
      const seen = picture.at(x, y);
      if (covers.includes(String([...seen].slice(0, 3)))) continue;
      if (bright > 0.2) coloured++;
      // The lines of the grid lie over the heat and are all but clear.
      if (want.every((c, i) => seen[i] - c >= -4 && seen[i] - c <= 13)) right++;
      else wrong.push(`${x},${y}: ${seen} for ${want.map(Math.round)}`);
    }
  }
  // Lines and labels lie over some of them.
  assert.ok(coloured > 500 && right > 0.93 * (right + wrong.length), `${right} pixels right, ${wrong.length} wrong, ${coloured} with heat: ${wrong.slice(0, 12).join("; ")}`);
});

test("tiles of a small texture show what one texture does", async (t) => {
  const wanted = await still((await recording(t)).page);
  const { page } = await recording(t, {
    before: (page) =>
      page.addInitScript(() => {
        const get = WebGL2RenderingContext.prototype.getParameter;
        WebGL2RenderingContext.prototype.getParameter = function (name) {
          return name === WebGL2RenderingContext.MAX_TEXTURE_SIZE ? 100 : get.call(this, name);
        };
      }),
  });
  assert.ok(wanted.equals(await still(page)), "the tiled map differs");
});

test("what one venue lacks is hatched at the foot alone", async (t) => {
  const { page } = await recording(t, {
    before: (page) =>
      page.addInitScript(() => {
        const Plain = Worker;
        globalThis.Worker = class extends Plain {
          constructor(...args) {
            super(...args);
            this.addEventListener("message", ({ data }) => {
              const view = new DataView(data);
              if (!globalThis.lacking_ || view.getUint8(1) !== 66) return;
              let at = 7 + 16; // to the model; see FORMAT.md
              at += 4 + view.getUint32(at, true) + 8 + 8 + 4 + 8 + 8 + 4 + 1;
              const known = new Uint8Array(data, at + 4, view.getUint32(at, true));
              known.forEach((one, i) => one === 1 && (known[i] = 2));
            });
          }
        };
      }),
  });
  const whole = await unpacked(page, await still(page));
  await page.evaluate(() => (globalThis.lacking_ = true));
  for (const model of ["classic", "learned"]) {
    await page.selectOption("[aria-label=Model]", model);
    await still(page);
  }
  const part = await unpacked(page, await still(page));
  const rows = [];
  for (let y = 0; y < whole.height; y++) {
    let changed = 0;
    for (let x = 0; x < whole.width * 0.7; x++) if (whole.at(x, y).some((c, i) => Math.abs(c - part.at(x, y)[i]) > 6)) changed++;
    if (changed > 0) rows.push(y);
  }
  const tall = rows.at(-1) - rows[0] + 1;
  assert.ok(rows.length >= 8 && tall <= 14 && rows.at(-1) > whole.height - 60, `rows ${rows.join()} of ${whole.height} have changed`);
});

test("a finger that rests on the chart reads it out, and moves it where it slides", async (t) => {
  const { page, context } = await recording(t, { viewport: phone, context: { hasTouch: true, isMobile: true } });
  const box = await page.locator(".chart").boundingBox();
  const session = await context.newCDPSession(page);
  const [x, y] = [box.x + box.width * 0.4, box.y + box.height / 2];
  const touch = (type, x) => session.send("Input.dispatchTouchEvent", { type, touchPoints: x === null ? [] : [{ x, y, id: 0 }] });
  const before = await sight(page);
  await touch("touchStart", x);
  for (let i = 1; i <= 8; i++) await touch("touchMove", x + 12 * i);
  await touch("touchEnd", null);
  await still(page);
  assert.ok((await sight(page)).from < before.from, "a finger that slides at once does not pan");

  const told = () => page.textContent("[data-readout=time]");
  await page.mouse.move(box.x + box.width / 2, box.y - 20);
  await page.waitForFunction(() => document.querySelector("[data-readout=time]").textContent === "–");
  await touch("touchStart", x);
  await page.waitForFunction(() => document.querySelector("[data-readout=time]").textContent !== "–");
  const first = await told();
  for (let i = 1; i <= 6; i++) await touch("touchMove", x + 10 * i);
  await page.waitForFunction((first) => document.querySelector("[data-readout=time]").textContent !== first, first);
  assert.ok(Date.parse(`${await told()} UTC`) > Date.parse(`${first} UTC`), "the crosshair does not follow the finger");
  await touch("touchEnd", null);
});

test("at twice the size every part is in reach and nothing runs out of sight", async (t) => {
  const { page } = await open(t, { path, viewport: { width: 720, height: 450 }, context: { deviceScaleFactor: 2 } });
  await mapped(page);
  const chart = await page.locator(".chart").boundingBox();
  assert.ok(chart.height > 150, `the chart is ${chart.height} pixels tall`);
  const across = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok((await across()) <= 0, "the page scrolls sideways");
  for (const name of ["Clusters", "Positions", "Alerts", "Help", "Export"]) {
    await openTab(page, name);
    assert.ok((await across()) <= 0, `${name} makes the page scroll sideways`);
    await page.click("[aria-label='Close the details']");
  }
  await page.click("[aria-label=Settings]");
  await page.getByLabel("Theme").scrollIntoViewIfNeeded();
  await page.selectOption("[aria-label=Theme]", "light");
  assert.ok((await across()) <= 0, "the settings make the page scroll sideways");
});
