// The search for a coin, wherever somebody begins to type: fetched with the first
// letter. Which coins are found says the page, by the control "Find a symbol", and
// what is chosen goes back by it; the favourites are this script's, and come first.
import { favouritesOf, longest, most, stored } from "./favourites.js";
import { element } from "./said.js";
import * as texts from "./texts.js";

/** Letters that are keys of the page: those alone are no name. */
const keys = "acplr";
/** For how long a letter may be the first of a name, ms. */
const patience = 1000;
/** After how long the page has rendered what a key has done, ms. */
const rendered = 100;

/** A name without the number that is counted as one, in capitals. @param {string} name */
const bare = (name) => name.toUpperCase().replace(/USDT$/, "").replace(/^10{3,6}(?=..)/, "").replace(/^K(?=.{3})/, "");

/**
 * What the list shows: of the page's names those that are found, and the favourites
 * among them first; without a text all favourites.
 *
 * @param {string[]} names as the page has found them, beside the market at hand, which it always names
 * @param {string} at the market at hand; "" where the page has found them for another text
 * @param {string} text
 * @param {string[]} favourites
 */
export function listed(names, at, text, favourites) {
  const wanted = text.trim().toUpperCase();
  const holds = (/** @type {string} */ name) => name.toUpperCase().includes(wanted);
  const found = names.filter((name) => at !== "" && name !== at || holds(name) || wanted.includes(bare(name)));
  const first = favourites.filter((name) => found.includes(name) || holds(name));
  return [...first, ...found.filter((name) => !first.includes(name))];
}

/** The letters of a name as they are typed: whether they are one yet. */
export class Letters {
  /** Whether the key that was taken last was the first of a name. */
  begins = true;
  #text = "";
  #at = -Infinity;

  /** Takes a key, pressed at a time in ms, and returns what has been typed; null while all of it are keys of the page, however fast they follow. @param {string} key @param {number} at */
  take(key, at) {
    this.begins = this.#text === "" || at - this.#at > patience;
    this.#at = at;
    this.#text = this.begins ? key : this.#text + key;
    return [...this.#text].every((letter) => keys.includes(letter)) ? null : this.#text;
  }

  clear() {
    this.#text = "";
  }
}

const css = `
dialog.find { margin: 12vh auto auto; width: min(420px, calc(100vw - 24px)); padding: 12px; border: 1px solid var(--line); border-radius: 6px; background: var(--surface); color: var(--text); }
dialog.find::backdrop { background: rgba(0, 0, 0, 0.4); }
dialog.find input { width: 100%; max-width: none; height: 36px; }
dialog.find ul { list-style: none; padding: 0; margin-top: 8px; max-height: 50vh; overflow: auto; }
dialog.find li { display: flex; align-items: center; gap: 8px; }
dialog.find li button { min-height: 32px; border: 0; border-radius: 4px; background: none; cursor: pointer; }
dialog.find li button:first-child { flex: 1; padding: 0 8px; text-align: left; }
dialog.find li button:last-child { width: 32px; color: var(--quiet); }
dialog.find li button[aria-pressed="true"] { color: var(--accent); }
dialog.find li button[aria-current="true"] { background: var(--raised); }
dialog.find li:only-child:not(:has(button)) { padding: 8px; color: var(--quiet); }`;

class Find {
  #letters = new Letters();
  #dialog = element("dialog", "");
  #input = element("input", "");
  #list = element("ul", "");
  /** @type {string[]} */
  #favourites = [];
  /** @type {string[]} */
  #names = [];
  #current = 0;
  /** Tells of each render of the page, while the list is open. */
  #renders = new MutationObserver(() => this.#show());
  /** Which tab was open before the first letter. @type {Element | null} */
  #tab = null;

  constructor() {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets.push(sheet);
    this.#dialog.className = "find";
    this.#dialog.setAttribute("aria-label", texts.find);
    Object.assign(this.#input, { type: "text", className: "choice", placeholder: texts.findHint, autocomplete: "off", spellcheck: false, maxLength: longest });
    this.#input.setAttribute("aria-label", texts.find);
    this.#dialog.append(this.#input, this.#list);
    this.#input.addEventListener("input", () => this.#ask());
    this.#dialog.addEventListener("keydown", (event) => this.#key(event));
    this.#dialog.addEventListener("click", ({ target }) => target === this.#dialog && this.#dialog.close());
    this.#dialog.addEventListener("close", () => {
      this.#renders.disconnect();
      this.#letters.clear();
      this.#tell("", "input");
    });
    document.body.append(this.#dialog);
  }

  /** The page's own control. @returns {HTMLInputElement | null} */
  get #control() {
    return document.querySelector("input[aria-label^='Find ']");
  }

