// Generates gen/ from the contract: one half ESM, one half CommonJS, and an index per package of the contract.
import { execFileSync } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";

execFileSync("node_modules/.bin/buf", ["generate"], { stdio: "inherit" });

/** `@mentorship/client/v1` and `@mentorship/client/events/v1`: everything of one package in one import. */
const indexes = { v1: "mentorship/v1", "events-v1": "mentorship/events/v1" };
for (const [index, folder] of Object.entries(indexes)) {
  const files = readdirSync(`gen/esm/${folder}`)
    .filter((file) => file.endsWith("_pb.js"))
    .sort();
  const esm = files.map((file) => `export * from "./${folder}/${file}";\n`).join("");
  const cjs = files.map((file) => `Object.assign(exports, require("./${folder}/${file}"));\n`).join("");
  writeFileSync(`gen/esm/${index}.js`, esm);
  writeFileSync(`gen/esm/${index}.d.ts`, esm);
  writeFileSync(`gen/cjs/${index}.js`, `"use strict";\n${cjs}`);
  writeFileSync(`gen/cjs/${index}.d.ts`, esm);
}
// NOTE: `clean: true` empties the folder each time, so the marker is written after every run.
writeFileSync("gen/cjs/package.json", '{ "type": "commonjs" }\n');
