// Runs the tests in a real Chromium, three files at a time. What takes longest
// goes first, so that none of it is left to run alone at the end. A test that fails
// beside two others on two cores is run once more, alone, and its second answer
// counts; more than three such failures are no accident and count as they are
// (wasm/decisions/005).
//
//   node site/tests/run.mjs             every file
//   node site/tests/run.mjs NAME...     those whose names hold one of the words
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { run } from "node:test";
import { fileURLToPath } from "node:url";
import { accidents, keep, reporter } from "../tally.mjs";

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

/** Runs files and prints what comes of them; true where nothing that counts failed. */
async function passes(options, telling) {
  const events = run(options);
  let fine = true;
  const later = (data) => telling.later?.(data) || ((fine = false), false);
  for await (const line of events.compose(reporter({ ...telling, later }))) process.stdout.write(line);
  return fine;
}

process.env.LC_ALL = "C.UTF-8"; // tests that need no browser write numbers as in English, on every machine
const failed = [];
let fine = await passes({ files, concurrency: together }, { later: (data) => failed.push(data) <= accidents });
if (!fine) keep({ failed: Math.min(failed.length, accidents) }); // those that were put off
else
  for (const { file, name } of failed) {
    console.log(`   once more, alone: ${name}`);
    const exactly = new RegExp(`^${name.replace(/[^\w ]/g, "\\$&")}$`);
    const whole = name === file; // the file itself: it could not be loaded, or hung
    fine = (await passes({ files: [file], testNamePatterns: whole ? undefined : [exactly] }, whole ? {} : { only: [name] })) && fine;
  }
process.exitCode = fine ? 0 : 1;
