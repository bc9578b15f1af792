import { timestampDate, timestampFromDate } from "@bufbuild/protobuf/wkt";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Modality } from "@mentorship/client/v1";
import { SERVICES, type ServiceName } from "../../src/launch/index.ts";
import { type Cast, createCast, type Hold, hold, must, rid, startWorld, type World } from "../../src/testing/index.ts";
import { insist } from "./answers.ts";
import { HOUR, MINUTE, minuteAhead, moveClock, moveClockKilling } from "./clock.ts";
import { askForRun, type Cohort, finished, holdLastPart, makeCohort, phaseOf, twoParts } from "./cohort.ts";
import { quiet } from "./quiet.ts";
import { expectHeldOnce, expectRunOnce } from "./recount.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld({ serviceEnv: { MENTORSHIP_SWEEP_SECONDS: "2" } });
}, 120_000);
afterAll(() => world?.stop(), 60_000);

describe("a run of the matcher", () => {
  test("killed with its worker while it loads, while it scores, and between two parts, it proposes everything once", async () => {
    const [inserting, scoring, loading] = await Promise.all([
      makeCohort(world, 20, twoParts),
      makeCohort(world, 3, 20, { stranger: "stranger" }),
      makeCohort(world, 3, 20),
    ]);
    const holds: Hold[] = [];
    const begin = async (cohort: Cohort, holding: Promise<Hold>): Promise<string> => {
      const held = await holding;
      holds.push(held);
      const runId = await askForRun(cohort);
      await held.reached();
      return runId;
    };
    try {
      await quiet(world);
      const runs = [
        await begin(inserting, holdLastPart(world, inserting)),
        // What came out lies in the scoring thread alone when whom it left over is to be written.
        await begin(scoring, hold(world.database.adminUrl, "lock table matching.run_left_over in share mode")),
        await begin(loading, hold(world.database.adminUrl, "lock table matching.run_input in share mode")),
      ] as const;
      await world.kill("matching");
      expect(await Promise.all(runs.map((runId) => phaseOf(world, runId)))).toEqual([
        { phase: "INSERTING", inserted: twoParts / 2 },
        { phase: "SCORING", inserted: 0 },
        { phase: "LOADING", inserted: 0 },
      ]);
      await Promise.all(holds.splice(0).map((held) => held.release()));
      await world.restart("matching");
      const [first, second, third] = runs;
      await Promise.all([
        finished(world, inserting, first),
        finished(world, scoring, second),
        finished(world, loading, third),
      ]);
      await expectRunOnce(world, inserting, first);
      await expectRunOnce(world, scoring, second);
      await expectRunOnce(world, loading, third);
    } finally {
      await Promise.all(holds.map((held) => held.release()));
    }
  }, 150_000);

  test("it waits for the owner of programmes, killed before it loads and again between two parts", async () => {
    const cohort = await makeCohort(world, 20, twoParts);
    await quiet(world);
    await world.kill("programme");
    const runId = await askForRun(cohort);
    await world.settle(async () => (await phaseOf(world, runId)).phase === "LOADING");
    const held = await hold(world.database.adminUrl, "lock table matching.match in share mode");
    try {
      await world.restart("programme");
      await held.reached();
      expect(await phaseOf(world, runId)).toEqual({ phase: "INSERTING", inserted: 0 });
      await world.kill("programme");
    } finally {
      await held.release();
    }
    // The part that stood still is written; before the next one the owner has to be asked.
    await world.settle(async () => (await phaseOf(world, runId)).inserted > 0);
    const refused = async () => (await world.logs("matching")).includes(`"activity":"insertChunk"`);
    await world.settle(refused, { what: "the next part to ask in vain" });
    expect(await phaseOf(world, runId)).toEqual({ phase: "INSERTING", inserted: twoParts / 2 });
    await world.restart("programme");
    await finished(world, cohort, runId);
    await expectRunOnce(world, cohort, runId);
  }, 90_000);

  test("whoever hears of its proposals, killed in the middle of writing them down, has each of them once", async () => {
    const cohort = await makeCohort(world, 3, 60);
    await quiet(world);
    const listeners = { programme: "match_row", scheduling: "match_facts", notification: "inbox_item" } as const;
    const names = Object.keys(listeners) as (keyof typeof listeners)[];
    const holds = await Promise.all(
      names.map((service) =>
        hold(world.database.adminUrl, `lock table ${service}.${listeners[service]} in share mode`),
      ),
    );
    const runId = await askForRun(cohort);
    try {
      await Promise.all(holds.map((held) => held.reached()));
      await Promise.all([...names, "conferencing" as const].map((service) => world.kill(service)));
    } finally {
      await Promise.all(holds.map((held) => held.release()));
    }
    await Promise.all([...names, "conferencing" as const].map((service) => world.restart(service)));
    await finished(world, cohort, runId);
    await expectRunOnce(world, cohort, runId);
  }, 90_000);
});

describe("a booked session", () => {
  const stages = new Map<ServiceName, { cast: Cast; programmeId: string; matchId: string }>();
  beforeAll(async () => {
    const prepare = async (service: ServiceName): Promise<void> => {
      const cast = await createCast(world);
      const { programme, match } = await cast.pair();
      stages.set(service, { cast, programmeId: programme.programmeId, matchId: match.matchId });
    };
    await Promise.all(SERVICES.map(prepare));
  }, 120_000);

  test.each(SERVICES)(
    "%s is killed before its beginning and again before its end: reminded, begun and completed once",
    async (service) => {
      const { cast, programmeId, matchId } = must(stages.get(service));
      const mentor = await cast.as("mentor", "mentor");
      const mentee = await cast.as("mentee", "mentee");
      const begins = await minuteAhead(world, cast, 72 * HOUR);
      const { session } = await mentor.scheduling.bookSession({
        requestId: rid(),
        matchId,
        start: { case: "scheduledAt", value: timestampFromDate(begins) },
        modality: Modality.VIDEO,
        title: "A talk",
      });
      const { sessionId, endsAt } = must(session);
      await moveClock(cast, new Date(begins.getTime() - 20 * HOUR));
      await moveClockKilling(world, cast, new Date(begins.getTime() - 5 * MINUTE), service);
      for (const person of [mentor, mentee]) {
        const request = { requestId: rid(), sessionId };
        await insist(() => person.scheduling.checkIn(request));
      }
      await moveClock(cast, new Date(begins.getTime() + MINUTE));
      await moveClockKilling(world, cast, new Date(timestampDate(must(endsAt)).getTime() + MINUTE), service);
      await expectHeldOnce(world, cast, { sessionId, programmeId, mentorId: "mentor", menteeId: "mentee" });
    },
    90_000,
  );
});
