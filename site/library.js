// What the page takes of the chart library, and how it sets it up.
import { CandlestickSeries, ColorType, CrosshairMode, PriceScaleMode, TrackingModeExitMode, createChart } from "lightweight-charts";

// For panes that are added (panes.js).
export { HistogramSeries, LineSeries } from "lightweight-charts";

/** The chart library's chart, without series. @param {HTMLElement} frame */
export const libraryChart = (frame) =>
  createChart(frame, {
    autoSize: true,
    layout: { background: { type: ColorType.Solid, color: "transparent" }, attributionLogo: false, fontSize: 11, panes: { enableResize: false } },
    grid: { vertLines: { visible: false }, horzLines: { visible: false } }, // layers/grid.js has them
    crosshair: { mode: CrosshairMode.Normal },
    rightPriceScale: { borderVisible: false, scaleMargins: { top: 0, bottom: 0 }, minimumWidth: 72 },
    timeScale: { borderVisible: false, timeVisible: true, secondsVisible: false, rightOffset: 12, minBarSpacing: 0.5 },
    kineticScroll: { mouse: true, touch: true },
    trackingMode: { exitMode: TrackingModeExitMode.OnTouchEnd },
  });

/** Adds candles to a pane. @param {import("lightweight-charts").IChartApi} chart @param {number} pane */
export const addCandles = (chart, pane) => chart.addSeries(CandlestickSeries, { borderVisible: true, priceLineVisible: false, lastValueVisible: false }, pane);

/** The mode of a price scale. @param {boolean} linear */
export const modeOf = (linear) => (linear ? PriceScaleMode.Normal : PriceScaleMode.Logarithmic);
