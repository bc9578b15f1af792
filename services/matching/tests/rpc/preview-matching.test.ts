import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  LeftOverReason,
  MatchRunMode,
  PairingStrategy,
  type PreviewedPair,
  type PreviewMatchingRequest,
  type PreviewSummary,
} from "@mentorship/client/v1";
import { startWorld, type World } from "@mentorship/dev-env/testing";
import { type Cohort, finished, makeCohort, makeTenant, requestId } from "../cohort.ts";
import { refusalOf } from "../refusals.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld({ services: ["programme", "matching"] });
}, 120_000);
afterAll(() => world?.stop());

interface Whole {
  readonly summary: PreviewSummary;
  readonly pairs: PreviewedPair[];
  readonly leftOver: { menteeId: string; displayName: string; reason: LeftOverReason }[];
  readonly loads: { mentorId: string; displayName: string; maxMentees: number; taken: number; proposed: number }[];
  /** What each message held, and how many rows. */
  readonly parts: string[];
}

/** A preview of a cohort, whole. */
async function preview(
  { matching, programmeId }: Pick<Cohort, "matching" | "programmeId">,
  over: Partial<Pick<PreviewMatchingRequest, "mode">> & { pairingRules?: object } = {},
): Promise<Whole> {
  let summary: PreviewSummary | undefined;
  const whole: Omit<Whole, "summary"> = { pairs: [], leftOver: [], loads: [], parts: [] };
  for await (const part of matching.previewMatching({ programmeId, ...over })) {
    summary ??= part.summary;
    for (const name of ["pairs", "leftOver", "loads"] as const) {
      if (part[name].length > 0) whole.parts.push(`${name} ${part[name].length}`);
    }
    if (part.summary) whole.parts.push("summary");
    whole.pairs.push(...part.pairs);
    whole.leftOver.push(...part.leftOver);
    whole.loads.push(...part.loads);
  }
  if (!summary) throw new Error("the preview had no summary");
  return { summary, ...whole };
}
const pairsOf = (pairs: readonly PreviewedPair[]) =>
  pairs.map(({ mentorId, menteeId, scoreBillionths }) => `${mentorId} ${menteeId} ${scoreBillionths}`);
const proposedBy = async (cohort: Cohort, runId: string) =>
  (await cohort.matching.listMatches({ runId, pageSize: 500 })).matches
    .map(
      ({ mentor, mentee, scoreBillionths }) =>
        `${mentor?.person?.personId} ${mentee?.person?.personId} ${scoreBillionths}`,
    )
    .sort();

/** Two mentors for four mentees, one of whom nobody can have. */
const small = (): Promise<Cohort> =>
  makeCohort(
    world,
    [
      { id: "m", seats: 2 },
      { id: "n", seats: 1, tags: ["go"] },
    ],
    [{ id: "a" }, { id: "b" }, { id: "c", tags: ["go"] }, { id: "d", tags: ["rust"] }],
  );

