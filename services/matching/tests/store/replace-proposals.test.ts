import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Updateable } from "kysely";
import { replaceProposals } from "../../src/commands/replace-proposals.ts";
import type { Programme } from "../../src/domain/programme.ts";
import { planWriting } from "../../src/domain/plan-writing.ts";
import { insertProposed } from "../../src/store/proposals.ts";
import { findReplaceable, type ReplaceableMatch } from "../../src/store/replaceable.ts";
import type { MatchTable } from "../../src/store/tables.ts";
import { openStaging, type StagedRun, type Staging } from "./staged-run.ts";

let staging: Staging;
beforeAll(async () => {
  staging = await openStaging();
}, 60_000);
afterAll(() => staging?.close());

type Pairs = readonly (readonly [mentor: string, mentee: string])[];

interface Replacing extends StagedRun {
  readonly before: readonly ReplaceableMatch[];
  readonly after: Pairs;
}

/** A run that comes out with `after`, in a programme where the pairs of `before` wait for an answer. */
async function stage(before: Pairs, after: Pairs, seats: number): Promise<Replacing> {
  const mentors = [...new Set([...before, ...after].map(([mentor]) => mentor))];
  const mentees = [...new Set([...before, ...after].map(([, mentee]) => mentee))];
  const rows = before.map(([mentorId, menteeId]) => ({ id: randomUUID(), mentorId, menteeId }));
  const proposals = after.map(([mentorId, menteeId]) => ({ mentorId, menteeId }));
  const { kept, replacing, others } = planWriting(proposals, rows);
  expect(others).toEqual([]);
  const staged = await staging.stage(
    { mentors, mentees, seats },
    {
      mode: "REPLACE_PROPOSED",
      proposalsScored: kept.length + replacing.length,
      writing: { total: replacing.length, replacing: replacing.length, replaced: false, dealt: 0, chunks: 0 },
    },
  );
  const run = { id: randomUUID(), programmeId: staged.programme.id };
  const proposed = rows.map((row) => ({ ...staged.pair(row.mentorId, row.menteeId), id: row.id }));
  await staged.within(async (trx) => {
    for (let from = 0; from < proposed.length; from += 1_000) {
      await insertProposed(trx, run, proposed.slice(from, from + 1_000));
    }
  });
  return { ...staged, before: await staged.within((trx) => findReplaceable(trx, run.programmeId)), after };
}

function replace(staged: Replacing, step = "replace", programme: Programme = staged.programme) {
  const proposals = staged.after.map(([mentorId, menteeId]) => ({ mentorId, menteeId }));
  const { kept, ended, replacing } = planWriting(proposals, staged.before);
  const pairs = replacing.map((place) => {
    const [mentorId, menteeId] = staged.after[place] ?? ["", ""];
    return staged.pair(mentorId, menteeId);
  });
  return replaceProposals(staging.ctx, staged.call(step), { runId: staged.runId, kept, ended, pairs }, programme);
}

/** As an answer of the mentor, or an end, leaves the match. By the service's own connection: its triggers find seats by its search path. */
const answer = (staged: Replacing, menteeId: string, change: Updateable<MatchTable>) =>
  staged.within((trx) =>
    trx.sql
      .updateTable("match")
      .set((eb) => ({ ...change, version: eb("version", "+", 1) }))
      .where("tenant_id", "=", staged.tenantId)
      .where("mentee_id", "=", menteeId)
      .executeTakeFirstOrThrow(),
  );
const accepted = { state: "ACCEPTED_BY_MENTOR", accepted_by_mentor_at: new Date() } as const;
const declined = { state: "DECLINED", ended_at: new Date(), end_reason: "DECLINED_BY_MENTOR" } as const;

