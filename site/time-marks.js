// Where the marks of a time axis stand in a time zone: at round times of its
// clocks, its days, months and years. Knows no canvas and no chart library.

const [minute, hour, day] = [60, 3600, 86_400];
/** Lengths between marks up to a day, seconds. */
const withinDays = [minute, 5 * minute, 10 * minute, 15 * minute, 30 * minute, hour, 2 * hour, 3 * hour, 4 * hour, 6 * hour, 12 * hour, day];
/** Days between marks, and the days of a month that have one. @type {[number, number[]][]} */
const withinMonths = [[2, [1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29]], [4, [1, 5, 9, 13, 17, 21, 25]], [7, [1, 8, 15, 22]], [14, [1, 15]]];
/** Months between marks. */
const withinYears = [1, 2, 3, 6, 12, 24, 60, 120, 600];

/** What a mark begins. @typedef {0 | 1 | 2 | 3} Rank a time of the day, a day, a month, a year */
/** A mark: its moment in seconds, and whether it begins more than those around it do. @typedef {{at: number, rank: Rank, strong: boolean}} TimeMark */

/** The rank of a time as the zone's clocks show it. @param {number} local seconds @returns {Rank} */
function rankOf(local) {
  const date = new Date(local * 1000);
  if (local % day !== 0) return 0;
  if (date.getUTCDate() !== 1) return 1;
  return date.getUTCMonth() === 0 ? 3 : 2;
}

/**
 * Times as the zone's clocks show them that have marks, in order.
 *
 * @param {number} from seconds
 * @param {number} to
 * @param {number} apart
 */
function* localMarks(from, to, apart) {
  const step = withinDays.find((length) => length >= apart);
  if (step) {
    for (let at = Math.ceil(from / step) * step; at <= to; at += step) yield at;
    return;
  }
  const days = withinMonths.find(([length]) => length * day >= apart)?.[1] ?? [1];
  const months = days.length > 1 ? 1 : (withinYears.find((length) => length * 30.4 * day >= apart) ?? 1200);
  const first = new Date(from * 1000);
  const before = 12 * first.getUTCFullYear() + first.getUTCMonth();
  for (let month = before - (before % months); ; month += months) {
    for (const date of days) {
      const at = Date.UTC(Math.floor(month / 12), month % 12, date) / 1000;
      if (at > to) return;
      if (at >= from) yield at;
    }
  }
}

/**
 * The marks between two moments, so many seconds apart or more.
 *
 * @param {number} from seconds
 * @param {number} to
 * @param {number} apart
 * @param {(seconds: number) => number} offset of the zone's clocks from UTC, seconds
 * @returns {TimeMark[]}
 */
export function timeMarks(from, to, apart, offset) {
  if (!(to > from && apart > 0)) return [];
  /** @type {{at: number, rank: Rank}[]} */
  const marks = [];
  for (const local of localMarks(from + offset(from), to + offset(to), apart)) {
    const at = local - offset(local - offset(from));
    if (at >= from && at <= to && at > (marks.at(-1)?.at ?? -Infinity)) marks.push({ at, rank: rankOf(local) });
  }
  const least = Math.min(...marks.map(({ rank }) => rank));
  return marks.map((mark) => ({ ...mark, strong: mark.rank > least || mark.rank === 3 }));
}
