// node memory.mjs BEFORE AFTER FROM TO [FROM TO ...]: compares parts of two
// programs' memories as they are once instantiated, before they run.
import { readFileSync } from "node:fs";

const [before, after, ...bounds] = process.argv.slice(2);

async function memory(path) {
  const module = await WebAssembly.compile(readFileSync(path));
  const imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) (imports[from] ??= {})[name] = () => {};
  return Buffer.from((await WebAssembly.instantiate(module, imports)).exports.mem.buffer);
}

const [one, other] = [await memory(before), await memory(after)];
for (let i = 0; i < bounds.length; i += 2) {
  const [from, to] = [Number(bounds[i]), Number(bounds[i + 1])];
  if (!one.subarray(from, to).equals(other.subarray(from, to))) throw new Error(`the memories differ between ${from} and ${to}`);
}
console.log(`${bounds.length / 2} parts are equal`);
