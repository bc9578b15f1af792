import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { places } from "../src/launch/index.ts";

const { root } = places();
const RULE = "wall-time(no-guessed-instants)";

/** Lines that make an instant of a local time, each in a file of its own. */
const BITES = [
  'DateTime.fromObject({ year: 2026, month: 10, day: 25, hour: 2 }, { zone: "Europe/Berlin" })',
  'DateTime.fromISO("2026-10-25T02:30", { zone })',
  'DateTime.fromISO("2026-10-25T02:30")',
  "DateTime.fromISO(text, options)",
  'DateTime.fromFormat(text, "yyyy-MM-dd HH:mm", { zone })',
  "DateTime.fromSQL(text, { zone })",
  "DateTime.local(2026, 10, 25, 2, { zone })",
  "DateTime.local(2026, 10, 25, 2)",
  "DateTime.now().setZone(zone, { keepLocalTime: true })",
  "DateTime.now().setZone(zone, options)",
  "Other.fromISO(text, { zone })",
  "luxon.DateTime.fromISO(text, { zone })",
];

/** Lines that begin with an instant, or whose local parts are of UTC. */
const ALLOWED = [
  "DateTime.fromMillis(at, { zone }).toFormat('HH:mm')",
  "DateTime.fromJSDate(new Date(at), { zone })",
  "DateTime.now().setZone(zone)",
  "DateTime.now().setZone(zone, { keepLocalTime: false })",
  'DateTime.fromISO(text, { zone: "utc" })',
  'DateTime.fromObject({ year: 2026 }, { zone: "UTC" })',
  "DateTime.local()",
  "DateTime.utc(2026, 10, 25)",
  "Interval.fromISO(text)",
];

const HEAD = `import * as luxon from "luxon";
import { DateTime, DateTime as Other, Interval } from "luxon";
declare const zone: string, text: string, at: number, options: { keepLocalTime?: boolean };
export const used = [luxon, DateTime, Other, Interval, zone, text, at, options];
`;

let folder: string;
/** The files that the rule bites on. */
let bitten: Set<string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "mentorship-lint-"));
  const write = (name: string, line: string) =>
    writeFile(join(folder, `${name}.ts`), `${HEAD}export const it = ${line};\n`);
  await Promise.all(BITES.map((line, index) => write(`bites-${index}`, line)));
  await Promise.all(ALLOWED.map((line, index) => write(`allowed-${index}`, line)));
  await writeFile(
    join(folder, "other.ts"),
    'const DateTime = { fromISO: (text: string) => text }; DateTime.fromISO("x");\n',
  );
  bitten = await bittenIn(folder);
}, 60_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs the linter as `make check` does, on a folder that is not the repository's. */
function bittenIn(where: string): Promise<Set<string>> {
  return new Promise((resolve, reject) => {
    const args = ["-c", join(root, ".oxlintrc.json"), "--format", "json", where];
    execFile(join(root, "node_modules", ".bin", "oxlint"), args, (error, out, err) => {
      if (out === "") return reject(error ?? new Error(err));
      const { diagnostics } = JSON.parse(out) as { diagnostics: { code: string; filename: string }[] };
      const found = diagnostics.filter(({ code }) => code === RULE);
      resolve(new Set(found.map(({ filename }) => filename.replace(/^.*\/|\.ts$/g, ""))));
    });
  });
}

describe("no local time becomes an instant by a library's guess", () => {
  test.each(BITES.map((line, index) => [line, index] as const))("the linter bites on %s", (_line, index) => {
    expect(bitten).toContain(`bites-${index}`);
  });

  test.each(ALLOWED.map((line, index) => [line, index] as const))("it lets %s through", (_line, index) => {
    expect(bitten).not.toContain(`allowed-${index}`);
  });

  test("what is not luxon's is nobody's concern", () => {
    expect(bitten).not.toContain("other");
  });
});
