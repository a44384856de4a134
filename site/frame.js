/**
 * What is to be done in the next frame, each thing once however often it is
 * asked for, by one requestAnimationFrame. What is asked for while a frame is
 * under way is done in the one after.
 */
export class Frame {
  /** @type {Map<string, () => void>} */
  #due = new Map();
  #request;

  /** @param {(run: () => void) => unknown} request requestAnimationFrame, or what stands for it in a test */
  constructor(request) {
    this.#request = request;
  }

  /**
   * Does `act` in the next frame, in place of what was due by that name.
   *
   * @param {string} name
   * @param {() => void} act
   */
  next(name, act) {
    if (this.#due.size === 0) this.#request(() => this.#run());
    this.#due.set(name, act);
  }

  /** Does all that is due, and throws the first error of it. */
  #run() {
    const due = this.#due;
    this.#due = new Map();
    /** @type {unknown[]} */
    const errors = [];
    for (const act of due.values()) {
      try {
        act();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length) throw errors[0];
  }
}
