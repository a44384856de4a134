// How the chart writes times in a time zone. Its marks stand at whole hours and
// days of UTC; each is written as the clocks of the zone show it.
import { dates } from "./texts.js";

/**
 * @param {string} zone
 * @param {Intl.DateTimeFormatOptions} options
 * @returns {(seconds: import("lightweight-charts").Time) => string}
 */
const write = (zone, options) => {
  const format = new Intl.DateTimeFormat(dates, { timeZone: zone, hourCycle: "h23", ...options });
  const twice = which(zone);
  return (seconds) => format.format(Number(seconds) * 1000) + ("minute" in options ? twice(Number(seconds)) : "");
};

/** Seconds by which the clocks of a zone are ahead of UTC. @param {string} zone @returns {(seconds: number) => number} */
export function offsetIn(zone) {
  const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
  /** @type {Map<number, number>} by the quarter of an hour, in which clocks are not moved */
  const known = new Map();
  return (seconds) => {
    const quarter = Math.floor(seconds / 900);
    let offset = known.get(quarter);
    if (offset === undefined) {
      const [, sign, hours, minutes] = /GMT([+-])(\d+):(\d+)/.exec(format.format(quarter * 900_000)) ?? [];
      offset = sign ? (sign === "-" ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60) : 0;
      if (known.size > 4096) known.clear();
      known.set(quarter, offset);
    }
    return offset;
  };
}

/**
 * Tells moments apart whose clock another moment shows as well, where clocks
 * are put back: " UTC+2"; "" elsewhere.
 * @param {string} zone
 */
const which = (zone) => {
  const offset = offsetIn(zone);
  return (/** @type {number} */ seconds) => {
    const own = offset(seconds);
    for (const probe of [-3 * 3600, 3 * 3600]) {
      const other = offset(seconds + probe);
      if (other !== own && probe > 0 === own > other && offset(seconds + own - other) === other) {
        const minutes = Math.abs(own) / 60;
        return ` UTC${own < 0 ? "-" : "+"}${Math.floor(minutes / 60)}${minutes % 60 ? `:${String(minutes % 60).padStart(2, "0")}` : ""}`;
      }
    }
    return "";
  };
};

/** The chart's options for a zone, by its name. @param {string} zone */
export function timesIn(zone) {
  const whole = write(zone, { day: "numeric", month: "short", year: "2-digit", hour: "2-digit", minute: "2-digit" });
  const [year, month, day, hour] = /** @type {Intl.DateTimeFormatOptions[]} */ ([{ year: "numeric" }, { month: "short" }, { day: "numeric" }, { hour: "2-digit", minute: "2-digit" }]).map((options) => write(zone, options));
  /**
   * What a mark of the axis says: a year, a month, a day or a time of the day.
   *
   * @param {import("lightweight-charts").Time} time
   * @param {number} kind a TickMarkType of the chart library
   */
  const tick = (time, kind) => {
    if (kind === 0) return year(time);
    if (kind === 1) return month(time);
    // A day of UTC begins at another hour here, unless it does not.
    return kind === 2 && hour(time) === "00:00" ? day(time) : kind === 2 ? `${day(time)}, ${hour(time)}` : hour(time);
  };
  return { localization: { timeFormatter: whole }, timeScale: { tickMarkFormatter: tick } };
}