  /** @returns {HTMLSelectElement | null} */
  get #symbols() {
    return document.querySelector('[aria-label="Symbol"]');
  }

  /** @param {string} text @param {"input" | "change"} event */
  #tell(text, event) {
    const control = this.#control;
    if (!control) return;
    control.value = text;
    control.dispatchEvent(new Event(event, { bubbles: true }));
  }

  /** Takes a letter that was typed outside of any control, and reports whether it is the search's. @param {string} key @param {Element | null} tab */
  take(key, tab) {
    if (this.#dialog.open) return this.#append(key);
    if ("_-".includes(key) || (this.#symbols?.options.length ?? 0) < 2 || document.querySelector("dialog[open]")) return false;
    const text = key.length > 1 || key === "/" ? "" : this.#letters.take(key, performance.now());
    if (text === null) {
      if (this.#letters.begins) this.#tab = tab;
      return false;
    }
    if (text.length > 1 && keys.includes(text[0])) this.#undo(text);
    this.#favourites = favouritesOf(localStorage.getItem(stored));
    this.#input.value = text;
    this.#dialog.showModal();
    this.#input.focus();
    this.#renders.observe(/** @type {Node} */ (document.querySelector("#root")), { subtree: true, childList: true, attributes: true, attributeFilter: ["value", "selected"] });
    this.#ask();
    return key.length === 1;
  }

  /** Takes a letter that was pressed before the search had the focus. @param {string} key */
  #append(key) {
    if (key.length > 1) return false; // of an input method, which writes by itself
    if (this.#control) this.#input.value += key;
    this.#ask();
    return true;
  }

  /** Undoes what the first letters did, for they were none of the page's keys, once the page has rendered it. @param {string} letters */
  #undo(letters) {
    if (letters.includes("r")) document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
    const tab = this.#tab;
    const undo = () => {
      const now = document.querySelector(".tabs [aria-pressed=true]");
      const back = /** @type {HTMLElement | null} */ (tab ?? now);
      if (now !== tab) back?.click();
    };
    setTimeout(() => requestAnimationFrame(() => setTimeout(undo)), rendered);
  }

  #ask() {
    this.#current = 0;
    this.#tell(this.#input.value, "input");
    this.#show();
  }

  #show() {
    const symbols = this.#symbols;
    if (!this.#dialog.open || !symbols) return;
    const found = this.#control?.getAttribute("value") === this.#input.value; // both are of one render
    const names = listed([...symbols.options].map(({ value }) => value), found ? symbols.value : "", this.#input.value, this.#favourites);
    const state = JSON.stringify([names, this.#current, this.#favourites]);
    if (state === this.#list.dataset.state) return;
    this.#list.dataset.state = state;
    this.#names = names;
    const held = /** @type {HTMLElement | null} */ (this.#list.contains(document.activeElement) ? document.activeElement : null)?.getAttribute("aria-label");
    this.#list.replaceChildren(...names.map((name, at) => this.#row(name, at)));
    if (names.length === 0) this.#list.append(element("li", texts.foundNone));
    if (held) /** @type {HTMLElement | undefined} */ ([...this.#list.querySelectorAll("button")].find((one) => one.getAttribute("aria-label") === held))?.focus();
  }

  /** @param {string} name @param {number} at */
  #row(name, at) {
    const row = element("li", "");
    const choose = element("button", name);
    choose.setAttribute("aria-current", String(at === this.#current));
    choose.addEventListener("click", () => this.#choose(name));
    const held = this.#favourites.includes(name);
    const star = element("button", held ? "★" : "☆");
    star.setAttribute("aria-label", texts.say(texts.favourite, name));
    star.setAttribute("aria-pressed", String(held));
    star.addEventListener("click", () => this.#flip(name));
    for (const button of [choose, star]) button.type = "button";
    row.append(choose, star);
    return row;
  }

  /** Makes a coin a favourite, or no longer. @param {string} name */
  #flip(name) {
    const now = favouritesOf(localStorage.getItem(stored)); // another page may have changed them
    this.#favourites = now.includes(name) ? now.filter((other) => other !== name) : [...now, name].slice(-most);
    try {
      localStorage.setItem(stored, JSON.stringify(this.#favourites));
    } catch {
      // The device keeps nothing more: they last as long as this page.
    }
    this.#show();
  }

  /** @param {string} name */
  #choose(name) {
    this.#dialog.close();
    this.#tell(name, "change");
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    event.stopPropagation(); // the page's keys are not meant
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      this.#current = Math.min(Math.max(this.#current + step, 0), Math.max(this.#names.length - 1, 0));
      this.#show();
      this.#list.children[this.#current]?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter" && event.target === this.#input && !event.isComposing) {
      if (this.#names.length > 0) this.#choose(this.#names[this.#current]);
    } else return;
    event.preventDefault();
  }
}

/** @type {Find | undefined} */
let find;

/**
 * Takes a key that was pressed outside of any control, and the tab that was open
 * before it. What is the search's is nobody else's: neither a key of the page nor
 * written once more by the browser into the field that has the focus by now.
 *
 * @param {KeyboardEvent} event @param {Element | null} tab
 */
export function typed(event, tab) {
  find ??= new Find();
  if (!find.take(event.key, tab)) return;
  event.preventDefault();
  event.stopPropagation();
}
