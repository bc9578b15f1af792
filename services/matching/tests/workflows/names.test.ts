import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { matchingRunId, parseMatchingRunId, searchKeys } from "../../src/workflows/names.ts";
import { patches } from "../../src/workflows/patches.ts";

test("a run's workflow id names its programme and run, and is read back", () => {
  expect(matchingRunId("p", "r")).toBe("matching-run/p/r");
  expect(parseMatchingRunId(matchingRunId("p", "r"))).toEqual({ programmeId: "p", runId: "r" });
  expect(parseMatchingRunId("session/s")).toBeUndefined();
  expect(parseMatchingRunId("matching-run/p/r/more")).toBeUndefined();
});

test("every search attribute that is set is one that Temporal is set up with", async () => {
  const file = join(import.meta.dirname, "../../../../deploy/temporal/setup.json");
  const { searchAttributes } = JSON.parse(await readFile(file, "utf8")) as { searchAttributes: Record<string, string> };
  for (const key of Object.values(searchKeys)) expect(searchAttributes[key]).toBe("Keyword");
});

test("every patch of the table is asked for in the workflow, and no other", async () => {
  const source = await readFile(join(import.meta.dirname, "../../src/workflows/matching-run.ts"), "utf8");
  const asked = [...source.matchAll(/(?:patched|deprecatePatch)\("([^"]+)"\)/g)].map(([, id]) => id);
  expect(new Set(asked)).toEqual(new Set(patches.map(({ id }) => id)));
});
