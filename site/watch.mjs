// Serves the site while it is worked on: what a changed file goes into is built
// again, and the pages that are open load again. For a developer's own machine
// alone; what is served elsewhere knows nothing of it.
//
//   node site/watch.mjs [-addr HOST:PORT] [FLAGS OF relay/native]
import { spawnSync } from "node:child_process";
import { readdirSync, watch } from "node:fs";
import { createServer, request } from "node:http";
import { connect } from "node:net";
import { join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { startServer } from "./tests/harness.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * The commands, in their order, after which the site is again what the files
 * say; `names` are those that changed, from the root. None where nothing that
 * is served depends on them.
 */
export function needs(names) {
  const source = names.filter((name) => !/_gen\.go$|_test\.go$|\.test\.mjs$|(^|\/)(node_modules|testdata|tests)\/|package-lock/.test(name));
  const any = (pattern) => source.some((name) => pattern.test(name));
  const commands = [];
  if (any(/\.vugu$/)) commands.push(["go", "generate", "./wasm/ui/..."]);
  if (any(/^relay\/.*\.go$|^wasm\/(fake|exchange)\/.*\.go$|^go\.mod$/)) commands.push(["go", "build", "-trimpath", "-o", ".cache/native", "./relay/native"]);
  if (any(/^wasm\/.*\.(go|vugu)$|^go\.mod$|^site\/.*\.(m?js|css|html|svg|json|webmanifest)$/)) commands.push(["node", "site/build.mjs", "--pictures=kept"]);
  return commands;
}

/**
 * A server before another one, `target()`, an origin that may change: it hands
 * all through, with one script more in each page, which the site's own content
 * policy allows. Returns { server, reload() }; `reload` makes the pages that
 * are open load again and returns how many there are.
 */
export function front(target) {
  const listening = new Set(); // answers that are held open, one a page
  const script = `new EventSource("/watch/changes").onmessage = () => location.reload();\n`;
  const server = createServer((asked, answer) => {
    if (asked.url === "/watch/reload.js") return answer.setHeader("Content-Type", "text/javascript").end(script);
    if (asked.url === "/watch/changes") {
      answer.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" }).flushHeaders();
      listening.add(answer);
      return answer.on("close", () => listening.delete(answer));
    }
    const headers = { ...asked.headers };
    const page = headers.accept?.startsWith("text/html");
    if (page) for (const name of ["accept-encoding", "if-none-match"]) delete headers[name];
    const onward = request(new URL(asked.url, target()), { method: asked.method, headers }, async (got) => {
      if (!/^text\/html/.test(got.headers["content-type"])) return got.pipe(answer.writeHead(got.statusCode, got.headers));
      let text = "";
      for await (const chunk of got.setEncoding("utf8")) text += chunk;
      text = text.replace("</head>", '<script src="/watch/reload.js" defer></script>\n</head>');
      answer.writeHead(got.statusCode, { ...got.headers, "content-length": Buffer.byteLength(text), "cache-control": "no-store" }).end(text);
    });
    onward.on("error", () => answer.destroy());
    asked.pipe(onward);
  });
  // A socket of the relay: its request is repeated as it came, then the bytes
  // of both sides are.
  server.on("upgrade", ({ method, url, rawHeaders }, socket, head) => {
    const { hostname, port } = new URL(target());
    const onward = connect(port, hostname, () => {
      const lines = [`${method} ${url} HTTP/1.1`];
      for (let i = 0; i < rawHeaders.length; i += 2) lines.push(`${rawHeaders[i]}: ${rawHeaders[i + 1]}`);
      onward.write(`${lines.join("\r\n")}\r\n\r\n`);
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    for (const [one, other] of [[onward, socket], [socket, onward]]) one.on("error", () => other.destroy());
  });
  const reload = () => {
    for (const answer of listening) answer.write("data: changed\n\n");
    return listening.size;
  };
  return { server, reload };
}

/** Every folder in which sources lie. */
function folders(dir = root, found = [root]) {
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    if (!entry.isDirectory() || entry.name.startsWith(".") || /^(node_modules|dist|testdata|tests)$/.test(entry.name)) continue;
    found.push(join(dir, entry.name));
    folders(join(dir, entry.name), found);
  }
  return found;
}

/** Runs commands until one fails; returns whether none did. */
const ran = (commands) => commands.every(([program, ...args]) => spawnSync(program, args, { cwd: root, stdio: "inherit" }).status === 0);

async function main(args) {
  const at = args.indexOf("-addr");
  const [, address] = at < 0 ? [] : args.splice(at, 2);
  const [host, port] = (address ?? "127.0.0.1:8787").split(":");
  if (!ran([["node", "site/build.mjs"]])) process.exit(1);
  let native = await startServer({ args });
  const { server, reload } = front(() => native.origin);
  server.listen(Number(port), host, () => console.log(`http://${host}:${port} follows what changes; Ctrl-C ends it`));

  const changed = new Set();
  const watched = new Map();
  let timer;
  const follow = () => {
    for (const folder of folders()) {
      if (watched.has(folder)) continue;
      watched.set(folder, watch(folder, (_, name) => {
        changed.add(relative(root, join(folder, name ?? "")));
        clearTimeout(timer);
        timer = setTimeout(rebuild, 150); // an editor writes more than once
      }));
    }
  };
  const rebuild = async () => {
    const commands = needs([...changed]);
    changed.clear();
    follow(); // new folders as well
    if (commands.length === 0) return;
    const start = Date.now();
    if (!ran(commands)) return console.log("   the pages stay as they are until this is mended");
    await native.stop();
    native = await startServer({ args });
    reload();
    console.log(`   there after ${((Date.now() - start) / 1000).toFixed(1)} s`);
  };
  follow();
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => native.stop().then(() => process.exit(0)));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main(process.argv.slice(2));
