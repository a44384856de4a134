import { canvasOf } from "./layer.js";

/** The layers of one pane, in the order of drawing. @typedef {import("./layer.js").Layer} Layer */
export class Registry {
  /** @type {Layer[]} */
  #layers = [];

  /** @param {readonly Layer[]} [layers] */
  constructor(layers = []) {
    for (const layer of layers) this.add(layer);
  }

  /** Adds a layer above those of the same zOrder. Throws where its name is taken. @param {Layer} layer */
  add(layer) {
    if (this.#layers.some(({ name }) => name === layer.name)) throw new Error(`there is a layer "${layer.name}" already`);
    const place = this.#layers.findIndex(({ zOrder }) => zOrder > layer.zOrder);
    this.#layers.splice(place < 0 ? this.#layers.length : place, 0, layer);
  }

  /** Adds a layer in the place of the one of its name, where there is one. @param {Layer} layer */
  replace(layer) {
    this.remove(layer.name);
    this.add(layer);
  }

  /** Whether there was one to remove. @param {string} name */
  remove(name) {
    const place = this.#layers.findIndex((layer) => layer.name === name);
    if (place >= 0) this.#layers.splice(place, 1);
    return place >= 0;
  }

  /** Those on a canvas, lowest first. @param {"bottom" | "normal" | "top"} canvas */
  on(canvas) {
    return this.#layers.filter(({ zOrder }) => canvasOf(zOrder) === canvas);
  }

  /** Those whose picture depends on one of these fields. @param {readonly import("../model.js").Field[]} fields */
  reading(fields) {
    return this.#layers.filter(({ reads }) => reads.some((field) => fields.includes(field)));
  }

  /** Lets those drop what they keep that an invalidation touches. @param {import("../invalidation.js").Mask} mask */
  drop(mask) {
    for (const layer of this.#layers) if (mask.touches(layer)) layer.drop?.();
  }
}
