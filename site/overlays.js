// What is drawn over and beside the heat, on the chart's own canvas. A scope is
// lightweight-charts' own: context, sizes and pixel ratios; x and y turn
// columns, times and prices into pixels of its bitmap.

/** CSS pixels of the strip that tells of a venue's gap. */
const strip = 12;

/**
 * Columns before the last without a bar are hatched: nobody saw what happened
 * there. Where one venue's bars are lacking, a strip at the foot is.
 */
export function drawGaps({ context, bitmapSize, verticalPixelRatio }, cells, last, x, colour) {
  context.strokeStyle = colour;
  context.lineWidth = 1;
  for (let column = 0; column < last; column++) {
    const known = cells.known(column);
    if (known === 1) continue;
    const from = column;
    while (column + 1 < last && cells.known(column + 1) === known) column++;
    const [left, right] = [x(from), x(column + 1)];
    const tall = known ? Math.min(strip * verticalPixelRatio, bitmapSize.height) : bitmapSize.height;
    const top = bitmapSize.height - tall;
    if (right < 0 || left > bitmapSize.width) continue;
    context.save();
    context.beginPath();
    context.rect(left, top, right - left, tall);
    context.clip();
    context.beginPath();
    for (let at = left - tall; at < right; at += 9) {
      context.moveTo(at, bitmapSize.height);
      context.lineTo(at + tall, top);
    }
    context.stroke();
    context.restore();
  }
}

/**
 * A layer along the right edge, `wide` pixels of the bitmap, that is drawn
 * anew only when one of `of` is another: what moves with each trade is little.
 */
export function createLayer() {
  let drawn = [];
  let picture;
  return (scope, wide, of, draw) => {
    const { width, height } = scope.bitmapSize;
    if (!wide || !height) return;
    of.push(wide, width, height);
    if (of.some((one, i) => one !== drawn[i])) {
      drawn = of;
      const canvas = new OffscreenCanvas(wide, height);
      const context = canvas.getContext("2d");
      context.translate(wide - width, 0);
      draw({ ...scope, context });
      picture = canvas.transferToImageBitmap();
    }
    scope.context.drawImage(picture, width - wide, 0);
  };
}

/**
 * The dollars of a column as a silhouette from the right edge, at most `most`
 * CSS pixels wide, a step a row: longs plain, shorts hatched as well, so that
 * hue is not all that tells them apart.
 */
export function drawMap(scope, cells, column, { style, colours, most, y, curves: wanted }) {
  const { context, bitmapSize, horizontalPixelRatio: ratio } = scope;
  const edge = Math.log(cells.bottom);
  const perRow = Math.log(cells.top / cells.bottom) / cells.rows;
  const top = (row) => Math.round(y(Math.exp(edge + row * perRow)));
  const steps = [[], []];
  const curves = [[], []]; // {usd, upper, lower} of every row, in sight or not
  let widest = 0;
  for (let row = 0, lower = top(0), upper; row < cells.rows; row++, lower = upper) {
    upper = top(row + 1);
    const inSight = lower >= 0 && upper <= bitmapSize.height;
    for (const side of [0, 1]) {
      const usd = style.sides[side] ? cells.usd(side, column, row, style.classes) : 0;
      curves[side].push({ usd, upper, lower });
      if (!inSight || usd <= 0 || usd < style.threshold) continue;
      steps[side].push({ usd, upper, lower });
      if (usd > widest) widest = usd;
    }
  }
  for (const side of [0, 1]) {
    const shape = new Path2D();
    const rim = new Path2D();
    let below = NaN; // where the step before ended
    let left = 0;
    for (const { usd, upper, lower } of steps[side]) {
      const x = bitmapSize.width - Math.max(1, Math.round((usd / widest) * most * ratio));
      shape.rect(x, upper, bitmapSize.width - x, lower - upper);
      rim[lower === below ? "lineTo" : "moveTo"](x, lower);
      rim.lineTo(x, upper);
      [below, left] = [upper, Math.min(left || x, x)];
    }
    context.fillStyle = context.strokeStyle = side === 0 ? colours.long : colours.short;
    context.lineWidth = ratio;
    context.globalAlpha = 0.42;
    context.fill(shape);
    if (side === 1 && left) hatch(scope, shape, left);
    context.globalAlpha = 1;
    context.lineWidth = 1.5 * ratio;
    context.stroke(rim);
  }
  if (wanted) drawCurves(scope, curves, { colours, most });
}

