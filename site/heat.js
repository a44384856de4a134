// Draws the heat into a canvas of its own, under the candles: with WebGL2,
// or where that is not to be had, cell by cell in 2D. Knows textures and
// uniforms; what they mean is decided elsewhere.
import { fragment, vertex } from "./shaders.js";

/** Dollars in the middle of a level, as the shader reads them. */
export const dollars = (() => {
  const view = new DataView(new ArrayBuffer(4));
  return Float64Array.from({ length: 256 }, (_, level) => {
    if (level === 0) return 0;
    view.setUint32(0, 0x42800000 + (level - 1) * 0x100000 + 0x80000);
    return view.getFloat32(0);
  });
})();

/** The dollars of cell `i` (of rgba bytes) that `classes` switches on. */
export function cellDollars(plane, i, classes) {
  let usd = 0;
  for (let c = 0; c < 4; c++) if (classes[c]) usd += dollars[plane[4 * i + c]];
  return usd;
}

/**
 * A renderer for `canvas`: {frame(view, longs, shorts), patch(column, columns,
 * longs, shorts), style(style), draw(place), most}. A view is {columns, rows};
 * a place is {width, height, across, prices, linear, rows}.
 */
export function createHeat(canvas) {
  const gl = canvas.getContext("webgl2", { alpha: true, premultipliedAlpha: true, antialias: false, preserveDrawingBuffer: false });
  return gl ? webgl(gl, canvas) : flat(canvas);
}

function program(gl) {
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
  return made;
}

function webgl(gl, canvas) {
  let uniform, shown, style;
  const kept = { view: null, planes: null, style: null };

  function texture(unit) {
    gl.activeTexture(gl.TEXTURE0 + unit);
    gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
    for (const [name, value] of [[gl.TEXTURE_MIN_FILTER, gl.NEAREST], [gl.TEXTURE_MAG_FILTER, gl.NEAREST], [gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE], [gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE]]) gl.texParameteri(gl.TEXTURE_2D, name, value);
  }

  function begin() {
    const linked = program(gl);
    gl.useProgram(linked);
    const places = {};
    uniform = (name) => (places[name] ??= gl.getUniformLocation(linked, name));
    gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
    gl.bufferData(gl.ARRAY_BUFFER, new Float32Array([0, 0, 1, 0, 0, 1, 1, 1]), gl.STATIC_DRAW);
    gl.enableVertexAttribArray(0);
    gl.vertexAttribPointer(0, 2, gl.FLOAT, false, 0, 0);
    [0, 1, 2].forEach(texture);
    ["longs", "shorts", "colours"].forEach((name, unit) => gl.uniform1i(uniform(name), unit));
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
    shown = null;
  }
  begin();

  // A lost context takes the textures along; what they held is still here.
  canvas.addEventListener("webglcontextlost", (event) => event.preventDefault());
  canvas.addEventListener("webglcontextrestored", () => {
    begin();
    if (kept.style) self.style(kept.style);
    if (kept.view) self.frame(kept.view, ...kept.planes);
  });

  const self = {
    kind: "webgl2",
    most: gl.getParameter(gl.MAX_TEXTURE_SIZE),
    frame(view, longs, shorts) {
      Object.assign(kept, { view, planes: [longs, shorts] });
      [longs, shorts].forEach((plane, unit) => {
        gl.activeTexture(gl.TEXTURE0 + unit);
        if (shown?.rows === view.rows && shown.columns === view.columns) gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, view.rows, view.columns, gl.RGBA, gl.UNSIGNED_BYTE, plane);
        else gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, view.rows, view.columns, 0, gl.RGBA, gl.UNSIGNED_BYTE, plane);
      });
      shown = view;
    },
    patch(column, columns, longs, shorts) {
      [longs, shorts].forEach((plane, unit) => {
        gl.activeTexture(gl.TEXTURE0 + unit);
        gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, column, shown.rows, columns, gl.RGBA, gl.UNSIGNED_BYTE, plane);
      });
    },
    style(next) {
      if (next.palette !== style?.palette || !kept.style) {
        gl.activeTexture(gl.TEXTURE2);
        gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, 256, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, next.palette);
      }
      kept.style = style = next;
    },
    draw(place) {
      if (canvas.width !== place.width) canvas.width = place.width;
      if (canvas.height !== place.height) canvas.height = place.height;
      gl.viewport(0, 0, place.width, place.height);
      gl.clearColor(0, 0, 0, 0);
      gl.clear(gl.COLOR_BUFFER_BIT);
      if (!shown || !style) return;
      gl.uniform2f(uniform("size"), place.width, place.height);
      gl.uniform2f(uniform("across"), ...place.across);
      gl.uniform2f(uniform("prices"), ...place.prices);
      gl.uniform1i(uniform("linear"), place.linear ? 1 : 0);
      gl.uniform2f(uniform("rows"), ...place.rows);
      gl.uniform2i(uniform("cells"), shown.columns, shown.rows);
      gl.uniform4f(uniform("classes"), ...style.classes);
      gl.uniform2f(uniform("sides"), ...style.sides);
      gl.uniform3f(uniform("ramp"), style.low, style.high, style.gamma);
      gl.uniform1f(uniform("threshold"), style.threshold);
      gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
    },
  };
  return self;
}

