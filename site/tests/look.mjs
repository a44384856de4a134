// What tests see of the map.

/** Waits until the map of the market at hand is on screen. */
export async function mapped(page, kind = "SIMULATED") {
  await page.waitForFunction((kind) => document.querySelector("[role=status]")?.textContent.startsWith(kind), kind);
  await page.waitForFunction(() => {
    const canvas = document.querySelector("canvas.heat");
    if (!canvas?.width) return false;
    const copy = new OffscreenCanvas(64, 64);
    const context = copy.getContext("2d");
    return new Promise((resolve) =>
      requestAnimationFrame(() => {
        context.drawImage(canvas, 0, 0, 64, 64);
        resolve(context.getImageData(0, 0, 64, 64).data.some((value, i) => i % 4 === 3 && value > 0));
      }),
    );
  }, undefined, { polling: 100 });
}

/** The heat's own pixels, seen through a screenshot of the chart. */
export async function pixels(page) {
  const shot = await page.locator(".map").screenshot({ animations: "disabled" });
  return page.evaluate(async (bytes) => {
    const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext("2d");
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    const half = (from, to) => {
      let bright = 0;
      let hued = 0;
      for (let y = Math.floor(from * bitmap.height); y < to * bitmap.height; y++) {
        for (let x = 20; x < bitmap.width * 0.7; x++) {
          const i = 4 * (y * bitmap.width + x);
          bright += data[i] + data[i + 1] + data[i + 2];
          hued += Math.max(data[i], data[i + 1], data[i + 2]) - Math.min(data[i], data[i + 1], data[i + 2]) > 24 ? 1 : 0;
        }
      }
      return { bright, hued };
    };
    return { upper: half(0.1, 0.45), lower: half(0.7, 0.95), whole: half(0.1, 0.95) };
  }, [...shot]);
}
