// What is drawn on a chart by hand, as values: levels, trend lines and rectangles.

/**
 * A place on a chart.
 *
 * @typedef {object} Place
 * @property {number} time seconds
 * @property {number} price
 */

/** @typedef {"level" | "trend" | "box"} Kind */
/** A level has one place, and its time means nothing. alert is where price was when an alert was set. @typedef {{kind: Kind, places: Place[], alert?: string}} Shape */

/** How many places a shape has. @type {Record<Kind, number>} */
export const placesOf = { level: 1, trend: 2, box: 2 };

/** The most shapes that a market has. */
export const most = 200;

/** Reads what the device keeps; what is no shape is left out. @param {string | null} text @returns {Shape[]} */
export function shapesOf(text) {
  try {
    const list = JSON.parse(text ?? "[]");
    return Array.isArray(list) ? list.filter(isShape).slice(0, most) : [];
  } catch {
    return []; // it was not written by this page
  }
}

/** @param {any} shape */
const isShape = (shape) =>
  Object.hasOwn(placesOf, shape?.kind) && Array.isArray(shape.places) && shape.places.length === placesOf[/** @type {Kind} */ (shape.kind)] &&
  shape.places.every((/** @type {any} */ place) => Number.isFinite(place?.time) && Number.isFinite(place?.price) && place.price > 0);

/** A place on the screen, CSS pixels. @typedef {{x: number, y: number}} Point */

/**
 * How far a point is from a shape, CSS pixels: from its line, or the nearest of a
 * rectangle's sides.
 *
 * @param {Kind} kind
 * @param {Point[]} corners of the shape
 * @param {Point} point
 */
export function away(kind, [a, b], point) {
  if (kind === "level") return Math.abs(point.y - a.y);
  if (kind === "trend") return fromLine(a, b, point);
  const corners = [a, { x: b.x, y: a.y }, b, { x: a.x, y: b.y }];
  return Math.min(...corners.map((corner, i) => fromLine(corner, corners[(i + 1) % 4], point)));
}

/** How far a point is from a line between two others. @param {Point} a @param {Point} b @param {Point} point */
function fromLine(a, b, point) {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const long = dx * dx + dy * dy;
  const part = long === 0 ? 0 : Math.max(0, Math.min(1, ((point.x - a.x) * dx + (point.y - a.y) * dy) / long));
  return Math.hypot(point.x - a.x - part * dx, point.y - a.y - part * dy);
}

/** A stretch of time in words: 2 d 4 h, 3 h 20 min, 5 min. @param {number} seconds */
export function stretch(seconds) {
  const minutes = Math.round(Math.abs(seconds) / 60);
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  if (days) return hours ? `${days} d ${hours} h` : `${days} d`;
  if (hours) return rest ? `${hours} h ${rest} min` : `${hours} h`;
  return `${rest} min`;
}
