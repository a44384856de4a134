// Where Chromium is on this machine. Run by itself it prints the path, or
// exits with 1 when there is none; with the argument "shell" it wants the
// headless shell and nothing else.
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";

// The headless shell is the same Chromium without the windows around a page,
// which cost a second and more of computing for every page that is opened.
const names = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

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
  if (path === null || (process.argv[2] === "shell" && !process.env.CHROMIUM && !path.endsWith("headless-shell"))) process.exit(1);
  console.log(path);
}
