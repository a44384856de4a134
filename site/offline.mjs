// Tells the service worker what a visit needs. Knows contents alone: no
// disk.
import { createHash } from "node:crypto";

/** The worker's line that the build replaces. */
const line = "const built = {};";

/**
 * The service worker with the assets that the page needs, at once or later,
 * and the digest of the page that asks for them. What only an installer or a
 * tab wants is not kept: it costs bytes, and offline nobody asks for it.
 *
 * @param {string} worker its text
 * @param {ReadonlyMap<string, Buffer>} files by their final names
 * @param {readonly string[]} needed final names
 */
export function informed(worker, files, needed) {
  if (worker.split(line).length !== 2) throw new Error(`service-worker.js no longer has the line ${line}`);
  const page = createHash("sha256").update(/** @type {Buffer} */ (files.get("index.html"))).digest("hex").slice(0, 16);
  const assets = needed.filter((name) => name.startsWith("assets/") && !name.endsWith(".png")).map((name) => `/${name}`);
  return worker.replace(line, () => `const built = ${JSON.stringify({ page, assets })};`);
}
