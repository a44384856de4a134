// Draws the heat into a canvas of its own, under the candles: with WebGL2,
// or where that is not to be had, cell by cell in 2D. Knows textures and
// uniforms; what they mean is decided elsewhere.
import { createCells, tiles } from "./cells.js";
import { ink, lay, vertex } from "./shaders.js";

/**
 * A renderer for `canvas`: {show(cells), changed(runs), style(style),
 * draw(place)}. Cells are a ring of cells.js, read whenever it is needed; runs
 * are what its patch returns; a place is {width, height, across, prices,
 * linear, rows}.
 */
export function createHeat(canvas) {
  const gl = canvas.getContext("webgl2", { alpha: true, premultipliedAlpha: true, antialias: false, preserveDrawingBuffer: true });
  return gl ? webgl(gl, canvas) : flat(canvas);
}

/** A program and where its uniforms are: {use(), uniform(name)}. */
function program(gl, fragment) {
  const made = gl.createProgram();
  for (const [kind, source] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]]) {
    const shader = gl.createShader(kind);
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS)) throw new Error(gl.getShaderInfoLog(shader));
    gl.attachShader(made, shader);
  }
  gl.bindAttribLocation(made, 0, "corner");
  gl.linkProgram(made);
  const places = {};
  return { use: () => gl.useProgram(made), uniform: (name) => (places[name] ??= gl.getUniformLocation(made, name)) };
}

function webgl(gl, canvas) {
  const most = gl.getParameter(gl.MAX_TEXTURE_SIZE);
  const textures = []; // by unit: longs, shorts, the palette, and the cells in their colours
  let inking, laying, frame, cells, style, shape; // frame: what inks into the fourth
  let inked; // by slot: 1 where the cells of a column have their colours
  let drawn = ""; // the place that the canvas shows, "" where all of it is to be drawn
  let stale = []; // columns [from, to) of it that have changed since

  function texture(unit, target) {
    textures[unit] = gl.createTexture();
    gl.activeTexture(gl.TEXTURE0 + unit);
    gl.bindTexture(target, textures[unit]);
    for (const [name, value] of [[gl.TEXTURE_MIN_FILTER, gl.NEAREST], [gl.TEXTURE_MAG_FILTER, gl.NEAREST], [gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE], [gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE]]) gl.texParameteri(target, name, value);
  }

  function begin() {
    [inking, laying, frame] = [program(gl, ink), program(gl, lay), gl.createFramebuffer()];
    gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
    gl.bufferData(gl.ARRAY_BUFFER, new Float32Array([0, 0, 1, 0, 0, 1, 1, 1]), gl.STATIC_DRAW);
    gl.enableVertexAttribArray(0);
    gl.vertexAttribPointer(0, 2, gl.FLOAT, false, 0, 0);
    for (const unit of [0, 1, 3]) texture(unit, gl.TEXTURE_2D_ARRAY);
    texture(2, gl.TEXTURE_2D);
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
    gl.enable(gl.SCISSOR_TEST);
    gl.clearColor(0, 0, 0, 0);
    shape = "";
    drawn = "";
  }
  begin();

  // A lost context takes the textures along; what they held is still here.
  canvas.addEventListener("webglcontextlost", (event) => event.preventDefault());
  canvas.addEventListener("webglcontextrestored", () => {
    begin();
    if (style) self.style(style);
    if (cells) self.show(cells);
  });

  /** The columns of a tile: a texture's layers are as tall as may be. */
  const tile = () => Math.min(most, cells.columns);

  /** Gives columns [from, to) their colours, where they have none. */
  function give(from, to) {
    const runs = [];
    for (let c = Math.max(from, 0); c < Math.min(to, cells.columns); c++) {
      const slot = cells.slot(c);
      if (inked[slot]) continue;
      inked[slot] = 1;
      const last = runs.at(-1);
      if (last && last[0] + last[1] === slot) last[1]++;
      else runs.push([slot, 1]);
    }
    if (runs.length === 0) return;
    const { use, uniform } = inking;
    use();
    ["longs", "shorts", "colours"].forEach((name, unit) => gl.uniform1i(uniform(name), unit));
    gl.uniform4f(uniform("classes"), ...style.classes);
    gl.uniform2f(uniform("sides"), ...style.sides);
    gl.uniform3f(uniform("ramp"), style.low, style.high, style.gamma);
    gl.uniform1f(uniform("threshold"), style.threshold);
    gl.bindFramebuffer(gl.FRAMEBUFFER, frame);
    gl.viewport(0, 0, cells.rows, tile());
    for (const run of runs) {
      for (const [layer, row, , count] of tiles(run, tile())) {
        gl.framebufferTextureLayer(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, textures[3], 0, layer);
        gl.uniform1i(uniform("layer"), layer);
        gl.scissor(0, row, cells.rows, count);
        gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
      }
    }
    gl.bindFramebuffer(gl.FRAMEBUFFER, null); // the canvas
  }

  /** Draws nothing while the first cells are awaited: a shader is made ready when it is first drawn with. */
  function warm() {
    if (cells) return;
    self.show(createCells({ from: 0, column: 1, columns: 1, rows: 1, bottom: 1, top: 2, filled: [0] }, new Uint8Array(4), new Uint8Array(4)));
    self.draw({ width: canvas.width, height: canvas.height, across: [0, 1], prices: [0, 1], linear: false, rows: [0, 1] });
    cells = undefined;
  }

  const self = {
    show(next) {
      cells = next;
      const wanted = `${cells.rows} ${cells.columns}`;
      if (shape !== wanted) {
        for (const unit of [0, 1, 3]) {
          gl.activeTexture(gl.TEXTURE0 + unit);
          gl.texImage3D(gl.TEXTURE_2D_ARRAY, 0, gl.RGBA8, cells.rows, tile(), Math.ceil(cells.columns / tile()), 0, gl.RGBA, gl.UNSIGNED_BYTE, null);
        }
        shape = wanted;
        inked = new Uint8Array(cells.columns);
      }
      self.changed([[0, cells.columns]]);
      drawn = "";
    },
    changed(runs) {
      for (const [slot, count] of runs) {
        const from = (slot - cells.first + cells.columns) % cells.columns;
        stale.push([from, from + count]);
        inked.fill(0, slot, slot + count);
      }
      cells.planes.forEach((plane, unit) => {
        gl.activeTexture(gl.TEXTURE0 + unit);
        for (const run of runs) {
          for (const [layer, row, slot, count] of tiles(run, tile())) gl.texSubImage3D(gl.TEXTURE_2D_ARRAY, 0, 0, row, layer, cells.rows, count, 1, gl.RGBA, gl.UNSIGNED_BYTE, plane, 4 * slot * cells.rows);
        }
      });
    },
    style(next) {
      if (!style) globalThis.requestIdleCallback?.(warm);
      style = next;
      drawn = "";
      inked?.fill(0);
      gl.activeTexture(gl.TEXTURE2);
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, 256, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, style.palette);
    },
    draw(place) {
      const key = JSON.stringify([place, cells?.from]);
      const whole = key !== drawn;
      if (!whole && stale.length === 0) return;
      // Where the graphics card is the processor, a pixel costs as much as a
      // cell: of a map in its place only the columns that changed are drawn.
      const [first, wide] = place.across;
      const x = (column) => Math.min(place.width, Math.max(0, (column - first) / wide));
      const left = whole ? 0 : Math.floor(x(Math.min(...stale.map(([from]) => from))));
      const right = whole ? place.width : Math.ceil(x(Math.max(...stale.map(([, to]) => to))));
      drawn = key;
      stale = [];
      if (left >= right) return;
      if (cells && style) give(Math.floor(first + left * wide), Math.ceil(first + right * wide));
      if (canvas.width !== place.width) canvas.width = place.width;
      if (canvas.height !== place.height) canvas.height = place.height;
      gl.viewport(0, 0, place.width, place.height);
      gl.scissor(left, 0, right - left, place.height);
      gl.clear(gl.COLOR_BUFFER_BIT);
      if (!cells || !style) return;
      const { use, uniform } = laying;
      use();
      gl.uniform1i(uniform("inked"), 3);
      gl.uniform2f(uniform("size"), place.width, place.height);
      gl.uniform2f(uniform("across"), first, wide);
      gl.uniform2f(uniform("prices"), ...place.prices);
      gl.uniform1i(uniform("linear"), place.linear ? 1 : 0);
      gl.uniform2f(uniform("rows"), ...place.rows);
      gl.uniform2i(uniform("cells"), cells.columns, cells.rows);
      gl.uniform2i(uniform("ring"), cells.first, tile());
      gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
    },
  };
  return self;
}

