/**
 * Layers along the right edge that are drawn into one bitmap and from there to
 * the pane: anew only when what one of them reads has changed, or what
 * `measure` says of the axes. What moves with each trade is little.
 *
 * @param {object} of
 * @param {string} of.name
 * @param {number} of.zOrder
 * @param {readonly import("./layer.js").Layer[]} of.layers lowest first
 * @param {(scope: import("./layer.js").Scope, data: import("../model.js").Model) => {width: number, depends: unknown[]} | null} of.measure
 *   the bitmap's width, and what else the picture depends on; null where there is none
 * @returns {import("./layer.js").Layer}
 */
export function buffered({ name, zOrder, layers, measure }) {
  /** @type {unknown[] | null} */
  let drawn = null;
  /** @type {ImageBitmap} */
  let picture;
  return {
    name,
    zOrder,
    reads: layers.flatMap(({ reads }) => reads),
    drop() {
      drawn = null;
    },
    draw(scope, data) {
      const measured = measure(scope, data);
      const { width, height } = scope.bitmapSize;
      if (!measured?.width || !height) return;
      const depends = [...measured.depends, measured.width, width, height];
      if (!drawn || depends.some((one, i) => one !== drawn?.[i])) {
        const canvas = new OffscreenCanvas(measured.width, height);
        const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
        context.translate(measured.width - width, 0);
        for (const layer of layers) layer.draw({ ...scope, context }, data);
        picture = canvas.transferToImageBitmap();
        drawn = depends;
      }
      scope.context.drawImage(picture, width - measured.width, 0);
    },
  };
}
