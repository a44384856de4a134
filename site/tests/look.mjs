// What tests see of the map and do to it.
import { open } from "./harness.mjs";

/** Waits until the map of the market at hand is on screen. */
export async function mapped(page, kind = "SIMULATED") {
  await page.waitForFunction((kind) => document.querySelector("[role=status]")?.textContent.startsWith(kind), kind);
  // The screen itself is asked: a WebGL canvas is empty again once it is shown.
  for (const until = Date.now() + 15_000; (await pixels(page)).whole.hued < 500; await page.waitForTimeout(100)) {
    if (Date.now() > until) throw new Error("there is no heat on the map after 15 s");
  }
}

/**
 * In a page before its scripts: puts the time of the first frame with heat in
 * it into `mapped_`, ms after navigation. Every frame is looked at by the page
 * itself: no waiting from here.
 */
export function stampMap() {
  const get = HTMLCanvasElement.prototype.getContext;
  HTMLCanvasElement.prototype.getContext = function (...args) {
    const gl = get.apply(this, args);
    if (args[0] === "webgl2" && gl) {
      const [draw, upload] = [gl.drawArrays.bind(gl), gl.texSubImage3D.bind(gl)];
      let heat = false; // has been handed over: some columns, where a first drawing of nothing has one
      gl.texSubImage3D = (...rest) => {
        upload(...rest);
        heat ||= rest[6] > 8;
      };
      gl.drawArrays = (...rest) => {
        draw(...rest);
        if (heat) requestAnimationFrame(() => (globalThis.mapped_ ??= performance.now()));
      };
    }
    return gl;
  };
}

/** The heat's own pixels, seen through a screenshot of the chart. */
export async function pixels(page) {
  const shot = await page.locator(".map").screenshot({ animations: "disabled" });
  return page.evaluate(async (text) => {
    const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(text), (byte) => byte.charCodeAt(0))]));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext("2d");
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    const half = (from, to) => {
      let hued = 0;
      const sum = [0, 0, 0];
      for (let y = Math.floor(from * bitmap.height); y < to * bitmap.height; y++) {
        for (let x = 20; x < bitmap.width * 0.7; x++) {
          const i = 4 * (y * bitmap.width + x);
          for (const c of [0, 1, 2]) sum[c] += data[i + c];
          hued += Math.max(data[i], data[i + 1], data[i + 2]) - Math.min(data[i], data[i + 1], data[i + 2]) > 24 ? 1 : 0;
        }
      }
      const [red, green, blue] = sum;
      return { red, green, blue, bright: red + green + blue, hued };
    };
    return { upper: half(0.1, 0.45), lower: half(0.7, 0.95), whole: half(0.1, 0.95) };
  }, shot.toString("base64"));
}

/** Four days of bars by hand: a price that swings, with a gap. */
export function bars(n = 1152) {
  const lines = ["ts_ms,open,high,low,close,volume,oi"];
  let price = 50_000;
  for (let i = 0; i < n; i++) {
    if (i >= 600 && i < 640) continue;
    const open = price;
    price = 50_000 * (1 + 0.03 * Math.sin(i / 90) + 0.004 * Math.sin(i * 1.7));
    const [high, low] = [Math.max(open, price) * 1.0012, Math.min(open, price) * 0.9989];
    lines.push([1_760_000_100_000 + 300_000 * i, open, high, low, price, 40 + (i * 37) % 90, 80_000 + 9 * i].join(","));
  }
  return lines.join("\n") + "\n";
}

/** Looks until what is seen is as it should be; fails with a sentence after 15 s. */
export async function eventually(page, holds, sentence) {
  for (const until = Date.now() + 15_000; ; await page.waitForTimeout(50)) {
    const seen = await pixels(page);
    if (holds(seen)) return seen;
    if (Date.now() > until) throw new Error(`${sentence}: ${JSON.stringify(seen)}`);
  }
}

/** Drops a file on the page. */
export async function drop(page, name, content) {
  await page.evaluate(
    ([name, bytes]) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(bytes)], name));
      for (const kind of ["dragover", "drop"]) document.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
    },
    [name, [...content]],
  );
}

/** The crosshair's figures at a point of the chart, in pixels from its corner. */
export async function readoutAt(page, x, y) {
  const box = await page.locator(".chart").boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y - 20); // off the chart: the figures before are gone
  await page.waitForFunction(() => document.querySelector("[data-readout=price]").textContent === "–");
  await page.mouse.move(box.x + x, box.y + y);
  await page.waitForFunction(() => document.querySelector("[data-readout=price]").textContent !== "–");
  return readout(page);
}

/** The figures that the readout shows. */
export const readout = (page) => page.evaluate(() => Object.fromEntries([...document.querySelectorAll("[data-readout]")].map((e) => [e.dataset.readout, e.textContent])));

