// Measures what has a target and prints it as a table, worst news last:
// Go's benchmarks natively and as WebAssembly in Node, then every
// tests/*.bench.mjs in a real Chromium. Each figure is the median of several
// runs, because machines are shared. Exit 1 when a target is missed.
//
//   node site/bench.mjs [PATTERN]    only rows whose name contains PATTERN
//
// A browser bench exports `measure()`, which resolves to rows
// [{name, measured, target, unit}], lower being better; of several
// measurements the median counts. It spells its names out as name: "...", so
// that one of which no row is wanted need not be run.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const runs = 5;

// Benchmarks by package and name, with what they may take at most.
const targets = [
  { name: "finished map of 30 days, classic, native", package: "wasm/engine", benchmark: "FinishedMap/classic", target: 60, unit: "ms" },
  { name: "finished map of 30 days, learned, native", package: "wasm/engine", benchmark: "FinishedMap/learned", target: 90, unit: "ms" },
  { name: "finished map of 30 days, classic, js/wasm in Node", package: "wasm/engine", benchmark: "FinishedMap/classic", js: true, target: 67, unit: "ms" },
  { name: "finished map of 30 days, learned, js/wasm in Node", package: "wasm/engine", benchmark: "FinishedMap/learned", js: true, target: 110, unit: "ms" },
  { name: "what stands out, of the map of 30 days without it, native", package: "wasm/session", benchmark: "FrameOfAMonth", target: 10, unit: "standout-%" },
  { name: "what stands out, of the map of 30 days without it, js/wasm in Node", package: "wasm/session", benchmark: "FrameOfAMonth", js: true, target: 10, unit: "standout-%" },
  { name: "appended bar, classic, native", package: "wasm/engine", benchmark: "AppendedBar/classic", target: 0.2, unit: "ms" },
  { name: "allocations of an appended bar, classic", package: "wasm/engine", benchmark: "AppendedBar/classic", target: 0, unit: "allocs/op" },
  { name: "appended bar, learned, native", package: "wasm/engine", benchmark: "AppendedBar/learned", target: 0.2, unit: "ms" },
  { name: "allocations of an appended bar, learned", package: "wasm/engine", benchmark: "AppendedBar/learned", target: 0, unit: "allocs/op" },
  { name: "memory of 30 days with their picture, classic", package: "wasm/engine", benchmark: "Memory/classic", target: 64, unit: "MB" },
  { name: "memory of 30 days with their picture, learned", package: "wasm/engine", benchmark: "Memory/learned", target: 64, unit: "MB" },
  { name: "a trade decoded, js/wasm in Node", package: "wasm/exchange", benchmark: "Trade", js: true, target: 10, unit: "us" },
  { name: "exam on three months, native", package: "wasm/score", benchmark: "Exam", target: 3, unit: "s" },
  { name: "fit on three months, native", package: "wasm/score", benchmark: "Fit", target: 20, unit: "s" },
  { name: "relay, edge: a kept answer, CPU", package: "relay/conformance", tags: "conformance", benchmark: "Edge/hit", target: 1, unit: "cpu-ms/op" },
  { name: "relay, edge: a socket's verdict and opening, CPU", package: "relay/conformance", tags: "conformance", benchmark: "Edge/socket", target: 1, unit: "cpu-ms/op" },
  { name: "relay, edge: an answer of 60 KB fetched, CPU", package: "relay/conformance", tags: "conformance", benchmark: "Edge/miss", target: 10, unit: "cpu-ms/op" },
  { name: "relay, edge: a message passed on, CPU", package: "relay/conformance", tags: "conformance", benchmark: "Message/workerd", target: 2, unit: "cpu-us/message" },
  { name: "relay, native: a message passed on, CPU", package: "relay/conformance", tags: "conformance", benchmark: "Message/native", target: 6, unit: "cpu-us/message" },
  { name: "relay, native: 100,000 messages to 50 pages", package: "relay/conformance", tags: "conformance", benchmark: "Forward", target: 1, unit: "s" },
  { name: "relay, native: memory under 5,000 idle sockets", package: "relay/conformance", tags: "conformance", benchmark: "Idle", target: 300, unit: "MB", count: 1 },
  { name: "relay, native: memory that 30 pages add which read nothing", package: "relay/conformance", tags: "conformance", benchmark: "SlowReaders", target: 8, unit: "MB", count: 1 },
  { name: "30 days of the simulated market, native", package: "wasm/sim", benchmark: "Month", target: 1, unit: "s" },
];