describe("a preview", () => {
  test("tells what a run over the same inputs proposes, with the same digests", async () => {
    const cohort = await small();
    const seen = await preview(cohort);
    const run = await cohort.run();
    expect(seen.summary).toMatchObject({
      mentorsLoaded: run.mentorsLoaded,
      menteesLoaded: run.menteesLoaded,
      proposals: 3,
      proposalsKept: 0,
      proposalsSuperseded: 0,
      leftOver: [{ reason: LeftOverReason.NOTHING_SHARED, mentees: 1 }],
      inputDigest: run.inputDigest,
      outputDigest: run.outputDigest,
    });
    expect(seen.summary.inputDigest).toMatch(/^[0-9a-f]{64}$/);
    expect(seen.summary.pairingRules).toEqual(run.pairingRules);
    expect(seen.summary.fairness).toEqual(run.fairness);
    expect(pairsOf(seen.pairs)).toEqual(["m a 2500000000", "n c 2500000000", "m b 2250000000"]);
    expect(pairsOf(seen.pairs).sort()).toEqual(await proposedBy(cohort, run.runId));
    expect(seen.summary.totalScoreBillionths).toBe(7_250_000_000n);
    expect(seen.pairs[0]).toMatchObject({
      mentorName: "Name of m",
      menteeName: "Name of a",
      reasons: { skills: { sharedTags: ["sql"] }, capacity: { seatsFree: 2, maxMentees: 2 } },
    });
    expect(seen.leftOver).toMatchObject([
      { menteeId: "d", displayName: "Name of d", reason: LeftOverReason.NOTHING_SHARED },
    ]);
    expect(seen.loads).toMatchObject([
      { mentorId: "m", displayName: "Name of m", maxMentees: 2, taken: 0, proposed: 2 },
      { mentorId: "n", displayName: "Name of n", maxMentees: 1, taken: 0, proposed: 1 },
    ]);
  });

  test("writes nothing: every table of both services has the rows that it had", async () => {
    const cohort = await small();
    const tables = await world.sql<{ name: string }>(
      `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname in ('programme', 'matching') and c.relkind = 'r' order by 1`,
    );
    expect(tables.length).toBeGreaterThan(20);
    const counts = async () => {
      const text = tables
        .map(({ name }) => `select '${name}' as name, count(*)::int4 as n from ${name}`)
        .join(" union all ");
      return world.sql<{ name: string; n: number }>(`${text} order by 1`);
    };
    // Whatever the cohort's own calls and events still had to write is written when two looks agree.
    let before = await counts();
    await world.settle(async () => {
      const now = await counts();
      const calm = JSON.stringify(now) === JSON.stringify(before);
      before = now;
      return calm;
    });
    await preview(cohort);
    await preview(cohort, { mode: MatchRunMode.REPLACE_PROPOSED });
    expect(await counts()).toEqual(before);
  });

  test("tries out other rules, each that is left out as the programme says", async () => {
    const cohort = await small();
    const plain = await preview(cohort);
    const tried = await preview(cohort, {
      pairingRules: { skillsWeightThousandths: 0, leastScoreBillionths: 500_000_000n },
    });
    expect(tried.summary.pairingRules).toMatchObject({
      skillsWeightThousandths: 0,
      audienceWeightThousandths: 1_000,
      capacityWeightThousandths: 500,
      leastScoreBillionths: 500_000_000n,
      strategy: PairingStrategy.GREEDY,
    });
    expect(pairsOf(tried.pairs)).toEqual(["m a 500000000", "n c 500000000"]);
    expect(tried.summary.leftOver).toEqual([
      expect.objectContaining({ reason: LeftOverReason.NOTHING_SHARED, mentees: 1 }),
      expect.objectContaining({ reason: LeftOverReason.ONLY_BELOW_LEAST_SCORE, mentees: 1 }),
    ]);
    expect(tried.summary.inputDigest).not.toBe(plain.summary.inputDigest);
    const optimal = await preview(cohort, { pairingRules: { strategy: PairingStrategy.OPTIMAL } });
    expect(optimal.summary.pairingRules?.strategy).toBe(PairingStrategy.OPTIMAL);
    expect(optimal.summary.totalScoreBillionths).toBeGreaterThanOrEqual(plain.summary.totalScoreBillionths);
    const { matching, programmeId } = cohort;
    const tooHeavy = { programmeId, pairingRules: { skillsWeightThousandths: 100_001 } };
    const refused = async () => {
      for await (const part of matching.previewMatching(tooHeavy)) return part;
      return undefined;
    };
    expect(await refusalOf(refused())).toMatchObject({ code: "InvalidArgument", reason: "INVALID_ARGUMENT" });
  });

  test("with proposals replaced it tells how many stay and how many end, as a run does it", async () => {
    const cohort = await makeCohort(
      world,
      [{ id: "m" }, { id: "n", tags: ["sql", "go"] }],
      [{ id: "a" }, { id: "b", tags: ["sql", "go"] }],
    );
    await cohort.matching.createMatch({
      requestId: requestId(),
      programmeId: cohort.programmeId,
      mentorId: "n",
      menteeId: "a",
    });
    const added = await preview(cohort);
    expect(pairsOf(added.pairs)).toEqual(["m b 1500000000"]);
    expect(added.summary).toMatchObject({ proposalsKept: 0, proposalsSuperseded: 0 });
    const replaced = await preview(cohort, { mode: MatchRunMode.REPLACE_PROPOSED });
    expect(pairsOf(replaced.pairs)).toEqual(["m a 2500000000", "n b 2500000000"]);
    expect(replaced.summary).toMatchObject({
      mentorsLoaded: 2,
      menteesLoaded: 2,
      proposalsKept: 0,
      proposalsSuperseded: 1,
    });
    const { run: asked } = await cohort.matching.runMatching({
      requestId: requestId(),
      programmeId: cohort.programmeId,
      mode: MatchRunMode.REPLACE_PROPOSED,
    });
    const run = await finished(cohort, asked?.runId ?? "");
    expect(run).toMatchObject({
      proposalsKept: 0,
      proposalsSuperseded: 1,
      inputDigest: replaced.summary.inputDigest,
      outputDigest: replaced.summary.outputDigest,
    });
    const again = await preview(cohort, { mode: MatchRunMode.REPLACE_PROPOSED });
    expect(again.summary).toMatchObject({ proposals: 2, proposalsKept: 2, proposalsSuperseded: 0 });
  });

  test("comes in messages of up to 500 rows, the summary first", async () => {
    const ids = Array.from({ length: 620 }, (_, n) => `mentee-${String(n).padStart(3, "0")}`);
    const cohort = await makeCohort(
      world,
      Array.from({ length: 6 }, (_, n) => ({ id: `mentor-${n}`, seats: 100 })),
      ids.map((id) => ({ id })),
    );
    const seen = await preview(cohort);
    expect(seen.parts).toEqual(["summary", "pairs 500", "pairs 100", "leftOver 20", "loads 6"]);
    expect(seen.leftOver.map(({ menteeId }) => menteeId)).toEqual(
      seen.leftOver.map(({ menteeId }) => menteeId).toSorted(),
    );
    expect(new Set(seen.pairs.map(({ menteeId }) => menteeId)).size).toBe(600);
    expect(seen.pairs.every(({ menteeId, menteeName }) => menteeName === `Name of ${menteeId}`)).toBe(true);
  });
});

