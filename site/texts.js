// Every text of the map's scripts, in the language of the page; what Go says is in
// wasm/view/english.go. Another language is another such file. {0} and {1} are what
// a text is made with, in whatever order the language needs it.

/** How dates are written: a day before its month, whose name is a word of this language. */
export const dates = "en-GB";
/** How amounts are shortened: K, M, B. */
export const amounts = "en-US";

/** Writes numbers as the device's language does, with so many digits after the point; Go writes its own alike (wasm/view/numerals.go). @param {number} [digits] */
export const numbers = (digits = 0) => new Intl.NumberFormat(undefined, { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: "always", numberingSystem: "latn" });

export const chart = "Chart. Left and right move it, plus and minus zoom, up and down read prices, Enter pins one, Home shows the whole window, End the newest bar.";

// The figures under the crosshair.
export const price = "Price";
export const distance = "From price";
export const time = "Time, {0}";
export const long = "Longs";
export const short = "Shorts";
export const standout = "Stands out";
export const way = "On the way";
export const band = "90 %";
export const touch = "Touch 1, 4, 24 h";

// What the lines of a saved picture are.
export const longs = "longs";
export const shorts = "shorts";
export const cluster = "cluster";
export const maxPain = "max pain";
export const sums = "sum on the way";

// Panes below the map.
export const volume = "Volume, USD";
export const interest = "Open interest, USD, one-sided, of venues that tell it throughout";
export const delta = "Taker volume, bought less sold, USD, summed";
export const liquidations = "Liquidations, USD, shorts above and longs below";
export const volatility = "Realised volatility of a day";
export const rsi = "RSI {0}";
export const unknownYet = "not known yet";

// Drawing on the chart.
export const drawingTools = "Drawing tools";
export const drawLevel = "Level";
export const drawTrend = "Trend";
export const drawBox = "Box";
export const drawMeasure = "Measure";
export const drawAlert = "Alert";
export const drawAlertMark = "alert";
export const drawAlertSet = "You are told once price crosses it, while this page is open.";
export const drawAlertOff = "No alert is set on it any more.";
export const drawAlertUnknown = "No price is known yet.";
export const drawAlertSeen = "Put it away";
export const drawAlertTitle = "Brink: price has crossed what you drew";
export const drawAlertFired = "{1}: price came to {0}, alert of {2}";
/** What is drawn, in words. @type {Record<string, string>} */
export const drawnKinds = { level: "level", trend: "trend line", box: "rectangle" };
export const drawUndo = "Undo";
export const drawRemove = "Remove";
export const drawDone = "Done";
export const drawnMost = "No more than {0} are kept of a market: remove one.";
export const drawnRefused = "This device does not keep it: it is gone with this page.";

export const observed = "Largest observed positions";
export const observedWidest = "observed, widest {0}";
export const observedLines = "lines: observed";
export const observedMixed = "In the liquidation map, in place of its venue's estimate";
export const mixedWidest = "estimate filled, observed outlined; widest {0}";
export const observedTime = "Observed through time, since this page began to read";
export const mine = "My address";
export const read = "Read";
export const forget = "Forget";
export const remember = "Remember it on this device";
export const mineNote = "Positions are public there by address. It is asked of the venue by this device alone, and is in no link.";
export const mineTable = "Positions of my address";

// The forecasts that were sealed on this device, and why a cluster stands where it does.
export const dimAgain = "Dim it again";
export const inFull = "Draw it in full";
export const behind = "Behind novelty on this device, with the whole interval: {0}. Such a map is drawn dimmed.";
export const verdicts = "Models against baselines";
export const leadByDay = "Lead over novelty in nats per dollar by day, from {0} to {1}";
export const exportSealed = "Export sealed forecasts";
export const nothingSealed = "This device keeps no sealed forecasts, so there is nothing to export.";
export const byDay = "What of it came when: {0}";

// Order books.
export const summed = "Summed up from the price";
export const history = "History of the last hours";
export const steps = "Six steps for the chosen cluster";
export const chooseCluster = "Choose a cluster above for its six steps.";

// The search for a coin.
export const find = "Find a coin";
export const findHint = "any part of its name, or an exchange's symbol";
export const favourite = "Favourite {0}";
export const foundNone = "No exchange lists a coin that is called so.";

export const miniMap = "Brink, mini map";

// The watchlist.
export const watchlist = "Watchlist";
export const watchlistHeads = ["Coin", "Price", "24 h", "Nearest below, longs", "Nearest above, shorts", "Longs / shorts within 5 %", "Map of", "Order"];
export const watchlistCoin = "Coin to add";
export const watchlistAdd = "Add";
export const watchlistAddOwn = "Add {0}";
export const watchlistOpen = "{0}: open its map";
export const watchlistUp = "Move {0} up";
export const watchlistRemove = "Take {0} off the list";
export const watchlistFull = "The list holds {0} coins: take one off first.";
export const watchlistThere = "{0} is on the list.";
export const watchlistUnknown = "There is no market of {0} here.";
export const watchlistNotKept = "This device keeps nothing: the list is gone with this page.";

// What stops, or does not start.
export const stopped = "Brink has stopped. Reload the page to start it again.";
export const notStarted = "Brink could not start in this browser: {0}. It needs WebAssembly, as in any browser since 2020.";
export const extraGone = "What computes this belongs to another version of Brink than this page. Reload the page to get both of one version.";
export const extraBlocked = "What computes this could not be fetched: there is no network, or something between this page and its server holds it back. The map goes on; switch it off and on to try again.";
export const extraStopped = "What computes this has stopped. The map goes on; switch it off and on to start it again.";

/** A text with what it is made with. @param {string} text @param {...string} parts */
export const say = (text, ...parts) => text.replace(/\{(\d)\}/g, (_, place) => parts[place]);
