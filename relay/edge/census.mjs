// A list of accounts for pages to begin with, of the venue whose positions are public:
// a scheduled run listens for some minutes to the trades of its largest coins, each of
// which names two accounts, and keeps the list in the namespace that is bound as CENSUS.
// It asks for nobody's positions; pages do that (wasm/census has the list's format).
import { census, guards, upstreamTimeout } from "./facts.mjs";

const file = "hyperliquid.bin";
const head = new TextEncoder().encode("brinkcs1\0"); // of no coin in particular
const record = 28; // bytes
const most = 10_000; // accounts: 280 KB
const largest = 300_000; // bytes that are handed out
const coins = 10; // trade subscriptions of one socket
const counts = { BTC: 1 }; // what was traded of other coins counts a tenth
const halving = 86_400; // seconds in which what was traded counts half
const silence = 60_000; // milliseconds without a message after which a socket is given up

/** Accounts by address: what they traded lately, and when last. */
class Accounts {
  #known = new Map();
  noted = 0;

  /** Takes note of an account that traded so many dollars at a time (seconds). */
  note(address, usd, at) {
    this.noted++;
    const before = this.#known.get(address) ?? { usd: 0, at };
    this.#known.set(address, { usd: before.usd / (1 + Math.max(at - before.at, 0) / halving) + usd, at: Math.max(at, before.at) });
    // A flood of accounts costs no more memory than twice the list.
    if (this.#known.size > 2 * most) this.#known = new Map(this.#first(most, at));
  }

  /** The accounts that traded most. */
  #first(count, now) {
    const worth = ({ usd, at }) => usd / (1 + Math.max(now - at, 0) / halving);
    return [...this.#known].sort(([, a], [, b]) => worth(b) - worth(a)).slice(0, count);
  }

  /** Reads a list. One that is damaged is as good as none. */
  read(list) {
    const data = new DataView(list);
    const whole = list.byteLength >= head.length + 4 && head.every((byte, i) => data.getUint8(i) === byte);
    if (!whole || list.byteLength !== head.length + 4 + record * data.getUint32(head.length, true)) return;
    for (let at = head.length + 4; at < list.byteLength; at += record) {
      const address = [...new Uint8Array(list, at, 20)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
      const usd = data.getFloat32(at + 20, true);
      if (usd >= 0 && usd < Infinity) this.#known.set(address, { usd, at: data.getUint32(at + 24, true) });
    }
  }

  /** Writes a list of those that traded most. */
  write(now) {
    const first = this.#first(most, now);
    const list = new Uint8Array(head.length + 4 + record * first.length);
    const data = new DataView(list.buffer);
    list.set(head);
    data.setUint32(head.length, first.length, true);
    first.forEach(([address, { usd, at }], i) => {
      const from = head.length + 4 + record * i;
      for (let byte = 0; byte < 20; byte++) list[from + byte] = parseInt(address.slice(2 * byte, 2 * byte + 2), 16);
      data.setFloat32(from + 20, usd, true);
      data.setUint32(from + 24, at, true);
    });
    return list;
  }
}

/** The most traded coins. */
async function largestCoins() {
  const answer = await fetch(census.ask, { method: "POST", headers: { "Content-Type": "application/json" }, body: '{"type":"metaAndAssetCtxs"}', signal: AbortSignal.timeout(upstreamTimeout) });
  if (answer.status !== 200) {
    await answer.body?.cancel();
    throw new Error(`status ${answer.status}`);
  }
  const [{ universe }, contexts] = await answer.json();
  return universe
    .map(({ name, isDelisted }, i) => ({ name, usd: isDelisted ? -1 : Number(contexts[i].dayNtlVlm) }))
    .filter(({ usd }) => usd >= 0)
    .sort((a, b) => b.usd - a.usd)
    .slice(0, coins)
    .map(({ name }) => name);
}

/** Takes the accounts of a message of trades. */
function take(accounts, text, now) {
  let message;
  try {
    message = JSON.parse(text);
  } catch {
    return;
  }
  if (message?.channel !== "trades" || !Array.isArray(message.data)) return;
  for (const { coin, px, sz, users } of message.data) {
    const usd = Number(px) * Number(sz) * (counts[coin] ?? 0.1);
    if (!(usd >= 0 && usd < 1e12) || !Array.isArray(users)) continue;
    for (const user of new Set(users)) if (/^0x[0-9a-f]{40}$/i.test(user)) accounts.note(user.slice(2).toLowerCase(), usd, Math.floor(now / 1000));
  }
}

/** Listens until a time, or until the socket ends or falls silent. */
async function listen(accounts, names, until) {
  const { webSocket } = await fetch(census.stream.replace(/^ws/, "http"), { headers: { Upgrade: "websocket" }, signal: AbortSignal.timeout(upstreamTimeout) });
  if (!webSocket) throw new Error("no socket");
  let heard = Date.now();
  let ended = false;
  webSocket.accept();
  webSocket.addEventListener("message", ({ data }) => take(accounts, data, (heard = Date.now())));
  for (const name of ["close", "error"]) webSocket.addEventListener(name, () => (ended = true));
  for (const coin of names) webSocket.send(JSON.stringify({ method: "subscribe", subscription: { type: "trades", coin } }));
  for (let pinged = Date.now(); !ended && Date.now() < until && Date.now() - heard < silence; ) {
    await new Promise((done) => setTimeout(done, 250));
    if (Date.now() - pinged < 20_000) continue;
    pinged = Date.now();
    if (!ended) webSocket.send('{"method":"ping"}');
  }
  if (!ended) webSocket.close(1000);
}

/**
 * A scheduled run: adds the accounts of so many seconds to the list. Whatever goes wrong,
 * the list that was there stays, and the next run tries again.
 */
export async function gather(env) {
  if (!env.CENSUS) return;
  const accounts = new Accounts();
  const before = await env.CENSUS.get(file, { type: "arrayBuffer" });
  if (before) accounts.read(before);
  const until = Date.now() + Number(env.CENSUS_SECONDS ?? 300) * 1000;
  try {
    await listen(accounts, await largestCoins(), until);
  } catch {
    // there is no network, or the venue refuses: what was heard is kept all the same
  }
  if (accounts.noted > 0) await env.CENSUS.put(file, accounts.write(Math.floor(Date.now() / 1000)));
}

/** Answers GET and HEAD of the list; 204 where there is none. */
export async function list(method, env) {
  if (method !== "GET" && method !== "HEAD") return new Response("only GET and HEAD are answered here\n", { status: 405, headers: { ...guards, Allow: "GET, HEAD", "Cache-Control": "no-store" } });
  const kept = await env.CENSUS?.get(file, { type: "arrayBuffer", cacheTtl: 600 });
  const headers = { ...guards, "Cache-Control": "public, max-age=600" };
  if (!kept || kept.byteLength === 0 || kept.byteLength > largest) return new Response(null, { status: 204, headers });
  return new Response(method === "HEAD" ? null : kept, { headers: { ...headers, "Content-Type": "application/octet-stream", "Content-Length": String(kept.byteLength) } });
}