/** The same without WebGL2: one picture of the slots, stretched into place. */
function flat(canvas) {
  const context = canvas.getContext("2d");
  const picture = document.createElement("canvas");
  let cells, style;
  let due = []; // runs that are not painted yet

  function paint([slot, count]) {
    const { columns, rows, first } = cells;
    const image = new ImageData(count, rows);
    for (let x = 0; x < count; x++) {
      const column = (slot + x - first + columns) % columns;
      for (let row = 0; row < rows; row++) {
        let usd = 0;
        for (const side of [0, 1]) if (style.sides[side]) usd += cells.usd(side, column, row, style.classes);
        if (usd <= 0 || usd < style.threshold) continue;
        const bright = Math.min(1, Math.max(0, (Math.log(usd) - style.low) / (style.high - style.low))) ** style.gamma;
        const ink = 4 * Math.round(bright * 255);
        const at = 4 * ((rows - 1 - row) * count + x);
        for (let c = 0; c < 3; c++) image.data[at + c] = style.palette[ink + c];
        image.data[at + 3] = 255 * Math.min(1, bright * 6);
      }
    }
    picture.getContext("2d").putImageData(image, slot, 0);
  }

  return {
    show(next) {
      cells = next;
      due = [[0, cells.columns]];
    },
    changed(runs) {
      due.push(...runs);
    },
    style(next) {
      style = next;
      if (cells) due = [[0, cells.columns]];
    },
    draw(place) {
      canvas.width = place.width;
      canvas.height = place.height;
      if (!cells || !style) return;
      const { columns, rows, first } = cells;
      if (picture.width !== columns || picture.height !== rows) Object.assign(picture, { width: columns, height: rows });
      due.forEach(paint);
      due = [];
      context.imageSmoothingEnabled = false;
      const x = (column) => (column - place.across[0]) / place.across[1];
      // Rows are equal on the logarithmic axis; on the linear one strips of
      // them are, as nearly as a pixel tells.
      const top = place.rows[0] + rows / place.rows[1];
      const y = (log) => {
        const at = place.linear ? Math.exp(log) : log;
        return place.height * (1 - (at - place.prices[0]) / (place.prices[1] - place.prices[0]));
      };
      const strips = place.linear ? 64 : 1;
      for (let s = 0; s < strips; s++) {
        const upper = y(top - (s * rows) / strips / place.rows[1]);
        const lower = y(top - ((s + 1) * rows) / strips / place.rows[1]);
        for (const [slot, column, count] of [[first, 0, columns - first], [0, columns - first, first]]) {
          if (count > 0) context.drawImage(picture, slot, (s * rows) / strips, count, rows / strips, x(column), upper, x(column + count) - x(column), lower - upper);
        }
      }
    },
  };
}