describe("proposals that are replaced", () => {
  test("those that come out again stay untouched, the others end, and what needs their seats is written", async () => {
    const staged = await stage(
      [
        ["m", "a"],
        ["n", "b"],
      ],
      [
        ["m", "a"],
        ["n", "c"],
      ],
      1,
    );
    const rowOfA = () =>
      staging.sql("select *, xmin from matching.match where tenant_id = $1 and mentee_id = 'a'", [staged.tenantId]);
    const before = await rowOfA();
    const done = await replace(staged);
    expect(done).toEqual({ inserted: 1, kept: 1, superseded: 1, leftOver: 0, stop: null });
    expect(await staged.states()).toEqual({ a: ["PROPOSED"], b: ["SUPERSEDED"], c: ["PROPOSED"] });
    expect(await rowOfA()).toEqual(before);
    // Once more, and as if what was done once had been forgotten since.
    expect([await replace(staged), await replace(staged, "another step")]).toEqual([done, done]);
    const told = await staging.sql<{ subject: string }>(
      "select subject from matching.outbox where tenant_id = $1 order by position",
      [staged.tenantId],
    );
    expect(told.map(({ subject }) => subject)).toEqual(["mentorship.match.terminated", "mentorship.match.proposed"]);
  });

  test("one that was answered meanwhile stays live, and its mentee and seat are not given away", async () => {
    const staged = await stage(
      [
        ["m", "a"],
        ["n", "b"],
      ],
      [
        ["m", "b"],
        ["n", "a"],
        ["n", "c"],
      ],
      1,
    );
    await answer(staged, "a", accepted);
    // a stays with m: so neither may n have a, nor m have b.
    expect(await replace(staged)).toEqual({ inserted: 1, kept: 0, superseded: 1, leftOver: 2, stop: null });
    expect(await staged.states()).toEqual({ a: ["ACCEPTED_BY_MENTOR"], b: ["SUPERSEDED"], c: ["PROPOSED"] });
    expect(await staged.leftOver()).toEqual(["a", "b"]);
  });

  test("one that came out again and was declined meanwhile leaves its mentee over", async () => {
    const staged = await stage([["m", "a"]], [["m", "a"]], 1);
    await answer(staged, "a", declined);
    expect(await replace(staged)).toMatchObject({ inserted: 0, kept: 0, superseded: 0, leftOver: 1 });
    expect(await staged.leftOver()).toEqual(["a"]);
  });

  test("nothing ends and nothing is written when the programme has left matching, or the run was cancelled", async () => {
    const staged = await stage([["m", "a"]], [["n", "a"]], 1);
    const moved = { ...staged.programme, state: "ACTIVE" as const, version: 4 };
    expect(await replace(staged, "moved", moved)).toMatchObject({ superseded: 0, stop: "PROGRAMME_LEFT_MATCHING" });
    await staging.sql("update matching.match_run set cancelled_by = 'admin' where tenant_id = $1", [staged.tenantId]);
    expect(await replace(staged, "cancelled")).toMatchObject({ superseded: 0, stop: "CANCELLED" });
    expect(await staged.states()).toEqual({ a: ["PROPOSED"] });
  });

  test("three thousand that change their seats round in a circle are replaced in one transaction", async () => {
    const count = 3_000;
    const seats = 100;
    const mentee = (n: number): string => `mentee-${n}`;
    const mentor = (n: number): string => `mentor-${Math.floor(n / seats) % (count / seats)}`;
    const all = Array.from({ length: count }, (_, n) => n);
    const staged = await stage(
      all.map((n) => [mentor(n), mentee(n)]),
      all.map((n) => [mentor(n + seats), mentee(n)]),
      seats,
    );
    expect(await replace(staged)).toEqual({ inserted: count, kept: 0, superseded: count, leftOver: 0, stop: null });
    const rows = await staging.sql<{ writers: number; live: number; ended: number; told: number; audited: number }>(
      `select count(distinct xmin::text)::int as writers, count(*) filter (where state = 'PROPOSED')::int as live,
         count(*) filter (where end_reason = 'SUPERSEDED')::int as ended,
         (select count(*)::int from matching.outbox where tenant_id = $1) as told,
         (select count(*)::int from matching.audit_entry where tenant_id = $1) as audited
       from matching.match where tenant_id = $1`,
      [staged.tenantId],
    );
    expect(rows).toEqual([{ writers: 1, live: count, ended: count, told: 2 * count, audited: 2 * count }]);
  }, 60_000);

  test("what breaks off half-way leaves everything as it was", async () => {
    const staged = await stage([["m", "a"]], [["n", "a"]], 1);
    // The database refuses the new proposal after the old one has ended.
    await staging.sql("alter table matching.match add constraint broken check (mentor_id <> 'n') not valid");
    await expect(replace(staged)).rejects.toThrow("broken");
    await staging.sql("alter table matching.match drop constraint broken");
    expect(await staged.states()).toEqual({ a: ["PROPOSED"] });
    expect(await replace(staged)).toMatchObject({ inserted: 1, superseded: 1 });
    expect(await staged.states()).toEqual({ a: ["SUPERSEDED", "PROPOSED"] });
  });
});
