// Assembles dist/site from site/, the Go binary and the pinned packages.
//
//   node site/build.mjs            for this machine
//   node site/build.mjs --brotli   also NAME.br beside each file
//   node site/build.mjs --pictures=kept
//                                  with the help's pictures as they were drawn
//                                  last, whatever the engine says now
//
// What is shipped: every file of site/ with a shipped extension, outside the
// folders that are not for visitors; of the scripts those of `scripts`, each
// bundled with what it imports; brink.wasm; the pictures that the engine draws
// for the help; and the files of `borrowed`.
// assemble.mjs says how they are named and what a first visit transfers.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, extname, join, posix } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";
import { build, transformSync } from "esbuild";
import { assemble } from "./assemble.mjs";
import { ofRecord, state } from "./facts.mjs";
import { informed } from "./offline.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const cache = join(root, ".cache");
const out = join(root, "dist/site");

// Where calls are inlined: where the engine's, a message's or the collector's
// time goes. Everywhere else that is size alone (decisions/007).
const inlined = [
  "runtime", "math", "math/bits", "github.com/valyala/fastjson",
  ...["market", "grid", "engine", "sim", "wire"].map((name) => `brink/wasm/${name}`),
];

const browserTarget = { GOOS: "js", GOARCH: "wasm" };
const shippedExtensions = new Set([".html", ".css", ".svg", ".png", ".ico", ".webmanifest", ".txt", ".json", ".woff2"]);
// Scripts by the name that a page or another script asks for, and how they are
// loaded: as a module, or as a plain script, whose names are its own.
const scripts = {
  "boot.js": "esm", "chart.js": "esm", "record.js": "esm", "answers.js": "esm", "unzip.js": "esm", "saved-picture.js": "esm", "indicators.js": "esm", "drawing.js": "esm", "find.js": "esm",
  "extra.js": "esm", "observed.js": "esm", "skill.js": "esm", "why.js": "esm", "compare.js": "esm", "book.js": "esm", "moves.js": "esm", "watchlist.js": "esm", "mini-map.js": "esm", "embed.js": "iife", "theme.js": "iife", "worker.js": "iife", "extra-worker.js": "iife",
};
const hostFiles = new Set(["_headers", "_redirects"]); // that a host reads and serves nobody
const notForVisitors = new Set(["node_modules", "tests", "picture", "package.json", "package-lock.json", "tsconfig.json", "tsconfig.workers.json", "tsconfig.build.json", "head.html"]);

function go(args, env = {}) {
  const options = { cwd: root, env: { ...process.env, ...env }, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] };
  return execFileSync("go", args, options).trim();
}

