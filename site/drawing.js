// Drawing on the chart: levels, trend lines, rectangles, and a measure between two
// places. What is drawn is kept on the device, by market. Loaded when somebody draws,
// or has drawn.
import { Level } from "./invalidation.js";
import { label } from "./labels.js";
import { deliver, ready, setAt, sideOf, tradedSince } from "./line-alerts.js";
import { element } from "./said.js";
import { away, most, placesOf, shapesOf, stretch } from "./shapes.js";
import * as texts from "./texts.js";

/** @typedef {import("./shapes.js").Place} Place */
/** @typedef {import("./shapes.js").Shape} Shape */
/** @typedef {import("./shapes.js").Kind} Kind */
/** @typedef {import("./shapes.js").Point} Point */

/**
 * What drawing asks of the page.
 *
 * @typedef {object} Hands
 * @property {HTMLElement} frame the chart's own, which has the focus while keys draw
 * @property {() => {time: number, price: number} | null} cursor where the crosshair is, in ms; null for nowhere
 * @property {(from: number, to: number) => string} between what the map has between two prices, in words; "" where that is unknown
 * @property {() => void} closed the tools were put away
 */

/** CSS pixels within which a click means a shape, and a pointer stands still. */
const near = 8;
/** How many steps can be undone. */
const steps = 50;
/** The events by which the chart would move under a tool. */
const moves = ["mousedown", "mouseup", "click", "dblclick", "touchstart", "touchmove", "touchend"];

/** What is drawn on one market at a time, and the tools. */
export class Drawing {
  #chart;
  #panes;
  #hands;
  #market = "";
  #on = false;
  /** @type {Shape[]} */
  #shapes = [];
  /** What stood before each step that can be undone. @type {Shape[][]} */
  #before = [];
  /** @type {Kind | "measure" | null} */
  #tool = null;
  /** What is being drawn, or was measured: its first place, and where its second would be. @type {{from: Place, to: Place, done: boolean} | null} */
  #draft = null;
  /** @type {Shape | null} */
  #chosen = null;
  /** Where the pointer went down. @type {Point | null} */
  #down = null;
  /** It went down on a shape: that is no click of the chart's. */
  #holding = false;
  /** What the chart shows, from its first drawing on. @type {import("./model.js").Model | null} */
  #data = null;
  /** The newest bar that alerts have looked at. @type {import("./line-alerts.js").Seen | null} */
  #seen = null;
  #fired = element("button", "");
  #bar = element("div", "");
  #said = element("span", "");
  /** @type {Map<string, HTMLButtonElement>} */
  #buttons = new Map();
  /** @type {import("./layers/layer.js").Layer} */
  #layer = { name: "drawing", zOrder: 38, reads: ["colours"], draw: (scope, data) => this.#draw(scope, data) };

