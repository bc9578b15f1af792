import { appendAudit } from "@mentorship/shared/audit";
import type { Call } from "@mentorship/shared/call";
import { appendOutbox } from "@mentorship/shared/events";
import { transact } from "@mentorship/shared/postgres";
import type { ProgrammeContext } from "../context.ts";
import type { Programme } from "../domain/programme.ts";
import { nextProgrammeState } from "../domain/programme-states.ts";
import { programmeEvent } from "../events/publish.ts";
import { lockProgramme, saveProgramme } from "../store/programmes.ts";
import { programmeChange } from "./programme-change.ts";

export type ProgrammeMove = "OPEN" | "START_MATCHING" | "ACTIVATE" | "COMPLETE";

const actions: Readonly<Record<ProgrammeMove, string>> = {
  OPEN: "programme.opened",
  START_MATCHING: "programme.matching_started",
  ACTIVATE: "programme.activated",
  COMPLETE: "programme.completed",
};

/** Moves a programme to its next state. Throws NOT_FOUND and PROGRAMME_STATE. */
export function moveProgramme(
  ctx: ProgrammeContext,
  call: Call,
  programmeId: string,
  move: ProgrammeMove,
): Promise<Programme> {
  return transact(ctx, call, async (trx) => {
    const before = await lockProgramme(trx, programmeId);
    const state = nextProgrammeState(before.state, move, call.actor);
    const programme = { ...before, state, version: before.version + 1 };
    await saveProgramme(trx, programme);
    appendOutbox(trx, [programmeEvent(move, programme)]);
    appendAudit(trx, programmeChange(actions[move], before, programme, call.actor.id));
    return programme;
  });
}
