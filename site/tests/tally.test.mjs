// The counting of tests: what a green closing line rests on.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { GoTally } from "../tally.mjs";

function tallied(...events) {
  const lines = [];
  const tally = new GoTally((line) => lines.push(line));
  for (const event of events) tally.line(typeof event === "string" ? event : JSON.stringify(event));
  return { counts: tally.counts, text: lines.join("\n") };
}

const run = (Test) => ({ Action: "run", Package: "p", Test });
const end = (Action, Test) => ({ Action, Package: "p", Test, Elapsed: 0.1 });
const says = (Output, Test) => ({ Action: "output", Package: "p", Test, Output });

test("subtests count, their parent does not", () => {
  const { counts } = tallied(run("A"), run("A/one"), run("A/two"), end("pass", "A/one"), end("pass", "A/two"), end("pass", "A"), end("pass"));
  assert.deepEqual(counts, { passed: 2, failed: 0, skipped: 0 });
});

test("a failing test is printed with what it said", () => {
  const { counts, text } = tallied(run("A"), says("=== RUN A\n", "A"), says("    a_test.go:7: 2 is not 3\n", "A"), end("fail", "A"), end("fail"));
  assert.deepEqual(counts, { passed: 0, failed: 1, skipped: 0 });
  assert.match(text, /FAIL p A\n {4}a_test.go:7: 2 is not 3/);
});

test("a skipped test is printed with its reason", () => {
  const { counts, text } = tallied(run("A"), says("    a_test.go:7: no recordings here\n", "A"), end("skip", "A"), end("pass"));
  assert.deepEqual(counts, { passed: 0, failed: 0, skipped: 1 });
  assert.match(text, /skip p A: no recordings here/);
});

test("a package that does not build is one failure, with the compiler's words", () => {
  const { counts, text } = tallied({ Action: "build-output", ImportPath: "p", Output: "a.go:3: undefined: x\n" }, { Action: "build-fail", ImportPath: "p" }, { ...end("fail"), FailedBuild: "p" });
  assert.deepEqual(counts, { passed: 0, failed: 1, skipped: 0 });
  assert.match(text, /undefined: x/);
});

test("a package that panics after its tests passed is a failure", () => {
  const { counts, text } = tallied(run("A"), end("pass", "A"), says("panic: boom\n"), end("fail"));
  assert.deepEqual(counts, { passed: 1, failed: 1, skipped: 0 });
  assert.match(text, /panic: boom/);
});

test("what is not JSON is the go command speaking and is passed on", () => {
  assert.match(tallied("go: no such package").text, /no such package/);
});

/** What `tally.mjs go again` makes of events, in a module whose test A answers as told when run alone. */
function again(body, ...events) {
  const folder = mkdtempSync(join(tmpdir(), "tally-"));
  try {
    writeFileSync(join(folder, "go.mod"), "module p\n\ngo 1.24\n");
    writeFileSync(join(folder, "a_test.go"), `package p\n\nimport "testing"\n\nfunc TestA(t *testing.T) { t.Run("one", func(t *testing.T) { ${body} }) }\n`);
    const input = events.map((event) => JSON.stringify(event)).join("\n");
    const program = fileURLToPath(new URL("../tally.mjs", import.meta.url));
    const env = { ...process.env, TALLY_FILE: join(folder, "tally"), GOWORK: "off", GOFLAGS: "-mod=mod" };
    const { status, stdout } = spawnSync("node", [program, "go", "again"], { cwd: folder, env, input, encoding: "utf8" });
    return { status, stdout };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const beside = [run("TestA"), run("TestA/one"), end("fail", "TestA/one"), end("fail", "TestA"), end("fail")];

test("a test of Go that fails beside others alone is run once more, and its second answer counts", () => {
  const { status, stdout } = again("", ...beside);
  assert.equal(status, 0, stdout);
  assert.match(stdout, /fails beside others: p TestA\/one[^]*once more, alone: p TestA\/one/);
});

test("a test of Go that fails twice has failed", () => {
  const { status, stdout } = again('t.Error("no")', ...beside);
  assert.equal(status, 1, stdout);
  assert.match(stdout, /FAIL p TestA\/one/);
});

test("a panic of a test of Go counts at once, since it hides the tests behind it", () => {
  const { status, stdout } = again("", run("TestA"), says("panic: boom\n", "TestA"), end("fail", "TestA"), end("fail"));
  assert.equal(status, 1, stdout);
  assert.doesNotMatch(stdout, /once more/);
});

test("four failures of Go are no accident", () => {
  const four = ["A", "B", "C", "D"].flatMap((name) => [run(`Test${name}`), end("fail", `Test${name}`)]);
  const { status, stdout } = again("", ...four, end("fail"));
  assert.equal(status, 1, stdout);
  assert.doesNotMatch(stdout, /once more/);
});
