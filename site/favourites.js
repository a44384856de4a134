// The coins that somebody likes to see first: the search keeps them (find.js), and a
// watchlist begins with them.

/** Where the device keeps the favourites. */
export const stored = "brink.favourites";
/** How many there may be, and how long a name. */
export const [most, longest] = [64, 48];

/** The favourites of what the device keeps, read with care. @param {string | null} text @returns {string[]} */
export function favouritesOf(text) {
  try {
    const list = JSON.parse(text ?? "[]");
    if (!Array.isArray(list)) return [];
    return [...new Set(list.filter((name) => typeof name === "string" && name !== "" && name.length <= longest))].slice(0, most);
  } catch {
    return [];
  }
}
