// The cells at hand: a ring of columns, in which what is new takes the place
// of what is oldest. A market that goes on so moves no cells, and only the
// columns that changed go to the graphics card.

/**
 * What is in the middle of each level, as the shader reads it (wasm/wire/FORMAT.md).
 *
 * @param {number} base bits of the number at which level 1 begins
 * @param {number} step bits from a level to the next
 */
function middles(base, step) {
  const view = new DataView(new ArrayBuffer(4));
  return Float64Array.from({ length: 256 }, (_, level) => {
    if (level === 0) return 0;
    view.setUint32(0, base + (level - 1) * step + step / 2);
    return view.getFloat32(0);
  });
}
const dollars = middles(0x42800000, 0x100000);
const ratios = middles(0x3e000000, 0x40000);

/** A run of slots: the first, how many. @typedef {[slot: number, count: number]} Run */
/** @typedef {ReturnType<typeof createCells>} Cells */

/**
 * A ring for a frame's `view` {from (ms), column (ms), columns, rows, bottom,
 * top, filled}, its two planes and its stand-outs, whose memory it takes. Column 0 is the
 * oldest; the memory holds column c at `slot(c)`.
 *
 * @param {import("./messages.js").Grid & {column: number}} view
 * @param {Uint8Array} longs
 * @param {Uint8Array} shorts
 * @param {Uint8Array} standouts
 */
export function createCells({ from, column, columns, rows, bottom, top, filled }, longs, shorts, standouts) {
  let first = 0; // slot of column 0
  /** @param {number} c */
  const slot = (c) => (first + c) % columns;
  const newest = () => {
    for (let c = columns - 1; c >= 0; c--) if (filled[slot(c)]) return c;
    return -1;
  };

  const self = {
    from, column, columns, rows, bottom, top,
    planes: [longs, shorts], standouts,
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
     * How far the mass of a cell stands out of its surroundings; 0 where there is none.
     *
     * @param {number} side
     * @param {number} c
     * @param {number} row
     */
    standout: (side, c, row) => ratios[standouts[2 * (slot(c) * rows + row) + side]],
    /**
     * Takes columns anew; those beyond the end push out as many at the
     * beginning. Returns the slots that changed, as runs [slot, count], or
     * null for a patch of another picture.
     *
     * @param {import("./messages.js").Grid} view
     * @param {Uint8Array[]} fresh both planes and the stand-outs
     * @returns {Run[] | null}
     */
    patch(view, ...fresh) {
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
        [longs, shorts, standouts].forEach((plane, i) => {
          const size = plane.length / columns; // of a column
          plane.set(fresh[i].subarray(size * done, size * (done + count)), size * at);
        });
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
