import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { MatchRunMode, type MatchRun, PairingStrategy, RunDifferenceKind } from "@mentorship/client/v1";
import { startWorld, type World } from "@mentorship/dev-env/testing";
import { type Cohort, finished, makeCohort, makeTenant, requestId } from "../cohort.ts";
import { refusalOf } from "../refusals.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld({ services: ["programme", "matching"] });
}, 120_000);
afterAll(() => world?.stop());

interface Done {
  readonly cohort: Cohort;
  readonly run: MatchRun;
}
const runOf = async (cohort: Cohort, over: { mode?: MatchRunMode; strategy?: PairingStrategy } = {}): Promise<Done> => {
  const { matching, programmeId } = cohort;
  const { run } = await matching.runMatching({ requestId: requestId(), programmeId, ...over });
  return { cohort, run: await finished(cohort, run?.runId ?? "") };
};
/** Two mentors for four mentees, one of whom is left over. */
const small = (): Promise<Cohort> =>
  makeCohort(
    world,
    [
      { id: "m", seats: 2 },
      { id: "n", seats: 1, tags: ["go"] },
    ],
    [{ id: "a" }, { id: "b" }, { id: "c", tags: ["go"] }, { id: "d", tags: ["rust"] }],
  );
const verified = ({ cohort, run }: Done) => cohort.matching.verifyMatchRun({ runId: run.runId });
/** What is told to differ, without what stands on either side. */
const named = async (done: Done) => {
  const { equal, differences, differenceCount } = await verified(done);
  expect(equal).toBe(false);
  expect(differenceCount).toBe(differences.length);
  return differences.map(({ kind, mentorId, menteeId }) => `${RunDifferenceKind[kind]} ${mentorId} ${menteeId}`.trim());
};
const change = ({ cohort, run }: Done, text: string, ...more: unknown[]) =>
  world.sql(text, [cohort.id, run.runId, ...more]);
/** Changes rows that nobody may change: without the triggers that guard them. */
async function tamper(done: Done, text: string): Promise<void> {
  await world.sql("alter table matching.match disable trigger user");
  try {
    await change(done, text);
  } finally {
    await world.sql("alter table matching.match enable trigger user");
  }
}

describe("a run that is as it was recorded", () => {
  test("comes out again, also when its matches were answered and ended since", async () => {
    const done = await runOf(await small());
    const { cohort, run } = done;
    const first = await verified(done);
    expect(first).toMatchObject({
      equal: true,
      differences: [],
      differenceCount: 0,
      proposalsRecomputed: 3,
      inputDigest: run.inputDigest,
      outputDigest: run.outputDigest,
    });
    const { matches } = await cohort.matching.listMatches({ runId: run.runId });
    const mentor = await cohort.as("m", "mentor");
    const mine = matches.filter((match) => match.mentor?.person?.personId === "m");
    await mentor.acceptMatch({ requestId: requestId(), matchId: mine[0]?.matchId ?? "" });
    await mentor.declineMatch({ requestId: requestId(), matchId: mine[1]?.matchId ?? "" });
    await cohort.programme.activateProgramme({ requestId: requestId(), programmeId: cohort.programmeId });
    expect(await verified(done)).toEqual(first);
  });

  test("with nobody to propose, and with the optimal strategy", async () => {
    expect(await verified(await runOf(await makeCohort(world, [], [{ id: "a" }])))).toMatchObject({ equal: true });
    expect(await verified(await runOf(await makeCohort(world, [{ id: "m" }], [])))).toMatchObject({ equal: true });
    const optimal = await runOf(await small(), { strategy: PairingStrategy.OPTIMAL });
    expect(await verified(optimal)).toMatchObject({ equal: true, proposalsRecomputed: 3 });
  });

  test("with proposals that stayed, that ended, and that are new", async () => {
    const cohort = await makeCohort(
      world,
      [{ id: "m" }, { id: "n", tags: ["sql", "go"] }, { id: "o", tags: ["rust"] }],
      [{ id: "a" }, { id: "b", tags: ["sql", "go"] }, { id: "c", tags: ["rust"] }],
    );
    const { matching, programmeId } = cohort;
    await matching.createMatch({ requestId: requestId(), programmeId, mentorId: "n", menteeId: "a" });
    await matching.createMatch({ requestId: requestId(), programmeId, mentorId: "o", menteeId: "c" });
    const done = await runOf(cohort, { mode: MatchRunMode.REPLACE_PROPOSED });
    expect(done.run).toMatchObject({ proposalsKept: 1, proposalsSuperseded: 1, proposalsInserted: 2 });
    expect(await verified(done)).toMatchObject({ equal: true, proposalsRecomputed: 3 });
    await tamper(
      done,
      `with gone as (delete from matching.match where tenant_id = $1 and mentor_id = 'o' and run_id is null and $2::uuid is not null
        returning 1) select 1 from gone`,
    );
    expect(await named(done)).toEqual(["MATCH_NOT_RECORDED o c"]);
  });
});

