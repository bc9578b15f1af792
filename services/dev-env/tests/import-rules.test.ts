import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { places } from "../src/launch/index.ts";

const { root } = places();

/** The lines that the rules' checker prints about a tree; empty when the tree is clean. */
function violationsOf(folder: string): Promise<string[]> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [join(root, "scripts", "import-rules.mjs"), folder], { env: {} }, (error, out, err) => {
      const lines = out.split("\n").filter((line) => line !== "");
      // A checker that broke down says nothing on standard output.
      if (error !== null && lines.length === 0) reject(new Error(err));
      else resolve(lines);
    });
  });
}

const m = "services/matching/src";

/** Rule → the file that breaks it, what that file holds, and what it reaches. */
const PLANTED: [rule: string, file: string, text: string, reached: string][] = [
  [
    "services-never-import-each-other",
    `${m}/commands/a.ts`,
    'import "../../../scheduling/src/x.ts"',
    "services/scheduling/src/x.ts",
  ],
  [
    "services-never-import-each-other",
    `${m}/commands/b.ts`,
    'import type { X } from "../../../scheduling/src/x.ts"',
    "services/scheduling/src/x.ts",
  ],
  [
    "services-never-import-each-other",
    "services/matching/tests/a.ts",
    'import "../../scheduling/src/x.ts"',
    "services/scheduling/src/x.ts",
  ],
  ["shared-imports-no-service", "services/shared/src/log/a.ts", 'import "../../../matching/src/x.ts"', `${m}/x.ts`],
  ["dev-env-imports-no-service", "services/dev-env/src/demo/a.ts", 'import "../../../matching/src/x.ts"', `${m}/x.ts`],
  [
    "only-tests-import-dev-env",
    `${m}/commands/c.ts`,
    'import "../../../dev-env/src/x.ts"',
    "services/dev-env/src/x.ts",
  ],
  ["sources-import-no-tests", `${m}/commands/d.ts`, 'import "../../tests/x.ts"', "services/matching/tests/x.ts"],
  ["domain-knows-no-outer-room", `${m}/domain/a.ts`, 'import type { X } from "../store/x.ts"', `${m}/store/x.ts`],
  ["domain-imports-domain", `${m}/domain/b.ts`, 'import "node:fs"', "fs"],
  [
    "domain-imports-domain",
    `${m}/domain/c.ts`,
    'import "../../../shared/src/log/x.ts"',
    "services/shared/src/log/x.ts",
  ],
  ["doors-import-commands-and-queries", `${m}/rpc/a.ts`, 'import { x } from "../store/x.ts"', `${m}/store/x.ts`],
  ["doors-import-commands-and-queries", `${m}/events/a.ts`, 'import "../store/x.ts"', `${m}/store/x.ts`],
  ["doors-import-commands-and-queries", `${m}/activities/a.ts`, 'import "../store/x.ts"', `${m}/store/x.ts`],
  ["doors-open-no-other-door", `${m}/events/b.ts`, 'import "../rpc/x.ts"', `${m}/rpc/x.ts`],
  ["commands-and-queries-import-store-and-domain", `${m}/commands/e.ts`, 'import "../rpc/x.ts"', `${m}/rpc/x.ts`],
  [
    "commands-and-queries-import-store-and-domain",
    `${m}/queries/a.ts`,
    'import "../activities/x.ts"',
    `${m}/activities/x.ts`,
  ],
  ["queries-change-nothing", `${m}/queries/b.ts`, 'import "../commands/x.ts"', `${m}/commands/x.ts`],
  ["store-imports-domain", `${m}/store/a.ts`, 'import "../commands/x.ts"', `${m}/commands/x.ts`],
  ["workflows-import-their-own", `${m}/workflows/a.ts`, 'import "../domain/x.ts"', `${m}/domain/x.ts`],
  ["workflows-import-their-own", `${m}/workflows/b.ts`, 'import "node:crypto"', "crypto"],
  [
    "workflows-know-activities-by-type",
    `${m}/workflows/c.ts`,
    'import { x } from "../activities/x.ts"',
    `${m}/activities/x.ts`,
  ],
  ["imports-resolve", `${m}/commands/f.ts`, 'import "./nowhere.ts"', "./nowhere.ts"],
];

/** What the rules let through, so that none of them bites more than it should. */
const ALLOWED: [file: string, text: string][] = [
  [`${m}/rpc/y.ts`, 'import type { X } from "../store/x.ts"; import "../commands/x.ts"; import "../domain/x.ts"'],
  [`${m}/commands/y.ts`, 'import "../store/x.ts"; import "../domain/x.ts"; import "../../../shared/src/log/x.ts"'],
  [
    `${m}/domain/y.ts`,
    'import { createHash } from "node:crypto"; import "./x.ts"; import "../../../shared/src/errors/x.ts"',
  ],
  [
    `${m}/workflows/y.ts`,
    'import "@temporalio/workflow"; import type { X } from "../activities/x.ts"; import "./x.ts"',
  ],
  ["services/matching/tests/y.ts", 'import "../../dev-env/src/x.ts"; import "../src/x.ts"'],
];

const TARGETS = [
  `${m}/x.ts`,
  ...["commands", "queries", "domain", "store", "rpc", "events", "activities", "workflows"].map(
    (room) => `${m}/${room}/x.ts`,
  ),
  "services/matching/tests/x.ts",
  "services/scheduling/src/x.ts",
  "services/dev-env/src/x.ts",
  "services/shared/src/log/x.ts",
  "services/shared/src/errors/x.ts",
];

let folder: string;
let found: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "mentorship-rules-"));
  const write = async (file: string, text: string): Promise<void> => {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), `${text};\n`);
  };
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
  for (const file of TARGETS) await write(file, "export type X = string; export const x = 1");
  for (const [, file, text] of PLANTED) await write(file, text);
  for (const [file, text] of ALLOWED) await write(file, text);
  await write(`${m}/commands/circle-a.ts`, 'import "./circle-b.ts"');
  await write(`${m}/commands/circle-b.ts`, 'import "./circle-a.ts"');
  await write(`${m}/commands/loop-a.ts`, 'import type { B } from "./loop-b.ts"; export type A = B');
  await write(`${m}/commands/loop-b.ts`, 'import "./loop-a.ts"; export type B = string');
  found = await violationsOf(folder);
}, 60_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the import rules", () => {
  test("the repository keeps every one", async () => {
    expect(await violationsOf(root)).toEqual([]);
  }, 60_000);

  test.each(PLANTED)("%s bites on %s", (rule, file, _text, reached) => {
    expect(found).toContain(`${rule}: ${file} -> ${reached}`);
  });

  test("a circle is found", () => {
    expect(found.filter((line) => line.startsWith("no-circles:"))).toEqual([expect.stringContaining("circle-b.ts")]);
  });

  test.each(ALLOWED)("%s may import what it does", (file) => {
    expect(found.filter((line) => line.includes(`: ${file} ->`))).toEqual([]);
  });

  test("every rule has a violation planted here", () => {
    const rules = [".dependency-cruiser.cjs", ".dependency-cruiser-values.cjs"].flatMap(
      (file) => (createRequire(import.meta.url)(join(root, file)) as { forbidden: { name: string }[] }).forbidden,
    );
    const planted = new Set([...PLANTED.map(([rule]) => rule), "no-circles"]);
    expect(rules.map(({ name }) => name).filter((name) => !planted.has(name))).toEqual([]);
  });
});