  /**
   * @param {import("lightweight-charts").IChartApi} chart
   * @param {import("./panes.js").Panes} panes
   * @param {Hands} hands
   */
  constructor(chart, panes, hands) {
    this.#chart = chart;
    this.#panes = panes;
    this.#hands = hands;
    panes.at(0).layers.add(this.#layer);
    this.#build();
    for (const name of moves) document.addEventListener(name, (event) => this.#hold(event), { capture: true, passive: false });
    document.addEventListener("pointerdown", (event) => this.#press(event), { capture: true });
    document.addEventListener("pointermove", (event) => this.#move(event), { capture: true });
    document.addEventListener("pointerup", (event) => this.#lift(event), { capture: true });
    document.addEventListener("keydown", (event) => this.#key(event), { capture: true });
    setInterval(() => this.#watch(), 1000);
  }

  /** Shows what was drawn on a market, and the tools. @param {string} market @param {boolean} on */
  show(market, on) {
    if (market !== this.#market) {
      [this.#market, this.#before, this.#draft, this.#chosen, this.#seen] = [market, [], null, null, null];
      this.#shapes = shapesOf(localStorage.getItem(this.#stored));
    }
    if (!on) this.#choose(null);
    this.#on = on;
    if (on) this.#hands.frame.parentElement?.append(this.#bar);
    else this.#bar.remove();
    this.#paint();
  }

  get #stored() {
    return `brink.drawn.${this.#market}`;
  }

  #build() {
    this.#bar.className = "drawing";
    this.#bar.style.width = "max-content"; // on a phone its buttons stand in two rows
    this.#bar.setAttribute("role", "toolbar");
    this.#bar.setAttribute("aria-label", texts.drawingTools);
    /** @type {[string, string, () => void][]} */
    const buttons = [
      ["level", texts.drawLevel, () => this.#choose("level")], ["trend", texts.drawTrend, () => this.#choose("trend")],
      ["box", texts.drawBox, () => this.#choose("box")], ["measure", texts.drawMeasure, () => this.#choose("measure")],
      ["alert", texts.drawAlert, () => this.#alert()], ["undo", texts.drawUndo, () => this.#undo()], ["remove", texts.drawRemove, () => this.#remove()], ["done", texts.drawDone, () => this.#hands.closed()],
    ];
    for (const [name, title, act] of buttons) {
      const button = element("button", title);
      button.type = "button";
      button.className = "segment";
      Object.assign(button.style, { flex: "none", minWidth: "44px", padding: "0 8px" });
      button.addEventListener("click", act);
      this.#buttons.set(name, button);
      this.#bar.append(button);
    }
    this.#said.setAttribute("role", "status");
    this.#fired.className = "drawing segment";
    this.#fired.style.top = "56px"; // below the tools
    this.#fired.title = texts.drawAlertSeen;
    this.#fired.addEventListener("click", () => this.#fired.remove());
    this.#bar.append(this.#said);
  }

  /** Takes a tool up, or puts it down. @param {Kind | "measure" | null} tool */
  #choose(tool) {
    this.#tool = tool === this.#tool ? null : tool;
    this.#draft = null;
    this.#chosen = null;
    this.#paint();
  }

  /** Whether an event is on the price pane, and where. @param {Event} event @returns {Point | null} */
  #at(event) {
    if (!this.#on || !this.#hands.frame.contains(/** @type {Node} */ (event.target)) || !("clientX" in event)) return null;
    const { clientX, clientY } = /** @type {PointerEvent} */ (event);
    const box = this.#chart.panes()[0].getHTMLElement()?.getBoundingClientRect();
    const point = box && { x: clientX - this.#hands.frame.getBoundingClientRect().left, y: clientY - box.top };
    return point && point.x >= 0 && point.x < this.#chart.timeScale().width() && point.y >= 0 && point.y < box.height ? point : null;
  }

  /** What a point of the pane means. @param {Point} point @returns {Place | null} */
  #placeAt({ x, y }) {
    const time = this.#panes.time();
    const price = Number(this.#panes.at(0).series[0].coordinateToPrice(y));
    return time && price > 0 ? { time: time.first + time.barAt(x) * time.step, price } : null;
  }

  /** Where a place is on the pane. @param {Place} place @returns {Point} */
  #pointOf({ time, price }) {
    return { x: this.#panes.time()?.edgeAt(time) ?? NaN, y: Number(this.#panes.at(0).series[0].priceToCoordinate(price)) };
  }

  /** The chart stays while a tool is used. @param {Event} event */
  #hold(event) {
    if (!this.#on || !(this.#tool || this.#holding) || !this.#hands.frame.contains(/** @type {Node} */ (event.target))) return;
    event.stopImmediatePropagation();
    if (event.cancelable && event.type.startsWith("touch")) event.preventDefault();
  }

  /** @param {PointerEvent} event */
  #press(event) {
    this.#down = event.button === 0 ? this.#at(event) : null;
    this.#holding = false;
    if (this.#down && !this.#tool) this.#point(this.#down);
    const place = this.#down && this.#tool && this.#placeAt(this.#down);
    if (!place || (this.#draft && !this.#draft.done)) return;
    this.#draft = { from: place, to: place, done: false };
    this.#paint();
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const point = this.#draft && !this.#draft.done && this.#at(event);
    const place = point && this.#placeAt(point);
    if (!place || !this.#draft) return;
    this.#draft.to = place;
    this.#paint();
  }

  /** @param {PointerEvent} event */
  #lift(event) {
    const [down, point] = [this.#down, this.#at(event)];
    this.#down = null;
    if (!down || !point) return;
    const still = Math.hypot(point.x - down.x, point.y - down.y) < near;
    const place = this.#tool && this.#placeAt(point);
    if (place) this.#set(place, still);
  }

  /** Chooses the shape at a point, or none. @param {Point} point */
  #point(point) {
    const found = this.#shapes.map((shape) => ({ shape, by: away(shape.kind, shape.places.map((place) => this.#pointOf(place)), point) })).filter(({ by }) => by < near);
    this.#chosen = found.sort((a, b) => a.by - b.by)[0]?.shape ?? null;
    this.#holding = this.#chosen !== null;
    this.#paint();
  }

  /**
   * A place was chosen for what is being drawn: by a click, a drag that ends there,
   * or Enter. The first click of two begins.
   *
   * @param {Place} place
   * @param {boolean} click
   */
  #set(place, click) {
    const draft = this.#draft;
    if (!draft || draft.done || !this.#tool) return;
    draft.to = place;
    const [from, to] = [this.#pointOf(draft.from), this.#pointOf(place)];
    if (click && this.#tool !== "level" && Math.hypot(to.x - from.x, to.y - from.y) < near) return this.#paint();
    if (this.#tool === "measure") draft.done = true;
    else {
      this.#draft = null;
      this.#add({ kind: this.#tool, places: [draft.from, place].slice(-placesOf[this.#tool]) });
    }
    this.#paint();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const framed = event.target === this.#hands.frame;
    if (!this.#on || event.altKey || !(framed || this.#bar.contains(/** @type {Node} */ (event.target)))) return;
    const act = event.ctrlKey || event.metaKey ? { z: () => this.#undo() }[event.key] : this.#acts(framed)[event.key];
    if (!act) return;
    act();
    event.stopImmediatePropagation();
    event.preventDefault();
  }

  /** What keys do now. @param {boolean} framed the chart has the focus @returns {Record<string, () => void>} */
  #acts(framed) {
    /** @type {Record<string, () => void>} */
    const acts = { Escape: () => (this.#tool ? this.#choose(null) : this.#hands.closed()) };
    if (this.#shapes.length) acts.Delete = acts.Backspace = () => this.#remove();
    if (this.#tool && framed) acts.Enter = () => this.#enter();
    return acts;
  }

  /** Enter sets a place where the crosshair is. */
  #enter() {
    const cursor = this.#hands.cursor();
    if (!cursor) return;
    const place = { time: cursor.time / 1000, price: cursor.price };
    if (!this.#draft || this.#draft.done) this.#draft = { from: place, to: place, done: false };
    this.#set(place, true);
  }

  /** @param {Shape} shape */
  #add(shape) {
    if (this.#shapes.length >= most) return this.#say(texts.say(texts.drawnMost, String(most)));
    this.#change([...this.#shapes, shape]);
  }

  /** Removes the shape that was chosen, or the newest. */
  #remove() {
    const gone = this.#chosen ?? this.#shapes.at(-1);
    if (gone) this.#change(this.#shapes.filter((shape) => shape !== gone));
  }

  /** Sets an alert on the shape that was chosen, or the newest, or takes it off. */
  #alert() {
    const shape = this.#chosen ?? this.#shapes.at(-1);
    const { prices: [price], seen } = this.#data ? tradedSince(this.#data, null) : { prices: [], seen: null };
    if (!shape || !this.#data) return;
    if (!seen) return this.#say(texts.drawAlertUnknown);
    ready();
    const { kind, places } = shape;
    const set = setAt(shape) ? { kind, places } : { kind, places, alert: sideOf(shape, price, seen.time, this.#data.linear) };
    this.#change(this.#shapes.map((one) => (one === shape ? set : one)));
    this.#chosen = set;
    this.#say(set.alert ? texts.drawAlertSet : texts.drawAlertOff);
    this.#paint();
  }

  /** Looks whether price has crossed a shape that has an alert; each goes off once. */
  #watch() {
    const data = this.#data;
    if (!data || data.until !== Infinity || !this.#shapes.some(setAt)) {
      this.#seen = null;
      return;
    }
    const { prices, seen } = tradedSince(data, this.#seen);
    this.#seen = seen;
    const gone = this.#shapes.filter((shape) => setAt(shape) && prices.some((price) => sideOf(shape, price, seen?.time ?? 0, data.linear) !== setAt(shape)));
    if (gone.length === 0) return;
    const off = (/** @type {Shape[]} */ list) => list.map((shape) => (setAt(shape) && gone.some(({ places }) => places === shape.places) ? { kind: shape.kind, places: shape.places } : shape));
    this.#before = this.#before.map(off);
    this.#keep(off(this.#shapes));
    const text = texts.say(texts.drawAlertFired, data.written(prices[0]), this.#market, gone.map(({ kind, places }) => `${texts.drawnKinds[kind]} ${places.map(({ price }) => data.written(price)).join("–")}`).join(", "));
    this.#fired.textContent = text;
    this.#fired.setAttribute("role", "alert");
    this.#hands.frame.parentElement?.append(this.#fired);
    deliver(text);
  }

  #undo() {
    const before = this.#before.pop();
    if (before) this.#keep(before);
  }

  /** @param {Shape[]} shapes */
  #change(shapes) {
    this.#before = [...this.#before, this.#shapes].slice(-steps);
    this.#keep(shapes);
  }

  /** Shows shapes, and keeps them on the device. @param {Shape[]} shapes */
  #keep(shapes) {
    [this.#shapes, this.#chosen] = [shapes, null];
    this.#say("");
    try {
      if (shapes.length) localStorage.setItem(this.#stored, JSON.stringify(shapes));
      else localStorage.removeItem(this.#stored);
    } catch {
      this.#say(texts.drawnRefused);
    }
    this.#paint();
  }

  /** @param {string} text */
  #say(text) {
    this.#said.textContent = text;
  }

  #paint() {
    for (const name of [...Object.keys(placesOf), "measure"]) {
      const button = /** @type {HTMLButtonElement} */ (this.#buttons.get(name));
      button.setAttribute("aria-pressed", String(name === this.#tool));
      button.classList.toggle("on", name === this.#tool);
    }
    const alerted = this.#chosen ?? this.#shapes.at(-1);
    this.#buttons.get("alert")?.setAttribute("aria-pressed", String(Boolean(alerted && setAt(alerted))));
    this.#able("alert", this.#shapes.length > 0);
    this.#able("undo", this.#before.length > 0);
    this.#able("remove", this.#shapes.length > 0);
    this.#panes.invalidate(Level.layer, [this.#layer]);
  }

  /** A button that can do nothing any more hands its focus to the chart. @param {string} name @param {boolean} able */
  #able(name, able) {
    const button = /** @type {HTMLButtonElement} */ (this.#buttons.get(name));
    if (!able && document.activeElement === button) this.#hands.frame.focus();
    button.disabled = !able;
  }

  /** @param {import("./layers/layer.js").Scope} scope @param {import("./model.js").Model} data */
  #draw(scope, data) {
    /** @type {import("./labels.js").Place[]} */
    const taken = [];
    this.#data = data;
    for (const shape of this.#shapes) this.#drawShape(scope, data, shape, taken);
    const draft = this.#draft;
    if (!draft || !this.#tool) return;
    const places = [draft.from, draft.to];
    if (this.#tool !== "measure") return this.#drawShape(scope, data, { kind: this.#tool, places: places.slice(-placesOf[this.#tool]) }, taken);
    this.#drawShape(scope, data, { kind: "box", places }, taken);
    const part = 100 * (draft.to.price / draft.from.price - 1);
    const words = [`${part > 0 ? "+" : ""}${texts.numbers(2).format(part)} %`, stretch(draft.to.time - draft.from.time), this.#hands.between(draft.from.price, draft.to.price)].filter(Boolean).join(" · ");
    const { text: colour, surface } = data.colours;
    label(scope, words, { left: Math.max(4, Math.min(this.#pointOf(draft.to).x, scope.mediaSize.width - 260)), y: Math.round(scope.y(draft.to.price)), below: part < 0, taken, font: data.font, surface, colour });
  }

  /**
   * @param {import("./layers/layer.js").Scope} scope
   * @param {import("./model.js").Model} data
   * @param {Shape} shape
   * @param {import("./labels.js").Place[]} taken
   */
  #drawShape(scope, data, shape, taken) {
    const { context, bitmapSize, horizontalPixelRatio: ratio, xOfTime, y } = scope;
    const [a, b = a] = shape.places;
    if (setAt(shape) && shape.kind !== "level") label(scope, texts.drawAlertMark, { left: Math.max(4, this.#pointOf(a).x), y: Math.round(y(a.price)), below: false, taken, font: data.font, surface: data.colours.surface, colour: data.colours.accent });
    context.strokeStyle = context.fillStyle = data.colours.accent;
    context.lineWidth = (shape === this.#chosen ? 3 : 1.5) * ratio;
    context.setLineDash([]);
    if (shape.kind === "box") {
      const [left, top, wide, tall] = [xOfTime(a.time), y(a.price), xOfTime(b.time) - xOfTime(a.time), y(b.price) - y(a.price)];
      context.globalAlpha = 0.12;
      context.fillRect(left, top, wide, tall);
      context.globalAlpha = 1;
      context.strokeRect(left, top, wide, tall);
      return;
    }
    const level = shape.kind === "level";
    context.beginPath();
    context.moveTo(level ? 0 : xOfTime(a.time), y(a.price));
    context.lineTo(level ? bitmapSize.width : xOfTime(b.time), y(b.price));
    context.stroke();
    if (level) label(scope, data.written(a.price) + (setAt(shape) ? `, ${texts.drawAlertMark}` : ""), { right: 120, y: Math.round(y(a.price)), below: false, taken, font: data.font, surface: data.colours.surface, colour: data.colours.accent });
  }
}