describe("what was tampered with is named", () => {
  test.each([
    [
      "a score",
      "update matching.match set score_billionths = 7 where tenant_id = $1 and run_id = $2 and mentee_id = 'c'",
      ["SCORE n c"],
    ],
    [
      "reasons",
      `update matching.match set reasons = jsonb_set(reasons, '{skills,sharedTags}', '["rust"]') where tenant_id = $1 and run_id = $2 and mentee_id = 'c'`,
      ["REASONS n c"],
    ],
    [
      "a deleted match",
      "delete from matching.match where tenant_id = $1 and run_id = $2 and mentee_id = 'b'",
      ["MATCH_NOT_RECORDED m b"],
    ],
    [
      "a match that never came out",
      `insert into matching.match select (jsonb_populate_record(m, jsonb_build_object('id', gen_random_uuid(), 'mentee_id', 'd'))).*
        from matching.match m where tenant_id = $1 and run_id = $2 and mentee_id = 'c'`,
      ["MATCH_NOT_RECOMPUTED n d"],
    ],
    [
      "why a mentee was left over",
      "update matching.run_left_over set reason = 'ONLY_BARRED_PAIRS' where tenant_id = $1 and run_id = $2 and mentee_id = 'd'",
      ["LEFT_OVER  d"],
    ],
    [
      "the recorded digests",
      "update matching.match_run set input_digest = 'f00', output_digest = 'f00' where tenant_id = $1 and id = $2",
      ["INPUT_DIGEST", "OUTPUT_DIGEST"],
    ],
  ])("%s", async (_, text, expected) => {
    const done = await runOf(await small());
    await tamper(done, text);
    expect(await named(done)).toEqual(expected);
  });

  test("the stored inputs: their digest, and what would have come out of them", async () => {
    const done = await runOf(await small());
    const [row] = await world.sql<{ input: Buffer }>(
      "select input from matching.run_input where tenant_id = $1 and run_id = $2",
      [done.cohort.id, done.run.runId],
    );
    const input = JSON.parse(gunzipSync(row?.input ?? Buffer.alloc(0)).toString("utf8")) as {
      mentees: { personId: string; tags: string[] }[];
    };
    const put = (bytes: Buffer) =>
      change(done, "update matching.run_input set input = $3 where tenant_id = $1 and run_id = $2", bytes);
    for (const mentee of input.mentees) if (mentee.personId === "c") mentee.tags = ["rust"];
    await put(gzipSync(JSON.stringify(input)));
    expect(await named(done)).toEqual(["INPUT_DIGEST", "OUTPUT_DIGEST", "MATCH_NOT_RECOMPUTED n c", "LEFT_OVER  c"]);
    for (const bytes of [
      Buffer.from("no input"),
      gzipSync("no input"),
      gzipSync(JSON.stringify({ ...input, leastScore: 0.5 })),
    ]) {
      await put(bytes);
      expect(await verified(done)).toMatchObject({
        equal: false,
        inputDigest: "",
        outputDigest: "",
        differences: [{ kind: RunDifferenceKind.INPUT_DIGEST, recorded: done.run.inputDigest, recomputed: "" }],
      });
    }
  });

  test("a hundred of more differences, and how many there are in all", async () => {
    const ids = Array.from({ length: 130 }, (_, n) => ({ id: `mentee-${String(n).padStart(3, "0")}` }));
    const done = await runOf(
      await makeCohort(
        world,
        [
          { id: "m", seats: 100 },
          { id: "n", seats: 30 },
        ],
        ids,
      ),
    );
    await tamper(done, "update matching.match set score_billionths = 7 where tenant_id = $1 and run_id = $2");
    const { differences, differenceCount } = await verified(done);
    expect([differences.length, differenceCount]).toEqual([100, 130]);
  });
});

describe("a run that did not write all that came out", () => {
  const gone = "delete from matching.match where tenant_id = $1 and run_id = $2 and mentee_id = 'b'";
  const noted = `insert into matching.run_left_over (tenant_id, run_id, mentee_id, reason)
    values ($1, $2, 'b', 'CHANGED_MEANWHILE')`;

  test("is equal where the mentee is noted as left over since, and not where they have the match all the same", async () => {
    const done = await runOf(await small());
    await tamper(done, noted);
    expect(await named(done)).toEqual(["LEFT_OVER  b"]);
    await tamper(done, gone);
    expect(await verified(done)).toMatchObject({ equal: true, proposalsRecomputed: 3 });
  });

  test("is equal when it was stopped, and not where something of what it had dealt with is missing", async () => {
    const done = await runOf(await small());
    const stopped = (dealt: number) =>
      change(
        done,
        `update matching.match_run set outcome = 'CANCELLED', writing = jsonb_set(writing, '{dealt}', $3::text::jsonb)
          where tenant_id = $1 and id = $2`,
        String(dealt),
      );
    await tamper(done, gone);
    await stopped(2);
    expect(await verified(done)).toMatchObject({ equal: true, proposalsRecomputed: 3 });
    await stopped(3);
    expect(await named(done)).toEqual(["MATCH_NOT_RECORDED m b"]);
  });
});

describe("a run that can't be verified", () => {
  test("has not ended yet, or is of another tenant; and mentors may not", async () => {
    const done = await runOf(await small());
    await change(
      done,
      "update matching.match_run set phase = 'INSERTING', outcome = null, finished_at = null where tenant_id = $1 and id = $2",
    );
    expect(await refusalOf(verified(done))).toMatchObject({
      code: "FailedPrecondition",
      reason: "MATCH_RUN_STATE",
      metadata: { state: "INSERTING", outcome: "", allowed_actions: "CANCEL" },
    });
    const stranger = await makeTenant(world);
    const theirs = stranger.matching.verifyMatchRun({ runId: done.run.runId });
    expect(await refusalOf(theirs)).toMatchObject({ code: "NotFound", metadata: { resource: "match run" } });
    const mentor = await done.cohort.as("m", "mentor");
    expect(await refusalOf(mentor.verifyMatchRun({ runId: done.run.runId }))).toMatchObject({
      code: "PermissionDenied",
    });
  });

  test("ended before it had scored", async () => {
    const done = await runOf(await small());
    await change(
      done,
      `update matching.match_run set outcome = 'CANCELLED', input_digest = '', output_digest = '' where tenant_id = $1 and id = $2`,
    );
    expect(await refusalOf(verified(done))).toMatchObject({
      reason: "MATCH_RUN_STATE",
      metadata: { state: "FINISHED", outcome: "CANCELLED", allowed_actions: "" },
    });
  });
});
