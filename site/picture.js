/** CSS pixels of the line for the caption. */
const lineHeight = 28;

/**
 * A PNG of a chart above a caption.
 *
 * @param {object} of
 * @param {HTMLCanvasElement} of.over the chart's own picture, without heat
 * @param {HTMLCanvasElement} of.heat
 * @param {number} of.ratio pixels of the picture to a CSS pixel
 * @param {number} of.heatUntil where the heat ends, pixels of the picture
 * @param {string} of.caption
 * @param {Pick<import("./model.js").Model, "colours" | "font">} of.theme
 * @returns {Promise<ArrayBuffer>}
 */
export async function pictureOf({ over, heat, ratio, heatUntil, caption, theme: { colours, font } }) {
  const { width, height } = over;
  const line = Math.round(lineHeight * ratio);
  const canvas = new OffscreenCanvas(width, height + line);
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.fillStyle = colours.background;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.save();
  if (heatUntil < Infinity) {
    context.beginPath();
    context.rect(0, 0, Math.max(0, heatUntil), height);
    context.clip();
  }
  context.drawImage(heat, 0, 0, heat.clientWidth * ratio, heat.clientHeight * ratio);
  context.restore();
  context.drawImage(over, 0, 0);
  context.fillStyle = colours.text;
  context.font = `${11 * ratio}px ${font}`;
  context.textBaseline = "middle";
  context.fillText(caption, 8 * ratio, height + line / 2, width - 16 * ratio);
  return (await canvas.convertToBlob({ type: "image/png" })).arrayBuffer();
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
