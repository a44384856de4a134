/**
 * What moves from the price force on their way, as it is drawn.
 *
 * @typedef {object} Moves
 * @property {number} price
 * @property {string} lead what it shows
 * @property {[Move[], Move[]]} sides below the price, then above it, outward
 */

/** One of them. @typedef {{level: number, usd: number, half: number, tenth: number, usual: boolean, text: string, more: string}} Move */

/** How wide the strip is, how far apart labels are, and how wide a pane must be to say how far runs go on, CSS pixels. */
const [broad, apart, roomy] = [6, 15, 560];

/**
 * Both directions from the price, as a strip beside the price axis: the denser a
 * stretch, the more of it is forced there; at each per cent the dollars forced on
 * the way, and from the move that is usual for four hours a line as far as half of
 * such runs go on, thin as far as a tenth of them. It is of now: a replay has none.
 *
 * @type {import("./layer.js").Layer}
 */
export const moves = {
  name: "moves",
  zOrder: 45,
  reads: ["moves", "colours", "until", "font"],
  draw(scope, { moves: shown, colours, until, font }) {
    if (!shown || until !== Infinity || shown.sides[0].length + shown.sides[1].length === 0) return;
    const { context, bitmapSize, mediaSize, horizontalPixelRatio: ratio, verticalPixelRatio } = scope;
    const densest = Math.max(...shown.sides.flatMap((list) => list.map(({ usd }, i) => usd - (list[i - 1]?.usd ?? 0))));
    shown.sides.forEach((list, side) => stretches(scope, shown.price, list, side === 0 ? colours.long : colours.short, colours.background, densest));
    /** @param {string} text @param {number} top @param {string} colour */
    const label = (text, top, colour) => {
      context.font = `${10 * ratio}px ${font}`;
      context.textAlign = "right";
      context.textBaseline = "top";
      const [right, wide] = [bitmapSize.width - (broad + 2) * ratio, context.measureText(text).width + 6 * ratio];
      context.globalAlpha = 0.85;
      context.fillStyle = colours.background;
      context.fillRect(right - wide, top, wide, 14 * verticalPixelRatio);
      context.globalAlpha = 1;
      context.fillStyle = colour;
      context.fillText(text, right - 3 * ratio, top + 2 * verticalPixelRatio);
    };
    for (const list of shown.sides) {
      const usual = list.find((move) => move.usual);
      if (usual && inSight(scope, usual)) run(scope, usual, shown.price, colours.text);
      for (const move of labelled(scope, list, scope.y(shown.price))) {
        const text = mediaSize.width >= roomy && move.usual && move.more ? `${move.text}, ${move.more}` : move.text;
        label(text, scope.y(move.level) - 7 * verticalPixelRatio, move.usual ? colours.text : colours.quiet);
      }
    }
    if (mediaSize.width >= roomy) label(shown.lead, bitmapSize.height - 18 * verticalPixelRatio, colours.quiet);
  },
};

/** Whether a move's level has room for its label. @param {import("./layer.js").Scope} scope @param {Move} move */
function inSight({ bitmapSize, verticalPixelRatio: ratio, y }, { level }) {
  const at = y(level);
  return at > 8 * ratio && at < bitmapSize.height - 24 * ratio;
}

/** The moves of a side that are labelled: each whole per cent, and the usual one before those beside it. @param {import("./layer.js").Scope} scope @param {Move[]} list @param {number} from where the price is */
function labelled(scope, list, from) {
  let last = from;
  return list.filter((move, i) => {
    const beside = list[i - 1]?.usual || list[i + 1]?.usual;
    const at = scope.y(move.level);
    if (!inSight(scope, move) || !(move.usual || (i % 2 === 1 && !beside)) || Math.abs(at - last) < apart * scope.verticalPixelRatio) return false;
    last = at;
    return true;
  });
}

/**
 * The strip of one side.
 *
 * @param {import("./layer.js").Scope} scope
 * @param {number} price
 * @param {Move[]} list
 * @param {string} colour
 * @param {string} background
 * @param {number} densest USD
 */
function stretches({ context, bitmapSize, horizontalPixelRatio: ratio, y }, price, list, colour, background, densest) {
  const x = bitmapSize.width - broad * ratio;
  let [near, before] = [y(price), 0];
  for (const { level, usd } of list) {
    const far = y(level);
    const [upper, tall] = [Math.min(near, far), Math.abs(far - near)];
    context.fillStyle = background;
    context.fillRect(x - ratio, upper, (broad + 1) * ratio, tall);
    context.globalAlpha = densest > 0 ? 0.12 + (0.88 * (usd - before)) / densest : 0.12;
    context.fillStyle = colour;
    context.fillRect(x, upper, broad * ratio, Math.max(tall - ratio, ratio));
    context.globalAlpha = 1;
    [near, before] = [far, usd];
  }
}

/** How far runs beyond a level go on. @param {import("./layer.js").Scope} scope @param {Move} move @param {number} price @param {string} colour */
function run({ context, bitmapSize, horizontalPixelRatio: ratio, y }, { level, half, tenth }, price, colour) {
  const way = level < price ? -1 : 1;
  const x = bitmapSize.width - (broad / 2) * ratio;
  context.strokeStyle = colour;
  context.lineWidth = ratio;
  context.beginPath();
  context.moveTo(bitmapSize.width - (broad + 2) * ratio, y(level));
  context.lineTo(bitmapSize.width, y(level));
  for (const [far, line] of [[tenth, 1], [half, 3]]) {
    context.stroke();
    if (!(far > 0)) continue;
    context.lineWidth = line * ratio;
    context.beginPath();
    context.moveTo(x, y(level));
    context.lineTo(x, y(level * (1 + way * far)));
  }
  context.stroke();
}
