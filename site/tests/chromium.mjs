// Where Chromium is on this machine. Run by itself it prints the path, or
// exits with 1 when there is none.
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";

const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

/** The path of a Chromium: $CHROMIUM, else the first on the PATH, else null. */
export function chromiumPath(env = process.env) {
  if (env.CHROMIUM) return runnable(env.CHROMIUM) ? env.CHROMIUM : null;
  for (const name of names) {
    for (const dir of (env.PATH ?? "").split(delimiter)) {
      if (dir && runnable(join(dir, name))) return join(dir, name);
    }
  }
  return null;
}

function runnable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const path = chromiumPath();
  if (path === null) process.exit(1);
  console.log(path);
}
