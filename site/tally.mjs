// Counts tests and prints them as plain lines: the reporter of `node --test`,
// the reader of `go test -json`, and the keeper of the closing line.
//
//   node site/tally.mjs reset            forget the counts of the last run
//   go test -json ... | node site/tally.mjs go
//   go test -json ... | node site/tally.mjs go again   a few failures are run once more, alone
//   node site/tally.mjs add passed NAME  one check that is no test of its own
//   node site/tally.mjs failures         how many failed so far in this part
//   node site/tally.mjs total            the closing line; exit 1 on a failure
//
// Parts run beside one another: $TALLY_PART names the one that counts. $TALLY_FILE
// is where counts are kept instead of .cache/tally.
import { spawnSync } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { createInterface } from "node:readline";
import { dirname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const file = process.env.TALLY_FILE ?? fileURLToPath(new URL("../.cache/tally", import.meta.url));
const part = process.env.TALLY_PART ?? "";

/** Adds counts to those of this run. */
export function keep({ passed = 0, failed = 0, skipped = 0 }) {
  mkdirSync(dirname(file), { recursive: true });
  appendFileSync(file, `${passed} ${failed} ${skipped} ${part}\n`);
}

/** The sum of all counts kept since the last reset, or of those of one part. */
function total(of) {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  const lines = existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n") : [];
  for (const line of lines) {
    const [, counts, by] = /^(\d+ \d+ \d+) ?(.*)$/.exec(line);
    if (of !== undefined && by !== of) continue;
    const [passed, failed, skipped] = counts.split(" ").map(Number);
    sum.passed += passed;
    sum.failed += failed;
    sum.skipped += skipped;
  }
  return sum;
}

/**
 * Reads `go test -json` line by line. A test with subtests is not counted,
 * its subtests are; a package that fails without a failing test (it does not
 * build, it panics) counts as one failure. `print` receives the lines. A
 * failure of which `later(package, test)` is true is told and not counted:
 * whoever asks for that runs it once more. With `only`, a set of "package test",
 * no other test is told or counted.
 */
export class GoTally {
  constructor(print, { later = () => false, only } = {}) {
    this.print = print;
    this.later = later;
    this.only = only;
    this.counts = { passed: 0, failed: 0, skipped: 0 };
    this.output = new Map(); // by package and test, kept until it ends
    this.parents = new Set();
    this.failing = new Set(); // packages with a failing test
    this.tests = new Map(); // by package
  }

  line(text) {
    let event;
    try {
      event = JSON.parse(text);
    } catch {
      this.print(text); // the go command speaks for itself where it must
      return;
    }
    const { Action: action, Package: pkg, Test: test } = event;
    const key = `${pkg ?? event.ImportPath} ${test ?? ""}`;
    switch (action) {
      case "run":
        if (test.includes("/")) this.parents.add(`${pkg} ${test.slice(0, test.lastIndexOf("/"))}`);
        break;
      case "output":
      case "build-output":
        this.output.set(key, (this.output.get(key) ?? "") + event.Output);
        break;
      case "build-fail":
        this.print(this.output.get(key) ?? "");
        break;
      case "pass":
      case "fail":
      case "skip":
        if (test) this.test(action, pkg, test, key);
        else this.package(action, pkg, event.Elapsed ?? 0, key);
        this.output.delete(key);
    }
  }

  test(action, pkg, test, key) {
    const text = (this.output.get(key) ?? "").replace(/^\s*(===|---).*\n/gm, "");
    if (this.only && !this.only.has(key)) return;
    let again = false;
    if (action === "fail") {
      this.failing.add(pkg);
      const ended = /^(panic|fatal error): /m.test(text); // and the tests behind it were not run
      again = !this.parents.has(key) && !ended && this.later(pkg, test);
      this.print(`   ${again ? "fails beside others:" : "FAIL"} ${pkg} ${test}\n${text.trimEnd()}`);
    }
    if (action === "skip") this.print(`   skip ${pkg} ${test}: ${text.replace(/^\s*\S+\.go:\d+: /, "").trim()}`);
    if (this.parents.has(key) || again) return;
    this.counts[{ pass: "passed", fail: "failed", skip: "skipped" }[action]]++;
    this.tests.set(pkg, (this.tests.get(pkg) ?? 0) + 1);
  }

  package(action, pkg, seconds, key) {
    if (action === "skip") return; // no test files
    if (action === "fail" && !this.failing.has(pkg)) {
      this.counts.failed++;
      this.print((this.output.get(key) ?? "").trimEnd());
    }
    const word = action === "fail" ? "FAIL" : "ok  ";
    this.print(`   ${word} ${pkg} ${this.tests.get(pkg) ?? 0} tests in ${seconds.toFixed(1)} s`);
  }
}

/**
 * Makes a reporter of node:test. A failure of which `later(data)` is true is told and
 * not counted: whoever asks for that runs it once more. With `only`, a list of names,
 * no other test is told or counted.
 */
export function reporter({ later = () => false, only } = {}) {
  return async function* (events) {
    const counts = { passed: 0, failed: 0, skipped: 0 };
    for await (const { type, data } of events) {
      if (type === "test:stderr") yield data.message;
      if (type !== "test:pass" && type !== "test:fail") continue;
      if (data.details.type === "suite" || (only && !only.includes(data.name))) continue;
      const time = `${(data.details.duration_ms / 1000).toFixed(1)} s`;
      if (data.skip !== undefined || data.todo !== undefined) {
        counts.skipped++;
        yield `   skip ${data.name}: ${data.skip || data.todo}\n`;
      } else if (type === "test:pass") {
        counts.passed++;
        yield `   ok   ${data.name} in ${time}\n`;
      } else {
        const again = later(data);
        if (!again) counts.failed++;
        const error = data.details.error;
        const stack = String(error?.cause?.stack ?? error?.stack ?? error).replace(/^ +at .*node:internal.*\n?/gm, "");
        yield `   ${again ? "fails beside others:" : "FAIL"} ${data.name} in ${time}\n${stack.trimEnd()}\n`;
      }
    }
    keep(counts);
  };
}

/** The reporter of `node --test --test-reporter=./site/tally.mjs`. */
export default reporter();

/** How many failures at most are looked at once more. */
export const accidents = 3;

/** Runs failed tests of Go once more, package by package, and adds what comes of them to the counts. */
function once(failed, counts) {
  for (const pkg of new Set(failed.map((one) => one.pkg))) {
    const tests = failed.filter((one) => one.pkg === pkg);
    console.log(`   once more, alone: ${pkg} ${tests.map(({ test }) => test).join(" ")}`);
    const tally = new GoTally(console.log, { only: new Set(tests.map(({ test }) => `${pkg} ${test}`)) });
    const tops = [...new Set(tests.map(({ test }) => test.split("/")[0]))];
    const run = spawnSync("go", ["test", "-count=1", "-vet=off", "-json", "-run", `^(${tops.join("|")})$`, pkg], { encoding: "utf8", maxBuffer: 1 << 28 });
    for (const line of run.stdout.split("\n").filter(Boolean)) tally.line(line);
    const { passed, skipped } = tally.counts;
    counts.passed += passed;
    counts.skipped += skipped;
    counts.failed += tests.length - passed - skipped; // one that did not end has failed too
  }
}

async function main([command, ...rest]) {
  if (command === "reset") {
    rmSync(file, { force: true });
  } else if (command === "add") {
    const [outcome, name] = rest;
    console.log(`   ${outcome === "passed" ? "ok  " : "FAIL"} ${name}`);
    keep({ [outcome]: 1 });
  } else if (command === "go") {
    const failed = [];
    const put = rest[0] === "again" ? (pkg, test) => failed.push({ pkg, test }) <= accidents : undefined;
    const tally = new GoTally(console.log, { later: put });
    for await (const line of createInterface({ input: process.stdin })) tally.line(line);
    if (tally.counts.failed === 0) once(failed, tally.counts);
    else tally.counts.failed += Math.min(failed.length, accidents); // those that were put off
    keep(tally.counts);
    process.exitCode = tally.counts.failed === 0 ? 0 : 1;
  } else if (command === "failures") {
    console.log(total(part).failed);
  } else if (command === "total") {
    const { passed, failed, skipped } = total();
    console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
    process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
  } else {
    throw new Error(`there is no command "${command}"`);
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main(process.argv.slice(2));
