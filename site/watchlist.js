// The watchlist: up to eight coins that the device keeps, a row each. The second module
// says what is in the rows, and has their maps read by a worker that is the engine in its
// own right; this keeps the list, starts that worker and ends it.
import { favouritesOf, stored } from "./favourites.js";
import { element, keepWritten, reader, tableOf } from "./said.js";
import { atStart, attend, tell } from "./second.js";
import * as texts from "./texts.js";

/**
 * @typedef {{coin: string, price: string, change: string, below: string, above: string, balance: string, longs: number, note: string}} Row
 * @typedef {{lead: string, symbol: string, offers: string[], rows: Row[]}} Said
 */

/** What the device keeps the list under, and how long it is at most. */
const [key, most] = ["brink.watchlist", 8];
/** The kinds of messages (wasm/wire): of the list, of what goes to the worker, and those of the worker that are looked at. */
const [coinsKind, watchedKind, pickKind, askKind] = [60, 61, 62, 111];
const looked = new Set([64, 65, 68, 69, 41]);

/** Reads a message (wasm/wire/FORMAT.md). @param {ArrayBuffer} message @returns {Said | ArrayBuffer} the list, or a message for the worker */
export function parse(message) {
  if (new Uint8Array(message)[1] === askKind) return message.slice(2);
  const { float, text, list } = reader(message);
  return {
    lead: text(), symbol: text(), offers: list(text),
    rows: list(() => ({ coin: text(), price: text(), change: text(), below: text(), above: text(), balance: text(), longs: float(), note: text() })),
  };
}

/** The coins, as the device keeps them. @returns {string[]} */
function kept() {
  try {
    const list = localStorage.getItem(key)?.split(" ") ?? favouritesOf(localStorage.getItem(stored)).map((symbol) => symbol.replace(/USDT$/, ""));
    return list.filter((coin) => /^[\p{L}\p{N}._-]{1,48}$/u.test(coin)).slice(0, most);
  } catch {
    return [];
  }
}
let coins = kept();

/** Texts as a message has a list of them. @param {string[]} list */
function worded(list) {
  const words = list.map((text) => new TextEncoder().encode(text));
  const body = new DataView(new ArrayBuffer(4 + words.reduce((sum, { length }) => sum + 4 + length, 0)));
  body.setUint32(0, words.length, true);
  let at = 4;
  for (const word of words) {
    body.setUint32(at, word.length, true);
    new Uint8Array(body.buffer).set(word, at + 4);
    at += 4 + word.length;
  }
  return new Uint8Array(body.buffer);
}

const tellCoins = () => tell(coinsKind, worded(coins));
atStart(tellCoins);

/** Changes the list. @param {string[]} list */
function keep(list) {
  coins = list;
  refused = "";
  try {
    localStorage.setItem(key, coins.join(" "));
  } catch {
    refused = texts.watchlistNotKept;
  }
  tellCoins();
}

/** What reads the coins' maps. @type {Worker | null} */
let engine = null;
/** The list as it was said last. @type {Said | null} */
let shown = null;
/** Why the last change was refused. */
let refused = "";

/** What stands in the watchlist's place: what it is of, its rows, and what adds a coin. */
const lead = Object.assign(element("p", ""), { className: "quiet" });
const why = Object.assign(element("p", ""), { className: "note small" });
why.setAttribute("role", "status");
const [table] = tableOf(texts.watchlist, texts.watchlistHeads, [[element("td", "")]]);
table.className = "watched";
const rows = table.tBodies[0];
// What a first visit does without: on a narrow screen a row is a card of four lines.
const style = new CSSStyleSheet();
style.replaceSync(`
  .watched { width: 100%; border-collapse: collapse; text-align: right; }
  .watched :is(th, td) { padding: 0 12px 0 0; height: 21px; font-weight: 400; white-space: nowrap; }
  .watched thead th { color: var(--quiet); font-size: 11px; }
  .watched th:first-child, .watched :is(th, td):last-child { text-align: left; }
  .watched :is(th, td):last-child { width: 30%; }
  .watched tbody th { font-weight: 600; }
  .watched [aria-current="true"] { color: var(--accent); }
  .watched tbody tr:hover { background: var(--raised); }
  .watched .plain { min-width: 24px; min-height: 24px; }
  @media (max-width: 760px), (max-height: 500px) {
    .watched thead { display: none; }
    .watched tbody tr { display: grid; grid-template-columns: auto 1fr auto auto; align-items: center; border-top: 1px solid var(--line); padding: 4px 0; text-align: left; }
    .watched tbody :is(th, td) { height: auto; padding: 2px 8px 2px 0; }
    .watched td:nth-child(n + 4):nth-child(-n + 7) { grid-column: 1 / -1; white-space: normal; color: var(--quiet); }
    .watched td:nth-child(8) { grid-area: 1 / 4; width: auto; }
    .watched td[data-title]::before { content: attr(data-title) ": "; }
    .watched .plain { min-width: 44px; min-height: 44px; }
  }
`);
document.adoptedStyleSheets.push(style);
const form = Object.assign(element("form", ""), { className: "form" });
const input = Object.assign(element("input", ""), { className: "choice", type: "text", autocomplete: "off", maxLength: 48 });
input.setAttribute("aria-label", texts.watchlistCoin);
input.setAttribute("list", "watchlist-coins");
const offers = Object.assign(element("datalist", ""), { id: "watchlist-coins" });
const own = button("", "button", () => shown && add(shown.symbol));
form.append(own, input, offers, Object.assign(element("button", texts.watchlistAdd), { className: "button", type: "submit" }));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (add(input.value)) input.value = "";
});