const nanoseconds = { ms: 1e6, us: 1e3, s: 1e9 };

/** The middle of some numbers. */
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The output of `go test -bench`: {"NAME unit": [figures]}. */
export function figures(output) {
  const found = {};
  for (const [, name, rest] of output.matchAll(/^Benchmark(\S+?)(?:-\d+)?\s+\d+\t(.*)$/gm)) {
    for (const [, figure, unit] of rest.matchAll(/([\d.e+]+) (\S+)/g)) (found[`${name} ${unit}`] ??= []).push(Number(figure));
  }
  return found;
}

/** Runs benchmarks of one package, each by itself, and reads their figures. */
function runBenchmarks(pkg, names, { js, tags, count = runs }) {
  const goroot = execFileSync("go", ["env", "GOROOT"], { encoding: "utf8" }).trim();
  // Go's runner in Node accepts few environment variables.
  const runner = ["-exec", `env -i 'PATH=${process.env.PATH}' ${goroot}/lib/wasm/go_js_wasm_exec`];
  const env = js ? { ...process.env, GOOS: "js", GOARCH: "wasm" } : process.env;
  const outputs = names.map((name) => {
    const pattern = `Benchmark${name}`.split("/").map((part) => `^${part}$`).join("/");
    const args = ["test", "-run", "^$", "-bench", pattern, "-benchmem", "-benchtime", "300ms", "-count", String(count)];
    return execFileSync("go", [...args, ...(tags ? ["-tags", tags] : []), ...(js ? runner : []), `./${pkg}`], { cwd: root, encoding: "utf8", env });
  });
  return figures(outputs.join("\n"));
}

function goRows(wanted) {
  const rows = [];
  const groups = new Map();
  for (const row of wanted) {
    const key = `${row.package} ${row.js ?? false} ${row.count ?? runs}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  for (const group of groups.values()) {
    const found = runBenchmarks(group[0].package, [...new Set(group.map((row) => row.benchmark))], group[0]);
    for (const { name, benchmark, target, unit } of group) {
      const scale = nanoseconds[unit];
      const samples = found[`${benchmark} ${scale ? "ns/op" : unit}`];
      rows.push({ name, target, unit, measured: samples ? median(samples) / (scale ?? 1) : NaN });
    }
  }
  return rows;
}

async function browserRows(matches) {
  const rows = [];
  const folder = new URL("tests/", import.meta.url);
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".bench.mjs")).sort()) {
    const at = new URL(file, folder);
    const names = [...readFileSync(at, "utf8").matchAll(/\bname: "([^"]+)"/g)].map(([, name]) => name);
    if (!names.some(matches)) continue; // a browser is slow to ask
    const { measure } = await import(at);
    for (const row of await measure()) {
      if (!names.includes(row.name)) throw new Error(`${file} does not spell out the name "${row.name}"`);
      if (matches(row.name)) rows.push({ ...row, measured: median([row.measured].flat()) });
    }
  }
  return rows;
}

/** A table with one line a row; a missing figure is a missed target. */
export function table(rows) {
  const ok = (row) => row.measured <= row.target;
  const number = (value) => (Number.isNaN(value) ? "none" : value === 0 ? "0" : value.toPrecision(3));
  const lines = [["name", "measured", "target", "ok"], ...rows.map((row) => [row.name, `${number(row.measured)} ${row.unit}`, `${row.target} ${row.unit}`, ok(row) ? "yes" : "NO"])];
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const text = lines.map((line) => line.map((cell, column) => cell.padEnd(widths[column])).join("  ").trimEnd()).join("\n");
  return { text, missed: rows.filter((row) => !ok(row)).length };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [pattern = ""] = process.argv.slice(2);
  const matches = (name) => name.includes(pattern);
  const rows = [...goRows(targets.filter((row) => matches(row.name))), ...(await browserRows(matches))];
  const { text, missed } = table(rows);
  console.log(text);
  if (missed > 0) {
    console.log(`${missed} of ${rows.length} targets missed`);
    process.exitCode = 1;
  }
}
