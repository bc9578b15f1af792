import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { ScalarType } from "@bufbuild/protobuf";
import type { UpsertPeopleResponse } from "@mentorship/client/v1";
import { type BadCase, casesOf, mustHold } from "./bad-input/cases.ts";
import { leavesOf } from "./bad-input/leaves.ts";
import { type BadInputStage, type Base, everyMethod, openStage } from "./bad-input/stage.ts";
import { jsonBody, protoBody } from "./bad-input/post-raw.ts";
import { aboutTexts, unreadable } from "./bad-input/whole-messages.ts";
import type { Outcome } from "./contract/call-rpc.ts";
import { nameOf } from "./contract/methods.ts";
import { awaitQuiet, markRows, type RowMarks } from "./contract/row-marks.ts";

let stage: BadInputStage;
let quiet: RowMarks;

beforeAll(async () => {
  stage = await openStage();
  quiet = await awaitQuiet(stage.world);
}, 180_000);

afterAll(() => stage?.stop());

const baseOf = (name: string): Base => {
  const base = stage.bases.get(name);
  if (base === undefined) throw new Error(`${name} has no valid request`);
  return base;
};

/** Rows of people are refused one by one, in the answer. */
function withRows(outcome: Outcome): Outcome {
  const problems = (outcome.answer as Partial<UpsertPeopleResponse> | undefined)?.results?.[0]?.problems ?? [];
  if (problems.length === 0) return outcome;
  return { ...outcome, code: "invalid_argument", fields: problems.map(({ field }) => `people[0].${field}`) };
}

/** What is wrong with how a case was refused, in words; nothing when it was refused as it should be. */
function problemOf({ name, field, huge }: BadCase, outcome: Outcome): string | undefined {
  const told = `${name}: ${outcome.code} ${outcome.reason} [${outcome.fields.join(", ")}] ${outcome.message.slice(0, 160)}`;
  if (huge && outcome.code === "resource_exhausted" && outcome.reason === "MESSAGE_TOO_LARGE") return undefined;
  if (outcome.code !== "invalid_argument") return told;
  // What can't even be read as JSON of its type is blamed without its position in a list.
  const malformed = outcome.reason === "MALFORMED_MESSAGE";
  const blamed = outcome.fields.includes(malformed ? field.replaceAll(/\[\d+\]/g, "") : field);
  return field === "" || blamed ? undefined : told;
}

const AT_ONCE = 8;

async function problemsOf({ method, token, raw }: Base, cases: readonly BadCase[]): Promise<string[]> {
  const found: (string | undefined)[] = [];
  for (let from = 0; from < cases.length; from += AT_ONCE) {
    const batch = cases.slice(from, from + AT_ONCE);
    found.push(
      ...(await Promise.all(
        batch.map(async (each) => problemOf(each, withRows(await raw.post(method, each.body, token)))),
      )),
    );
  }
  return found.filter((each) => each !== undefined);
}

const names = everyMethod.map(nameOf);

describe("every RPC refuses what breaks a rule of its contract, and blames the field", () => {
  test.each(names)("%s", async (name) => {
    const base = baseOf(name);
    expect(await problemsOf(base, casesOf(base.method, base.request))).toEqual([]);
  });
});

describe("every RPC refuses what it can't read", () => {
  test.each(names)("%s", async (name) => {
    const base = baseOf(name);
    // The library passes over a number that is written as something else, as over a field that it does not know.
    const isText = base.method.input.fields[0]?.scalar === ScalarType.STRING;
    const some = isText ? unreadable : unreadable.filter(([what]) => !aboutTexts.has(what));
    const cases = some.map(([what, body]) => ({ name: what, body, field: "" }));
    expect(await problemsOf(base, cases)).toEqual([]);
  });
});

test("an empty message is refused where something must be given, and names it", async () => {
  const wrong: string[] = [];
  for (const name of names) {
    const { method, token, raw } = baseOf(name);
    const required = leavesOf(method).filter((leaf) => leaf.steps.length === 1 && mustHold(leaf));
    if (required.length === 0) continue;
    for (const body of [jsonBody("{}"), protoBody(new Uint8Array())]) {
      const { code, fields } = await raw.post(method, body, token);
      const missing = required.map(({ path }) => path).filter((path) => !fields.includes(path));
      if (code !== "invalid_argument" || missing.length > 0)
        wrong.push(`${name}: ${code}, not named: ${missing.join()}`);
    }
  }
  expect(wrong).toEqual([]);
});

test("nothing that was refused has written anything in any service", async () => {
  expect(await markRows(stage.world)).toEqual(quiet);
});
