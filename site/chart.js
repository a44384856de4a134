// The chart: candles, axes and gestures by lightweight-charts, the heat on a
// canvas below them, the liquidation map at the right edge above it. Go says
// what to show; this says where the visitor looks and points.
import { CandlestickSeries, ColorType, CrosshairMode, HistogramSeries, PriceScaleMode, createChart } from "./lightweight-charts.js";
import { cellDollars, createHeat } from "./heat.js";

/**
 * Mounts a chart into `host`. `on.view({from, to, bottom, top, width, height})`
 * tells, at most once a frame, which times (ms) and prices are in sight;
 * `on.point({time, price} | null)` where the crosshair is.
 */
export function mountChart(host, on) {
  const heatCanvas = document.createElement("canvas");
  heatCanvas.className = "heat";
  const frame = document.createElement("div");
  frame.className = "frame";
  host.append(heatCanvas, frame);

  // The readout is written here, not rendered: it changes with every move.
  const readout = document.createElement("dl");
  readout.className = "readout quiet";
  const cells = {};
  for (const [name, title] of [["time", "Time"], ["price", "Price"], ["long", "Longs"], ["short", "Shorts"], ["distance", "From price"], ["band", "90 % band"]]) {
    const term = document.createElement("dt");
    term.textContent = title;
    cells[name] = document.createElement("dd");
    cells[name].dataset.readout = name;
    cells[name].textContent = "–";
    readout.append(term, cells[name]);
  }
  host.append(readout);

  const heat = createHeat(heatCanvas);
  const chart = createChart(frame, {
    autoSize: true,
    layout: { background: { type: ColorType.Solid, color: "transparent" }, attributionLogo: false, fontSize: 11, panes: { enableResize: false } },
    crosshair: { mode: CrosshairMode.Normal },
    rightPriceScale: { borderVisible: false, scaleMargins: { top: 0, bottom: 0 }, minimumWidth: 72 },
    timeScale: { borderVisible: false, timeVisible: true, secondsVisible: false, rightOffset: 12, minBarSpacing: 1 },
    kineticScroll: { mouse: true, touch: true },
  });
  const candles = chart.addSeries(CandlestickSeries, { borderVisible: true, priceLineVisible: true, lastValueVisible: true });
  const volume = chart.addSeries(HistogramSeries, { priceScaleId: "volume", priceFormat: { type: "volume" }, lastValueVisible: false, priceLineVisible: false });
  chart.priceScale("volume").applyOptions({ scaleMargins: { top: 0.93, bottom: 0 } });

  let bars = []; // {time (s), open, ...} or {time} where none is
  let step = 300; // seconds of a bar
  let reach = 0.05; // how far beyond the candles the prices reach
  let shown = null; // the frame at hand
  let style = null;
  let colours = {};
  let linear = false;
  let told = "";

  // The price range leaves room for the heat beyond the candles.
  candles.applyOptions({
    autoscaleInfoProvider: (original) => {
      const info = original();
      if (info?.priceRange) {
        const { minValue, maxValue } = info.priceRange;
        const more = Math.max(reach, 0.35 * Math.log(maxValue / minValue));
        info.priceRange = { minValue: minValue * Math.exp(-more), maxValue: maxValue * Math.exp(more) };
      }
      return info;
    },
  });

  const firstTime = () => bars[0]?.time ?? 0;

  /** Where pixels lie on the time axis: bar `middle` at x, bars per pixel. */
  function across() {
    const scale = chart.timeScale();
    const range = scale.getVisibleLogicalRange();
    if (!range) return null;
    const middle = Math.round((range.from + range.to) / 2);
    const x = scale.logicalToCoordinate(middle);
    const perPixel = 1 / scale.options().barSpacing;
    return { middle, x, perPixel };
  }

  const priceAt = (y) => candles.coordinateToPrice(y);

  function drawHeat(scope) {
    const { bitmapSize, mediaSize, horizontalPixelRatio } = scope;
    // The pane is what the axes leave; how wide they are depends on the price.
    const [wide, tall] = [`${mediaSize.width}px`, `${mediaSize.height}px`];
    if (heatCanvas.style.width !== wide) heatCanvas.style.width = wide;
    if (heatCanvas.style.height !== tall) heatCanvas.style.height = tall;
    const place = across();
    const top = priceAt(0);
    const bottom = priceAt(mediaSize.height);
    if (!place || top === null || bottom === null || !(bottom > 0)) return;
    tell(place, mediaSize, bottom, top);
    if (!shown) return;
    // The middle of bar i is at x; its column reaches half a bar to each side.
    const offset = (shown.from / 1000 - firstTime()) / step;
    const atZero = place.middle + 0.5 - place.x * place.perPixel - offset;
    heat.draw({
      width: bitmapSize.width,
      height: bitmapSize.height,
      across: [atZero, place.perPixel / horizontalPixelRatio],
      prices: linear ? [bottom, top] : [Math.log(bottom), Math.log(top)],
      linear,
      rows: [Math.log(shown.bottom), shown.rows / Math.log(shown.top / shown.bottom)],
    });
  }

  /** Columns without a bar are hatched: nobody saw what happened there. */
  function drawGaps(scope) {
    const place = shown && across();
    if (!place) return;
    const { context, bitmapSize, horizontalPixelRatio } = scope;
    const offset = (shown.from / 1000 - firstTime()) / step;
    const x = (column) => (place.x + (column + offset - 0.5 - place.middle) / place.perPixel) * horizontalPixelRatio;
    context.strokeStyle = colours.gap;
    context.lineWidth = 1;
    for (let column = 0; column < shown.last; column++) {
      if (shown.filled[column]) continue;
      const from = column;
      while (column < shown.last && !shown.filled[column]) column++;
      const [left, right] = [x(from), x(column)];
      if (right < 0 || left > bitmapSize.width) continue;
      context.save();
      context.beginPath();
      context.rect(left, 0, right - left, bitmapSize.height);
      context.clip();
      context.beginPath();
      for (let at = left - bitmapSize.height; at < right; at += 9) {
        context.moveTo(at, bitmapSize.height);
        context.lineTo(at + bitmapSize.height, 0);
      }
      context.stroke();
      context.restore();
    }
  }

  function tell(place, size, bottom, top) {
    const from = firstTime() + (place.middle - place.x * place.perPixel) * step;
    const to = from + size.width * place.perPixel * step;
    const view = { from: from * 1000, to: to * 1000, bottom, top, width: size.width, height: size.height };
    const key = JSON.stringify(view);
    if (key === told) return;
    told = key;
    // Not while the chart draws: what follows may set its options.
    requestAnimationFrame(() => key === told && on.view(view));
  }

  /** How wide the widest bar of the liquidation map is, in a pane this wide. */
  const mapWidth = (pane) => Math.min(112, pane * 0.14);

  /**
   * The newest column's dollars as a silhouette from the right edge, a step a
   * row: longs plain, shorts hatched as well, so that hue is not all that
   * tells them apart.
   */
  function drawMap(scope) {
    if (!shown || !style || shown.last < 0) return;
    const { context, bitmapSize, mediaSize, horizontalPixelRatio: ratio, verticalPixelRatio } = scope;
    const most = mapWidth(mediaSize.width) * ratio;
    const edge = Math.log(shown.bottom);
    const perRow = Math.log(shown.top / shown.bottom) / shown.rows;
    const y = (row) => Math.round(candles.priceToCoordinate(Math.exp(edge + row * perRow)) * verticalPixelRatio);
    const steps = [[], []];
    let widest = 0;
    for (let row = 0, lower = y(0), upper; row < shown.rows; row++, lower = upper) {
      upper = y(row + 1);
      if (lower < 0 || upper > bitmapSize.height) continue;
      for (const side of [0, 1]) {
        const usd = style.sides[side] ? cellDollars(shown.planes[side], shown.last * shown.rows + row, style.classes) : 0;
        if (usd <= 0 || usd < style.threshold) continue;
        steps[side].push({ usd, upper, lower });
        if (usd > widest) widest = usd;
      }
    }
    for (const side of [0, 1]) {
      const shape = new Path2D();
      const rim = new Path2D();
      let below = NaN; // where the step before ended
      let left = 0;
      for (const { usd, upper, lower } of steps[side]) {
        const x = bitmapSize.width - Math.max(1, Math.round((usd / widest) * most));
        shape.rect(x, upper, bitmapSize.width - x, lower - upper);
        rim[lower === below ? "lineTo" : "moveTo"](x, lower);
        rim.lineTo(x, upper);
        [below, left] = [upper, Math.min(left || x, x)];
      }
      const colour = side === 0 ? colours.long : colours.short;
      context.fillStyle = context.strokeStyle = colour;
      context.lineWidth = ratio;
      context.globalAlpha = 0.42;
      context.fill(shape);
      if (side === 1 && left) {
        context.save();
        context.clip(shape);
        context.beginPath();
        const tall = bitmapSize.height;
        for (let x = left - tall; x < bitmapSize.width; x += 6 * ratio) {
          context.moveTo(x, tall);
          context.lineTo(x + tall, 0);
        }
        context.globalAlpha = 0.6;
        context.stroke();
        context.restore();
      }
      context.globalAlpha = 1;
      context.lineWidth = 1.5 * ratio;
      context.stroke(rim);
    }
  }

  const pane = (zOrder, draw) => ({ zOrder: () => zOrder, renderer: () => ({ draw: (target) => target.useBitmapCoordinateSpace(draw) }) });
  let repaint = () => {};
  candles.attachPrimitive({
    attached: ({ requestUpdate }) => (repaint = requestUpdate),
    paneViews: () => [pane("bottom", drawHeat), pane("bottom", drawGaps), pane("top", drawMap)],
  });

  chart.subscribeCrosshairMove(({ point, logical }) => {
    const price = point && priceAt(point.y);
    if (!point || logical === undefined || !(price > 0)) return on.point(null);
    on.point({ time: (firstTime() + Math.round(logical) * step) * 1000, price, x: point.x, y: point.y });
  });
  frame.addEventListener("dblclick", () => self.reset());

  const rows = (data) => {
    const list = [];
    for (let i = 0; i < data.length; i += 6) {
      const time = data[i] / 1000;
      // Bars that are missing keep their place on the axis.
      for (let gap = (list.at(-1)?.time ?? time - step) + step; gap < time; gap += step) list.push({ time: gap });
      list.push({ time, open: data[i + 1], high: data[i + 2], low: data[i + 3], close: data[i + 4], volume: data[i + 5] });
    }
    return list;
  };
  const volumeOf = (bar) => (bar.volume === undefined ? { time: bar.time } : { time: bar.time, value: bar.volume, color: bar.close >= bar.open ? colours.volumeUp : colours.volumeDown });

  const self = {
    kind: heat.kind,
    most: heat.most,
    /** Bars as [start ms, open, high, low, close, volume] in a row. */
    bars(data, seconds, anew) {
      if (anew) {
        step = seconds;
        bars = rows(data);
        const last = bars.at(-1)?.close ?? 1;
        const digits = last >= 1000 ? 1 : last >= 10 ? 2 : last >= 0.1 ? 4 : 8;
        const written = new Intl.NumberFormat("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
        candles.applyOptions({ priceFormat: { type: "custom", formatter: (price) => written.format(price), minMove: 10 ** -digits } });
        candles.setData(bars);
        volume.setData(bars.map(volumeOf));
        shown = null;
        return;
      }
      for (const bar of rows(data)) {
        const last = bars.at(-1)?.time ?? 0;
        if (bar.time < last) continue;
        if (bar.time === last) bars[bars.length - 1] = bar;
        else bars.push(bar);
        candles.update(bar);
        volume.update(volumeOf(bar));
      }
    },
    /** A frame's cells: {from, columns, bottom, top, rows, filled}. */
    frame(view, longs, shorts) {
      heat.frame(view, longs, shorts);
      shown = { ...view, planes: [longs, shorts], last: view.filled.lastIndexOf(1) };
      repaint();
    },
    /** Some columns of the frame at hand anew. */
    patch(view, longs, shorts) {
      if (!shown || view.rows !== shown.rows || view.bottom !== shown.bottom || view.top !== shown.top) return;
      const column = Math.round((view.from - shown.from) / (step * 1000));
      if (column < 0 || column + view.columns > shown.columns) return;
      heat.patch(column, view.columns, longs, shorts);
      [longs, shorts].forEach((plane, side) => shown.planes[side].set(plane, 4 * column * shown.rows));
      shown.filled.set(view.filled, column);
      shown.last = shown.filled.lastIndexOf(1);
      repaint();
    },
    /** What the heat looks like; see the shader's uniforms. */
    style(next) {
      style = next;
      heat.style(next);
      repaint();
    },
    /** The colours of a theme, by their CSS variables. */
    theme() {
      const css = getComputedStyle(document.documentElement);
      const get = (name) => css.getPropertyValue(name).trim();
      colours = { long: get("--long"), short: get("--short"), gap: get("--line"), volumeUp: get("--volume-up"), volumeDown: get("--volume-down") };
      chart.applyOptions({
        layout: { textColor: get("--quiet"), fontFamily: get("--font") },
        grid: { vertLines: { color: get("--grid") }, horzLines: { color: get("--grid") } },
        crosshair: { vertLine: { color: get("--quiet"), labelBackgroundColor: get("--raised") }, horzLine: { color: get("--quiet"), labelBackgroundColor: get("--raised") } },
      });
      candles.applyOptions({ upColor: get("--up"), downColor: get("--down"), wickUpColor: get("--up-wick"), wickDownColor: get("--down-wick"), borderUpColor: get("--up-wick"), borderDownColor: get("--down-wick"), priceLineColor: get("--quiet") });
      volume.setData(bars.map(volumeOf));
      repaint();
    },
    scale(next) {
      linear = next;
      chart.priceScale("right").applyOptions({ mode: linear ? PriceScaleMode.Normal : PriceScaleMode.Logarithmic });
    },
    /** Shows the last `milliseconds`, up to the newest bar. */
    window(milliseconds) {
      const count = milliseconds / 1000 / step;
      reach = Math.min(0.12, 0.012 * Math.sqrt(milliseconds / 43_200_000));
      candles.priceScale().applyOptions({ autoScale: true });
      // The liquidation map has a gutter of its own beyond the newest bar.
      const wide = chart.timeScale().width();
      const gutter = (count * (mapWidth(wide) + 8)) / (wide - mapWidth(wide) - 8);
      chart.timeScale().setVisibleLogicalRange({ from: bars.length - count, to: bars.length - 0.5 + gutter });
    },
    reset() {
      candles.priceScale().applyOptions({ autoScale: true });
      chart.timeScale().scrollToRealTime();
    },
    /** Whether the newest bar is in sight. */
    live: () => chart.timeScale().scrollPosition() >= -1,
    /** The crosshair's figures, by name; none puts them away. */
    readout(texts) {
      for (const [name, cell] of Object.entries(cells)) cell.textContent = texts[name] ?? "–";
      readout.classList.toggle("quiet", texts.price === undefined);
    },
    /** The legend's scale in the palette's colours. */
    ramp(palette) {
      const canvas = document.querySelector("[data-part=ramp]");
      const { width, height } = canvas;
      const image = new ImageData(width, height);
      for (let y = 0; y < height; y++) {
        const ink = 4 * Math.round((1 - y / (height - 1)) * 255);
        for (let x = 0; x < width; x++) image.data.set(palette.subarray(ink, ink + 4), 4 * (y * width + x));
      }
      canvas.getContext("2d").putImageData(image, 0, 0);
    },
    /** Files chosen or dropped: `refuse(size)` before, `read(name, buffer)` after reading. */
    files(refuse, read) {
      const take = async (file) => {
        if (file && !refuse(file.size)) read(file.name, await file.arrayBuffer());
      };
      document.addEventListener("change", (event) => {
        if (event.target.dataset?.part !== "file") return;
        take(event.target.files[0]);
        event.target.value = "";
      });
      for (const name of ["dragover", "drop"]) {
        document.addEventListener(name, (event) => {
          event.preventDefault();
          document.documentElement.classList.toggle("dropping", name === "dragover");
          if (name === "drop") take(event.dataTransfer.files[0]);
        });
      }
      document.addEventListener("dragleave", () => document.documentElement.classList.remove("dropping"));
    },
    remove: () => chart.remove(),
  };
  return self;
}
