// Reading a chart out by touch: a tap begins it, or a finger that rests; another
// tap anywhere ends it. Meanwhile a finger that slides moves the crosshair.

/** A place in CSS pixels from the corner of the chart. @typedef {{x: number, y: number}} Place */

/**
 * What a chart does when it is touched.
 *
 * @typedef {object} Acts
 * @property {(at: Place) => boolean} read shows the crosshair there and its figures; false where there is nothing to read
 * @property {() => Place | null} place where the crosshair is
 * @property {() => void} end puts it away
 * @property {() => void} reset what two taps do
 */

/** Within so many pixels a finger stands still, and a tap is one after so many milliseconds or less. */
const [still, quick, twice] = [8, 240, 300];

/** The fingers on a chart. */
export class Touch {
  #acts;
  /** Where the crosshair was put; null while nothing is read. @type {Place | null} */
  #reading = null;
  /** The finger that went down alone. @type {{at: Place, from: Place | null, time: number, moved: boolean, rested: boolean} | null} */
  #finger = null;
  #tapped = -Infinity;

  /** @param {Acts} acts */
  constructor(acts) {
    this.#acts = acts;
  }

  /** A finger goes down, or others beside it. Whether the event is ours alone. @param {Place[]} fingers @param {number} time ms */
  down(fingers, time) {
    if (fingers.length !== 1) {
      this.#finger = null;
      return false;
    }
    this.#finger = { at: fingers[0], from: this.#reading, time, moved: false, rested: false };
    return this.#reading !== null;
  }

  /** @param {Place[]} fingers @param {number} time ms */
  move([{ x, y }], time) {
    const finger = this.#finger;
    if (!finger) return false;
    const [dx, dy] = [x - finger.at.x, y - finger.at.y];
    if (!finger.moved && Math.hypot(dx, dy) > still) Object.assign(finger, { moved: true, rested: time - finger.time > quick });
    if (!finger.from) return false;
    const to = { x: finger.from.x + dx, y: finger.from.y + dy };
    if (finger.moved && this.#acts.read(to)) this.#reading = to;
    return true;
  }

  /** @param {number} time ms */
  up(time) {
    const finger = this.#finger;
    this.#finger = null;
    if (!finger) return false;
    if (finger.from) {
      if (!finger.moved) {
        this.end();
        if (finger.time - this.#tapped < twice) this.#acts.reset();
      }
      return true;
    }
    if (!finger.moved) finger.rested = time - finger.time > quick;
    const tapped = finger.moved || finger.rested ? null : finger.at;
    const at = finger.rested ? this.#acts.place() : tapped;
    this.#tapped = finger.time;
    // After the chart's own handlers, which put the crosshair away.
    if (at) setTimeout(() => void (this.#reading = this.#acts.read(at) ? at : null));
    return false;
  }

  /** Ends the reading. */
  end() {
    if (!this.#reading) return;
    this.#reading = null;
    this.#acts.end();
  }
}

/** Lets fingers read a chart out. @param {HTMLElement} frame that the chart is in @param {Acts} acts */
export function listenToTouch(frame, acts) {
  const touch = new Touch(acts);
  /** @param {TouchEvent} event */
  const fingers = ({ touches }) => {
    const { left, top } = frame.getBoundingClientRect();
    return Array.from(touches, ({ clientX, clientY }) => ({ x: clientX - left, y: clientY - top }));
  };
  /** @type {[string, (event: TouchEvent) => boolean][]} */
  const handlers = [["touchstart", (event) => touch.down(fingers(event), event.timeStamp)], ["touchmove", (event) => touch.move(fingers(event), event.timeStamp)], ["touchend", (event) => touch.up(event.timeStamp)]];
  for (const [name, handle] of handlers) {
    const listen = (/** @type {Event} */ event) => {
      if (!handle(/** @type {TouchEvent} */ (event))) return;
      event.stopPropagation();
      event.preventDefault();
    };
    frame.addEventListener(name, listen, { capture: true, passive: false });
  }
  document.addEventListener("pointerdown", ({ target }) => frame.contains(/** @type {Node} */ (target)) || touch.end(), { capture: true });
}
