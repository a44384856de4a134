import { createHeat } from "../heat.js";
import { firstColumn } from "../model.js";

/**
 * The heat: what was expected in each cell, on a canvas of its own below the
 * chart. `show`, `changed` and `style` are the renderer's (heat.js); `drawn`
 * says whether the frame at hand has been drawn.
 *
 * @param {HTMLCanvasElement} canvas
 */
export function createHeatLayer(canvas) {
  const renderer = createHeat(canvas);
  /** When it was drawn last, on the document's timeline. @type {CSSNumberish | null} */
  let drawnIn = null;

  /** The pane is what the axes leave; how wide they are depends on the price. @param {{width: number, height: number}} size */
  function fit({ width, height }) {
    const [wide, tall] = [`${width}px`, `${height}px`];
    if (canvas.style.width !== wide) canvas.style.width = wide;
    if (canvas.style.height !== tall) canvas.style.height = tall;
  }

  /** @type {import("./layer.js").Layer["draw"]} */
  function draw(scope, data) {
    const { bitmapSize, mediaSize, horizontalPixelRatio, time } = scope;
    const { cells, until, linear } = data;
    drawnIn = document.timeline.currentTime;
    fit(mediaSize);
    const [top, bottom] = [scope.priceAt(0), scope.priceAt(mediaSize.height)];
    if (!(bottom > 0) || !cells) return;
    canvas.style.clipPath = until === Infinity ? "" : `inset(0 calc(100% - ${Math.max(0, time.edgeAt(until))}px) 0 0)`;
    renderer.draw({
      width: bitmapSize.width,
      height: bitmapSize.height,
      across: [time.barAt(0) - firstColumn(data, cells), time.perPixel / horizontalPixelRatio],
      prices: linear ? [bottom, top] : [Math.log(bottom), Math.log(top)],
      linear,
      rows: [Math.log(cells.bottom), cells.rows / Math.log(cells.top / cells.bottom)],
    });
  }

  /** @type {import("./layer.js").Layer} */
  const layer = { name: "heat", zOrder: -20, reads: ["cells", "style", "until"], draw };
  return { layer, renderer, drawn: () => drawnIn === document.timeline.currentTime };
}
