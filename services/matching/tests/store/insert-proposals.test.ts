import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createTestDatabase, type TestDatabase } from "@mentorship/dev-env/testing";
import { type Call, systemCall } from "@mentorship/shared/call";
import { createLogger } from "@mentorship/shared/log";
import { closeData, openData, transact, type Trx } from "@mentorship/shared/postgres";
import { finishRun } from "../../src/commands/finish-run.ts";
import { followApplication } from "../../src/commands/follow-application.ts";
import { followSuspension } from "../../src/commands/follow-suspension.ts";
import { insertProposals } from "../../src/commands/insert-proposals.ts";
import type { MatchingContext } from "../../src/context.ts";
import type { Programme } from "../../src/domain/programme.ts";
import { newRun } from "../../src/domain/run.ts";
import { type ApplicationFact, putApplications, rememberLoaded } from "../../src/store/applications.ts";
import { putProgrammes } from "../../src/store/programmes.ts";
import { stageProposals } from "../../src/store/run-results.ts";
import { insertRun } from "../../src/store/runs.ts";
import type { MatchingTables } from "../../src/store/tables.ts";
import { matchIn } from "../domain/match-data.ts";

let database: TestDatabase;
// What these commands use of a context is its data alone.
let ctx: MatchingContext;

beforeAll(async () => {
  database = await createTestDatabase(["matching"]);
  const log = createLogger("matching", { level: "silent" });
  const data = openData<MatchingTables>({ url: database.urlFor("svc_matching") }, "matching", log);
  ctx = { data } as MatchingContext;
}, 60_000);

afterAll(async () => {
  await closeData(ctx.data);
  await database.drop();
});

interface Staged {
  readonly tenantId: string;
  readonly runId: string;
  readonly programme: Programme;
  call(step: string): Call;
  within<R>(body: (trx: Trx<MatchingTables>) => Promise<R>): Promise<R>;
  heard(fact: Partial<ApplicationFact> & Pick<ApplicationFact, "personId" | "role">): ApplicationFact;
  states(): Promise<Record<string, string>>;
  leftOver(): Promise<string[]>;
}

/** A run with a proposal for each mentee, all of mentor `m`. */
async function stage(mentees: readonly string[], seats = 10): Promise<Staged> {
  const tenantId = randomUUID();
  const runId = randomUUID();
  const programme: Programme = { id: randomUUID(), name: "Spring", state: "MATCHING", selfBooking: true, version: 3 };
  const call = (step: string) => systemCall(tenantId, "test", { kind: "step", workflowId: "test", step });
  const within = <R>(body: (trx: Trx<MatchingTables>) => Promise<R>) => transact(ctx, call(randomUUID()), body);
  const heard: Staged["heard"] = (fact) => ({
    programmeId: programme.id,
    state: "APPROVED",
    maxMentees: seats,
    version: 1,
    ...fact,
  });
  await within(async (trx) => {
    await putProgrammes(trx, [programme]);
    const asked = newRun({ id: runId, programmeId: programme.id, requestedBy: "admin", requestedAt: trx.now });
    await insertRun(trx, {
      ...asked,
      phase: "INSERTING",
      mentorsLoaded: 1,
      menteesLoaded: mentees.length,
      proposalsScored: mentees.length,
    });
    await rememberLoaded(trx, programme.id, [
      { personId: "m", role: "MENTOR", state: "APPROVED", maxMentees: seats },
      ...mentees.map((personId) => ({ personId, role: "MENTEE" as const, state: "APPLIED" as const, maxMentees: 0 })),
    ]);
    const { reasons } = matchIn("PROPOSED");
    await stageProposals(
      trx,
      runId,
      mentees.map((menteeId, ordinal) => ({ ordinal, mentorId: "m", menteeId, score: 1, reasons })),
    );
  });
  const states = async () => {
    const rows = await database.sql<{ mentee_id: string; state: string; end_reason: string | null }>(
      "select mentee_id, state, end_reason from matching.match where tenant_id = $1",
      [tenantId],
    );
    return Object.fromEntries(rows.map((row) => [row.mentee_id, row.end_reason ?? row.state]));
  };
  const leftOver = async () =>
    (
      await database.sql<{ mentee_id: string }>(
        "select mentee_id from matching.run_left_over where tenant_id = $1 and reason = 'CHANGED_MEANWHILE' order by 1",
        [tenantId],
      )
    ).map((row) => row.mentee_id);
  return { tenantId, runId, programme, call, within, heard, states, leftOver };
}
const insert = (staged: Staged, chunk = 0) =>
  insertProposals(ctx, staged.call(`insert-chunk/${chunk}`), staged.runId, chunk, staged.programme);

describe("a part of a run", () => {
  test("is written once, however often it is asked for", async () => {
    const staged = await stage(["a", "b"]);
    const first = await insert(staged);
    expect(first).toEqual({ inserted: 2, leftOver: 0, stop: false });
    expect(await insert(staged)).toEqual(first);
    // As if what was done once had been forgotten since.
    expect(await insertProposals(ctx, staged.call("another step"), staged.runId, 0, staged.programme)).toEqual(first);
    expect(await staged.states()).toEqual({ a: "PROPOSED", b: "PROPOSED" });
    expect(await staged.leftOver()).toEqual([]);
  });

  test("leaves out who changed since it was scored: withdrawn, suspended, beyond the seats", async () => {
    const staged = await stage(["gone", "suspended", "a", "b"], 2);
    await staged.within((trx) =>
      putApplications(trx, [staged.heard({ personId: "gone", role: "MENTEE", state: "WITHDRAWN" })]),
    );
    await database.sql("insert into matching.person values ($1, 'suspended', 1, true, 'UTC')", [staged.tenantId]);
    await staged.within((trx) =>
      putApplications(trx, [staged.heard({ personId: "m", role: "MENTOR", maxMentees: 1 })]),
    );
    expect(await insert(staged)).toEqual({ inserted: 1, leftOver: 3, stop: false });
    expect(await staged.states()).toEqual({ a: "PROPOSED" });
    expect(await staged.leftOver()).toEqual(["b", "gone", "suspended"]);
  });

  test("is not written when the programme has left matching, nor when the run has ended", async () => {
    const staged = await stage(["a"]);
    const moved = { ...staged.programme, state: "ACTIVE" as const, version: 4 };
    expect(await insertProposals(ctx, staged.call("moved"), staged.runId, 0, moved)).toMatchObject({
      inserted: 0,
      stop: true,
    });
    const other = await stage(["a"]);
    await finishRun(ctx, other.call("finish"), other.runId, "CANCELLED");
    expect(await insert(other)).toMatchObject({ inserted: 0, stop: true });
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
      const theirs = who.endsWith("mentor") ? Object.values(states) : [states["mentee-007"] ?? "none"];
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
    expect(await staged.states()).toEqual({ a: "PROPOSED" });
    await staged.within((trx) => followApplication(trx, paused, new Date(Date.now() + 60_000)));
    expect(await staged.states()).toEqual({ a: "MENTOR_UNAVAILABLE" });
  });
});
