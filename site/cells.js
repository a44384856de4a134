// The cells at hand: a ring of columns, in which what is new takes the place
// of what is oldest. A market that goes on so moves no cells, and only the
// columns that changed go to the graphics card.

/** Dollars in the middle of a level, as the shader reads them. */
const dollars = (() => {
  const view = new DataView(new ArrayBuffer(4));
  return Float64Array.from({ length: 256 }, (_, level) => {
    if (level === 0) return 0;
    view.setUint32(0, 0x42800000 + (level - 1) * 0x100000 + 0x80000);
    return view.getFloat32(0);
  });
})();

/** A run of slots: the first, how many. @typedef {[slot: number, count: number]} Run */
/** @typedef {ReturnType<typeof createCells>} Cells */

/**
 * A ring for a frame's `view` {from (ms), column (ms), columns, rows, bottom,
 * top, filled} and its two planes, whose memory it takes. Column 0 is the
 * oldest; the memory holds column c at `slot(c)`.
 *
 * @param {import("./messages.js").Grid & {column: number}} view
 * @param {Uint8Array} longs
 * @param {Uint8Array} shorts
 */
export function createCells({ from, column, columns, rows, bottom, top, filled }, longs, shorts) {
  let first = 0; // slot of column 0
  /** @param {number} c */
  const slot = (c) => (first + c) % columns;
  const newest = () => {
    for (let c = columns - 1; c >= 0; c--) if (filled[slot(c)]) return c;
    return -1;
  };

  const self = {
    from, column, columns, rows, bottom, top,
    planes: [longs, shorts],
    last: -1, // the newest column with a bar
    get first() {
      return first;
    },
    slot,
    /** What is known of a column: 0 nothing, 1 all, 2 not the bars of every venue. @param {number} c */
    known: (c) => filled[slot(c)],
    /**
     * The dollars of a cell that `classes` switches on.
     *
     * @param {number} side
     * @param {number} c
     * @param {number} row
     * @param {ArrayLike<number>} classes
     */
    usd(side, c, row, classes) {
      const at = 4 * (slot(c) * rows + row);
      let usd = 0;
      for (let i = 0; i < 4; i++) if (classes[i]) usd += dollars[self.planes[side][at + i]];
      return usd;
    },
    /**
     * Takes columns anew; those beyond the end push out as many at the
     * beginning. Returns the slots that changed, as runs [slot, count], or
     * null for a patch of another picture.
     *
     * @param {import("./messages.js").Grid} view
     * @param {Uint8Array[]} planes
     * @returns {Run[] | null}
     */
    patch(view, ...planes) {
      if (view.rows !== rows || view.bottom !== bottom || view.top !== top || view.columns > columns) return null;
      let begin = Math.round((view.from - self.from) / column);
      if (begin < 0 || begin > columns) return null;
      const beyond = Math.max(0, begin + view.columns - columns);
      first = slot(beyond);
      self.from += beyond * column;
      begin -= beyond;
      /** @type {Run[]} */
      const runs = [];
      for (let done = 0; done < view.columns; ) {
        const at = slot(begin + done);
        const count = Math.min(view.columns - done, columns - at);
        /** @param {Uint8Array} plane */
        const cells = (plane) => plane.subarray(4 * rows * done, 4 * rows * (done + count));
        planes.forEach((plane, side) => self.planes[side].set(cells(plane), 4 * rows * at));
        filled.set(view.filled.subarray(done, done + count), at);
        runs.push([at, count]);
        done += count;
      }
      self.last = newest();
      return runs;
    },
  };
  self.last = newest();
  return self;
}

/**
 * A run of slots cut where a tile of `tile` columns ends: [layer, row, slot, count].
 *
 * @param {Run} run
 * @param {number} tile
 */
export function* tiles([slot, count], tile) {
  for (const end = slot + count; slot < end; ) {
    const row = slot % tile;
    const part = Math.min(end - slot, tile - row);
    yield [(slot - row) / tile, row, slot, part];
    slot += part;
  }
}
