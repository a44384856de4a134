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
// does not count, nor what a service worker or another page refers to.
import { createHash } from "node:crypto";
import { extname, posix } from "node:path";

const textExtensions = new Set([".html", ".js", ".css", ".svg", ".webmanifest", ".txt"]);

/** Whether a file keeps its name: others know it by that name. */
export function keepsName(name) {
  return /\.(html|webmanifest|txt|ico)$/.test(name) || /^(_|\.)/.test(name) || name === "service-worker.js";
}

function hashedName(name, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 10);
  const { dir, name: stem, ext } = posix.parse(name);
  return `assets/${dir ? dir.replaceAll("/", "-") + "-" : ""}${stem}.${hash}${ext}`;
}

/**
 * The references of one file: [{start, end, target, later}], where target is
 * a name in `names` and start..end its place in `text`.
 */
export function references(name, text, names) {
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
 * Takes a Map of name to Buffer and returns {files, firstVisit}: a Map of
 * final name to Buffer, and the final names of a first visit, sorted. Throws
 * where hashed files refer to each other in a circle.
 */
export function assemble(sources, version) {
  const names = new Set(sources.keys());
  const finalName = new Map();
  const files = new Map();
  const edges = new Map();

  // A kept name is known before its content, so it ends every circle.
  const nameOf = (target, path) => (keepsName(target) ? target : place(target, path));

  function place(name, path) {
    if (finalName.has(name)) return finalName.get(name);
    if (path.includes(name)) throw new Error(`site: ${[...path, name].join(" -> ")} is a circle, so no file of it can be named after its content`);
    let content = sources.get(name);
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
    finalName.set(name, keepsName(name) ? name : hashedName(name, content));
    files.set(finalName.get(name), content);
    return finalName.get(name);
  }
  for (const name of names) place(name, []);

  const visited = new Set();
  (function visit(name) {
    if (!names.has(name) || visited.has(name)) return;
    visited.add(name);
    if (name === "service-worker.js" || (name.endsWith(".html") && name !== "index.html")) return;
    for (const { target, later } of edges.get(name) ?? []) if (!later) visit(target);
  })("index.html");
  const firstVisit = [...visited].filter((name) => name === "index.html" || !name.endsWith(".html"));
  return { files, firstVisit: firstVisit.map((name) => finalName.get(name)).sort() };
}
