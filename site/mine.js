// The visitor's own account: a form for its address, and what it holds. The address goes
// to the second module alone, which asks the venue for it; it is kept on the device if
// the visitor asks for that, and is in no link, export or session.
import { element, reader, sentences, tableOf } from "./said.js";
import * as second from "./second.js";
import * as texts from "./texts.js";

/** @typedef {{price: number, text: string}} Level a price at which an own position is liquidated */

/** Under which name the device keeps the address, where it is asked to. */
const key = "brink.address";
/** The kind of the message to the second module (wasm/wire/FORMAT.md). */
const kind = 53;

/** What the device keeps; "" where that is nothing, or it keeps nothing at all. */
function kept() {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

/** Keeps an address, or with "" forgets it. @param {string} address */
function keep(address) {
  try {
    if (address) localStorage.setItem(key, address);
    else localStorage.removeItem(key);
  } catch {
    // the device keeps nothing
  }
}

/** Whose account is read; "" for none. */
let account = kept();

/** Tells the second module whose account to read. */
function tell() {
  const address = new TextEncoder().encode(account);
  const body = new Uint8Array(4 + address.length);
  new DataView(body.buffer).setUint32(0, address.length, true);
  body.set(address, 4);
  second.tell(kind, body);
}
second.atStart(() => account && tell());

const input = Object.assign(document.createElement("input"), { className: "choice wide", type: "text", placeholder: "0x…", autocomplete: "off", spellcheck: false, maxLength: 64, value: account });
input.setAttribute("aria-label", texts.mine);
Object.assign(input.style, { width: "42ch", maxWidth: "100%" }); // as long as an address, where there is room
const remember = Object.assign(document.createElement("input"), { type: "checkbox", checked: account !== "" });
const forget = Object.assign(element("button", texts.forget), { className: "button", type: "button" });
const answer = element("div", "");
answer.setAttribute("aria-live", "polite");

/** @param {string} name @param {...Node} parts */
function labelled(name, ...parts) {
  const label = element("label", "");
  label.className = name;
  label.append(...parts);
  return label;
}

const form = element("form", "");
form.className = "form";
const field = labelled("small-field", element("span", texts.mine), input);
Object.assign(field.style, { flexWrap: "wrap", maxWidth: "100%" });
form.append(
  field,
  Object.assign(element("button", texts.read), { className: "button", type: "submit" }),
  forget,
  labelled("tick", remember, element("span", texts.remember)),
);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  account = input.value.trim();
  keep(remember.checked ? account : "");
  tell();
});
remember.addEventListener("change", () => keep(remember.checked ? account : ""));
forget.addEventListener("click", () => {
  account = input.value = "";
  remember.checked = false;
  keep("");
  tell();
});

/** The form, and below it what the account holds. */
export const section = element("section", "");
section.setAttribute("aria-label", texts.mine);
const note = Object.assign(element("p", texts.mineNote), { className: "note small" });
section.append(form, note, answer);

/** Reads the message (wasm/wire/FORMAT.md). @param {ArrayBuffer} message */
export function parse(message) {
  const { float, text, list } = reader(message);
  const lines = list(text);
  const heads = list(text);
  const rows = list(() => list(text));
  const levels = list(() => ({ price: float(), text: text() }));
  return { lines, heads, rows, levels };
}

/** Shows what the account holds. @param {ReturnType<typeof parse>} said */
export function show({ lines, heads, rows }) {
  note.hidden = rows.length > 0; // the first line says the same
  answer.replaceChildren(...sentences(lines, "quiet"), ...tableOf(texts.mineTable, heads, rows.map(([position, ...cells]) => [Object.assign(element("th", position), { scope: "row" }), ...cells.map((cell) => element("td", cell))])));
}
