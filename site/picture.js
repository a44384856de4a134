// Pictures that leave the page, and the legend's scale.

/**
 * Hands a picture over by the way that is asked for, where the device lets it:
 * null then, else its PNG. It is asked for within the visitor's own act, and so
 * before there is a picture.
 *
 * @param {Pick<import("./messages.js").Picture, "way" | "name" | "headline">} how
 * @param {Promise<Blob>} made
 * @returns {Promise<ArrayBuffer | null>}
 */
export async function handOver({ way, name, headline }, made) {
  try {
    if (way === "copy") {
      await navigator.clipboard.write([new ClipboardItem({ "image/png": made })]);
      return null;
    }
    const files = way === "share" ? [new File([await made], name, { type: "image/png" })] : [];
    if (files.length && navigator.canShare?.({ files })) {
      await navigator.share({ files, title: headline });
      return null;
    }
  } catch (error) {
    if (/** @type {Error} */ (error).name === "AbortError") return null; // the visitor has thought better of it
  }
  return (await made).arrayBuffer();
}

/** Paints the legend's scale in a palette's colours, brightest on top. @param {Uint8Array} palette 256 colours, RGBA */
export function paintRamp(palette) {
  const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector("[data-part=ramp]"));
  const { width, height } = canvas;
  const image = new ImageData(width, height);
  for (let y = 0; y < height; y++) {
    const ink = 4 * Math.round((1 - y / (height - 1)) * 255);
    for (let x = 0; x < width; x++) image.data.set(palette.subarray(ink, ink + 4), 4 * (y * width + x));
  }
  canvas.getContext("2d")?.putImageData(image, 0, 0);
}
