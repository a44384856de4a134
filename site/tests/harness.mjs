// What every browser test needs: the built site behind the built server, a
// real Chromium, and a record of everything that went wrong on a page.
//
//   const { page, origin } = await open(t, { path: "/?sim=7" });
//
// A page must end its test without a fault: an error on the console, an
// uncaught exception, a violated content policy, a failed or refused request.
// A test that provokes faults says which with `expect: [/pattern/]`; a
// pattern that nothing matched fails it as well.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { chromiumPath } from "./chromium.mjs";

export const root = fileURLToPath(new URL("../../", import.meta.url));
export const desk = { width: 1440, height: 900 };
export const phone = { width: 390, height: 844 };

// Nothing may leave this machine, and nothing may ask for a display.
const flags = [
  "--no-sandbox", // tests run as root in a container
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  await once(probe, "close");
  return port;
}

/**
 * Starts .cache/native (or another program) on a free port, or a given one,
 * with dist/site.
 * Returns { origin, log(), stop() }; `stop` resolves when it has ended.
 */
export async function startServer({ args = [], program = `${root}.cache/native`, port } = {}) {
  port ??= await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const child = spawn(program, ["-addr", `127.0.0.1:${port}`, "-site", `${root}dist/site`, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (log += chunk));
  const ended = once(child, "exit").catch((error) => (log += error.message));
  const stop = async () => {
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), 5000);
    await ended;
    clearTimeout(timer);
  };
  for (const until = Date.now() + 10_000; ; ) {
    try {
      await fetch(origin);
      return { origin, log: () => log, stop };
    } catch {
      if (child.exitCode !== null || Date.now() > until) {
        await stop();
        throw new Error(`${program} does not answer on ${origin}; it printed:\n${log}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

/** What Chromium is started with. */
function start(args) {
  const executablePath = chromiumPath();
  if (executablePath === null) throw new Error("no Chromium was found; ./build.sh test browser says how to get one");
  return { executablePath, args: [...flags, ...args] };
}

/** Starts Chromium with a fresh profile; `args` adds to its flags. */
export const launch = async ({ args = [] } = {}) => chromium.launch(start(args));

/**
 * What the tests of a file use one after the other: it is started for the
 * first, and ended once nobody has used it for a while, or it would keep the
 * process from ending. `begin(args)` starts one with a list of arguments, and
 * `end(it)` ends it. What lasts is not ended while anything at all is in use.
 * Returns a function from such a list to { it, release() }.
 */
let inUse = 0; // all of it, by all tests
function sharing(begin, end, { lasts = false } = {}) {
  const idle = 500; // ms, far more than lies between two tests
  const running = new Map(); // by their arguments: { it, users, timer }
  return async (args = []) => {
    const key = JSON.stringify(args);
    if (!running.has(key)) running.set(key, { it: begin(args), users: 0 });
    const shared = running.get(key);
    clearTimeout(shared.timer);
    shared.users++;
    inUse++;
    const endLater = () => {
      shared.timer = setTimeout(() => {
        if (lasts && inUse > 0) return endLater();
        running.delete(key);
        shared.it.then(end);
      }, idle);
    };
    const release = () => {
      inUse--;
      if (--shared.users === 0) endLater();
    };
    try {
      return { it: await shared.it, release };
    } catch (error) {
      running.delete(key);
      inUse--;
      throw error;
    }
  };
}

// Most functions of the page's binary are never called within a test.
const lazily = "--js-flags=--wasm-lazy-compilation";
const browserWith = sharing((args) => launch({ args: [lazily, ...args] }), (browser) => browser.close());
// Without arguments alone: with some it speaks to an exchange of the test's
// own and remembers what that has answered.
const sharedServer = sharing(() => startServer(), (server) => server.stop(), { lasts: true });

/**
 * A context for the tests that ask for nothing of their own, by viewport and
 * origin. Its pages live in one process, where the binary is compiled once for
 * all of them as long as a page of the site stays open.
 */
const sharedContext = sharing(
  async ([viewport, origin]) => {
    const browser = await launch({ args: [lazily, "--renderer-process-limit=1"] });
    const context = await browser.newContext({ viewport: JSON.parse(viewport), serviceWorkers: "block" });
    const heard = { faults: [], push: (fault) => heard.faults.push(fault) };
    await record(context, heard);
    const stays = await context.newPage();
    await stays.goto(`${origin}/manifest.webmanifest`);
    return { context, heard, devtools: await context.newCDPSession(stays), busy: false, browser };
  },
  ({ browser }) => browser.close(),
  { lasts: true },
);

/** A context for one test: { context, faults }, the shared one where it will do. */
async function contextFor(t, server, options) {
  const viewport = options.viewport ?? desk;
  const own = ["context", "before", "server", "serverArgs", "browserArgs"].some((name) => options[name] !== undefined) || process.env.WITHOUT_SECOND_MODULE;
  const shared = own ? null : await sharedContext([JSON.stringify(viewport), server.origin]);
  if (shared) after(t, shared.release);
  if (shared && !shared.it.busy) {
    const { it } = shared;
    it.busy = true;
    after(t, async () => {
      for (const page of it.context.pages().slice(1)) await page.close();
      await it.devtools.send("Storage.clearDataForOrigin", { origin: server.origin, storageTypes: "all" });
      it.busy = false;
    });
    return { context: it.context, faults: (it.heard.faults = []) };
  }
  const browser = await browserWith(options.browserArgs);
  after(t, browser.release);
  const context = await browser.it.newContext({ viewport, serviceWorkers: "block", ...options.context });
  after(t, () => context.close());
  const faults = [];
  await record(context, faults);
  return { context, faults };
}

/**
 * The same as one context with a profile that Chromium keeps things in as for
 * a visitor who comes back, compiled code with them: the contexts of `launch`
 * are private windows, which keep less.
 */
export const launchProfile = async ({ args = [], ...options } = {}) => chromium.launchPersistentContext("", { ...start(args), ...options });

/** Appends what goes wrong in a context to `faults`, as sentences. */
async function record(context, faults) {
  await context.exposeBinding("__violation", (_, sentence) => faults.push(sentence));
  await context.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => {
      globalThis.__violation(`content policy: ${event.violatedDirective} refused ${event.blockedURI || "inline"} at ${event.sourceFile}:${event.lineNumber}`);
    });
  });
  context.on("console", (message) => {
    if (message.type() === "error") faults.push(`console: ${message.text()} (${message.location().url}:${message.location().lineNumber})`);
  });
  context.on("weberror", (error) => faults.push(`uncaught: ${error.error().stack ?? error.error()}`));
  context.on("requestfailed", (request) => {
    const why = request.failure()?.errorText;
    // Pictures are fetched last, and a page that is left meanwhile does without.
    if (why === "net::ERR_ABORTED" && /\.(svg|png)$/.test(request.url())) return;
    faults.push(`request failed: ${request.url()} ${why}`);
  });
  context.on("response", (response) => {
    if (response.status() >= 400) faults.push(`request refused: ${response.url()} ${response.status()}`);
  });
}

/**
 * Opens a page on the site for the test `t` and closes all of it afterwards.
 * Options: `path`; `viewport` (desk); `context`, more options of a Playwright
 * context, in which service workers are blocked: a page that one answers for
 * asks nobody, and a test would watch in vain; `browserArgs`, `serverArgs`; `server`, one that runs already;
 * `before(page)`, run before the navigation; `expect`, patterns of faults that must
 * occur; `may`, a pattern of those that may.
 * With WITHOUT_SECOND_MODULE in the environment the second module is held back.
 * A test that asks for more than a path and a viewport has a context of its
 * own; all others of a file share one, cleared after each, and do nothing to it
 * that would outlast their pages. Chromium and server are shared likewise.
 * Returns { page, context, origin, server, faults }.
 */
export async function open(t, options = {}) {
  const server = options.server ?? (await serverFor(t, options.serverArgs));
  const { context, faults } = await contextFor(t, server, options);
  const withheld = process.env.WITHOUT_SECOND_MODULE ? "/assets/extra" : "$^";
  after(t, () => judge(faults, options.expect ?? [], new RegExp(`${options.may?.source ?? "$^"}|${withheld}`)));
  if (process.env.WITHOUT_SECOND_MODULE) await context.route(/\/assets\/extra/, (route) => route.abort());
  const page = await context.newPage();
  await options.before?.(page);
  await page.goto(server.origin + (options.path ?? "/"));
  return { page, context, origin: server.origin, server, faults };
}

/** The shared server for a test, or with arguments one of its own. */
async function serverFor(t, args) {
  if (args) {
    const own = await startServer({ args });
    after(t, () => own.stop());
    return own;
  }
  const { it, release } = await sharedServer();
  after(t, release);
  return it;
}

const endings = new WeakMap();

/**
 * Runs `end` after the test `t`, the last that was given first: a page is
 * judged and closed before what it talks to goes away. (t.after keeps the
 * other order.) All run; the first failure is the test's.
 */
export function after(t, end) {
  if (!endings.has(t)) {
    endings.set(t, []);
    t.after(async () => {
      const failures = [];
      for (const end of endings.get(t).reverse()) {
        try {
          await end();
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length) throw failures[0];
    });
  }
  endings.get(t).push(end);
}

/** Fails unless every fault is expected, or may occur, and every expectation was met. */
export function judge(faults, expected, may) {
  const unexpected = faults.filter((fault) => !may?.test(fault) && !expected.some((pattern) => pattern.test(fault)));
  assert.deepEqual(unexpected, [], "the page ended with faults");
  const unmet = expected.filter((pattern) => !faults.some((fault) => pattern.test(fault)));
  assert.deepEqual(unmet, [], "faults that the test provokes did not occur");
}
