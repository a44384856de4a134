// Pictures of every story, in both sizes, and themes by turns, against those of the
// build before. changed-pictures.txt names that build's commit, and below it, a line
// each, what is meant to look otherwise since then, and nothing else: words of the
// pictures' names, such as "replay", "phone" or "news desk dark".
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { desk, launch, phone, root, startServer } from "./harness.mjs";

const stories = [...readFileSync(join(root, "wasm/view/story.go"), "utf8").matchAll(/case "(\w+)":/g)].map(([, name]) => name);
const cache = join(root, ".cache");

/** A picture of a page once two in a row are alike; fails where that is not so after 15 s. */
async function still(page) {
  for (let last, until = Date.now() + 15_000; ; ) {
    await page.waitForTimeout(200);
    const picture = await page.screenshot({ animations: "disabled" });
    if (last?.equals(picture)) return picture;
    if (Date.now() > until) throw new Error(`${page.url()} does not stand still`);
    last = picture;
  }
}

/** Every picture of a site, by its name. */
async function pictures(site) {
  const server = await startServer({ args: ["-site", site] });
  const browser = await launch();
  const taken = new Map();
  for (const [size, viewport] of [["desk", desk], ["phone", phone]]) {
    for (const colorScheme of ["dark", "light"]) {
      const context = await browser.newContext({ viewport, colorScheme });
      await context.addInitScript((theme) => localStorage.setItem("brink.settings", `brink-1\ntheme=${theme}`), colorScheme);
      const page = await context.newPage();
      // Each story in a theme of either size; the first in all of them.
      const told = (size === "desk") === (colorScheme === "dark") ? stories : stories.slice(0, 1);
      for (const story of told) {
        await page.goto(`${server.origin}/?story=${story}`);
        await page.locator("[role=status]").waitFor();
        if (story !== "loading") await page.locator(".chart canvas").first().waitFor();
        taken.set(`${story} ${size} ${colorScheme}`, await still(page));
      }
    }
  }
  await browser.close();
  await server.stop();
  return taken;
}

/** The commit to compare with, and which pictures may look otherwise than there. */
const [commit, ...changed] = readFileSync(join(root, "site/tests/changed-pictures.txt"), "utf8").split("\n").filter(Boolean);

/** The site of that commit, built once; null where the history does not reach so far, as in an archive. */
function before() {
  try {
    execFileSync("git", ["cat-file", "-e", `${commit}:wasm/view/story.go`], { cwd: root, stdio: "ignore" });
  } catch {
    return null;
  }
  const tree = join(cache, "previous", commit);
  if (!existsSync(join(tree, "dist/site/index.html"))) {
    rmSync(join(cache, "previous"), { recursive: true, force: true });
    mkdirSync(tree, { recursive: true });
    execFileSync("sh", ["-c", `git archive ${commit} | tar -x -C "${tree}"`], { cwd: root });
    execFileSync("cp", ["-r", join(root, "site/node_modules"), join(tree, "site/node_modules")]);
    // The help's pictures are the same ones unless the engine has changed.
    execFileSync("sh", ["-c", `mkdir -p "${tree}/.cache" && cp -r "${cache}"/figures-* "${tree}/.cache/"`]);
    execFileSync("go", ["generate", "./wasm/..."], { cwd: tree, stdio: "ignore" });
    execFileSync("node", ["site/build.mjs"], { cwd: tree, stdio: "ignore" });
  }
  return join(tree, "dist/site");
}

/** How many colours a picture has: a blank one has few. */
async function colours(page, png) {
  return page.evaluate(async (text) => {
    const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0))]));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    canvas.getContext("2d").drawImage(bitmap, 0, 0);
    return new Set(new Uint32Array(canvas.getContext("2d").getImageData(0, 0, bitmap.width, bitmap.height).data.buffer)).size;
  }, png.toString("base64"));
}

test("every story looks as it did in the build before, or the commit says so", async (t) => {
  const now = await pictures(`${root}dist/site`);
  const browser = await launch();
  const page = await browser.newPage();
  for (const [name, png] of now) assert.ok((await colours(page, png)) > 30, `${name} is blank`);
  await browser.close();
  rmSync(join(cache, "pictures"), { recursive: true, force: true });
  mkdirSync(join(cache, "pictures"), { recursive: true });
  for (const [name, png] of now) writeFileSync(join(cache, "pictures", `${name.replaceAll(" ", "-")}.png`), png);

  const means = (line, name) => line.split(" ").every((word) => name.includes(word));
  const all = [...now.keys()].every((name) => changed.some((line) => means(line, name.split(" "))));
  if (all) return t.diagnostic("all are meant to look otherwise than in the build before");
  const site = before();
  const then = await pictures(site ?? `${root}dist/site`); // against itself, a picture still has to repeat
  for (const [name, png] of then) if (!now.get(name)?.equals(png)) writeFileSync(join(cache, "pictures", `${name.replaceAll(" ", "-")}-before.png`), png);
  const differing = [...now].filter(([name, png]) => then.has(name) && !then.get(name).equals(png)).map(([name]) => name.split(" "));
  const unsaid = differing.filter((name) => !changed.some((line) => means(line, name)));
  assert.deepEqual(unsaid.map((name) => name.join(" ")), [], `these look otherwise than in the build of ${commit}; look at .cache/pictures, and name them in site/tests/changed-pictures.txt if it is meant`);
  if (site) assert.deepEqual(changed.filter((line) => !differing.some((name) => means(line, name))), [], "these are said to look otherwise and do not; take them out of site/tests/changed-pictures.txt");
});
