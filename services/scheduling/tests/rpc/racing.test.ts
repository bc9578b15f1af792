import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { SessionState } from "@mentorship/client/v1";
import { must, rid, startWorld, type World } from "@mentorship/dev-env/testing";
import { refusalOf } from "../refusals.ts";
import { createStage, DAY, HOUR, MINUTE, msOf, type Stage } from "../stage.ts";
import { startAt } from "./requests.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld({ services: ["scheduling"], temporal: false });
}, 180_000);
afterAll(() => world?.stop());

/** Numbers in [0, 1) that a seed decides. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Answer = { readonly kind: string; readonly code: string; readonly reason: string };
type Rival = { readonly kind: string; readonly act: () => Promise<unknown> };

/** Sets the rivals off in the order of the seed, each after as many reads of its own as the seed says. */
async function race(stage: Stage, sessionId: string, seed: number, rivals: readonly Rival[]): Promise<Answer[]> {
  const random = randomOf(seed);
  const order = rivals
    .map((rival) => ({ rival, at: random(), reads: Math.floor(random() * 6) }))
    .sort((one, other) => one.at - other.at);
  return Promise.all(
    order.map(async ({ rival, reads }) => {
      for (let read = 0; read < reads; read += 1) await stage.admin.getSession({ sessionId });
      const { code, reason } = await refusalOf(rival.act());
      return { kind: rival.kind, code, reason };
    }),
  );
}

type Row = { id: string; state: string; starts_at: Date; ends_at: Date; version: number; schedule_version: number };

/** The session's row, after everything that its rows must agree on was counted anew. */
async function recount(stage: Stage, sessionId: string, answers: readonly Answer[]): Promise<Row> {
  const rows = await stage.rows<Row>("select * from scheduling.session where tenant_id = $1");
  expect(rows.map((row) => row.id)).toEqual([sessionId]);
  const row = must(rows[0]);
  const ok = (kind: string) => answers.filter((answer) => answer.kind === kind && answer.code === "ok").length;
  expect(Number(row.schedule_version)).toBe(1 + ok("move"));
  expect(ok("cancel") > 0 ? row.state : "cancelled").toBe("cancelled");
  expect(ok("outcome") > 0 ? row.state : "learner_no_show").toBe("learner_no_show");
  expect(ok("cancel") + ok("outcome")).toBeLessThanOrEqual(1);
  const people = await stage.rows<{ active: boolean; agrees: boolean }>(
    `select p.active, p.during = tstzrange(s.starts_at, s.ends_at, '[)') as agrees from scheduling.session_participant p
     join scheduling.session s on s.tenant_id = p.tenant_id and s.id = p.session_id where p.tenant_id = $1`,
  );
  const held = { active: row.state !== "cancelled", agrees: true };
  expect(people).toEqual([held, held]);
  const history = await stage.rows<{ before: { version: number } | null; after: { version: number } }>(
    `select before, after from scheduling.audit_entry where tenant_id = $1 and entity_type = 'session' and entity_id = $2
       and after ? 'version' order by sequence`,
    sessionId,
  );
  const versions = history.map((entry) => entry.after.version);
  expect(history.map((entry) => entry.before?.version ?? 0)).toEqual([0, ...versions.slice(0, -1)]);
  expect(versions).toEqual(versions.map((_, index) => index + 1));
  expect(versions.at(-1)).toBe(Number(row.version));
  return row;
}

const moveTo = (stage: Stage, sessionId: string, at: number, by = stage.mentor): Rival => ({
  kind: "move",
  act: () =>
    by.rescheduleSession(
      { requestId: rid(), sessionId, scheduleVersion: 1n, start: startAt(at) },
      { timeoutMs: 20_000 },
    ),
});
const cancel = (stage: Stage, sessionId: string): Rival => ({
  kind: "cancel",
  act: () => stage.admin.cancelSession({ requestId: rid(), sessionId, reason: "ill" }, { timeoutMs: 20_000 }),
});
const FINE = [" ", "STALE_VERSION", "SESSION_STATE", "MATCH_STATE", "TIME_PASSED", "TOO_EARLY"];
const codes = (answers: readonly Answer[]) => answers.map((answer) => answer.reason || " ");

test.each(Array.from({ length: 12 }, (_, seed) => seed + 1))(
  "two moves, a cancellation and the end of the match, seed %i: the first move of its version wins, and the rows agree",
  async (seed) => {
    const stage = await createStage(world);
    const at = stage.ahead(3 * DAY);
    const { sessionId } = await stage.book(at);
    const answers = await race(stage, sessionId, seed, [
      moveTo(stage, sessionId, at + 2 * HOUR),
      moveTo(stage, sessionId, at + 4 * HOUR, stage.admin),
      ...(seed % 3 === 0 ? [] : [cancel(stage, sessionId)]),
      ...(seed % 2 === 0 ? [] : [{ kind: "end", act: () => stage.end(stage.matchId) }]),
    ]);
    expect(FINE).toEqual(expect.arrayContaining(codes(answers)));
    const moved = answers.filter((answer) => answer.kind === "move" && answer.code === "ok");
    expect(moved.length).toBeLessThanOrEqual(1);
    if (seed % 2 !== 0) {
      await stage.heard("select from scheduling.match_facts where tenant_id = $1 and sessions_cancelled");
    }
    const row = await recount(stage, sessionId, answers);
    expect(seed % 6 === 0 ? moved.length : 1).toBe(1);
    expect(seed % 2 !== 0 ? row.state : "cancelled").toBe("cancelled");
  },
);

test.each(Array.from({ length: 8 }, (_, seed) => seed + 101))(
  "a move, a cancellation and a ruling around the very start, seed %i: either it begins or it moves or it is off",
  async (seed) => {
    const stage = await createStage(world);
    const at = stage.ahead(3 * DAY);
    const { sessionId } = await stage.book(at);
    await stage.moveTo(at - 40);
    const answers = await race(stage, sessionId, seed, [
      moveTo(stage, sessionId, at + 6 * HOUR),
      cancel(stage, sessionId),
      {
        kind: "outcome",
        act: () =>
          stage.mentor.setSessionOutcome({ requestId: rid(), sessionId, outcome: SessionState.LEARNER_NO_SHOW }),
      },
    ]);
    expect(FINE).toEqual(expect.arrayContaining(codes(answers)));
    const row = await recount(stage, sessionId, answers);
    const isUntouched = row.state === "scheduled" && Number(row.schedule_version) === 1;
    expect(isUntouched && answers.some((answer) => answer.code === "ok")).toBe(false);
  },
);

test("a move to a time that somebody takes at that moment: one gets it, the other keeps what it had", async () => {
  const stage = await createStage(world);
  await stage.person("other");
  const otherMatch = await stage.match("mentor", "other");
  const at = stage.ahead(3 * DAY);
  const { sessionId } = await stage.book(at);
  const wished = at + 5 * HOUR;
  const [moved, booked] = await Promise.all([
    refusalOf(stage.mentor.rescheduleSession({ requestId: rid(), sessionId, start: startAt(wished) })),
    refusalOf(stage.book(wished + 15 * MINUTE, { by: stage.admin, matchId: otherMatch })),
  ]);
  expect([moved.reason, booked.reason].sort()).toEqual(["", "SLOT_TAKEN"]);
  const { session } = await stage.mentor.getSession({ sessionId });
  expect(msOf(session?.scheduledAt)).toBe(moved.code === "ok" ? wished : at);
});
