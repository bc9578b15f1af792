import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { ScalarType } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import {
  type AdvanceTestClockResponse,
  ProgrammeService,
  UpsertOutcome,
  type UpsertPeopleResponse,
} from "@mentorship/client/v1";
import { rid, tenantNow } from "../../src/testing/index.ts";
import { type BadCase, casesOf, mustHold } from "./bad-input/cases.ts";
import { explicitCases } from "./bad-input/explicit.ts";
import { hangGallery } from "./bad-input/gallery.ts";
import { illegalCalls } from "./bad-input/illegal-states.ts";
import { leavesOf } from "./bad-input/leaves.ts";
import { type BadInputStage, type Base, everyMethod, openStage } from "./bad-input/stage.ts";
import { jsonBody, protoBody } from "./bad-input/post-raw.ts";
import { aboutTexts, unreadable } from "./bad-input/whole-messages.ts";
import { lastingPart, type Repeat, repeats } from "./bad-input/repeats.ts";
import { type Caller, createCaller, type Outcome, textOf } from "./contract/call-rpc.ts";
import { nameOf, ownersOf } from "./contract/methods.ts";
import { awaitQuiet, markRows, type RowMarks } from "./contract/row-marks.ts";

let stage: BadInputStage;
let edge: Caller;
let quiet: RowMarks;

beforeAll(async () => {
  stage = await openStage();
  edge = createCaller(stage.world.edgeUrl);
  quiet = await awaitQuiet(stage.world);
}, 180_000);

afterAll(async () => {
  edge?.close();
  await stage?.stop();
});

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

describe("requests that only their meaning makes bad", () => {
  test("each is refused with its own reason, blames what is wrong, and writes nothing", async () => {
    const { cohort, world } = stage;
    const cases = explicitCases(cohort);
    const before = await awaitQuiet(world);
    const wrong: string[] = [];
    for (const { name, method, request, by, reason, field = "", metadata = {} } of cases) {
      const told = await edge.call(method, request, await stage.tokenOf(by));
      const blamed = field === "" || told.fields.includes(field);
      const said = Object.entries(metadata).every(([key, value]) => told.metadata[key] === value);
      if (told.reason === reason && blamed && said) continue;
      wrong.push(`${name}: ${told.code} ${told.reason} [${told.fields.join()}] ${JSON.stringify(told.metadata)}`);
    }
    expect(wrong).toEqual([]);
    expect(await markRows(world)).toEqual(before);
  });
});

