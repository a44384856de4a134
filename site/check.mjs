// Checks the scripts of site/ without running them.
//
//   node site/check.mjs types    by tsc, strictly, from the types in comments
//   node site/check.mjs lint     by the rules of eslint.config.mjs
//
// Says what is wrong and exits with 1.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const site = fileURLToPath(new URL(".", import.meta.url));

/** The commands of a check, each as [tool, ...arguments]. @type {Record<string, string[][]>} */
const checks = {
  types: ["tsconfig.json", "tsconfig.workers.json", "tsconfig.build.json"].map((project) => ["tsc", "-p", project]),
  lint: [["eslint", "--max-warnings", "0", "--cache", "--cache-strategy", "content", "--cache-location", "../.cache/eslint", "."]],
};

const commands = checks[process.argv[2]];
if (!commands) throw new Error(`site/check.mjs takes one of ${Object.keys(checks).join(", ")}`);
for (const [tool, ...args] of commands) {
  const { status, error } = spawnSync(`${site}node_modules/.bin/${tool}`, args, { cwd: site, stdio: "inherit" });
  if (error) console.error(`${tool} cannot be run: ${error.message}`);
  if (status !== 0) process.exitCode = 1;
}
