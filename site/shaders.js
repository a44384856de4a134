// The heat's shaders. A texture holds one side: a texel per cell, x the row
// from the lowest price, y the slot of its column, with as many to a layer as a
// texture may be tall, one channel per leverage class. A channel is a level (wasm/wire/FORMAT.md), read back by the bits of a float.
export const vertex = `#version 300 es
in vec2 corner;
void main() { gl_Position = vec4(corner * 2.0 - 1.0, 0.0, 1.0); }`;

const head = `#version 300 es
precision highp float;
precision highp int;
precision highp sampler2DArray;
out vec4 colour;
`;

/** Inks cells: a fragment is the texel of a cell in the layer of its kind. */
export const ink = `${head}
uniform sampler2DArray longs, shorts, standouts;
uniform bool standout;   // shade by it, else by dollars
uniform sampler2D colours;
uniform int layer;
uniform vec4 classes;   // 1 where switched on
uniform vec2 sides;     // longs, shorts
uniform vec3 ramp;      // logarithm of what is darkest and of what is brightest, exponent
uniform float threshold; // below which nothing is drawn
uniform float weights[64]; // of dollars, by distance from the price
uniform vec4 place;     // logarithm of the lowest row's edge, height of a row, logarithm of the price, step of weights: 0 without them
float dollars(float channel) {
  uint level = uint(channel * 255.0 + 0.5);
  return level == 0u ? 0.0 : uintBitsToFloat(0x42800000u + ((level - 1u) << 20) + 0x80000u);
}
float ratio(float channel) {
  uint level = uint(channel * 255.0 + 0.5);
  return level == 0u ? 0.0 : uintBitsToFloat(0x3e000000u + ((level - 1u) << 18) + 0x20000u);
}
float sum(vec4 cell) {
  return dot(classes, vec4(dollars(cell.r), dollars(cell.g), dollars(cell.b), dollars(cell.a)));
}
void main() {
  ivec3 texel = ivec3(gl_FragCoord.xy, layer);
  vec2 usd = sides * vec2(sum(texelFetch(longs, texel, 0)), sum(texelFetch(shorts, texel, 0)));
  float shown = usd.x + usd.y;
  if (place.w > 0.0) {
    float away = abs(place.x + gl_FragCoord.x * place.y - place.z) / place.w;
    int i = min(int(away), 62);
    shown *= mix(weights[i], weights[i + 1], min(away - float(i), 1.0));
  }
  if (standout && shown > 0.0) {
    vec4 cell = texelFetch(standouts, texel, 0);
    shown = max(usd.x > 0.0 ? ratio(cell.r) : 0.0, usd.y > 0.0 ? ratio(cell.g) : 0.0);
  }
  if (shown <= 0.0 || shown < threshold) { colour = vec4(0.0); return; }
  float bright = pow(clamp((log(shown) - ramp.x) / (ramp.y - ramp.x), 0.0, 1.0), ramp.z);
  vec3 ink = texture(colours, vec2(bright * (255.0 / 256.0) + 0.5 / 256.0, 0.5)).rgb;
  float solid = clamp(bright * 6.0, 0.0, 1.0);
  colour = vec4(ink * solid, solid);
}`;

/** Puts inked cells where they lie: a fragment is a pixel of the pane. */
export const lay = `${head}
uniform sampler2DArray inked;
uniform vec2 size;      // of the pane, pixels
uniform vec2 across;    // column at pixel x: across.x + x * across.y
uniform vec2 prices;    // at the pane's bottom and top: their logarithms, or with linear set themselves
uniform bool linear;
uniform vec2 rows;      // logarithm of the lowest row's edge, rows per unit of it
uniform ivec2 cells;    // columns, rows
uniform ivec2 ring;     // slot of column 0, slots to a layer
void main() {
  float at = mix(prices.x, prices.y, gl_FragCoord.y / size.y);
  if (linear) at = log(at);
  ivec2 cell = ivec2(floor(vec2((at - rows.x) * rows.y, across.x + gl_FragCoord.x * across.y)));
  if (cell.x < 0 || cell.y < 0 || cell.x >= cells.y || cell.y >= cells.x) { colour = vec4(0.0); return; }
  int slot = cell.y + ring.x, layer = 0;
  if (slot >= cells.x) slot -= cells.x;
  while (slot >= ring.y) { slot -= ring.y; layer++; }
  colour = texelFetch(inked, ivec3(cell.x, slot, layer), 0);
}`;
