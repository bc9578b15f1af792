import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Trx } from "@mentorship/shared/postgres";
import { finishRun } from "../../src/commands/finish-run.ts";
import { followApplication } from "../../src/commands/follow-application.ts";
import { followSuspension } from "../../src/commands/follow-suspension.ts";
import { insertProposals } from "../../src/commands/insert-proposals.ts";
import { putApplications } from "../../src/store/applications.ts";
import type { MatchingTables } from "../../src/store/tables.ts";
import { openStaging, type StagedRun, type Staging } from "./staged-run.ts";

let staging: Staging;
beforeAll(async () => {
  staging = await openStaging();
}, 60_000);
afterAll(() => staging?.close());

interface Staged extends StagedRun {
  readonly mentees: readonly string[];
}

/** A run with a proposal for each mentee, all of mentor `m`. */
const stage = async (mentees: readonly string[], seats = 10): Promise<Staged> => ({
  ...(await staging.stage({ mentors: ["m"], mentees, seats })),
  mentees,
});
const insert = (staged: Staged, step = "insert-chunk/0", programme = staged.programme) => {
  const pairs = staged.mentees.map((menteeId) => staged.pair("m", menteeId));
  return insertProposals(staging.ctx, staged.call(step), { runId: staged.runId, chunk: 0, pairs }, programme);
};

describe("a part of a run", () => {
  test("is written once, however often it is asked for", async () => {
    const staged = await stage(["a", "b"]);
    const first = await insert(staged);
    expect(first).toEqual({ inserted: 2, kept: 0, superseded: 0, leftOver: 0, stop: null });
    expect(await insert(staged)).toEqual(first);
    // As if what was done once had been forgotten since.
    expect(await insert(staged, "another step")).toEqual(first);
    expect(await staged.states()).toEqual({ a: ["PROPOSED"], b: ["PROPOSED"] });
    expect(await staged.leftOver()).toEqual([]);
  });

  test("leaves out who changed since it was scored: withdrawn, suspended, beyond the seats", async () => {
    const staged = await stage(["gone", "suspended", "a", "b"], 2);
    await staged.within((trx) =>
      putApplications(trx, [staged.heard({ personId: "gone", role: "MENTEE", state: "WITHDRAWN" })]),
    );
    await staging.sql("insert into matching.person values ($1, 'suspended', 1, true, 'UTC')", [staged.tenantId]);
    await staged.within((trx) =>
      putApplications(trx, [staged.heard({ personId: "m", role: "MENTOR", maxMentees: 1 })]),
    );
    expect(await insert(staged)).toMatchObject({ inserted: 1, leftOver: 3, stop: null });
    expect(await staged.states()).toEqual({ a: ["PROPOSED"] });
    expect(await staged.leftOver()).toEqual(["b", "gone", "suspended"]);
  });

  test("is not written when the programme has left matching, nor when the run has ended", async () => {
    const staged = await stage(["a"]);
    const moved = { ...staged.programme, state: "ACTIVE" as const, version: 4 };
    expect(await insert(staged, "moved", moved)).toMatchObject({ inserted: 0, stop: "PROGRAMME_LEFT_MATCHING" });
    const other = await stage(["a"]);
    await finishRun(staging.ctx, other.call("finish"), other.runId, "CANCELLED");
    expect(await insert(other)).toMatchObject({ inserted: 0, stop: "CANCELLED" });
    expect([await staged.states(), await other.states()]).toEqual([{}, {}]);
  });
});

describe("who leaves while a part is written", () => {
  const mentees = Array.from({ length: 200 }, (_, n) => `mentee-${String(n).padStart(3, "0")}`);
  const later = new Date(Date.now() + 60_000);

  test.each([
    [
      "a paused mentor",
      "MENTOR_UNAVAILABLE",
      (staged: Staged, trx: Trx<MatchingTables>) =>
        followApplication(trx, staged.heard({ personId: "m", role: "MENTOR", state: "PAUSED", version: 2 }), later),
    ],
    [
      "a withdrawn mentee",
      "MENTEE_WITHDREW",
      (staged: Staged, trx: Trx<MatchingTables>) =>
        followApplication(
          trx,
          staged.heard({ personId: "mentee-007", role: "MENTEE", state: "WITHDRAWN", maxMentees: 0, version: 2 }),
          later,
        ),
    ],
    [
      "a suspended mentee",
      "SUSPENDED",
      async (staged: Staged, trx: Trx<MatchingTables>) => {
        await trx.sql
          .insertInto("person")
          .values({ tenant_id: staged.tenantId, id: "mentee-007", version: 1, suspended: true, zone: "UTC" })
          .execute();
        await followSuspension(trx, "mentee-007", later);
      },
    ],
    [
      "a suspended mentor",
      "SUSPENDED",
      async (staged: Staged, trx: Trx<MatchingTables>) => {
        await trx.sql
          .insertInto("person")
          .values({ tenant_id: staged.tenantId, id: "m", version: 1, suspended: true, zone: "UTC" })
          .execute();
        await followSuspension(trx, "m", later);
      },
    ],
  ])("%s keeps no proposal, whichever comes first", async (who, reason, leave) => {
    for (let round = 0; round < 4; round += 1) {
      const staged = await stage(mentees, 200);
      await Promise.all([insert(staged), staged.within((trx) => leave(staged, trx))]);
      const states = await staged.states();
      const theirs = who.endsWith("mentor") ? Object.values(states).flat() : (states["mentee-007"] ?? ["none"]);
      expect(theirs.filter((state) => state === "PROPOSED")).toEqual([]);
      expect(new Set(theirs.filter((state) => state !== "none"))).toEqual(
        theirs.includes(reason) ? new Set([reason]) : new Set(),
      );
    }
  });
});

describe("events that come late", () => {
  test("a pause that was lifted by what came before it ends only what was proposed before it", async () => {
    const staged = await stage(["a"]);
    await insert(staged);
    const resumed = staged.heard({ personId: "m", role: "MENTOR", state: "APPROVED", version: 6 });
    await staged.within((trx) => putApplications(trx, [resumed]));
    const paused = staged.heard({ personId: "m", role: "MENTOR", state: "PAUSED", version: 5 });
    await staged.within((trx) => followApplication(trx, paused, new Date(Date.now() - 60_000)));
    expect(await staged.states()).toEqual({ a: ["PROPOSED"] });
    await staged.within((trx) => followApplication(trx, paused, new Date(Date.now() + 60_000)));
    expect(await staged.states()).toEqual({ a: ["MENTOR_UNAVAILABLE"] });
  });
});
