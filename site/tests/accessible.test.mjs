// What axe says of the page while it has something to tell, and whether the
// words on a control are within its accessible name.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { open, phone } from "./harness.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const stories = ["notice", "news", "tour", "live", "stale", "away", "replay"];

/** Controls whose words are not within their names: voice control would not find them. */
const unnamed = () => {
  const plain = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  const wrong = [];
  for (const e of document.querySelectorAll("button, a[aria-label], input[aria-label], select[aria-label]")) {
    const words = e.matches("button, a") ? e.innerText : [...(e.closest("label")?.childNodes ?? [])].filter((node) => node !== e).map((node) => node.textContent).join(" ");
    if (!e.checkVisibility() || !e.ariaLabel || plain(words).length < 2) continue;
    if (!plain(e.ariaLabel).includes(plain(words))) wrong.push(`"${words}" is called ${e.ariaLabel}`);
  }
  return wrong;
};

for (const [name, viewport, colorScheme] of [["desk", undefined, "dark"], ["phone", phone, "light"], ["flat", { width: 844, height: 390 }, "dark"]]) {
  test(`accessible with notices, news and all else that is told: ${name}, ${colorScheme}`, async (t) => {
    for (const story of stories) {
      const { page } = await open(t, { path: `/?story=${story}`, viewport, before: (opened) => opened.addInitScript((theme) => localStorage.setItem("brink.settings", `brink-1\ntheme=${theme}`), colorScheme) });
      await page.locator(".chart canvas").first().waitFor();
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"], rules: { "label-content-name-mismatch": { enabled: true } } }));
      assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(" ")}`), [], story);
      assert.deepEqual(await page.evaluate(unnamed), [], story);
    }
  });
}
