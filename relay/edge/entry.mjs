// The edge relay's entry module: what is asked for often is done here, by the
// verdict of the policy in Go. It answers what is kept, asks exchanges for the
// rest, hands sockets on untouched, and decides nothing by itself but that a
// kept answer goes to our own page alone.
import { upstreamHead, upstreamTimeout } from "./facts.mjs";
import { boot } from "./reactor.mjs";
import verdictModule from "./verdict.wasm";

const longest = 2048; // characters of a field that are looked at; a longer one is refused as such

let ask; // the policy, from the first question on: what is kept is answered without it

/** Asks the policy; should it ever stop, the next request has a new one. */
function policy(name, ...fields) {
  ask ??= boot(verdictModule);
  try {
    return ask(name, fields);
  } catch (error) {
    ask = undefined;
    throw error;
  }
}

/** The Response of a reply's fields: STATUS, then NAME, VALUE ..., an empty one, BODY. */
function respond(fields, body, more) {
  const headers = new Headers(more);
  let i = 1;
  for (; fields[i] !== ""; i += 2) headers.set(fields[i], fields[i + 1]);
  return new Response(body === undefined ? fields.slice(i + 1).join("\n") : body, { status: Number(fields[0]), headers });
}

const failure = (code) => respond(policy("fail", code));

/** The path and query of a URL as they came, neither decoded nor tidied. */
function split(url) {
  const start = url.indexOf("/", url.indexOf("://") + 3);
  const question = url.indexOf("?", start);
  if (start < 0) return ["/", ""];
  return question < 0 ? [url.slice(start), ""] : [url.slice(start, question), url.slice(question + 1)];
}

/** A body of at most `most` bytes, read whole; null where it is longer. */
async function readWhole(stream, most) {
  if (stream === null) return new Uint8Array(0);
  const reader = stream.getReader({ mode: "byob" });
  const parts = [];
  let total = 0;
  for (let size = 128 << 10; ; size = Math.min(size * 4, most + 1)) {
    const { done, value } = await reader.readAtLeast(size, new Uint8Array(size));
    if (value !== undefined && value.byteLength > 0) {
      total += value.byteLength;
      if (total > most) {
        await reader.cancel();
        return null;
      }
      parts.push(value);
    }
    if (done || value.byteLength < size) break;
  }
  if (parts.length === 1) return parts[0];
  const whole = new Uint8Array(total);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
}

/** Asks an exchange and replies with its answer, which is cached where it may be. */
async function answer(request, context, [, url, seconds, most]) {
  let reply, body;
  try {
    const upstream = await fetch(url, { headers: upstreamHead, redirect: "manual", signal: AbortSignal.timeout(upstreamTimeout) });
    reply = policy("reply", upstream.status, upstream.headers.get("Retry-After") ?? "", seconds);
    if (Number(reply[0]) !== upstream.status) {
      await upstream.body?.cancel();
      return respond(reply);
    }
    body = await readWhole(upstream.body, Number(most));
  } catch (error) {
    return failure(error.name === "TimeoutError" ? "upstream-slow" : "upstream-failed");
  }
  if (body === null) return failure("answer-too-large");
  // The kept one says "hit" already, so that a hit is handed on as it is.
  if (reply[0] === "200") context.waitUntil(caches.default.put(request.url, respond(reply, body, { "X-Relay-Cache": "hit" })));
  return respond(reply, request.method === "HEAD" ? null : body, { "X-Relay-Cache": "miss", "Content-Length": String(body.byteLength) });
}

/** Opens an exchange's socket and hands it on; the runtime copies its frames. */
async function connect([, url]) {
  const { "User-Agent": agent } = upstreamHead;
  let upstream;
  try {
    upstream = await fetch(url.replace(/^ws/, "http"), { headers: { Upgrade: "websocket", "User-Agent": agent }, redirect: "manual", signal: AbortSignal.timeout(upstreamTimeout) });
  } catch {
    return respond(policy("reply", 0, "", "socket"));
  }
  if (upstream.webSocket) return new Response(null, { status: 101, webSocket: upstream.webSocket });
  await upstream.body?.cancel();
  return respond(policy("reply", upstream.status, "", "socket"));
}

/** The listing, by the handler in Go that the native twin has too. */
async function listing({ method, url }, context) {
  const { serve } = await import("./app.mjs");
  const answered = await serve(new Request(url));
  const listed = await answered.text();
  if (answered.status === 200) context.waitUntil(caches.default.put(url, new Response(listed, answered)));
  return new Response(method === "HEAD" ? null : listed, answered);
}

/** Whether an address, "" where the platform names none, asks for too much. */
async function excessive(env, address) {
  const { success } = await env.LIMIT.limit({ key: address ?? "" });
  return !success;
}

/** What the platform has no file for ends here too. */
const missing = () =>
  new Response("there is no such page\n", {
    status: 404,
    headers: { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'" },
  });

async function relay(request, env, context) {
  const { method, url, headers } = request;
  const [path, query] = split(url);
  if (!path.startsWith("/relay/")) return missing();
  const base = url.slice(0, url.indexOf("/", url.indexOf("://") + 3));
  const own = env.ORIGIN ?? base; // the platform hands over requests to our own names alone
  if (base !== own) return failure("origin-refused");
  const origin = headers.get("Origin") ?? "";
  const site = headers.get("Sec-Fetch-Site") ?? "";
  const socket = (headers.get("Upgrade") ?? "").toLowerCase() === "websocket";
  const ours = origin === own || (origin === "" && site === "same-origin");
  const readable = !socket && (method === "GET" || method === "HEAD");
  // What is kept has passed the policy under this very address, so the policy
  // need not be asked again.
  if (readable && (ours || path === "/relay/")) {
    const kept = await caches.default.match(url);
    if (kept) return method === "HEAD" ? new Response(null, kept) : kept;
  }
  const listed = readable && path === "/relay/" && query === "";
  const verdict = listed ? [] : policy("judge", ...[method, path, query, own, origin, site].map((field) => field.slice(0, longest)), socket ? "1" : "");
  if (!listed && verdict[0] !== "pass") return respond(verdict);
  if (await excessive(env, headers.get("CF-Connecting-IP"))) return failure("too-many");
  if (listed) return listing(request, context);
  return socket ? connect(verdict) : answer(request, context, verdict);
}

export default {
  async fetch(request, env, context) {
    try {
      return await relay(request, env, context);
    } catch {
      return new Response('{"code":"relay-failed","message":"the relay met something it does not know"}\n', {
        status: 500,
        headers: { "Content-Type": "application/json", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff" },
      });
    }
  },
};
