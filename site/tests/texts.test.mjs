// Texts of the map's scripts stand in one file, ready for another language.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { root } from "./harness.mjs";
import * as texts from "../texts.js";

/** Articles in English, each with its script, and what is for those who work on the page. */
const apart = /^(?:answers|record|tables|texts|service-worker)\.js$/;

test("no script says a sentence that is not in texts.js", () => {
  for (const folder of ["site", "site/layers"]) {
    for (const name of readdirSync(`${root}${folder}`).filter((name) => name.endsWith(".js") && !apart.test(name))) {
      readFileSync(`${root}${folder}/${name}`, "utf8").split("\n").forEach((line, i) => {
        if (/^\s*(?:\/\/|\/?\*)|className|new Error\(|rel: "/.test(line)) return;
        assert.doesNotMatch(line.replace(/\/\*.*?\*\//g, ""), /["`>](?:[A-Z][a-z]+,? [a-z]+|[a-z]+,? [a-z]+,? [a-z]+)/, `${folder}/${name}:${i + 1}`);
      });
    }
  }
});

test("texts take what they are made with in any order", () => {
  assert.equal(texts.say("{1} before {0}, {1}", "a", "b"), "b before a, b");
  for (const [name, text] of Object.entries(texts)) if (typeof text === "string") assert.match(text, /\S/, name);
});
