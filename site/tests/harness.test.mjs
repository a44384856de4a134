// The harness itself: a fault it does not see would pass every other test.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { judge, open } from "./harness.mjs";

const pages = {
  "/quiet": "",
  "/console": `<script src="/say.js"></script>`,
  "/uncaught": `<script src="/throw.js"></script>`,
  "/worker": `<script src="/start.js"></script>`,
  "/inline": "<script>var refused</script>",
  "/style": `<p style="color: red">refused</p>`,
  "/missing": `<script src="/nothing.js"></script>`,
  "/elsewhere": `<img src="http://127.0.0.1:1/x.png">`,
};
const scripts = {
  "/say.js": "console.error('said')",
  "/throw.js": "setTimeout(() => { throw new Error('thrown') })",
  "/start.js": "new Worker('/throw.js')",
};

const http = createServer(({ url }, response) => {
  const body = pages[url] ?? scripts[url];
  response.statusCode = body === undefined && url !== "/favicon.ico" ? 404 : 200;
  response.setHeader("Content-Type", url in scripts ? "text/javascript" : "text/html");
  response.setHeader("Content-Security-Policy", "default-src 'self'");
  response.end(url in pages ? `<!doctype html>${body}` : (body ?? "absent"));
});
let server;
before(async () => {
  await once(http.listen(0, "127.0.0.1"), "listening");
  server = { origin: `http://127.0.0.1:${http.address().port}` };
});
after(() => http.close());

// Opens a page that must end with a fault of this shape; `open` fails the
// test when it does not occur, and when another one does.
async function provoke(t, path, ...expect) {
  const { page, faults } = await open(t, { server, path, expect });
  const met = () => expect.every((pattern) => faults.some((fault) => pattern.test(fault)));
  for (const until = Date.now() + 5000; !met() && Date.now() < until; ) await page.waitForTimeout(20);
}

test("a quiet page has no faults", async (t) => {
  const { page, faults } = await open(t, { server, path: "/quiet" });
  await page.waitForLoadState("networkidle");
  assert.deepEqual(faults, []);
});
test("an error on the console is a fault", (t) => provoke(t, "/console", /^console: said/));
test("an uncaught exception is a fault", (t) => provoke(t, "/uncaught", /^uncaught: Error: thrown/));
test("an uncaught exception in a worker is a fault", (t) => provoke(t, "/worker", /thrown/));
test("a refused inline script is a fault", (t) => provoke(t, "/inline", /^content policy: script-src-elem refused inline/, /^console: .*inline script/));
test("a refused style attribute is a fault", (t) => provoke(t, "/style", /^content policy: style-src-attr/, /^console: .*inline style/));
test("a missing file is a fault", (t) => provoke(t, "/missing", /^request refused: .*nothing\.js 404/, /^request failed: .*nothing\.js/, /^console: .*404/));
test("a request to another origin is a fault", (t) => provoke(t, "/elsewhere", /^content policy: img-src/, /^console: Loading the image/, /^request failed: .*x\.png csp/));

test("a fault that was expected and did not occur fails the test", () => {
  assert.throws(() => judge([], [/never/]), /did not occur/);
  assert.throws(() => judge(["other"], []), /ended with faults/);
  judge(["this one"], [/this/]);
});
