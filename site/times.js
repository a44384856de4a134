// How the chart writes times in a time zone. Its marks stand at whole hours and
// days of UTC; each is written as the clocks of the zone show it.
/**
 * @param {string} zone
 * @param {Intl.DateTimeFormatOptions} options
 * @returns {(seconds: import("lightweight-charts").Time) => string}
 */
const write = (zone, options) => {
  const format = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hourCycle: "h23", ...options });
  return (seconds) => format.format(Number(seconds) * 1000);
};

/** The chart's options for a zone, by its name. @param {string} zone */
export function timesIn(zone) {
  const whole = write(zone, { day: "numeric", month: "short", year: "2-digit", hour: "2-digit", minute: "2-digit" });
  const [year, month, day, hour] = /** @type {Intl.DateTimeFormatOptions[]} */ ([{ year: "numeric" }, { month: "short" }, { day: "numeric" }, { hour: "2-digit", minute: "2-digit" }]).map((options) => write(zone, options));
  /**
   * @param {import("lightweight-charts").Time} time
   * @param {import("lightweight-charts").TickMarkType} kind
   */
  const tick = (time, kind) => {
    if (kind === 0) return year(time);
    if (kind === 1) return month(time);
    // A day of UTC begins at another hour here, unless it does not.
    return kind === 2 && hour(time) === "00:00" ? day(time) : kind === 2 ? `${day(time)}, ${hour(time)}` : hour(time);
  };
  return { localization: { timeFormatter: whole }, timeScale: { tickMarkFormatter: tick } };
}
