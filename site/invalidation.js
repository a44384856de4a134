// How much of the chart has to be drawn anew, as one typed value a frame.

/** @typedef {import("./layers/layer.js").Layer} Layer */

/**
 * From nothing to everything:
 *
 * - `cursor`: the crosshair has moved. The top canvas alone is drawn anew, by
 *   the chart library, and the page is told.
 * - `layer`: what some layers show has changed. Those drop what they keep of
 *   earlier frames, and the pane is painted.
 * - `full`: nothing that was kept holds.
 *
 * @typedef {typeof Level[keyof typeof Level]} LevelOf
 */
export const Level = Object.freeze({ none: 0, cursor: 1, layer: 2, full: 3 });

/** What several invalidations come to: the highest level, and which layers. */
export class Mask {
  /** @type {LevelOf} */
  level = Level.none;
  /** @type {Set<Layer>} */
  #layers = new Set();

  /**
   * @param {LevelOf} level
   * @param {Iterable<Layer>} [layers] with level `layer`
   */
  merge(level, layers = []) {
    if (level > this.level) this.level = level;
    for (const layer of layers) this.#layers.add(layer);
  }

  /** Whether a layer has to drop what it keeps. @param {Layer} layer */
  touches(layer) {
    return this.level === Level.full || this.#layers.has(layer);
  }
}

/**
 * Merges invalidations until they are taken by whoever paints. Painting is
 * asked for once, at the first that needs it.
 */
export class Invalidation {
  #mask = new Mask();
  #frame;
  #paint;
  #cursor;

  /**
   * @param {import("./frame.js").Frame} frame
   * @param {{paint: () => void, cursor: () => void}} acts `paint` asks for a
   *   painting; `cursor` is called in the next frame after the crosshair moved
   */
  constructor(frame, { paint, cursor }) {
    this.#frame = frame;
    this.#paint = paint;
    this.#cursor = cursor;
  }

  /**
   * @param {LevelOf} level
   * @param {Iterable<Layer>} [layers]
   */
  add(level, layers) {
    const before = this.#mask.level;
    this.#mask.merge(level, layers);
    if (level === Level.cursor) this.#frame.next("cursor", this.#cursor);
    else if (level > Level.cursor && before < Level.layer) this.#paint();
  }

  /** Takes what has come together: from here on nothing is invalid. */
  take() {
    const mask = this.#mask;
    this.#mask = new Mask();
    return mask;
  }
}
