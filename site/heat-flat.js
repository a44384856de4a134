/**
 * The weight of dollars at a price, given by its logarithm.
 *
 * @param {import("./messages.js").HeatStyle} style
 * @param {number} at
 */
export function weightOf({ weights, step, price }, at) {
  const away = Math.abs(at - Math.log(price)) / step;
  const i = Math.min(Math.floor(away), weights.length - 2);
  return weights[i] + (weights[i + 1] - weights[i]) * Math.min(away - i, 1);
}

/**
 * The heat without WebGL2: one picture of the slots, stretched into place.
 *
 * @typedef {import("./heat.js").Place} Place
 * @typedef {import("./heat.js").Renderer} Renderer
 * @implements {Renderer}
 */
export class FlatHeat {
  #canvas;
  #context;
  #picture = document.createElement("canvas");
  /** @type {import("./cells.js").Cells | undefined} */
  #cells;
  /** @type {import("./messages.js").HeatStyle | undefined} */
  #style;
  /** Not painted yet. @type {import("./cells.js").Run[]} */
  #due = [];

  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.#canvas = canvas;
    this.#context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  }

  /** @param {import("./cells.js").Cells} cells */
  show(cells) {
    this.#cells = cells;
    this.#due = [[0, cells.columns]];
  }

  /** @param {import("./cells.js").Run[]} runs */
  changed(runs) {
    this.#due.push(...runs);
  }

  /** @param {import("./messages.js").HeatStyle} style */
  style(style) {
    this.#style = style;
    if (this.#cells) this.#due = [[0, this.#cells.columns]];
  }

  /** @param {Place} place */
  draw(place) {
    this.#canvas.width = place.width;
    this.#canvas.height = place.height;
    const [cells, style] = [this.#cells, this.#style];
    if (!cells || !style) return;
    const { columns, rows } = cells;
    if (this.#picture.width !== columns || this.#picture.height !== rows) Object.assign(this.#picture, { width: columns, height: rows });
    for (const run of this.#due) this.#paint(run, cells, style);
    this.#due = [];
    this.#stretch(place, cells);
  }

  /**
   * Paints a run of slots into the picture.
   *
   * @param {import("./cells.js").Run} run
   * @param {import("./cells.js").Cells} cells
   * @param {import("./messages.js").HeatStyle} style
   */
  #paint([slot, count], cells, style) {
    const { columns, rows, first } = cells;
    const image = new ImageData(count, rows);
    for (let x = 0; x < count; x++) {
      const column = (slot + x - first + columns) % columns;
      for (let row = 0; row < rows; row++) {
        let shown = 0;
        for (const side of [0, 1]) {
          const usd = style.sides[side] ? cells.usd(side, column, row, style.classes) : 0;
          if (usd > 0) shown = style.standout ? Math.max(shown, cells.standout(side, column, row)) : shown + usd;
        }
        if (style.weights.length > 0) shown *= weightOf(style, Math.log(cells.bottom) + ((row + 0.5) / rows) * Math.log(cells.top / cells.bottom));
        if (shown <= 0 || shown < style.threshold) continue;
        const bright = Math.min(1, Math.max(0, (Math.log(shown) - style.low) / (style.high - style.low))) ** style.gamma;
        const ink = 4 * Math.round(bright * 255);
        const at = 4 * ((rows - 1 - row) * count + x);
        for (let c = 0; c < 3; c++) image.data[at + c] = style.palette[ink + c];
        image.data[at + 3] = 255 * Math.min(1, bright * 6);
      }
    }
    this.#picture.getContext("2d")?.putImageData(image, slot, 0);
  }

  /**
   * Draws the picture where its cells lie. Rows are equal on the logarithmic
   * axis; on the linear one strips of them are, as nearly as a pixel tells.
   *
   * @param {Place} place
   * @param {import("./cells.js").Cells} cells
   */
  #stretch(place, { columns, rows, first }) {
    this.#context.imageSmoothingEnabled = false;
    /** @param {number} column */
    const x = (column) => (column - place.across[0]) / place.across[1];
    const top = place.rows[0] + rows / place.rows[1];
    /** @param {number} log */
    const y = (log) => {
      const at = place.linear ? Math.exp(log) : log;
      return place.height * (1 - (at - place.prices[0]) / (place.prices[1] - place.prices[0]));
    };
    const strips = place.linear ? 64 : 1;
    for (let s = 0; s < strips; s++) {
      const upper = y(top - (s * rows) / strips / place.rows[1]);
      const lower = y(top - ((s + 1) * rows) / strips / place.rows[1]);
      for (const [slot, column, count] of [[first, 0, columns - first], [0, columns - first, first]]) {
        if (count > 0) this.#context.drawImage(this.#picture, slot, (s * rows) / strips, count, rows / strips, x(column), upper, x(column + count) - x(column), lower - upper);
      }
    }
  }
}
