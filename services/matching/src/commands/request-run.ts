import { appendAudit } from "@mentorship/shared/audit";
import type { Call } from "@mentorship/shared/call";
import { putDue } from "@mentorship/shared/clock";
import { DomainError, notFound } from "@mentorship/shared/errors";
import { appendOutbox } from "@mentorship/shared/events";
import { readTenant, transact } from "@mentorship/shared/postgres";
import { askProgramme } from "../clients.ts";
import type { MatchingContext } from "../context.ts";
import { gateOpen, type Programme, requireRunnable } from "../domain/programme.ts";
import { newRun, type PairingStrategy, type Run, type RunMode } from "../domain/run.ts";
import { runRequested } from "../events/publish.ts";
import { findProgramme, holdProgramme, putProgrammes } from "../store/programmes.ts";
import { findLiveRun, insertRun, unfinishedRun } from "../store/runs.ts";

export interface RequestRun {
  readonly programmeId: string;
  readonly mode: RunMode;
  /** Null: as the programme says. */
  readonly strategy: PairingStrategy | null;
}

/**
 * Asks for a run over a programme; its workflow starts from the event. While one is under way, asking again answers with that one,
 * whatever its mode and strategy. Throws NOT_FOUND and PROGRAMME_STATE.
 */
export async function requestRun(ctx: MatchingContext, call: Call, input: RequestRun): Promise<Run> {
  const { programmeId, mode, strategy } = input;
  const learnt = await learnProgramme(ctx, call, programmeId);
  return transact(ctx, call, async (trx) => {
    const underWay = await findLiveRun(trx, programmeId);
    if (underWay) return underWay;
    await putProgrammes(trx, learnt);
    const programme = await holdProgramme(trx, programmeId);
    if (!programme) throw notFound("programme", programmeId);
    requireRunnable(programme, call.actor);
    const run = newRun({ ...input, id: ctx.data.newId(), requestedBy: call.actor.id, requestedAt: trx.now });
    if (!(await insertRun(trx, run))) return whoWasFirst(await findLiveRun(trx, programmeId));
    await putDue(trx, { kind: unfinishedRun, id: run.id, dueAt: trx.now });
    appendOutbox(trx, [runRequested(run)]);
    appendAudit(trx, {
      action: "match_run.requested",
      entity: { type: "match_run", id: run.id },
      before: null,
      after: { programme_id: programmeId, phase: run.phase, mode, strategy },
    });
    return run;
  });
}

// Refuses nothing: a repeat of an earlier call must get to its stored outcome.
async function learnProgramme(ctx: MatchingContext, call: Call, programmeId: string): Promise<Programme[]> {
  const known = await readTenant(ctx, call.tenantId, (db) => findProgramme(db, programmeId));
  if (known && gateOpen(known, "RUN_MATCHING")) return [];
  try {
    return [await askProgramme(ctx, call, programmeId)];
  } catch (error) {
    if (error instanceof DomainError && error.reason === "NOT_FOUND") return [];
    throw error;
  }
}

function whoWasFirst(run: Run | undefined): Run {
  if (run) return run;
  const text = "another run of this programme began and ended at this moment; ask again";
  throw new DomainError("CONFLICT_RETRY", text, {}, { retryAfterMs: 200 });
}