describe("the same request id", () => {
  const effectsOf = async ({ row }: Repeat, requestId: string): Promise<readonly unknown[]> => {
    const schema = ownersOf(row.method)[0];
    return stage.world.sql(
      `select (select count(*) from ${schema}.done_once where key = $1) as claims,
         (select count(*) from ${schema}.audit_entry where cause like '%' || $1) as audited`,
      [requestId],
    );
  };

  test.each(repeats.map((repeat) => [nameOf(repeat.row.method), repeat] as const))(
    "%s: at once and again it gives the same answer and one effect, and another body is refused",
    async (_, repeat) => {
      const { row, arrange } = repeat;
      const { target, other } = await arrange(stage.cohort);
      const token = await stage.tokenOf(target.by);
      const requestId = rid();
      const send = (request: object) => edge.call(row.method, { ...request, requestId }, token);
      const answers = await Promise.all([send(target.request), send(target.request)]);
      const effects = await effectsOf(repeat, requestId);
      answers.push(await send(target.request));
      expect(answers.map(({ code, message }) => [code, message])).toEqual([1, 2, 3].map(() => ["ok", ""]));
      const [first, ...repeated] = answers.map(({ answer }) => lastingPart(textOf(row.method, answer), row));
      expect(repeated).toEqual([first, first]);
      const { code, reason, metadata } = await send(other);
      expect([code, reason, metadata.request_id]).toEqual(["invalid_argument", "REQUEST_ID_REUSED", requestId]);
      expect(await effectsOf(repeat, requestId)).toEqual(effects);
      expect(effects).toMatchObject([{ claims: "1" }]);
    },
  );

  test("of another caller, or of another RPC, is another request", async () => {
    const { here } = stage.cohort;
    const requestId = rid();
    const [{ programme: first }, { programme: second }] = [
      await here.admin.programme.createProgramme({ requestId, name: "First", description: "One" }),
      await (await here.as("admin", "another-admin")).programme.createProgramme({
        requestId,
        name: "Second",
        description: "Two",
      }),
    ];
    expect(second?.programmeId).not.toBe(first?.programmeId);
    const opened = await here.admin.programme.openProgramme({ requestId, programmeId: first?.programmeId ?? "" });
    expect(opened.programme?.programmeId).toBe(first?.programmeId);
  });

  test("of a move of the clock that has arrived answers its target again and moves nothing", async () => {
    const { here } = stage.cohort;
    const { world } = stage;
    const at = new Date(Math.ceil((await tenantNow(world, here.tenantId)).getTime() / 1000) * 1000 + 60_000);
    const move = { requestId: rid(), targetAt: timestampFromDate(at) };
    const { advanceTestClock } = ProgrammeService.method;
    const token = await stage.tokenOf(["admin", "admin"]);
    const clock = async (): Promise<unknown> =>
      (
        await world.sql("select clock_version, clock_offset_ms from programme.tenant where id = $1", [here.tenantId])
      )[0];
    const first = await edge.call(advanceTestClock, move, token);
    const moved = await clock();
    const again = await edge.call(advanceTestClock, move, token);
    expect([first.code, again.code]).toEqual(["ok", "ok"]);
    expect((again.answer as AdvanceTestClockResponse).arrived).toBe(true);
    expect(await clock()).toEqual(moved);
    const later = { ...move, targetAt: timestampFromDate(new Date(at.getTime() + 60_000)) };
    expect((await edge.call(advanceTestClock, later, token)).reason).toBe("REQUEST_ID_REUSED");
  });

  test("of a person's row is its version: sent again it changes nothing", async () => {
    const { here } = stage.cohort;
    const row = { personId: "twice", version: 1n, displayName: "Twice", email: "twice@mail.example", zone: "UTC" };
    const send = async (people: object[]): Promise<UpsertOutcome[]> => {
      const { answer } = await edge.call(
        ProgrammeService.method.upsertPeople,
        { people },
        await stage.tokenOf(["admin", "admin"]),
      );
      return (answer as UpsertPeopleResponse).results.map(({ outcome }) => outcome);
    };
    expect(await send([row])).toEqual([UpsertOutcome.CREATED]);
    expect(await send([{ ...row, displayName: "Late" }])).toEqual([UpsertOutcome.UNCHANGED]);
    const { person } = await here.admin.programme.getPerson({ personId: "twice" });
    expect(person?.displayName).toBe("Twice");
  });
});

describe("a row in a state that refuses the call", () => {
  // Before it refuses, conferencing asks who owns the session and keeps the answer, once per version.
  const withoutLinks = ({ "conferencing.link": _link, "conferencing.done_once": _once, ...rest }: RowMarks): RowMarks =>
    rest;

  test("is refused with the state found and the actions allowed, and nothing is written", async () => {
    const calls = illegalCalls(stage.cohort, await hangGallery(stage.cohort));
    const before = withoutLinks(await awaitQuiet(stage.world));
    const wrong: string[] = [];
    for (const { method, request, by, reason, state, about } of calls) {
      const told = await edge.call(method, request, await stage.tokenOf(by));
      const named =
        state === undefined || (told.metadata.state === state && told.metadata.allowed_actions !== undefined);
      if (told.reason === reason && named) continue;
      wrong.push(
        `${nameOf(method)} of ${about}: ${told.code} ${told.reason} ${JSON.stringify(told.metadata)}, not ${reason}`,
      );
    }
    expect(wrong).toEqual([]);
    expect(withoutLinks(await markRows(stage.world))).toEqual(before);
  }, 120_000);
});
