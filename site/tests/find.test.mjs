// The search for a coin that begins wherever somebody types: its parts as values.
// The page's own list is tested in wasm/view, and all of it together in lists.test.mjs.
import assert from "node:assert/strict";
import { test } from "node:test";
import { favouritesOf } from "../favourites.js";
import { Letters, listed } from "../find.js";

test("favourites are read with care", () => {
  assert.deepEqual(favouritesOf(JSON.stringify(["BTC", "人生", "BTC"])), ["BTC", "人生"]);
  for (const text of [null, "", "{", "7", "null", '"BTC"', "{}", '{"length":3}']) assert.deepEqual(favouritesOf(text), [], text);
  assert.deepEqual(favouritesOf(JSON.stringify([7, null, [], {}, "", "X".repeat(49), "ETH"])), ["ETH"]);
  assert.equal(favouritesOf(JSON.stringify(Array.from({ length: 500 }, (_, i) => `C${i}`))).length, 64);
});

test("letters are a name once one of them is no key of the page", () => {
  const letters = new Letters();
  assert.equal(letters.take("p", 0), null);
  assert.equal(letters.take("e", 300), "pe");
  letters.clear();
  assert.equal(letters.take("b", 400), "b");
  letters.clear();
  assert.equal(letters.take("p", 5000), null);
  assert.equal(letters.take("a", 6500), null, "after a second it is a key of its own");
  assert.equal(letters.take("c", 6600), null, "keys that follow each other fast are keys");
  assert.equal(letters.take("h", 6700), "ach");
  letters.clear();
  assert.equal(letters.take("P", 9000), "P", "keys are small letters");
  letters.clear();
  assert.equal(letters.take("人", 9000), "人");
  letters.clear();
  assert.equal(letters.take("1", 9000), "1");
});

test("favourites come first, and the market at hand only where it is found", () => {
  const page = ["BTC", "1000PEPE", "PEPECOIN"]; // BTC is at hand
  assert.deepEqual(listed(page, "BTC", "pepe", []), ["1000PEPE", "PEPECOIN"]);
  assert.deepEqual(listed(page, "BTC", "pepe", ["PEPECOIN", "ETH"]), ["PEPECOIN", "1000PEPE"]);
  assert.deepEqual(listed(page, "BTC", "", ["ETH", "PEPECOIN"]), ["ETH", "PEPECOIN", "BTC", "1000PEPE"]);
  assert.deepEqual(listed(["1000PEPE", "ETH"], "1000PEPE", "PEPEUSDT", []), ["1000PEPE", "ETH"], "at hand by a venue's symbol");
  assert.deepEqual(listed(["BTC", "ETH"], "ETH", "PF_XBTUSD", []), ["BTC"], "what the page has found is found");
  assert.deepEqual(listed(["BTC", "人生", "1INCH"], "BTC", "人", ["人生"]), ["人生"].concat("1INCH"));
  assert.deepEqual(listed(["BTC"], "BTC", "nobody", ["ETH"]), []);
  // Before the page has answered, its list is of another text.
  assert.deepEqual(listed(["BTC", "ETH", "1000PEPE"], "", "kpepe", ["ETH"]), ["1000PEPE"]);
});