describe("a preview is refused", () => {
  const refusal = (cohort: Pick<Cohort, "matching" | "programmeId">) => refusalOf(preview(cohort));

  test("without mentors with a free seat, and without mentees who wait", async () => {
    expect(await refusal(await makeCohort(world, [], [{ id: "a" }]))).toMatchObject({
      code: "FailedPrecondition",
      reason: "NO_ELIGIBLE_MENTORS",
    });
    expect(await refusal(await makeCohort(world, [{ id: "m" }], []))).toMatchObject({
      code: "FailedPrecondition",
      reason: "NO_ELIGIBLE_MENTEES",
    });
  });

  test("in a programme that is not in matching, with its state and what to do", async () => {
    const cohort = await small();
    await cohort.programme.activateProgramme({ requestId: requestId(), programmeId: cohort.programmeId });
    expect(await refusal(cohort)).toMatchObject({
      code: "FailedPrecondition",
      reason: "PROGRAMME_STATE",
      metadata: { state: "ACTIVE", allowed_actions: "UPDATE,START_MATCHING,COMPLETE,PAIR_BY_HAND" },
    });
  });

  test("of another tenant's programme, and by those who may not", async () => {
    const cohort = await small();
    const stranger = await makeTenant(world);
    expect(await refusal({ ...cohort, matching: stranger.matching })).toMatchObject({ code: "NotFound" });
    for (const caller of [await cohort.as("m", "mentor"), await cohort.as("crm", "service")]) {
      expect(await refusal({ ...cohort, matching: caller })).toMatchObject({ code: "PermissionDenied" });
    }
    const staff = await cohort.as("m", "mentor", ["mentorship.match"]);
    expect((await preview({ ...cohort, matching: staff })).pairs).toHaveLength(3);
  });
});
