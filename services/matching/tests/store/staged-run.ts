import { randomUUID } from "node:crypto";
import { createTestDatabase } from "@mentorship/dev-env/testing";
import { type Call, systemCall } from "@mentorship/shared/call";
import { createLogger } from "@mentorship/shared/log";
import { closeData, openData, transact, type Trx } from "@mentorship/shared/postgres";
import type { MatchingContext } from "../../src/context.ts";
import type { Programme } from "../../src/domain/programme.ts";
import { newRun, type Run } from "../../src/domain/run.ts";
import { openScoredRuns } from "../../src/scoring/scored-runs.ts";
import { type ApplicationFact, rememberLoaded } from "../../src/store/applications.ts";
import { putProgrammes } from "../../src/store/programmes.ts";
import type { ProposedPair } from "../../src/store/proposals.ts";
import { insertRun } from "../../src/store/runs.ts";
import type { MatchingTables } from "../../src/store/tables.ts";
import { matchIn } from "../domain/match-data.ts";

/** A run that is about to write, in a tenant of its own. */
export interface StagedRun {
  readonly tenantId: string;
  readonly runId: string;
  readonly programme: Programme;
  call(step: string): Call;
  within<R>(body: (trx: Trx<MatchingTables>) => Promise<R>): Promise<R>;
  heard(fact: Partial<ApplicationFact> & Pick<ApplicationFact, "personId" | "role">): ApplicationFact;
  pair(mentorId: string, menteeId: string): ProposedPair;
  /** The state of each mentee's matches, or why they ended, in the order in which they began. */
  states(): Promise<Record<string, string[]>>;
  /** Whose proposal no longer held. */
  leftOver(): Promise<string[]>;
}

export interface Staging {
  readonly ctx: MatchingContext;
  sql<Row>(text: string, params?: readonly unknown[]): Promise<Row[]>;
  /** `seats` are of each mentor. */
  stage(
    people: { mentors: readonly string[]; mentees: readonly string[]; seats?: number },
    run?: Partial<Run>,
  ): Promise<StagedRun>;
  close(): Promise<void>;
}

/** A database of a test file's own, and what commands use of a context: data and scored runs. */
export async function openStaging(): Promise<Staging> {
  const database = await createTestDatabase(["matching"]);
  const log = createLogger("matching", { level: "silent" });
  const data = openData<MatchingTables>({ url: database.urlFor("svc_matching") }, "matching", log);
  const scored = openScoredRuns();
  const ctx = { data, scored } as MatchingContext;
  const rows = <Row>(text: string, params: readonly unknown[] = []) => database.sql<Row>(text, params);
  return {
    ctx,
    sql: rows,
    async close() {
      await scored.close();
      await closeData(data);
      await database.drop();
    },
    async stage({ mentors, mentees, seats = 10 }, over = {}) {
      const [tenantId, runId] = [randomUUID(), randomUUID()];
      const programme: Programme = {
        id: randomUUID(),
        name: "Spring",
        state: "MATCHING",
        selfBooking: true,
        version: 3,
      };
      const call = (step: string) => systemCall(tenantId, "test", { kind: "step", workflowId: "test", step });
      const within: StagedRun["within"] = (body) => transact(ctx, call(randomUUID()), body);
      await within(async (trx) => {
        await putProgrammes(trx, [programme]);
        const asked = newRun({ id: runId, programmeId: programme.id, requestedBy: "admin", requestedAt: trx.now });
        await insertRun(trx, {
          ...asked,
          phase: "INSERTING",
          mentorsLoaded: mentors.length,
          menteesLoaded: mentees.length,
          proposalsScored: mentees.length,
          writing: { total: mentees.length, replacing: 0, replaced: false, dealt: 0, chunks: 1 },
          ...over,
        });
        await rememberLoaded(trx, programme.id, [
          ...mentors.map((personId) => ({ personId, role: "MENTOR", state: "APPROVED", maxMentees: seats }) as const),
          ...mentees.map((personId) => ({ personId, role: "MENTEE", state: "APPLIED", maxMentees: 0 }) as const),
        ]);
      });
      const reasons = JSON.stringify(matchIn("PROPOSED").reasons);
      return {
        tenantId,
        runId,
        programme,
        call,
        within,
        heard: (fact) => ({
          programmeId: programme.id,
          state: "APPROVED",
          maxMentees: seats,
          version: 1,
          ...fact,
        }),
        pair: (mentorId, menteeId) => ({ mentorId, menteeId, score: 1, reasons }),
        async states() {
          const found: Record<string, string[]> = {};
          for (const row of await rows<{ mentee_id: string; state: string; end_reason: string | null }>(
            "select mentee_id, state, end_reason from matching.match where tenant_id = $1 order by proposed_at, ended_at nulls last, id",
            [tenantId],
          )) {
            (found[row.mentee_id] ??= []).push(row.end_reason ?? row.state);
          }
          return found;
        },
        async leftOver() {
          const found = await rows<{ mentee_id: string }>(
            "select mentee_id from matching.run_left_over where tenant_id = $1 and reason = 'CHANGED_MEANWHILE' order by 1",
            [tenantId],
          );
          return found.map((row) => row.mentee_id);
        },
      };
    },
  };
}
