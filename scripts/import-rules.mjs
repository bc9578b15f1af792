// Holds a tree to the import rules: node scripts/import-rules.mjs [folder]
// Prints one line per violation on standard output; ends with 1 when there is one.
import { createRequire } from "node:module";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { cruise } from "dependency-cruiser";

const require = createRequire(import.meta.url);
const swc = require("@swc/core");
const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Violations of one set of rules below `folder`, as lines. */
async function violations(folder, rules) {
  const { forbidden, options } = require(resolve(root, rules));
  const { output } = await cruise(
    ["services"],
    { ...options, baseDir: folder, ruleSet: { forbidden }, validate: true, outputType: "json" },
    options.enhancedResolveOptions,
  );
  const { summary } = JSON.parse(output);
  return summary.violations.map(({ rule, from, to, cycle }) => {
    const path = cycle ? cycle.map(({ name }) => name).join(" -> ") : to;
    return `${rule.name}: ${from} -> ${path}`;
  });
}

/** From now on, parsed files have only the imports that remain when types are stripped. */
function leaveOutTypes() {
  const parse = swc.parseFileSync;
  swc.parseFileSync = (file, options) => {
    const tree = parse(file, options);
    return { ...tree, body: tree.body.filter((item) => item.typeOnly !== true) };
  };
}

const folder = resolve(process.argv[2] ?? root);
const found = await violations(folder, ".dependency-cruiser.cjs");
leaveOutTypes();
found.push(...(await violations(folder, ".dependency-cruiser-values.cjs")));
for (const line of found) process.stdout.write(`${line}\n`);
process.exit(found.length === 0 ? 0 : 1);
