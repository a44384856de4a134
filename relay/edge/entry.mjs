// The edge relay's entry module: what is asked for often is done here, by the
// verdict of the policy in Go. It answers what is kept, asks exchanges for the
// rest, hands sockets on untouched, and decides nothing by itself but that a
// kept answer goes to our own page alone.
import { gather, list } from "./census.mjs";
import { guards, upstreamHead, upstreamTimeout } from "./facts.mjs";
import { boot } from "./reactor.mjs";
import { known, note, take, together } from "./shared.mjs";
import verdictModule from "./verdict.wasm";

const longest = 2048; // bytes of a field that are looked at; a longer one is refused as such
const scratch = new Uint8Array(longest);
const encoder = new TextEncoder();

/** The beginning of a field: at most `longest` bytes of its UTF-8. */
const beginning = (field) => (field.length * 3 <= longest ? field : field.slice(0, encoder.encodeInto(field, scratch).read));

let ask; // the policy, from the first question on: what is kept is answered without it

/** Asks the policy; should it ever stop, the next request has a new one. */
function policy(name, fields, body) {
  ask ??= boot(verdictModule);
  try {
    return ask(name, fields, body);
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

const failure = (code) => respond(policy("fail", [code]));

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

/** A verdict's fields by their names. */
function passed([, url, seconds, most, stale, host, budget, units, burst, perSecond]) {
  return { url, seconds: Number(seconds), most: Number(most), stale: Number(stale), host, budget, units: Number(units), burst: Number(burst), perSecond: Number(perSecond) };
}

// Addresses of the platform's cache that nobody can ask for: rests of hosts, and
// answers that are better than none.
const lookEvery = 1000; // milliseconds between two looks for what other isolates were told
const restAt = (base, name) => `${base}/relay/rest/${encodeURIComponent(name)}`;
const staleAt = (base, path, query) => `${base}/relay/stale${path.slice("/relay".length)}?${query}`;

/** The reply to whoever asks while a host or a budget rests; undefined where neither does. */
async function resting(base, { host, budget }) {
  const now = Date.now();
  const there = known(host);
  if (there.until <= now && now - there.looked > lookEvery) {
    there.looked = now;
    const told = await caches.default.match(restAt(base, host));
    if (told) {
      const [until, status] = (await told.text()).split(" ").map(Number);
      note(there, { status, until });
    }
  }
  for (const { until, status } of [there, known(budget)]) {
    if (until > now) return policy("resting", [status, Math.ceil((until - now) / 1000)].map(String));
  }
  return undefined;
}

/** Remembers how long a host rests, here and for other isolates of the place, or a budget, here. */
function remember(base, context, { host, budget }, seconds, { scope, ...told }) {
  const now = Date.now();
  const until = seconds > 0 ? now + seconds * 1000 : 0;
  const narrow = scope === "budget";
  note(known(host), { ...told, until: narrow ? 0 : until, now });
  if (narrow) note(known(budget), { ...told, until, now });
  else if (until > 0) {
    context.waitUntil(caches.default.put(restAt(base, host), new Response(`${until} ${told.status}`, { headers: { "Cache-Control": `max-age=${seconds}` } })));
  }
}

/** Asks an exchange: the reply's fields, the body where it has one, and whether both may be kept. */
async function inquire(base, path, verdict, context) {
  let upstream, body;
  const sent = Date.now();
  try {
    upstream = await fetch(verdict.url, { headers: upstreamHead, redirect: "manual", signal: AbortSignal.timeout(upstreamTimeout) });
    body = await readWhole(upstream.body, verdict.most);
  } catch (error) {
    return { reply: policy("fail", [error.name === "TimeoutError" ? "upstream-slow" : "upstream-failed"]) };
  }
  if (body === null) return { reply: policy("fail", ["answer-too-large"]) };
  const host = known(verdict.host);
  const [rest, scope, keep, struck, whole, ...reply] = policy(
    "examine",
    [path, upstream.status, upstream.headers.get("Retry-After") ?? "", sent, host.before ? "1" : "", host.strikes].map(String),
    body,
  );
  const status = upstream.status === 451 || whole === "1" ? upstream.status : 429;
  remember(base, context, verdict, Number(rest), { scope, keep: keep === "1", struck: struck === "1", status, sent });
  return { reply, body: whole === "1" ? body : undefined, keep: keep === "1" };
}

/** Replies with an exchange's answer, which is cached where it may be, or with one that is better than none. */
async function answer(request, context, fields, base, path, query, who, paced) {
  const verdict = passed(fields);
  const bodyless = request.method === "HEAD";
  let reply = await resting(base, verdict);
  if (reply === undefined) {
    const found = await together(
      verdict.url,
      () => {
        const mine = !paced || take(who, verdict.budget, verdict.units, verdict.burst, verdict.perSecond, Date.now());
        const asked = mine ? inquire(base, path, verdict, context) : Promise.resolve({ reply: policy("fail", ["upstream-shared"]) });
        // It goes on for the others when the one who asked first is gone.
        context.waitUntil(asked);
        return asked;
      },
      upstreamTimeout,
    );
    if (found?.body !== undefined) {
      const { body, keep } = found;
      if (keep) {
        // The kept one says "hit" already, so that a hit is handed on as it is.
        context.waitUntil(caches.default.put(request.url, respond(found.reply, body, { "X-Relay-Cache": "hit" })));
        if (verdict.stale > 0) {
          const old = respond(found.reply, body, { "X-Relay-Cache": "stale", "X-Relay-Born": String(Date.now()) });
          old.headers.set("Cache-Control", `max-age=${verdict.seconds + verdict.stale}`);
          context.waitUntil(caches.default.put(staleAt(base, path, query), old));
        }
      }
      return respond(found.reply, bodyless ? null : body, { "X-Relay-Cache": "miss", "Content-Length": String(body.byteLength) });
    }
    reply = found?.reply ?? policy("fail", ["upstream-slow"]);
  }
  const status = Number(reply[0]);
  const old = status === 429 || status >= 500 ? await caches.default.match(staleAt(base, path, query)) : undefined;
  if (old === undefined) return respond(reply, bodyless ? null : undefined);
  const headers = new Headers(old.headers);
  headers.set("Age", String(Math.max(0, Math.floor((Date.now() - Number(headers.get("X-Relay-Born"))) / 1000))));
  headers.set("Cache-Control", "no-store");
  for (const name of ["X-Relay-Born", "CF-Cache-Status"]) headers.delete(name);
  return new Response(bodyless ? null : old.body, { status: old.status, headers });
}

/** Opens an exchange's socket and hands it on; the runtime copies its frames. */
async function connect(context, fields, base, who, paced) {
  const verdict = passed(fields);
  const rests = await resting(base, verdict);
  if (rests !== undefined) return respond(rests);
  if (paced && !take(who, verdict.budget, verdict.units, verdict.burst, verdict.perSecond, Date.now())) return failure("upstream-shared");
  const { "User-Agent": agent } = upstreamHead;
  const sent = Date.now();
  let upstream;
  try {
    upstream = await fetch(verdict.url.replace(/^ws/, "http"), { headers: { Upgrade: "websocket", "User-Agent": agent }, redirect: "manual", signal: AbortSignal.timeout(upstreamTimeout) });
  } catch {
    return failure("upstream-failed");
  }
  if (upstream.webSocket) return new Response(null, { status: 101, webSocket: upstream.webSocket });
  await upstream.body?.cancel();
  const [rest, ...reply] = policy("handshake", [upstream.status, upstream.headers.get("Retry-After") ?? "", known(verdict.host).strikes].map(String));
  if (Number(rest) > 0) remember(base, context, verdict, Number(rest), { struck: true, status: 429, sent });
  return respond(reply);
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
  const { success } = await env.LIMIT.limit({ key: address });
  return !success;
}

/** What the platform has no file for ends here too. */
const missing = () => new Response("there is no such page\n", { status: 404, headers: { ...guards, "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" } });

async function relay(request, env, context) {
  const { method, url, headers } = request;
  const [path, query] = split(url);
  if (path === "/census/hyperliquid.bin") return list(method, env);
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
  // need not be asked again; what is remembered besides has no address of its
  // own.
  const hidden = path.startsWith("/relay/rest/") || path.startsWith("/relay/stale/");
  if (readable && !hidden && (ours || path === "/relay/")) {
    const kept = await caches.default.match(url);
    if (kept) return method === "HEAD" ? new Response(null, kept) : kept;
  }
  const listed = readable && path === "/relay/" && query === "";
  const verdict = listed ? [] : policy("judge", [method, path, query, own, origin, site, socket ? "1" : ""].map(beginning));
  if (!listed && verdict[0] !== "pass") return respond(verdict);
  const who = headers.get("CF-Connecting-IP") ?? "";
  if (await excessive(env, who)) return failure("too-many");
  if (listed) return listing(request, context);
  const paced = env.UNPACED === undefined; // it is set where a fake is measured, never for an exchange
  return socket ? connect(context, verdict, base, who, paced) : answer(request, context, verdict, base, path, query, who, paced);
}

export default {
  /** What wrangler.toml has run every hour. */
  scheduled: (_, env) => gather(env),

  async fetch(request, env, context) {
    try {
      return await relay(request, env, context);
    } catch {
      return new Response('{"code":"relay-failed","message":"the relay met something it does not know"}\n', {
        status: 500,
        headers: { ...guards, "Cache-Control": "no-store" },
      });
    }
  },
};