const write = keepWritten(".watchlist", () => (shown ? [lead, table, form, why] : []));
const filled = {};

/** A button. @param {string} text @param {string} name @param {() => void} press */
function button(text, name, press) {
  const made = Object.assign(element("button", text), { className: name, type: "button" });
  made.addEventListener("click", press);
  return made;
}

/** Adds a coin that there is; says why it does not. @param {string} typed */
function add(typed) {
  const wanted = typed.trim().toUpperCase().replace(/USDT$/, "");
  const coin = shown?.offers.find((name) => name.toUpperCase() === wanted);
  if (wanted && coin && coins.length < most) {
    keep([...coins, coin]);
    return true;
  }
  if (wanted) refused = coin ? texts.say(texts.watchlistFull, String(most)) : texts.say(coins.includes(wanted) ? texts.watchlistThere : texts.watchlistUnknown, wanted);
  fill();
  return false;
}

/** Writes what is shown, each row in the place of the one before. */
function fill() {
  if (shown) {
    const now = shown;
    lead.textContent = now.lead;
    why.textContent = refused;
    why.hidden = refused === "";
    table.hidden = now.rows.length === 0;
    form.hidden = now.offers.length + now.rows.length === 0;
    own.hidden = !now.offers.includes(now.symbol);
    own.textContent = texts.say(texts.watchlistAddOwn, now.symbol);
    if (offers.childElementCount !== now.offers.length) offers.replaceChildren(...now.offers.map((value) => Object.assign(element("option", ""), { value })));
    while (rows.rows.length > now.rows.length) rows.deleteRow(-1);
    now.rows.forEach((row, i) => rewrite(rows.rows[i]?.cells.length > 1 ? rows.rows[i] : freshRow(i), row, i));
  }
  write(shown ? filled : {});
}

/** A row without words. @param {number} i */
function freshRow(i) {
  if (rows.rows[i]) rows.deleteRow(i);
  const row = rows.insertRow(i);
  const head = Object.assign(element("th", ""), { scope: "row" });
  const coin = () => String(row.dataset.coin);
  head.append(button("", "plain", () => tell(pickKind, worded([coin()]).subarray(4))));
  row.append(head, ...Array.from({ length: 7 }, () => element("td", "")));
  row.cells[5].append(element("span", ""), share());
  [3, 4, 5].forEach((at) => (row.cells[at].dataset.title = texts.watchlistHeads[at]));
  row.cells[7].append(
    button("↑", "plain", () => keep(coins.flatMap((name, at) => (coins[at + 1] === coin() ? [coin(), name] : name === coin() && at > 0 ? [] : [name])))),
    button("×", "plain", () => keep(coins.filter((name) => name !== coin()))),
  );
  return row;
}

/** The shares of the two sides as a bar. */
function share() {
  const bar = Object.assign(element("div", ""), { className: "share" });
  Object.assign(bar.style, { display: "flex", width: "100%", minWidth: "60px", height: "3px" });
  bar.append(element("i", ""), element("i", ""));
  [...bar.children].forEach((part, side) => (/** @type {HTMLElement} */ (part).style.background = side === 0 ? "var(--long)" : "var(--short)"));
  return bar;
}

/** @param {HTMLTableRowElement} row @param {Row} said @param {number} i */
function rewrite(row, { coin, price, change, below, above, balance, longs, note }, i) {
  row.dataset.coin = coin;
  const [open, up, away] = row.querySelectorAll("button");
  set(open, coin);
  open.setAttribute("aria-current", String(coin === shown?.symbol));
  open.setAttribute("aria-label", texts.say(texts.watchlistOpen, coin));
  up.setAttribute("aria-label", texts.say(texts.watchlistUp, coin));
  up.disabled = i === 0;
  away.setAttribute("aria-label", texts.say(texts.watchlistRemove, coin));
  [price, change, below, above].forEach((text, at) => set(row.cells[1 + at], text));
  set(row.cells[5].children[0], balance);
  const bar = /** @type {HTMLElement} */ (row.cells[5].children[1]);
  bar.hidden = longs < 0;
  bar.style.display = longs < 0 ? "none" : "flex";
  [longs, 1 - longs].forEach((part, side) => (/** @type {HTMLElement} */ (bar.children[side]).style.flexGrow = String(Math.max(part, 0))));
  set(row.cells[6], note);
}

/** @param {Element} place @param {string} text */
const set = (place, text) => place.textContent !== text && (place.textContent = text);

/**
 * Shows the list, or hands a message to the worker that reads maps.
 *
 * @param {Said | ArrayBuffer} said
 * @param {Worker} module
 * @param {() => Worker} begin starts a worker with the engine
 */
export function show(said, module, begin) {
  attend(module);
  if (!(said instanceof ArrayBuffer)) {
    shown = said;
    fill();
  } else if (said.byteLength === 0) {
    end();
  } else {
    engine ??= started(begin());
    engine.postMessage(said, [said]);
  }
}

/** Shows nothing any more. */
export function clear() {
  end();
  shown = null;
  fill();
}

function end() {
  engine?.terminate();
  engine = null;
}

/** Hands on what a worker says. @param {Worker} worker */
function started(worker) {
  worker.onmessage = ({ data }) => {
    const bytes = data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array();
    if (looked.has(bytes[1])) tell(watchedKind, bytes);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    if (worker !== engine) return;
    end();
    tell(watchedKind, []);
  };
  return worker;
}