/** What the chart shows: milliseconds across and the ends of its prices. */
export async function sight(page) {
  const { width, height } = await page.locator(".chart").boundingBox();
  const [x, y] = [width - 90, height - 110]; // of the pane, clear of the axes and of the way back to the newest bar
  const [left, right] = [await readoutAt(page, 10, 4), await readoutAt(page, x, y)];
  const time = (at) => Date.parse(`${at.time} UTC`);
  const price = (at) => Number(at.price.replaceAll(",", ""));
  return { from: time(left), to: time(right), top: price(left), bottom: price(right) };
}

/** Opens a tab of the dock, which stands behind More where the page is small. */
export async function openTab(page, name) {
  const tab = page.locator(`.ledge [aria-label="${name}"]`);
  // A list that a choice has closed is in sight until the next render.
  await page.waitForFunction(() => document.querySelector(".more").ariaExpanded !== "true");
  if (!(await tab.isVisible())) await page.click(".more");
  await tab.click();
}

/** A screenshot of the chart without the crosshair, once it has come to rest. */
export async function still(page) {
  const box = await page.locator(".chart").boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y - 20);
  let last;
  for (const until = Date.now() + 15_000; Date.now() < until; await page.waitForTimeout(100)) {
    const next = await page.locator(".chart").screenshot({ animations: "disabled" });
    if (last?.equals(next)) return next;
    last = next;
  }
  throw new Error("the chart does not come to rest");
}

/** A picture's pixels: {width, height, at(x, y)} with at in [r, g, b]. */
export async function unpacked(page, png) {
  const { width, height, data } = await page.evaluate(async (text) => {
    const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(text), (byte) => byte.charCodeAt(0))]));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext("2d");
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    let binary = "";
    for (let i = 0; i < data.length; i += 32_768) binary += String.fromCharCode(...data.subarray(i, i + 32_768));
    return { width: bitmap.width, height: bitmap.height, data: btoa(binary) };
  }, png.toString("base64"));
  const bytes = Buffer.from(data, "base64");
  return { width, height, at: (x, y) => [...bytes.subarray(4 * (y * width + x), 4 * (y * width + x) + 3)] };
}

/** The share of pixels that clearly differ between two pictures of one size. */
export async function differing(page, one, other) {
  const [a, b] = [await unpacked(page, one), await unpacked(page, other)];
  let count = 0;
  for (let y = 0; y < a.height; y++) {
    for (let x = 0; x < a.width; x++) {
      const [p, q] = [a.at(x, y), b.at(x, y)];
      if (p.some((c, i) => Math.abs(c - q[i]) > 40)) count++;
    }
  }
  return count / (a.width * a.height);
}

const stopped = new WeakSet(); // pages whose markets were paused

/** Before a navigation: makes the market of the worker run so many times as fast. */
export const hurry = (times) => (page) =>
  page.route("**/worker.*.js", async (route) => {
    const response = await route.fetch();
    const pace = `self.paused = ${stopped.has(page)}; const every = setInterval; setInterval = (f, ms) => every(() => self.paused || f(), ms / ${times});`;
    await route.fulfill({ response, body: `${pace}\n${await response.text()}` });
  });

/** Stops the market of a page that was hurried, in its next workers as well. */
export async function pause(page) {
  stopped.add(page);
  await page.workers()[0].evaluate(() => void (self.paused = true));
}

/** Opens a market that stands still: a recording of four days. */
export async function recording(t, options = {}) {
  const opened = await open(t, { path: "/?sim=7", ...options });
  await mapped(opened.page);
  await drop(opened.page, "swing.csv", Buffer.from(bars()));
  await mapped(opened.page, "RECORDING");
  await opened.page.click('.segment:text-is("24h")');
  // Its clusters are counted after the first drawing, and labelled then.
  await opened.page.waitForFunction(() => document.querySelector("[data-part=headline]").textContent !== "");
  await still(opened.page);
  return opened;
}

/** For `open`'s `before`: lets `memory` read what Go uses in the page and in its workers. */
export async function watchMemory(page) {
  const watch = () => {
    const instantiate = WebAssembly.instantiate;
    WebAssembly.instantiate = async (...args) => {
      const result = await instantiate.apply(WebAssembly, args);
      globalThis.memory_ = (result.instance ?? result).exports.mem;
      return result;
    };
  };
  await page.addInitScript(watch);
  await page.route(/\/assets\/worker\./, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: `(${watch})();${await answer.text()}` });
  });
}

/** The linear memories of the page and of its workers, in MB; they never shrink. */
export const memory = (page) => Promise.all([page, ...page.workers()].map((thread) => thread.evaluate("globalThis.memory_.buffer.byteLength / 1e6")));

/** Makes a pattern with English numbers in it one of the same numbers as this page's language writes them. */
export async function localised(page) {
  const sample = await page.evaluate(() => new Intl.NumberFormat(undefined, { useGrouping: "always", numberingSystem: "latn" }).format(1234567.8));
  const [group, point] = [sample.match(/\d(\D)\d{3}/)[1], sample.at(-2)];
  return (pattern) => new RegExp(pattern.source.replace(/\d+(?:,\d{3})*(?:\\\.\d+)?/g, (number) => number.replaceAll(",", group).replace("\\.", `[${point}]`)), pattern.flags);
}
