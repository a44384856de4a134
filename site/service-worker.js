// What a visit may load opens without a network from then on. The worker
// answers for this site's own pages and assets alone: exchanges and the relay
// are none of its business.
//
// A page is asked of the network first, so a new deploy is seen at the next
// load. Assets are named after their content, so the page that comes decides
// which come with it, and versions cannot mix: neither here, where a page is
// kept together with its own assets or not at all.

/** The digest of index.html and what it needs; the build says. @type {{page?: string, assets?: string[]}} */
const built = {};

const prefix = "brink-";
const current = `${prefix}${built.page}`;
/** Pages that are kept when somebody has been there. */
const visited = new Set(["/help.html", "/record.html", "/answers.html", "/licences.txt"]);
/** How long a page is waited for, in ms, where one is kept. */
const patience = 4000;

/** The service worker's own globals, which type-checking takes for any worker's. */
const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (globalThis));

/** @param {ArrayBuffer} bytes */
const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Keeps the page with all that it needs, or throws and keeps none of it. */
async function keepAll() {
  const fresh = await fetch("/", { cache: "no-cache" });
  const digest = hex(await crypto.subtle.digest("SHA-256", await fresh.clone().arrayBuffer()));
  if (!fresh.ok || !digest.startsWith(String(built.page))) throw new Error("the page is of another version than its worker");
  const assets = await Promise.all(
    (built.assets ?? []).map(async (path) => {
      const answer = (await caches.match(path)) ?? (await fetch(path));
      if (!answer.ok) throw new Error(`${path} cannot be had`);
      return /** @type {const} */ ([path, answer]);
    }),
  );
  const cache = await caches.open(current);
  try {
    for (const [path, answer] of assets) await cache.put(path, answer);
    await cache.put("/", fresh);
  } catch (error) {
    await caches.delete(current); // the device is full
    throw error;
  }
}

/** Removes versions, but for this one and the one before: a tab may have it. */
async function forget() {
  const others = (await caches.keys()).filter((name) => name.startsWith(prefix) && name !== current);
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
}

/** Keeps an answer for later; a device that is full does without. @param {string} path @param {Response} answer */
const keep = async (path, answer) => (await caches.open(current)).put(path, answer).catch(() => {});

/** @param {FetchEvent} event @param {string} path */
async function asset(event, path) {
  const kept = await caches.match(path);
  if (kept) return kept;
  const answer = await fetch(event.request);
  const client = event.clientId && (await worker.clients.get(event.clientId));
  const embedded = client && new URL(client.url).pathname === "/embed.html"; // which keeps nothing
  if (answer.ok && !embedded) event.waitUntil(keep(path, answer.clone()));
  return answer;
}

/** @param {FetchEvent} event @param {string} path @returns {Promise<Response>} */
async function page(event, path) {
  const kept = await (await caches.open(current)).match(path);
  const late = new Promise((_, reject) => kept && setTimeout(reject, patience, new Error("the network is slow")));
  try {
    const asked = Promise.resolve(event.preloadResponse).then((preloaded) => preloaded ?? fetch(event.request));
    asked.catch(() => {}); // where it fails after patience has ended
    const answer = await Promise.race([asked, late]);
    if (kept && answer.status >= 500) return kept;
    if (answer.ok && visited.has(path)) event.waitUntil(keep(path, answer.clone()));
    return answer;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

worker.addEventListener("install", (event) => {
  worker.skipWaiting();
  event.waitUntil(keepAll());
});

worker.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(worker.clients.matchAll({ type: "window" }).then(([client]) => client?.focus()));
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([forget(), worker.registration.navigationPreload?.enable()]));
});

worker.addEventListener("fetch", (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (origin !== location.origin || event.request.method !== "GET") return;
  if (pathname.startsWith("/assets/")) return event.respondWith(asset(event, pathname));
  if (event.request.mode !== "navigate") return;
  if (pathname === "/" || pathname === "/index.html") event.respondWith(page(event, "/"));
  else if (visited.has(pathname)) event.respondWith(page(event, pathname));
});