/**
 * What is forced out in all on the way from the price to each row: a line a
 * side, at full width where the larger of both has come to within sight.
 */
function drawCurves({ context, bitmapSize, horizontalPixelRatio: ratio }, [longs, shorts], { colours, most }) {
  const ways = [longs.reverse(), shorts].map((rows) => {
    let sum = 0;
    return rows.map(({ usd, upper, lower }) => ({ upper, lower, sum: (sum += usd) })).filter(({ upper, lower }) => lower >= 0 && upper <= bitmapSize.height);
  });
  const whole = Math.max(...ways.map((way) => way.at(-1)?.sum ?? 0));
  if (!(whole > 0)) return;
  context.lineWidth = 1.5 * ratio;
  context.setLineDash([4 * ratio, 2 * ratio]);
  ways.forEach((way, side) => {
    context.strokeStyle = side === 0 ? colours.long : colours.short;
    context.beginPath();
    for (const { upper, lower, sum } of way) if (sum > 0) context.lineTo(bitmapSize.width - (sum / whole) * most * ratio, side === 0 ? lower : upper);
    context.stroke();
  });
  context.setLineDash([]);
}

function hatch({ context, bitmapSize, horizontalPixelRatio: ratio }, shape, left) {
  context.save();
  context.clip(shape);
  context.beginPath();
  const tall = bitmapSize.height;
  for (let x = left - tall; x < bitmapSize.width; x += 6 * ratio) {
    context.moveTo(x, tall);
    context.lineTo(x + tall, 0);
  }
  context.globalAlpha = 0.6;
  context.stroke();
  context.restore();
}

/**
 * True positions as [price, USD] in a row: an outline on a scale of its own,
 * the mean of each two pixels, on both sides at once.
 */
export function drawTruth({ context, bitmapSize, horizontalPixelRatio: ratio }, truth, { y, colours, most }) {
  const buckets = new Map();
  for (let i = 0; i < truth.length; i += 2) {
    const at = Math.round(y(truth[i]) / (2 * ratio));
    if (at < 0 || at * 2 * ratio > bitmapSize.height) continue;
    const bucket = buckets.get(at) ?? { sum: 0, n: 0 };
    bucket.sum += truth[i + 1];
    bucket.n++;
    buckets.set(at, bucket);
  }
  const means = [...buckets].map(([at, { sum, n }]) => [at, sum / n]).sort(([a], [b]) => a - b);
  const widest = Math.max(...means.map(([, mean]) => mean));
  if (!(widest > 0)) return;
  context.strokeStyle = colours.text;
  context.lineWidth = ratio;
  context.beginPath();
  for (const [at, mean] of means) context.lineTo(bitmapSize.width - (mean / widest) * most * ratio, at * 2 * ratio);
  context.stroke();
}

/** Trading hours as strips along the top, a row each, and weekends as shade. */
export function drawSessions({ context, bitmapSize, horizontalPixelRatio: ratio }, sessions, { x, colours }) {
  context.font = `${10 * ratio}px ${colours.font}`;
  context.textBaseline = "top";
  for (const { of, name, from, to } of sessions) {
    const [left, right] = [Math.max(0, x(from / 1000)), Math.min(bitmapSize.width, x(to / 1000))];
    if (right - left < ratio) continue;
    const weekend = name === "Weekend";
    context.fillStyle = colours.quiet;
    context.globalAlpha = weekend ? 0.12 : 0.5;
    if (weekend) context.fillRect(left, 0, right - left, bitmapSize.height);
    else context.fillRect(left, (48 + 14 * of) * ratio, right - left, 2 * ratio);
    context.globalAlpha = 1;
    if (right - left > context.measureText(name).width + 4 * ratio) {
      context.fillStyle = colours.text;
      context.fillText(name, left + 2 * ratio, (51 + 14 * of) * ratio);
    }
  }
}

/** How large a liquidation is drawn: its area grows with its dollars. */
const radiusOf = (usd) => Math.min(14, Math.max(1.5, Math.sqrt(usd) / 120));

