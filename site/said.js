// What scripts share that show what the second module says in finished words.

/** Reads a message (wasm/wire/FORMAT.md), past its head. @param {ArrayBuffer} message */
export function reader(message) {
  const data = new DataView(message);
  const words = new TextDecoder();
  let at = 2;
  const count = () => data.getUint32((at += 4) - 4, true);
  return {
    count,
    byte: () => data.getUint8(at++),
    int: () => Number(data.getBigInt64((at += 8) - 8, true)),
    bytes() {
      const length = count();
      return new Uint8Array(message, (at += length) - length, length);
    },
    float: () => data.getFloat64((at += 8) - 8, true),
    text() {
      const length = count();
      return words.decode(new Uint8Array(message, (at += length) - length, length));
    },
    /** @template T @param {() => T} one */
    list: (one) => Array.from({ length: count() }, one),
  };
}

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {string} text
 */
export function element(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

/** @param {string[]} lines @param {string} name */
export const sentences = (lines, name) => lines.map((line) => Object.assign(element("p", line), { className: name }));

/**
 * A table, or none where it has no rows.
 *
 * @param {string} name
 * @param {string[]} heads of its columns
 * @param {HTMLTableCellElement[][]} rows
 */
export function tableOf(name, heads, rows) {
  if (rows.length === 0) return [];
  const made = element("table", "");
  made.className = "table";
  made.setAttribute("aria-label", name);
  const head = made.createTHead().insertRow();
  for (const title of heads) head.append(Object.assign(element("th", title), { scope: "col" }));
  const body = made.createTBody();
  for (const cells of rows) {
    const row = body.insertRow();
    row.append(...cells);
    row.cells[row.cells.length - 1].className = "wide";
  }
  return [made];
}

/**
 * Fills the places that a selector finds, whenever a render makes or empties one.
 * Returns what writes them anew, given what is said now: a place that somebody is
 * using is left alone.
 *
 * @param {string} selector
 * @param {(place: Element) => (Node | string)[]} content
 */
export function keepWritten(selector, content) {
  /** What each place shows. @type {WeakMap<Element, object>} */
  const written = new WeakMap();
  /** @type {object} */
  let said = {};
  let watching = false;
  const write = () => {
    for (const place of document.querySelectorAll(selector)) {
      if ((written.get(place) === said && place.childNodes.length > 0) || place.contains(document.activeElement)) continue;
      const nodes = content(place);
      if (nodes.length > 0 || place.childNodes.length > 0) place.replaceChildren(...nodes);
      written.set(place, said);
    }
  };
  return (/** @type {object} */ now) => {
    said = now;
    if (!watching) {
      watching = true;
      // A tab that is opened shows what there is at once.
      new MutationObserver(write).observe(/** @type {Element} */ (document.querySelector("#root")), { childList: true, subtree: true });
    }
    write();
  };
}
