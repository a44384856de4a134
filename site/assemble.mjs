// Names the files of the site and finds what a first visit transfers. Knows
// contents and names only: no disk, no package, no compiler.
//
// A file refers to another one by its quoted name, relative or from the root
// ("./chart.js", "/brink.wasm", url(icon.svg)); the reference is rewritten to
// /assets/NAME.HASH.EXT, which may be cached for ever. Names that the world
// must know (pages, the service worker, the manifest) stay as they are.
//
// A first visit transfers index.html and all it refers to, directly or not. A
// file asked for by import("..."), or by a name marked /* later */ "...",
// does not count but comes later; what a service worker or another page refers
// to is none of the two.
import { createHash } from "node:crypto";
import { extname, posix } from "node:path";

const textExtensions = new Set([".html", ".js", ".css", ".svg", ".webmanifest", ".txt"]);

/** A reference within a text: its place, whom it means, and whether it is followed later. @typedef {{start: number, end: number, target: string, later: boolean}} Reference */

/** Whether a file keeps its name: others know it by that name. @param {string} name */
export function keepsName(name) {
  return /\.(html|webmanifest|txt|ico)$/.test(name) || /^(_|\.)/.test(name) || name === "service-worker.js";
}

/** @param {string} name @param {Buffer} content */
function hashedName(name, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 10);
  const { dir, name: stem, ext } = posix.parse(name);
  return `assets/${dir ? dir.replaceAll("/", "-") + "-" : ""}${stem}.${hash}${ext}`;
}

/**
 * The references of one file: [{start, end, target, later}], where target is
 * a name in `names` and start..end its place in `text`.
 *
 * @param {string} name
 * @param {string} text
 * @param {ReadonlySet<string>} names
 */
export function references(name, text, names) {
  /** @type {Reference[]} */
  const found = [];
  const pattern = /(\bimport\(\s*|\/\* later \*\/\s*)?(["'`]|\burl\()([^"'`()\s<>]+?)(?=["'`)?#])/g;
  for (const match of text.matchAll(pattern)) {
    const [whole, later, , path] = match;
    const target = path.startsWith("/") ? path.slice(1) : posix.join(posix.dirname(name), path);
    if (!names.has(target) || target === name) continue;
    const end = match.index + whole.length;
    found.push({ start: end - path.length, end, target, later: later !== undefined });
  }
  return found;
}

/**
 * Takes a Map of name to Buffer and returns {files, firstVisit, later}: a Map
 * of final name to Buffer, and the final names of what a first visit transfers
 * and of what its page may ask for later, sorted. Throws where hashed files
 * refer to each other in a circle.
 *
 * @param {ReadonlyMap<string, Buffer>} sources
 * @param {string} version
 */
export function assemble(sources, version) {
  const names = new Set(sources.keys());
  /** @type {Map<string, string>} */
  const finalName = new Map();
  /** @type {Map<string, Buffer>} */
  const files = new Map();
  /** @type {Map<string, Reference[]>} */
  const edges = new Map();

  // A kept name is known before its content, so it ends every circle.
  /** @param {string} target @param {string[]} path */
  const nameOf = (target, path) => (keepsName(target) ? target : place(target, path));

  /** @param {string} name @param {string[]} path who refers to it @returns {string} its final name */
  function place(name, path) {
    const known = finalName.get(name);
    if (known !== undefined) return known;
    if (path.includes(name)) throw new Error(`site: ${[...path, name].join(" -> ")} is a circle, so no file of it can be named after its content`);
    let content = /** @type {Buffer} */ (sources.get(name));
    if (textExtensions.has(extname(name))) {
      const text = content.toString("utf8");
      const found = references(name, text, names);
      edges.set(name, found);
      let rewritten = "";
      let from = 0;
      for (const { start, end, target } of found) {
        rewritten += text.slice(from, start) + "/" + nameOf(target, [...path, name]);
        from = end;
      }
      rewritten += text.slice(from);
      content = Buffer.from(extname(name) === ".html" ? rewritten.replaceAll("__VERSION__", version) : rewritten);
    }
    const final = keepsName(name) ? name : hashedName(name, content);
    finalName.set(name, final);
    files.set(final, content);
    return final;
  }
  for (const name of names) place(name, []);

  /** @type {Set<string>} */
  const visited = new Set();
  /** @type {Set<string>} */
  const postponed = new Set();
  const visit = (/** @type {string} */ name) => {
    if (!names.has(name) || visited.has(name)) return;
    visited.add(name);
    if (name === "service-worker.js" || (name.endsWith(".html") && name !== "index.html")) return;
    for (const { target, later } of edges.get(name) ?? []) {
      if (later) postponed.add(target);
      else visit(target);
    }
  };
  const final = (/** @type {string[]} */ list) => list.filter((name) => name === "index.html" || !name.endsWith(".html")).map((name) => place(name, [])).sort();
  visit("index.html");
  const first = [...visited];
  for (const name of postponed) visit(name); // which may postpone more
  return { files, firstVisit: final(first), later: final([...visited].filter((name) => !first.includes(name))) };
}
