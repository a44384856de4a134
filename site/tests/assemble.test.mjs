// How the site is assembled: names by content, references, the first visit.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assemble, references } from "../assemble.mjs";

const site = (files) => new Map(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)]));
const text = (files, name) => files.get(name).toString();

test("references are quoted names of shipped files, from the file or from the root", () => {
  const names = new Set(["chart/a.js", "chart/b.js", "style.css", "c.png"]);
  const targets = (code) => references("chart/a.js", code, names).map(({ target, later }) => target + (later ? " later" : ""));
  assert.deepEqual(targets(`import "./b.js"; f('../c.png'); g("/style.css?x")`), ["chart/b.js", "c.png", "style.css"]);
  assert.deepEqual(targets("url(../c.png) url('../c.png')"), ["c.png", "c.png"]);
  assert.deepEqual(targets(`import("./b.js"); f(/* later */ "/c.png")`), ["chart/b.js later", "c.png later"]);
  assert.deepEqual(targets(`"./missing.js" "./a.js" b.js "https://x/b.js"`), []);
});

test("a file is named after its content, which includes what it refers to", () => {
  const build = (leaf) => assemble(site({ "index.html": `<script src="/boot.js"></script>`, "boot.js": `import "./leaf.js"`, "leaf.js": leaf }), "v").files;
  const [one, same, two] = [build("1"), build("1"), build("2")];
  assert.deepEqual([...one.keys()], [...same.keys()]);
  assert.notDeepEqual([...one.keys()], [...two.keys()]);
  const boot = [...two.keys()].find((name) => name.startsWith("assets/boot."));
  assert.match(text(two, "index.html"), new RegExp(`src="/${boot}"`));
  assert.match(text(two, boot), /import "\/assets\/leaf\.[0-9a-f]{10}\.js"/);
});

test("pages, service worker, manifest and host files keep their names", () => {
  const { files } = assemble(site({ "index.html": "", "embed.html": "", "service-worker.js": "", "manifest.webmanifest": "", _headers: "" }), "v");
  assert.deepEqual([...files.keys()].sort(), ["_headers", "embed.html", "index.html", "manifest.webmanifest", "service-worker.js"]);
});

test("the version stands in pages and nowhere else, so other files stay cached", () => {
  const { files } = assemble(site({ "index.html": "__VERSION__", "service-worker.js": "__VERSION__" }), "abc");
  assert.equal(text(files, "index.html"), "abc");
  assert.equal(text(files, "service-worker.js"), "__VERSION__");
});

test("a circle of names after content is refused, and says which", () => {
  const circle = site({ "index.html": "", "a.js": `import "./b.js"`, "b.js": `import "./a.js"` });
  assert.throws(() => assemble(circle, "v"), /a\.js -> b\.js -> a\.js is a circle/);
});

test("a circle through a kept name is none: the service worker lists who registers it", () => {
  const { files } = assemble(site({ "boot.js": `register("/service-worker.js")`, "service-worker.js": `["/boot.js"]` }), "v");
  assert.match(text(files, "service-worker.js"), /assets\/boot\.[0-9a-f]{10}\.js/);
});

test("the first visit is what index.html refers to, without what comes later", () => {
  const { firstVisit, later } = assemble(
    site({
      "index.html": `<link href="/style.css"><script src="/boot.js"></script><a href="/embed.html">`,
      "embed.html": `<script src="/embed.js"></script>`,
      "embed.js": "",
      "style.css": "url(icon.svg)",
      "icon.svg": "<svg/>",
      "boot.js": `import("./rare.js"); register("/service-worker.js"); fetch("/brink.wasm")`,
      "rare.js": `import "./part.js"; import("./rarer.js")`,
      "part.js": "",
      "rarer.js": "",
      "service-worker.js": `["/offline.css"]`,
      "offline.css": "",
      "brink.wasm": "",
    }),
    "v",
  );
  const plain = (list) => list.map((name) => name.replace(/^assets\//, "").replace(/\.[0-9a-f]{10}\./, ".")).sort();
  assert.deepEqual(plain(later), ["part.js", "rare.js", "rarer.js"]);
  assert.deepEqual(plain(firstVisit), ["boot.js", "brink.wasm", "icon.svg", "index.html", "service-worker.js", "style.css"]);
});
