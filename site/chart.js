// The chart: candles, axes and gestures by lightweight-charts, the heat on a
// canvas below them, the liquidation map at the right edge above it. Go says
// what to show; this says where the visitor looks and points.
import { CandlestickSeries, ColorType, CrosshairMode, HistogramSeries, PriceScaleMode, createChart } from "./lightweight-charts.js";
import { createCells } from "./cells.js";
import { createHeat } from "./heat.js";
import { keys } from "./keys.js";
import { createRange } from "./range.js";
import { createReadout } from "./readout.js";
import { timesIn } from "./times.js";
import { files } from "./files.js";
import { createLayer, drawForced, drawGaps, drawMap, drawMarks, drawSessions, drawTruth } from "./overlays.js";

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

  const { readout, write, retitle } = createReadout();
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

  const range = createRange(chart);
  let bars = []; // {time (s), open, ...} or {time} where none is
  let step = 300; // seconds of a bar
  let reach = 0.05; // how far beyond the candles the prices reach
  let shown = null; // the cells at hand
  let style = null;
  let colours = {};
  let linear = false;
  let alone = false; // the liquidation map has the whole pane
  let held = null; // prices that are to be in sight, instead of what fits
  let [told, drawnIn] = ["", null]; // where the sight was told of; the frame that was drawn last
  let span = 0; // of the window shown last, milliseconds
  let until = Infinity; // seconds: what is later is not shown, in a replay
  let truth = []; // [price, USD] in a row
  let sessions = []; // {of, name, from, to}
  let marks = []; // {kind, side, low, high, text}
  let forced = []; // liquidations that happened: {time (s), price, usd, side}

  // The price range leaves room for the heat beyond the candles.
  candles.applyOptions({
    autoscaleInfoProvider: (original) => {
      const info = original();
      if (info?.priceRange && held) {
        info.priceRange = held;
      } else if (info?.priceRange) {
        const { minValue, maxValue } = info.priceRange;
        const more = Math.max(reach, 0.35 * Math.log(maxValue / minValue));
        info.priceRange = { minValue: minValue * Math.exp(-more), maxValue: maxValue * Math.exp(more) };
      }
      return info;
    },
  });

  const firstTime = () => bars[0]?.time ?? 0;

  /** The bar of the first column at hand. */
  const firstColumn = () => (shown.from / 1000 - firstTime()) / step;

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
    drawnIn = document.timeline.currentTime;
    // The pane is what the axes leave; how wide they are depends on the price.
    const [wide, tall] = [`${mediaSize.width}px`, `${mediaSize.height}px`];
    if (heatCanvas.style.width !== wide) heatCanvas.style.width = wide;
    if (heatCanvas.style.height !== tall) heatCanvas.style.height = tall;
    const place = across();
    const [top, bottom] = [priceAt(0), priceAt(mediaSize.height)];
    if (!place || top === null || bottom === null || !(bottom > 0)) return;
    tell(place, mediaSize, bottom, top);
    if (!shown) return;
    // The middle of bar i is at x; its column reaches half a bar to each side.
    heatCanvas.style.clipPath = until === Infinity ? "" : `inset(0 calc(100% - ${Math.max(0, xOfTime(place, 1)(until))}px) 0 0)`;
    const atZero = place.middle + 0.5 - place.x * place.perPixel - firstColumn();
    heat.draw({
      width: bitmapSize.width,
      height: bitmapSize.height,
      across: [atZero, place.perPixel / horizontalPixelRatio],
      prices: linear ? [bottom, top] : [Math.log(bottom), Math.log(top)],
      linear,
      rows: [Math.log(shown.bottom), shown.rows / Math.log(shown.top / shown.bottom)],
    });
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
  const mapWidth = (pane) => (alone ? pane * 0.86 : Math.min(112, pane * 0.14));

  /** The newest column that is in sight, or -1. */
  function newestInSight(width) {
    const place = across();
    return place ? Math.min(shown.last, columnsUntil() - 1, Math.floor(place.middle + 0.5 + (width - place.x) * place.perPixel - firstColumn())) : -1;
  }

  /** How many columns of the cells had ended by the moment of a replay. */
  const columnsUntil = () => (until * 1000 - shown.from) / (step * 1000);

  function showLast(milliseconds) {
    const count = milliseconds / 1000 / step;
    const gutterOf = Math.min(112, chart.timeScale().width() * 0.14) + 8;
    // The liquidation map has a gutter of its own beyond the newest bar.
    const wide = chart.timeScale().width();
    const gutter = (count * gutterOf) / (wide - gutterOf);
    range.set({ from: bars.length - count, to: bars.length - 0.5 + gutter });
  }

  /** Where a column of the cells begins, and a time, in pixels of the bitmap. */
  const xOfColumn = (place, ratio) => (column) => (place.x + (column + firstColumn() - 0.5 - place.middle) / place.perPixel) * ratio;
  const xOfTime = (place, ratio) => (time) => (place.x + ((time - firstTime()) / step - 0.5 - place.middle) / place.perPixel) * ratio;
  const yOf = (ratio) => (price) => candles.priceToCoordinate(price) * ratio;

  function overGaps(scope) {
    const place = shown && across();
    if (place) drawGaps(scope, shown, Math.min(shown.last, columnsUntil()), xOfColumn(place, scope.horizontalPixelRatio), colours.gap);
  }

  const mapLayer = createLayer();
  function overMap(scope) {
    const wide = scope.mediaSize.width;
    const column = shown && style ? newestInSight(wide) : -1;
    if (column < 0) return;
    if (alone) {
      scope.context.fillStyle = colours.rim;
      scope.context.fillRect(0, 0, scope.bitmapSize.width, scope.bitmapSize.height);
    }
    const price = bars.findLast((bar) => bar.close !== undefined && then(bar).close !== undefined)?.close;
    const { bottom, top } = shown;
    const [most, y, curves] = [mapWidth(wide), yOf(scope.verticalPixelRatio), price > bottom && price < top];
    const of = [shown, shown.changes, column, style, colours, truth, curves, y(bottom), y(Math.sqrt(bottom * top)), y(top)];
    mapLayer(scope, Math.ceil((most + 2) * scope.horizontalPixelRatio), of, (scope) => {
      if (truth.length) drawTruth(scope, truth, { colours, most, y });
      drawMap(scope, shown, column, { style, colours, curves, most, y });
    });
  }

  function overForced(scope) {
    const place = forced.length && across();
    if (place) drawForced(scope, forced.filter(({ time }) => time < until), { x: xOfTime(place, scope.horizontalPixelRatio), y: yOf(scope.verticalPixelRatio), colours });
  }

  function overMarks(scope) {
    const place = sessions.length && across();
    if (place) drawSessions(scope, sessions, { x: xOfTime(place, scope.horizontalPixelRatio), colours });
    drawMarks(scope, marks, { y: yOf(scope.verticalPixelRatio), colours, most: mapWidth(scope.mediaSize.width) });
  }

  const pane = (zOrder, draw) => ({ zOrder: () => zOrder, renderer: () => ({ draw: (target) => target.useBitmapCoordinateSpace(draw) }) });
  let repaint = () => {};
  candles.attachPrimitive({
    attached: ({ requestUpdate }) => (repaint = requestUpdate),
    paneViews: () => [pane("bottom", drawHeat), pane("bottom", overGaps), pane("normal", overMap), pane("normal", overForced), pane("normal", overMarks)],
  });

  chart.subscribeCrosshairMove(({ point, logical }) => {
    const price = point && priceAt(point.y);
    if (!point || logical === undefined || !(price > 0)) return on.point(null);
    on.point({ time: (firstTime() + Math.round(logical) * step) * 1000, price, x: point.x, y: point.y });
  });
  chart.subscribeDblClick(() => self.reset());
  // The chart itself resets an axis to what fits no window.
  frame.addEventListener("dblclick", ({ clientY }) => {
    if (clientY > frame.getBoundingClientRect().bottom - chart.timeScale().height()) showLast(span);
  });

  keys(frame, chart, range, () => bars.length > 0 && self);

  const rows = (data, before) => {
    const list = [];
    for (let i = 0; i < data.length; i += 6) {
      const time = data[i] / 1000;
      // Bars that are missing keep their place on the axis.
      for (let gap = (list.at(-1)?.time ?? before ?? time - step) + step; gap < time; gap += step) list.push({ time: gap });
      list.push({ time, open: data[i + 1], high: data[i + 2], low: data[i + 3], close: data[i + 4], volume: data[i + 5] });
    }
    return list;
  };
  /** A bar as it is shown: in a replay the place of a later one stays empty. */
  const then = (bar) => (bar.time + step > until ? { time: bar.time } : bar);
  const showBars = () => {
    const list = until === Infinity ? bars : bars.map(then);
    candles.setData(list);
    volume.setData(list.map(volumeOf));
  };
  const volumeOf = (bar) => (bar.volume === undefined ? { time: bar.time } : { time: bar.time, value: bar.volume, color: bar.close >= bar.open ? colours.volumeUp : colours.volumeDown });

  const self = {
    /**
     * Bars as [start ms, open, high, low, close, volume] in a row. `anew`
     * replaces those at hand; unless `fresh`, what is in sight stays, or goes on with the newest bar.
     */
    bars(data, seconds, anew, fresh) {
      const [kept, began, had] = [range.get(), firstTime(), bars.length];
      const live = kept?.to >= had - 1; // who sees the newest bar goes on with it
      if (anew) {
        const same = !fresh && seconds === step && kept;
        step = seconds;
        bars = rows(data);
        const last = bars.at(-1)?.close ?? 1;
        const digits = last >= 1000 ? 1 : last >= 10 ? 2 : last >= 0.1 ? 4 : 8;
        const written = new Intl.NumberFormat("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
        candles.applyOptions({ priceFormat: { type: "custom", formatter: (price) => written.format(price), minMove: 10 ** -digits } });
        showBars();
        const by = live ? bars.length - had : (began - firstTime()) / step;
        if (same) range.set({ from: kept.from + by, to: kept.to + by });
        else shown = null;
        return;
      }
      for (const bar of rows(data, bars.at(-1)?.time)) {
        const last = bars.at(-1)?.time ?? 0;
        if (bar.time < last) continue;
        if (bar.time === last) bars[bars.length - 1] = bar;
        else bars.push(bar);
        candles.update(then(bar));
        volume.update(volumeOf(then(bar)));
      }
      if (live) range.shift(bars.length - had);
    },
    /** Liquidations as [ms, price, USD, side, venue] in a row: all, or more. */
    forced(data, anew) {
      if (anew) forced = [];
      for (let i = 0; i < data.length; i += 5) forced.push({ time: data[i] / 1000, price: data[i + 1], usd: data[i + 2], side: data[i + 3] });
      if (data.length) repaint();
    },
    /** True positions, as drawTruth takes them; trading hours, as drawSessions. */
    truth(data) {
      truth = data;
      repaint();
    },
    sessions(list) {
      sessions = list;
      repaint();
    },
    /** Writes times in a zone, by its name. */
    zone(name) {
      retitle(name);
      chart.applyOptions(timesIn(name));
    },
    /** Gives the liquidation map the whole pane, or its edge again. */
    map(whole) {
      alone = whole;
      repaint();
    },
    /** Shows nothing later than a moment (ms); 0 shows all. */
    replay(at) {
      until = at > 0 ? at / 1000 : Infinity;
      const kept = range.get();
      showBars();
      if (kept) range.set(kept);
    },
    /** Shows a stretch of time (ms), or of prices, or both: what is 0 stays. */
    sight(from, to, bottom, top) {
      const place = (time) => (time / 1000 - firstTime()) / step;
      if (from < to) range.set({ from: place(from), to: place(to) });
      if (bottom < top) {
        held = { minValue: bottom, maxValue: top };
        candles.priceScale().applyOptions({ autoScale: true });
      }
    },
    /** A PNG of what is shown, above a caption; resolves to its ArrayBuffer. */
    async picture(caption) {
      const over = chart.takeScreenshot(true, false);
      const { width, height } = over;
      const ratio = width / frame.clientWidth;
      const line = Math.round(28 * ratio);
      const canvas = new OffscreenCanvas(width, height + line);
      const context = canvas.getContext("2d");
      context.fillStyle = colours.rim;
      context.fillRect(0, 0, canvas.width, canvas.height);
      context.save();
      if (until !== Infinity) {
        context.beginPath();
        context.rect(0, 0, Math.max(0, xOfTime(across(), ratio)(until)), height);
        context.clip();
      }
      context.drawImage(heatCanvas, 0, 0, heatCanvas.clientWidth * ratio, heatCanvas.clientHeight * ratio);
      context.restore();
      context.drawImage(over, 0, 0);
      context.fillStyle = colours.text;
      context.font = `${11 * ratio}px ${colours.font}`;
      context.textBaseline = "middle";
      context.fillText(caption, 8 * ratio, height + line / 2, width - 16 * ratio);
      return (await canvas.convertToBlob({ type: "image/png" })).arrayBuffer();
    },
    /** Stretches of prices to point out, as drawMarks takes them. */
    marks(list) {
      marks = list;
      repaint();
    },
    /** A frame's cells, as createCells takes them. */
    frame(view, longs, shorts) {
      shown = createCells({ ...view, column: step * 1000 }, longs, shorts);
      heat.show(shown);
      repaint();
    },
    /** Some columns of the frame at hand anew, or further ones. */
    patch(view, longs, shorts) {
      const runs = shown?.patch(view, longs, shorts);
      if (!runs) return;
      heat.changed(runs);
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
      colours = { long: get("--long"), short: get("--short"), gap: get("--line"), rim: get("--ground"), surface: get("--surface"), accent: get("--accent"), font: get("--font"), text: get("--text"), quiet: get("--quiet"), volumeUp: get("--volume-up"), volumeDown: get("--volume-down") };
      chart.applyOptions({
        layout: { textColor: get("--quiet"), fontFamily: get("--font") },
        grid: { vertLines: { color: get("--grid") }, horzLines: { color: get("--grid") } },
        crosshair: { vertLine: { color: get("--quiet"), labelBackgroundColor: get("--raised") }, horzLine: { color: get("--quiet"), labelBackgroundColor: get("--raised") } },
      });
      candles.applyOptions({ upColor: get("--up"), downColor: get("--down"), wickUpColor: get("--up-wick"), wickDownColor: get("--down-wick"), borderUpColor: get("--up-wick"), borderDownColor: get("--down-wick"), priceLineColor: get("--quiet") });
      showBars();
      repaint();
    },
    scale(next) {
      linear = next;
      chart.priceScale("right").applyOptions({ mode: linear ? PriceScaleMode.Normal : PriceScaleMode.Logarithmic });
    },
    /** Shows the last `milliseconds`, up to the newest bar. */
    window(milliseconds) {
      span = milliseconds;
      reach = Math.min(0.12, 0.012 * Math.sqrt(milliseconds / 43_200_000));
      self.reset();
    },
    reset() {
      held = null;
      candles.priceScale().applyOptions({ autoScale: true });
      showLast(span);
    },
    /** Whether the newest bar is in sight. */
    live: () => chart.timeScale().scrollPosition() >= -1,
    /** Whether the frame at hand has been drawn. */
    drawn: () => drawnIn === document.timeline.currentTime,
    readout: write,
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
    files,
    remove: () => chart.remove(),
  };
  return self;
}