/** The same without WebGL2: one picture of the cells, stretched into place. */
function flat(canvas) {
  const context = canvas.getContext("2d");
  const cells = document.createElement("canvas");
  let shown, planes, style, painted = false;

  function paint() {
    const { columns, rows } = shown;
    cells.width = columns;
    cells.height = rows;
    const image = new ImageData(columns, rows);
    for (let column = 0; column < columns; column++) {
      for (let row = 0; row < rows; row++) {
        const i = column * rows + row;
        const usd = (style.sides[0] ? cellDollars(planes[0], i, style.classes) : 0) + (style.sides[1] ? cellDollars(planes[1], i, style.classes) : 0);
        if (usd <= 0 || usd < style.threshold) continue;
        const bright = Math.min(1, Math.max(0, (Math.log(usd) - style.low) / (style.high - style.low))) ** style.gamma;
        const ink = 4 * Math.round(bright * 255);
        const at = 4 * ((rows - 1 - row) * columns + column);
        for (let c = 0; c < 3; c++) image.data[at + c] = style.palette[ink + c];
        image.data[at + 3] = 255 * Math.min(1, bright * 6);
      }
    }
    cells.getContext("2d").putImageData(image, 0, 0);
    painted = true;
  }

  return {
    kind: "2d",
    most: 4096,
    frame(view, longs, shorts) {
      shown = view;
      planes = [longs, shorts];
      painted = false;
    },
    patch(column, columns, longs, shorts) {
      [longs, shorts].forEach((plane, side) => planes[side].set(plane, 4 * column * shown.rows));
      painted = false;
    },
    style(next) {
      style = next;
      painted = false;
    },
    draw(place) {
      canvas.width = place.width;
      canvas.height = place.height;
      if (!shown || !style) return;
      if (!painted) paint();
      context.imageSmoothingEnabled = false;
      const left = -place.across[0] / place.across[1];
      const width = shown.columns / place.across[1];
      // Rows are equal on the logarithmic axis; on the linear one strips of
      // them are, as nearly as a pixel tells.
      const top = place.rows[0] + shown.rows / place.rows[1];
      const y = (log) => {
        const at = place.linear ? Math.exp(log) : log;
        return place.height * (1 - (at - place.prices[0]) / (place.prices[1] - place.prices[0]));
      };
      const strips = place.linear ? 64 : 1;
      for (let s = 0; s < strips; s++) {
        const upper = top - (s * shown.rows) / strips / place.rows[1];
        const lower = top - ((s + 1) * shown.rows) / strips / place.rows[1];
        context.drawImage(cells, 0, (s * shown.rows) / strips, shown.columns, shown.rows / strips, left, y(upper), width, y(lower) - y(upper));
      }
    },
  };
}