/** Liquidations that happened, where and when they did. */
export function drawForced({ context, bitmapSize, verticalPixelRatio: ratio }, forced, { x, y, colours }) {
  context.lineWidth = ratio;
  context.strokeStyle = colours.rim;
  for (const { time, price, usd, side } of forced) {
    const at = x(time);
    if (at < -20 || at > bitmapSize.width + 20) continue;
    context.beginPath();
    context.arc(at, y(price), radiusOf(usd) * ratio, 0, 2 * Math.PI);
    context.fillStyle = side === 0 ? colours.long : colours.short;
    context.globalAlpha = 0.8;
    context.fill();
    context.globalAlpha = 1;
    context.stroke();
  }
}

/**
 * What the page points out: the near edge of the nearest significant clusters
 * as a line with its dollars at the left, the level of most pain within `most`
 * CSS pixels at the right, the cluster that is pointed at as a band, and of
 * the visitor's positions the entry and the liquidation.
 */
export function drawMarks(scope, marks, { y, colours, most }) {
  const { context, bitmapSize, horizontalPixelRatio: ratio } = scope;
  // On a narrow pane the legend lies over its left edge.
  const left = bitmapSize.width < 500 * ratio ? 76 : 8;
  const taken = []; // by labels
  context.lineWidth = ratio;
  for (const { kind, side, low, high, text } of marks) {
    const colour = side === 0 ? colours.long : colours.short;
    const [top, bottom] = [Math.round(y(high)) + 0.5, Math.round(y(low)) + 0.5];
    if (bottom < 0 || top > bitmapSize.height) continue;
    context.strokeStyle = context.fillStyle = colour;
    if (kind === "pointed") {
      context.globalAlpha = 0.22;
      context.fillStyle = colours.accent;
      context.fillRect(0, top, bitmapSize.width, Math.max(bottom - top, ratio));
      context.globalAlpha = 1;
      context.strokeStyle = colours.accent;
      for (const edge of [top, bottom]) line(scope, 0, bitmapSize.width, edge, []);
    } else if (kind === "entry" || kind === "loss") {
      line(scope, 0, bitmapSize.width, top, kind === "entry" ? [8, 4] : []);
      label(scope, text, { left, y: top, below: (side === 0) === (kind === "loss"), colours, colour, taken });
    } else if (kind === "near") {
      const near = side === 0 ? top : bottom;
      line(scope, 0, bitmapSize.width, near, [2, 4]);
      label(scope, text, { left, y: near, below: side === 0, colours, colour, taken });
    } else {
      line(scope, bitmapSize.width - most * ratio, bitmapSize.width, top, [6, 3]);
      label(scope, text, { right: 4, y: top, below: side === 0, colours, colour, taken });
    }
  }
}

function line({ context, horizontalPixelRatio: ratio }, from, to, y, dash) {
  context.setLineDash(dash.map((length) => length * ratio));
  context.beginPath();
  context.moveTo(from, y);
  context.lineTo(to, y);
  context.stroke();
  context.setLineDash([]);
}

/**
 * A text beside a line, whole, on a ground of its own so that it reads over
 * heat, and clear of those that are there already.
 */
function label({ context, bitmapSize, horizontalPixelRatio: ratio }, text, { left, right, y, below, colours, colour, taken }) {
  context.font = `600 ${11 * ratio}px ${colours.font}`;
  context.textBaseline = "middle";
  const wide = context.measureText(text).width + 8 * ratio;
  const tall = 15 * ratio;
  const x = left === undefined ? bitmapSize.width - right * ratio - wide : left * ratio;
  const held = (at) => Math.max(0, Math.min(bitmapSize.height - tall, at));
  let top = held(below ? y + 2 * ratio : y - 2 * ratio - tall);
  for (const other of taken) {
    const apart = x >= other.x + other.wide || x + wide <= other.x || top >= other.top + tall || top + tall <= other.top;
    if (apart) continue;
    const [under, over] = [held(other.top + tall + ratio), held(other.top - tall - ratio)];
    const farther = below ? under : over; // from the line, where the pane does not end
    top = Math.abs(farther - other.top) >= tall ? farther : below ? over : under;
  }
  taken.push({ x, wide, top });
  context.fillStyle = colours.surface;
  context.globalAlpha = 0.84;
  context.fillRect(x, top, wide, tall);
  context.globalAlpha = 1;
  context.fillStyle = colour;
  context.fillText(text, x + 4 * ratio, top + tall / 2);
}
