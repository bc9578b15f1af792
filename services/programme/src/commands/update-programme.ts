import { appendAudit } from "@mentorship/shared/audit";
import type { Call } from "@mentorship/shared/call";
import { appendOutbox } from "@mentorship/shared/events";
import { transact } from "@mentorship/shared/postgres";
import type { ProgrammeContext } from "../context.ts";
import type { Programme } from "../domain/programme.ts";
import { type ProgrammeWish, updatedProgramme } from "../domain/update-programme.ts";
import { programmeEvent } from "../events/publish.ts";
import { savePhases } from "../store/phases.ts";
import { lockProgramme, saveProgramme } from "../store/programmes.ts";
import { programmeChange } from "./programme-change.ts";

/** Changes what is given of a programme. Throws NOT_FOUND, PROGRAMME_STATE, STALE_VERSION and INVALID_ARGUMENT. */
export function updateProgramme(
  ctx: ProgrammeContext,
  call: Call,
  input: { readonly programmeId: string; readonly wish: ProgrammeWish },
): Promise<Programme> {
  return transact(ctx, call, async (trx) => {
    const before = await lockProgramme(trx, input.programmeId);
    const programme = updatedProgramme(before, input.wish, call.actor, ctx.data.newId);
    if (programme === before) return before;
    await saveProgramme(trx, programme);
    if (input.wish.phases) await savePhases(trx, programme.id, programme.phases);
    appendOutbox(trx, [programmeEvent("UPDATE", programme)]);
    appendAudit(trx, programmeChange("programme.updated", before, programme, call.actor.id));
    return programme;
  });
}
