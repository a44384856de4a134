// What passes between the page (Go: wasm/browser/chart_js.go) and the chart
// (chart.js), as types; nothing here runs or is shipped.
//
// Unless a name says otherwise, times are milliseconds since 1970 UTC, prices
// are in the market's quote currency and money is in US dollars. A side is 0
// for longs and 1 for shorts. Lists of numbers come as Float64Array, a row
// after the other, without copies; the chart may keep them.

/**
 * What the chart tells the page, each at most once a frame.
 *
 * @typedef {object} Listener
 * @property {(viewport: Viewport) => void} view what is in sight has changed
 * @property {(point: Point | null) => void} point where the crosshair is; null where there is none
 * @property {(price: number) => void} pinned a level was pinned; 0 where one was let go
 * @property {(from: number, to: number) => string} between what the map has between two prices, in words; "" where that is unknown
 * @property {() => void} closed the tools for drawing were put away
 */

/**
 * The part of the market that is in sight.
 *
 * @typedef {object} Viewport
 * @property {number} from time at the left edge
 * @property {number} to time at the right edge
 * @property {number} bottom price at the lower edge
 * @property {number} top price at the upper edge
 * @property {number} width of the price pane, CSS pixels
 * @property {number} height of the price pane, CSS pixels
 */

/**
 * Where the crosshair is: the beginning of its bar and a price.
 *
 * @typedef {object} Point
 * @property {number} time
 * @property {number} price
 */

/**
 * How the cells of a frame lie. Row 0 is the lowest; rows are equally tall on
 * a logarithmic axis.
 *
 * @typedef {object} Grid
 * @property {number} from beginning of column 0
 * @property {number} columns
 * @property {number} rows
 * @property {number} bottom price at the lower edge of row 0
 * @property {number} top price at the upper edge of the last row
 * @property {Uint8Array} filled by column: 0 nothing is known, 1 all is, 2 some venue's bars are lacking
 */

/**
 * How cells become colours.
 *
 * @typedef {object} HeatStyle
 * @property {number[]} classes 1 for each of the four leverage classes that is shown, else 0
 * @property {number[]} sides the same for longs and shorts
 * @property {boolean} standout shaded by how far cells stand out of their surroundings, else by their dollars
 * @property {number} low natural logarithm of what is darkest
 * @property {number} high natural logarithm of what is brightest
 * @property {number} gamma exponent between them
 * @property {number} threshold below which nothing is drawn
 * @property {number[]} weights of dollars, by distance from the price: by steps of its natural logarithm, 64 of them; none where dollars are shown as they are
 * @property {number} step
 * @property {number} price
 * @property {Uint8Array} palette 256 colours, RGBA, darkest first
 */

/**
 * Prices that the page points out. `entry` and `loss` are of the visitor's own
 * positions: where one was opened and where it is liquidated.
 *
 * @typedef {object} Mark
 * @property {"pointed" | "near" | "next" | "pain" | "entry" | "loss"} kind
 * @property {number} side
 * @property {number} low
 * @property {number} high
 * @property {string} text
 */

/**
 * A stretch of the week: the trading hours of a place, or a weekend.
 *
 * @typedef {object} Session
 * @property {number} of its place's number, which is its row
 * @property {string} name
 * @property {number} from
 * @property {number} to
 */

/**
 * Rows of bars: [start, open, high, low, close, volume, what takers bought of it,
 * open interest], amounts in units of the coin; NaN where the last two are unknown.
 * @typedef {Float64Array} BarRows
 */

/**
 * Rows of liquidations: [time, price, USD, side, number of the venue].
 * @typedef {Float64Array} LiquidationRows
 */

/**
 * A simulated market's true positions in rows: [price, USD].
 * @typedef {Float64Array} TruthRows
 */

/**
 * What a saved picture says, and how it is handed over: as a file by the page, on
 * the clipboard, or to another program.
 *
 * @typedef {object} Picture
 * @property {"save" | "copy" | "share"} way
 * @property {string} name of the file
 * @property {string} size "screen", or pixels as "1200x675", with "@2" of twice as many
 * @property {string} headline
 * @property {string} window
 * @property {string} caption
 * @property {string} title of the marks of the colour scale
 * @property {string[]} marks the brightest first
 */

/**
 * Figures of the readout by their names (readout.js), formatted. One that is
 * absent is shown as unknown; without `price` the readout is put away.
 *
 * @typedef {{[name: string]: string | undefined}} ReadoutTexts
 */
