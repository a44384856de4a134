// Runs the tests in a real Chromium, three files at a time. What takes longest
// goes first, so that none of it is left to run alone at the end.
//
//   node site/tests/run.mjs             every file
//   node site/tests/run.mjs NAME...     those whose names hold one of the words
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { run } from "node:test";
import { fileURLToPath } from "node:url";
import report from "../tally.mjs";

const folder = fileURLToPath(new URL(".", import.meta.url));
const together = 3; // files at a time on two cores: those of live markets wait a third of their time
const longest = ["faults", "live", "pictures", "page", "chart", "trader"]; // the order of all others is that of their sizes

const place = (file) => {
  const at = longest.findIndex((name) => file.endsWith(`/${name}.test.mjs`));
  return at < 0 ? longest.length : at;
};

const words = process.argv.slice(2);
const files = readdirSync(folder)
  .filter((name) => name.endsWith(".test.mjs") && (words.length === 0 || words.some((word) => name.includes(word))))
  .map((name) => join(folder, name))
  .sort((a, b) => place(a) - place(b) || statSync(b).size - statSync(a).size);
if (files.length === 0) {
  console.error(`there is no browser test whose name holds ${words.join(" or ")}`);
  process.exit(1);
}
const events = run({ files, concurrency: together });
events.on("test:fail", () => (process.exitCode = 1));
events.compose(report).pipe(process.stdout);