/** The commit the site is built from; "-changed" when the tree differs from it. */
function commit() {
  const git = (...args) => execFileSync("git", args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  try {
    return git("rev-parse", "--short=12", "HEAD") + (git("status", "--porcelain") ? "-changed" : "");
  } catch {
    return "unversioned"; // an unpacked archive has no history
  }
}

/**
 * Lets a control show what its attributes say, which a browser heeds only
 * until somebody has used it. An input that is being typed into, and a slider
 * that is being dragged, are left alone.
 */
const showGiven = `(e, given) => {
  if (e.nodeName === "OPTION") { if (given.selected && !e.selected) e.selected = true; }
  else if (e.nodeName === "INPUT") {
    if (e.type === "checkbox") e.checked = "checked" in given;
    else if ("value" in given) {
      const value = e.getAttribute("value"), used = e.type === "range" ? e.matches(":active") : e === document.activeElement;
      if (value !== e.value && !used) e.value = value;
    }
  }
}`;

/** A text of others with a place in it, which it has so many times, written otherwise. */
function instead(text, place, by, times = 1) {
  const parts = text.split(place);
  if (parts.length !== times + 1) throw new Error(`a text of others has ${place.trim()} in ${parts.length - 1} places, not in ${times}`);
  return parts.join(by);
}

/** Writes one file as another with changes as instead takes them. */
function rewrite(from, to, changes) {
  writeFileSync(to, changes.reduce((text, change) => instead(text, ...change), readFileSync(from, "utf8")));
}

const vugu = "github.com/vugu/vugu";
/** Of Vugu, where the script is that it hands to eval, as a literal of Go. */
const vuguScriptFile = "domrender/renderer-js-script.go";
const vuguFolder = () => go(["list", "-m", "-f", "{{.Dir}}", vugu]);

/**
 * The script that Vugu hands to eval, as a file of its own: the page loads it
 * under a policy without eval, and brink.wasm has its name alone. It is Vugu's
 * literal but for two places. Content that is the same already is left as it is: Vugu would
 * set it at every render, and so replace an input whose file is being chosen,
 * take the focus off a link, and let a status be read out again each second.
 * And controls show what they are given.
 */
function vuguScript() {
  const source = join(vuguFolder(), vuguScriptFile);
  const literal = /^const jsHelperScript = (".*")$/m.exec(readFileSync(source, "utf8"));
  if (literal === null) throw new Error(`${source} no longer holds jsHelperScript`);
  let script = JSON.parse(literal[1]);
  script = instead(script, 'x.el.innerHTML=(x.bufferedInnerHTML||"")+e,', '((t,e)=>{t.innerHTML=e,t.innerHTML!==x.el.innerHTML&&(x.el.innerHTML=e)})(document.createElement("template"),(x.bufferedInnerHTML||"")+e),');
  const given = "x.el.attributes.removeNamedItem(e[t]);";
  script = instead(script, given, `${given}(${showGiven})(x.el,x.elAttrNames);`);
  return Buffer.from(script);
}

const shrunk = { minify: true, legalComments: "none", target: "es2022" };

/** Styles, and scripts that import nothing, without what people alone read. */
function minified(name, content) {
  const loader = extname(name).slice(1);
  if (loader !== "js" && loader !== "css") return content;
  return Buffer.from(transformSync(content.toString(), { ...shrunk, loader }).code);
}

/** How scripts are bundled: one that is asked for later, or seldom changes, stays apart. */
const apart = {
  name: "apart",
  setup({ onLoad, onResolve }) {
    // Of a shader's text no minifier knows the comments.
    onLoad({ filter: /\/shaders\.js$/ }, ({ path }) => ({ contents: readFileSync(path, "utf8").replace(/ *\/\/ .*$/gm, "").replace(/^ +/gm, "") }));
    onResolve({ filter: /^lightweight-charts$/ }, () => ({ path: "./lightweight-charts.js", external: true }));
    onResolve({ filter: /^\.\// }, ({ path, kind }) => (kind === "dynamic-import" ? { path, external: true } : undefined));
  },
};

/** A script of site/ with all that it imports. */
async function bundled(name, format) {
  const options = { ...shrunk, bundle: true, write: false, plugins: [apart] };
  const { outputFiles } = await build({ ...options, entryPoints: [join(root, "site", name)], format });
  return Buffer.from(outputFiles[0].contents);
}

/** Of the chart library what library.js takes from it. */
async function charts(folder) {
  const taken = [...readFileSync(join(root, "site/library.js"), "utf8").matchAll(/^(?:import|export) (\{[^}]*\}) from "lightweight-charts"/gm)];
  if (taken.length === 0) throw new Error("site/library.js no longer imports lightweight-charts");
  const { outputFiles } = await build({
    ...shrunk, stdin: { contents: taken.map(([, names]) => `export ${names} from "lightweight-charts";`).join("\n"), resolveDir: dirname(folder) },
    bundle: true, format: "esm", write: false, conditions: ["production"],
  });
  return Buffer.from(outputFiles[0].contents);
}

/** Files that are not ours, by the name they are shipped under. */
async function borrowed() {
  const folder = join(root, "site/node_modules/lightweight-charts");
  return {
    "wasm_exec.js": readFileSync(join(go(["env", "GOROOT"]), "lib/wasm/wasm_exec.js")),
    "vugu.js": vuguScript(),
    "lightweight-charts.js": await charts(folder),
    "licences.txt": licences(folder),
  };
}

/** The licences of all that is shipped and not ours, as one text. */
function licences(charts) {
  const modules = go(["list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Dir}}{{end}}{{end}}", "./wasm/cmd/app"], browserTarget);
  const texts = [
    ["Lightweight Charts", charts, "TradingView Lightweight Charts(TM), Copyright (c) 2025 TradingView, Inc. https://www.tradingview.com/\nIt includes fancy-canvas by the same authors (MIT).\n\n"],
    ["Go", go(["env", "GOROOT"]), ""],
    ...[...new Set(modules.split("\n"))].filter(Boolean).map((line) => [...line.split(" "), ""]),
  ];
  const sections = texts.map(([name, dir, notice]) => {
    const file = readdirSync(dir).find((entry) => /^LICEN[SC]E/i.test(entry));
    if (file === undefined) throw new Error(`${name} is shipped and has no licence in ${dir}`);
    return `${name}\n\n${notice}${readFileSync(join(dir, file), "utf8").trim()}\n`;
  });
  return Buffer.from(sections.join("\n----\n\n"));
}

/** A page with what the heads of pages with the engine have in common. */
const withHead = (page) => page.replace("<!-- head.html -->", () => readFileSync(join(root, "site/head.html"), "utf8").trim());

/** Every shipped file of a folder, by its path below it. */
function collect(dir, below = "", into = new Map()) {
  for (const entry of readdirSync(join(dir, below), { withFileTypes: true })) {
    const name = posix.join(below, entry.name);
    if (notForVisitors.has(entry.name)) continue;
    if (entry.isDirectory()) {
      collect(dir, name, into);
    } else if (shippedExtensions.has(extname(entry.name)) || hostFiles.has(entry.name)) {
      into.set(name, readFileSync(join(dir, name)));
    }
  }
  return into;
}

/**
 * The pictures of the help and the facts of their captions, drawn by the same
 * engine, and the icon's sizes. They are kept by the hash of the program that
 * draws them and of the icon; `asTheyAre` takes what was drawn last.
 */
function figures(asTheyAre) {
  const drawn = existsSync(cache) ? readdirSync(cache).find((name) => /^figures-\w+$/.test(name)) : undefined;
  if (asTheyAre && drawn) return figuresIn(join(cache, drawn));
  const program = join(cache, "figures");
  go(["build", "-trimpath", "-o", program, "./wasm/cmd/figures"]);
  const hash = createHash("sha256").update(readFileSync(program)).update(readFileSync(join(root, "site/icon.svg")));
  const kept = `${program}-${hash.digest("hex").slice(0, 16)}`;
  if (!existsSync(kept)) {
    for (const name of readdirSync(cache)) if (name.startsWith("figures-")) rmSync(join(cache, name), { recursive: true });
    execFileSync(program, ["-icon", join(root, "site/icon.svg"), "-out", kept + ".part"], { stdio: ["ignore", "inherit", "inherit"] });
    renameSync(kept + ".part", kept);
  }
  return figuresIn(kept);
}

function figuresIn(kept) {
  const pictures = readdirSync(kept).filter((name) => name.endsWith(".png"));
  return {
    pictures: pictures.map((name) => [name.startsWith("icon-") ? name : `help/${name}`, readFileSync(join(kept, name))]),
    facts: JSON.parse(readFileSync(join(kept, "facts.json"), "utf8")),
  };
}

/**
 * What of a standard file is written otherwise, as [place, by, places where not
 * one]: the compiler leaves out what nobody can ask for, tracers and profilers of
 * the runtime, the reports of its own faults but for their sentence, and the
 * check of tables that slim has written.
 */
const rewritten = {
  "runtime/chan.go": [["if blockprofilerate > 0 {", "if false {", 2], ["blockevent(mysg.releasetime-t0, 2)", "", 2]],
  "runtime/malloc.go": [["\tmProf_Malloc(mp, x, size)\n", ""], ["if debug.checkfinalizers != 0 && elemsize == 0 {", "if false {"]],
  "runtime/mbitmap.go": [['\t\tgcDumpObject("object", refBase, refOff)\n', ""]],
  "runtime/mcleanup.go": [["if debug.checkfinalizers != 0 {", "if false {", 2]],
  "runtime/mfinal.go": [["if debug.checkfinalizers != 0 {", "if false {", 2]],
  "runtime/mgc.go": [["debug.gctrace > 0 {", "false {"], ["debug.gctrace > 1 {", "false {", 3], ["if debug.checkfinalizers > 0 {", "if false {", 2]],
  "runtime/mgcmark.go": [["\t\t\tgcDumpObject(\"base\", base, off)\n\t\t\tgcDumpObject(\"obj\", obj, ^uintptr(0))\n", ""], ["if debug.checkfinalizers > 1 {", "if false {"]],
  "runtime/mgcmark_greenteagc.go": [["if debug.gctrace > 1 {", "if false {", 4]],
  "runtime/mgcsweep.go": [["s.reportZombies()", 'throw("found pointer to free object")', 2]],
  "runtime/panic.go": [["if debug.schedtrace > 0 || debug.scheddetail > 0 {", "if false {"]],
  "runtime/proc.go": [["\tmoduledataverify()\n", ""], ["if debug.gctrace > 0 {", "if false {"]],
  "runtime/select.go": [["if blockprofilerate > 0 {", "if false {"], ["blockevent(caseReleaseTime-t0, 1)", ""]],
  "runtime/traceruntime.go": [
    ["return trace.enabled\n", "return false\n"],
    ["return trace.enabledWithAllocFree\n", "return false\n"],
    ["return trace.shutdown.Load()\n", "return false\n"],
  ],
};

/**
 * A file for go build -overlay: the packages of wasm/std stand in for those of
 * the standard library whose names they have.
 */
function overlay() {
  const replaced = {};
  const sources = (folder) => readdirSync(folder).filter((name) => name.endsWith(".go") && !name.endsWith("_test.go"));
  const [ours, theirs] = [join(root, "wasm/std"), join(go(["env", "GOROOT"]), "src")];
  for (const name of ["fmt", "html", "math/rand", "runtime/debug", "time"]) {
    for (const file of sources(join(theirs, name))) replaced[join(theirs, name, file)] = "";
    for (const file of sources(join(ours, name))) replaced[join(theirs, name, file)] = join(ours, name, file);
  }
  const powers = "internal/strconv/pow10tab.go"; // the one file that a package is given otherwise
  replaced[join(theirs, powers)] = join(ours, powers);
  for (const [name, changes] of Object.entries(rewritten)) {
    replaced[join(theirs, name)] = join(cache, "std", name);
    mkdirSync(dirname(replaced[join(theirs, name)]), { recursive: true });
    rewrite(join(theirs, name), replaced[join(theirs, name)], changes);
  }
  const file = join(cache, "overlay.json");
  writeFileSync(file, JSON.stringify({ Replace: replaced }));
  return file;
}

/** What of Vugu's own files is written otherwise: no attribute of ours is a pointer. */
const vuguRewritten = { "vgnode.go": [["reflect.Indirect(rv).Interface()", "reflect.Indirect(rv).String()"], ["indirected.Interface()", "indirected.String()"]] };

/**
 * A go.mod with a Vugu that does not hold its script, which the page loads as a
 * file (eval, which is asked for its name, does nothing), and that reads JSON by
 * wasm/std/vjson.
 */
function modules() {
  const [folder, json] = [join(cache, "vugu"), join(cache, "vjson")];
  for (const dir of [folder, json]) rmSync(dir, { recursive: true, force: true });
  cpSync(vuguFolder(), folder, { recursive: true });
  execFileSync("chmod", ["-R", "u+w", folder]);
  writeFileSync(join(folder, vuguScriptFile), 'package domrender\n\nconst jsHelperScript = "vuguRender"\n');
  for (const [name, changes] of Object.entries(vuguRewritten)) rewrite(join(folder, name), join(folder, name), changes);
  mkdirSync(json);
  cpSync(join(root, "wasm/std/vjson/vjson.go"), join(json, "vjson.go"));
  const own = readFileSync(join(root, "go.mod"), "utf8");
  writeFileSync(join(json, "go.mod"), `module github.com/vugu/vjson\n\ngo 1.26.0\n\nrequire ${/github.com\/valyala\/fastjson \S+/.exec(own)}\n`);
  const file = join(cache, "go.mod");
  writeFileSync(file, `${own}\nreplace ${vugu} => ./.cache/vugu\n\nreplace github.com/vugu/vjson => ./.cache/vjson\n`); // from here: the paths are in the binary
  cpSync(join(root, "go.sum"), join(cache, "go.sum"));
  return file;
}

/** The brotli of a content at the strongest setting, remembered by its hash. */
async function brotli(content) {
  const kept = join(cache, "brotli", createHash("sha256").update(content).digest("hex"));
  if (existsSync(kept)) return readFileSync(kept);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
  const small = await promisify(brotliCompress)(content, { params });
  mkdirSync(dirname(kept), { recursive: true });
  writeFileSync(kept + ".part", small);
  renameSync(kept + ".part", kept);
  return small;
}

function write(dir, name, content) {
  mkdirSync(dirname(join(dir, name)), { recursive: true });
  writeFileSync(join(dir, name), content);
}

/**
 * A program of wasm/cmd for the browser, made smaller once it is linked, and
 * how its functions are called by number (decisions/009).
 */
function program(command, overlaid, variable = "") {
  const file = (ending) => join(cache, `${command}.${ending}`);
  // Of Vugu, "tinygo" chooses the JSON reader without encoding/json, which
  // nothing else here needs: a tenth of the binary.
  const compiler = ["all=-l", ...inlined.map((name) => `${name}=`)].map((flags) => `-gcflags=${flags}`);
  go(["build", "-trimpath", ...overlaid, "-tags", "tinygo", ...compiler, "-ldflags", `-s -w -buildid= ${variable}`, "-o", file("linked.wasm"), `./wasm/cmd/${command}`], browserTarget);
  go(["build", "-trimpath", "-o", join(cache, "slim"), "./wasm/cmd/slim"]);
  execFileSync(join(cache, "slim"), [file("linked.wasm"), file("wasm"), file("txt")], { stdio: "inherit" });
  return { wasm: readFileSync(file("wasm")), functions: readFileSync(file("txt")) };
}

async function main(withBrotli, picturesAsTheyAre) {
  const sources = collect(join(root, "site"));
  const overlaid = ["-modfile", modules(), "-overlay", overlay()];
  const { wasm, functions } = program("app", overlaid);
  sources.set("brink.wasm", wasm);
  sources.set("functions.txt", functions);
  // The second module says which build it belongs to: the hash in the name of the first.
  const build = createHash("sha256").update(wasm).digest("hex").slice(0, 10);
  const extra = program("extra", overlaid, `-X main.build=${build}`);
  sources.set("extra.wasm", extra.wasm);
  sources.set("extra-functions.txt", extra.functions);
  for (const [name, format] of Object.entries(scripts)) sources.set(name, await bundled(name, format));
  for (const [name, content] of Object.entries(await borrowed())) sources.set(name, content);
  const { pictures, facts } = figures(picturesAsTheyAre);
  for (const [name, content] of pictures) sources.set(name, content);
  Object.assign(facts, ofRecord(JSON.parse(sources.get("record.json"))));
  for (const [name, content] of sources) if (name.endsWith(".html")) sources.set(name, Buffer.from(state(name, withHead(content.toString("utf8")), facts)));
  for (const [name, content] of sources) if (!scripts[name]) sources.set(name, minified(name, content));
  sources.set("service-worker.js", readFileSync(join(root, "site/service-worker.js"))); // is shrunk once it is informed
  const { files, firstVisit, later } = assemble(sources, commit());

  files.set("service-worker.js", minified("service-worker.js", informed(files.get("service-worker.js").toString(), files, [...firstVisit, ...later.filter((name) => !name.startsWith("assets/extra"))]))); // the second module is kept once it was asked for

  const fresh = out + ".new";
  rmSync(fresh, { recursive: true, force: true });
  for (const [name, content] of files) write(fresh, name, content);
  const total = { raw: 0, brotli: 0 };
  if (withBrotli) {
    const list = [];
    const small = new Map(await Promise.all([...files].map(async ([name, content]) => [name, await brotli(content)])));
    for (const [name, content] of small) write(fresh, name + ".br", content);
    for (const name of firstVisit) list.push({ path: name, raw: files.get(name).length, brotli: small.get(name).length });
    for (const { raw, brotli } of list) {
      total.raw += raw;
      total.brotli += brotli;
    }
    write(fresh, "first-visit.json", JSON.stringify({ files: list, total }, null, 2) + "\n");
    // Cloudflare compresses by itself and would serve these as files.
    write(fresh, ".assetsignore", "*.br\n");
  }
  rmSync(out, { recursive: true, force: true });
  renameSync(fresh, out);
  console.log(`   ${files.size} files, brink.wasm ${(wasm.length / 1e6).toFixed(2)} MB, extra.wasm ${(extra.wasm.length / 1e6).toFixed(2)} MB` + (withBrotli ? `, first visit ${(total.brotli / 1e6).toFixed(3)} MB brotli` : ""));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    await main(process.argv.includes("--brotli"), process.argv.includes("--pictures=kept"));
  } catch (error) {
    console.error(`site: ${error.message.split("\n")[0]}`);
    process.exit(1);
  }
}
