// The heat by the graphics card. Knows textures and uniforms.
import { createCells, tiles } from "./cells.js";
import { ink, lay, vertex } from "./shaders.js";

/**
 * @typedef {import("./heat.js").Renderer} Renderer
 * @typedef {import("./heat.js").Place} Place
 * @typedef {import("./cells.js").Cells} Cells
 * @typedef {import("./cells.js").Run} Run
 * @typedef {import("./messages.js").HeatStyle} HeatStyle
 */

/** Units of the textures: both sides' levels, the palette, the cells in their colours, and both sides' stand-outs. */
const unit = { longs: 0, shorts: 1, palette: 2, inked: 3, standouts: 4 };
const arrays = [unit.longs, unit.shorts, unit.inked, unit.standouts];

/** A program and where its uniforms are. */
class Program {
  #gl;
  #program;
  /** @type {Record<string, WebGLUniformLocation | null>} */
  #places = {};

  /** @param {WebGL2RenderingContext} gl @param {string} fragment */
  constructor(gl, fragment) {
    this.#gl = gl;
    this.#program = gl.createProgram();
    for (const [kind, source] of /** @type {[number, string][]} */ ([[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]])) {
      const shader = /** @type {WebGLShader} */ (gl.createShader(kind));
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS)) throw new Error(gl.getShaderInfoLog(shader) ?? "a shader does not compile");
      gl.attachShader(this.#program, shader);
    }
    gl.bindAttribLocation(this.#program, 0, "corner");
    gl.linkProgram(this.#program);
  }

  use() {
    this.#gl.useProgram(this.#program);
  }

  /** @param {string} name */
  uniform(name) {
    return (this.#places[name] ??= this.#gl.getUniformLocation(this.#program, name));
  }
}

/** @implements {Renderer} */
export class WebglHeat {
  #gl;
  #canvas;
  /** As many columns as a texture may be tall, at most. @type {number} */
  #tallest;
  /** By unit. @type {WebGLTexture[]} */
  #textures = [];
  /** Gives cells their colours. @type {Program} */
  #inking;
  /** Puts them where they lie. @type {Program} */
  #laying;
  /** What inks into the texture of that unit. @type {WebGLFramebuffer} */
  #target;
  /** @type {Cells | undefined} */
  #cells;
  /** @type {HeatStyle | undefined} */
  #style;
  /** Of the textures at hand. */
  #shape = "";
  /** By slot: 1 where the cells of a column have their colours. */
  #inked = new Uint8Array(0);
  /** The place that the canvas shows, "" where all of it is to be drawn. */
  #drawn = "";
  /** Columns [from, to) of it that have changed since. @type {[number, number][]} */
  #stale = [];

  /**
   * @param {WebGL2RenderingContext} gl
   * @param {HTMLCanvasElement} canvas
   */
  constructor(gl, canvas) {
    this.#gl = gl;
    this.#canvas = canvas;
    this.#tallest = gl.getParameter(gl.MAX_TEXTURE_SIZE);
    [this.#inking, this.#laying, this.#target] = this.#begin();
    // A lost context takes the textures along; what they held is still here.
    canvas.addEventListener("webglcontextlost", (event) => event.preventDefault());
    canvas.addEventListener("webglcontextrestored", () => {
      [this.#inking, this.#laying, this.#target] = this.#begin();
      if (this.#style) this.style(this.#style);
      if (this.#cells) this.show(this.#cells);
    });
  }

  /** @returns {[Program, Program, WebGLFramebuffer]} */
  #begin() {
    const gl = this.#gl;
    /** @type {[Program, Program, WebGLFramebuffer]} */
    const made = [new Program(gl, ink), new Program(gl, lay), gl.createFramebuffer()];
    gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
    gl.bufferData(gl.ARRAY_BUFFER, new Float32Array([0, 0, 1, 0, 0, 1, 1, 1]), gl.STATIC_DRAW);
    gl.enableVertexAttribArray(0);
    gl.vertexAttribPointer(0, 2, gl.FLOAT, false, 0, 0);
    for (const one of arrays) this.#texture(one, gl.TEXTURE_2D_ARRAY);
    this.#texture(unit.palette, gl.TEXTURE_2D);
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
    gl.enable(gl.SCISSOR_TEST);
    gl.clearColor(0, 0, 0, 0);
    this.#shape = "";
    this.#drawn = "";
    return made;
  }

  /** @param {number} at unit @param {number} target */
  #texture(at, target) {
    const gl = this.#gl;
    this.#textures[at] = gl.createTexture();
    gl.activeTexture(gl.TEXTURE0 + at);
    gl.bindTexture(target, this.#textures[at]);
    for (const [name, value] of [[gl.TEXTURE_MIN_FILTER, gl.NEAREST], [gl.TEXTURE_MAG_FILTER, gl.NEAREST], [gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE], [gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE]]) gl.texParameteri(target, name, value);
  }

  /** The columns of a tile: a texture's layers are as tall as may be. @param {Cells} cells */
  #tile({ columns }) {
    return Math.min(this.#tallest, columns);
  }

  /** @param {Cells} cells */
  show(cells) {
    const gl = this.#gl;
    this.#cells = cells;
    const wanted = `${cells.rows} ${cells.columns}`;
    if (this.#shape !== wanted) {
      const tile = this.#tile(cells);
      for (const one of arrays) {
        gl.activeTexture(gl.TEXTURE0 + one);
        const [inner, format] = one === unit.standouts ? [gl.RG8, gl.RG] : [gl.RGBA8, gl.RGBA];
        gl.texImage3D(gl.TEXTURE_2D_ARRAY, 0, inner, cells.rows, tile, Math.ceil(cells.columns / tile), 0, format, gl.UNSIGNED_BYTE, null);
      }
      this.#shape = wanted;
      this.#inked = new Uint8Array(cells.columns);
    }
    this.changed([[0, cells.columns]]);
    this.#drawn = "";
  }

  /** @param {Run[]} runs */
  changed(runs) {
    const [gl, cells] = [this.#gl, this.#cells];
    if (!cells) return;
    for (const [slot, count] of runs) {
      const from = (slot - cells.first + cells.columns) % cells.columns;
      this.#stale.push([from, from + count]);
      this.#inked.fill(0, slot, slot + count);
    }
    /** @type {[number, Uint8Array, number, number][]} */
    const sent = [[unit.longs, cells.planes[0], gl.RGBA, 4], [unit.shorts, cells.planes[1], gl.RGBA, 4], [unit.standouts, cells.standouts, gl.RG, 2]];
    for (const [at, plane, format, size] of sent) {
      gl.activeTexture(gl.TEXTURE0 + at);
      for (const run of runs) {
        for (const [layer, row, slot, count] of tiles(run, this.#tile(cells))) gl.texSubImage3D(gl.TEXTURE_2D_ARRAY, 0, 0, row, layer, cells.rows, count, 1, format, gl.UNSIGNED_BYTE, plane, size * slot * cells.rows);
      }
    }
  }

  /** @param {HeatStyle} style */
  style(style) {
    const gl = this.#gl;
    if (!this.#style) globalThis.requestIdleCallback?.(() => this.#warm());
    this.#style = style;
    this.#drawn = "";
    this.#inked.fill(0);
    gl.activeTexture(gl.TEXTURE0 + unit.palette);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, 256, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, style.palette);
  }

  /**
   * Draws what of a place is not on the canvas yet. Where the graphics card is
   * the processor, a pixel costs as much as a cell: of a map in its place only
   * the columns that changed are drawn.
   *
   * @param {Place} place
   */
  draw(place) {
    const key = JSON.stringify([place, this.#cells?.from]);
    const whole = key !== this.#drawn;
    const stale = this.#stale;
    if (!whole && stale.length === 0) return;
    const [first, wide] = place.across;
    /** @param {number} column */
    const x = (column) => Math.min(place.width, Math.max(0, (column - first) / wide));
    const left = whole ? 0 : Math.floor(x(Math.min(...stale.map(([from]) => from))));
    const right = whole ? place.width : Math.ceil(x(Math.max(...stale.map(([, to]) => to))));
    this.#drawn = key;
    this.#stale = [];
    if (left < right) this.#lay(place, left, right);
  }

  /**
   * Draws pixels [left, right) of a place.
   *
   * @param {Place} place
   * @param {number} left
   * @param {number} right
   */
  #lay(place, left, right) {
    const [gl, canvas, cells, style] = [this.#gl, this.#canvas, this.#cells, this.#style];
    const [first, wide] = place.across;
    if (cells && style) this.#ink(cells, style, Math.floor(first + left * wide), Math.ceil(first + right * wide));
    if (canvas.width !== place.width) canvas.width = place.width;
    if (canvas.height !== place.height) canvas.height = place.height;
    gl.viewport(0, 0, place.width, place.height);
    gl.scissor(left, 0, right - left, place.height);
    gl.clear(gl.COLOR_BUFFER_BIT);
    if (!cells || !style) return;
    const program = this.#laying;
    program.use();
    gl.uniform1i(program.uniform("inked"), unit.inked);
    gl.uniform2f(program.uniform("size"), place.width, place.height);
    gl.uniform2f(program.uniform("across"), first, wide);
    gl.uniform2f(program.uniform("prices"), ...place.prices);
    gl.uniform1i(program.uniform("linear"), place.linear ? 1 : 0);
    gl.uniform2f(program.uniform("rows"), ...place.rows);
    gl.uniform2i(program.uniform("cells"), cells.columns, cells.rows);
    gl.uniform2i(program.uniform("ring"), cells.first, this.#tile(cells));
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  }

  /**
   * Gives columns [from, to) their colours, where they have none.
   *
   * @param {Cells} cells
   * @param {HeatStyle} style
   * @param {number} from
   * @param {number} to
   */
  #ink(cells, style, from, to) {
    const gl = this.#gl;
    const runs = this.#bare(cells, from, to);
    if (runs.length === 0) return;
    const program = this.#inking;
    program.use();
    gl.uniform1i(program.uniform("longs"), unit.longs);
    gl.uniform1i(program.uniform("shorts"), unit.shorts);
    gl.uniform1i(program.uniform("colours"), unit.palette);
    gl.uniform1i(program.uniform("standouts"), unit.standouts);
    gl.uniform1i(program.uniform("standout"), style.standout ? 1 : 0);
    gl.uniform4fv(program.uniform("classes"), style.classes);
    gl.uniform2fv(program.uniform("sides"), style.sides);
    gl.uniform3f(program.uniform("ramp"), style.low, style.high, style.gamma);
    gl.uniform1f(program.uniform("threshold"), style.threshold);
    const weighed = style.weights.length === 64;
    if (weighed) gl.uniform1fv(program.uniform("weights"), style.weights);
    const low = Math.log(cells.bottom);
    gl.uniform4f(program.uniform("place"), low, (Math.log(cells.top) - low) / cells.rows, Math.log(style.price), weighed ? style.step : 0);
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.#target);
    gl.viewport(0, 0, cells.rows, this.#tile(cells));
    for (const run of runs) {
      for (const [layer, row, , count] of tiles(run, this.#tile(cells))) {
        gl.framebufferTextureLayer(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, this.#textures[unit.inked], 0, layer);
        gl.uniform1i(program.uniform("layer"), layer);
        gl.scissor(0, row, cells.rows, count);
        gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
      }
    }
    gl.bindFramebuffer(gl.FRAMEBUFFER, null); // the canvas
  }

  /**
   * Runs of slots whose columns, of [from, to), had no colours; from now on
   * they have.
   *
   * @param {Cells} cells
   * @param {number} from
   * @param {number} to
   */
  #bare(cells, from, to) {
    /** @type {Run[]} */
    const runs = [];
    for (let c = Math.max(from, 0); c < Math.min(to, cells.columns); c++) {
      const slot = cells.slot(c);
      if (this.#inked[slot]) continue;
      this.#inked[slot] = 1;
      const last = runs.at(-1);
      if (last && last[0] + last[1] === slot) last[1]++;
      else runs.push([slot, 1]);
    }
    return runs;
  }

  /** Draws nothing while the first cells are awaited: a shader is made ready when it is first drawn with. */
  #warm() {
    if (this.#cells) return;
    this.show(createCells({ from: 0, column: 1, columns: 1, rows: 1, bottom: 1, top: 2, filled: new Uint8Array(1) }, new Uint8Array(4), new Uint8Array(4), new Uint8Array(2)));
    this.draw({ width: this.#canvas.width, height: this.#canvas.height, across: [0, 1], prices: [0, 1], linear: false, rows: [0, 1] });
    this.#cells = undefined;
  }
}
