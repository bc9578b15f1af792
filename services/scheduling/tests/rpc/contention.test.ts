import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { Modality } from "@mentorship/client/v1";
import { rid, startWorld, type World } from "@mentorship/dev-env/testing";
import { refusalOf } from "../refusals.ts";
import { createStage, DAY, MINUTE, type Stage } from "../stage.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld({ services: ["scheduling"], temporal: false });
}, 180_000);
afterAll(() => world?.stop());

const booking = (stage: Stage, at: number, matchId = stage.matchId) => ({
  requestId: rid(),
  matchId,
  start: { case: "scheduledAt", value: timestampFromMs(at) } as const,
  modality: Modality.CHAT,
  title: "A talk",
});
const deadlocks = async () =>
  (
    await world.sql<{ deadlocks: string }>("select deadlocks from pg_stat_database where datname = current_database()")
  )[0]?.deadlocks;

test("of 200 who want one slot at once one gets it, 199 are told that it is taken, and nothing deadlocks", async () => {
  const stage = await createStage(world);
  const matches = [stage.matchId];
  for (const mentee of ["m-2", "m-3", "m-4", "m-5"]) {
    await stage.person(mentee);
    matches.push(await stage.match("mentor", mentee));
  }
  const at = stage.ahead(3 * DAY);
  const before = await deadlocks();
  const answers = await Promise.all(
    Array.from({ length: 200 }, async (_, index) => {
      const by = index % 3 === 0 ? stage.admin : stage.mentor;
      return refusalOf(by.bookSession(booking(stage, at, matches[index % matches.length]), { timeoutMs: 30_000 }));
    }),
  );
  const counts = Object.groupBy(answers, ({ code, reason }) => `${code} ${reason}`);
  expect(Object.fromEntries(Object.entries(counts).map(([kind, all]) => [kind, all?.length]))).toEqual({
    "ok ": 1,
    "AlreadyExists SLOT_TAKEN": 199,
  });
  expect(await stage.rows("select from scheduling.session where tenant_id = $1")).toHaveLength(1);
  expect(await deadlocks()).toBe(before);
  expect(await world.logs("scheduling")).not.toMatch(/40P01|deadlock/);
});

test("people who book each other in both directions, all at once, never deadlock", async () => {
  const stage = await createStage(world);
  const back = await stage.match("mentee", "mentor");
  const at = stage.ahead(3 * DAY);
  const before = await deadlocks();
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, index) =>
      refusalOf(
        stage.admin.bookSession(
          booking(stage, at + (index % 6) * 15 * MINUTE, index % 2 === 0 ? stage.matchId : back),
          {
            timeoutMs: 30_000,
          },
        ),
      ),
    ),
  );
  expect(new Set(answers.map((answer) => `${answer.code} ${answer.reason}`))).toEqual(
    new Set(["ok ", "AlreadyExists SLOT_TAKEN"]),
  );
  expect(await deadlocks()).toBe(before);
  const overlapping = await stage.rows(
    `select from scheduling.session_participant a join scheduling.session_participant b
       on a.tenant_id = b.tenant_id and a.person_id = b.person_id and a.session_id < b.session_id and a.during && b.during
     where a.tenant_id = $1`,
  );
  expect(overlapping).toEqual([]);
});

test("whatever is booked while its match ends is cancelled: no session of it survives", async () => {
  const stage = await createStage(world);
  const at = stage.ahead(3 * DAY);
  const bookings = Array.from({ length: 40 }, (_, index) =>
    refusalOf(stage.mentor.bookSession(booking(stage, at + index * 60 * MINUTE), { timeoutMs: 30_000 })),
  );
  await stage.end(stage.matchId);
  const answers = await Promise.all(bookings);
  await stage.heard("select from scheduling.match_facts where tenant_id = $1 and sessions_cancelled");
  const states = await stage.rows<{ state: string }>(
    "select distinct state from scheduling.session where tenant_id = $1",
  );
  const booked = answers.filter((answer) => answer.code === "ok").length;
  expect(states).toEqual(booked === 0 ? [] : [{ state: "cancelled" }]);
  expect(await stage.rows("select from scheduling.session_participant where tenant_id = $1 and active")).toEqual([]);
  expect(await stage.rows("select from scheduling.due where tenant_id = $1")).toEqual([]);
  expect((await stage.published()).filter((subject) => subject === "match.sessions_cancelled")).toHaveLength(1);
});
