import { appendAudit } from "@mentorship/shared/audit";
import type { Call } from "@mentorship/shared/call";
import { appendOutbox } from "@mentorship/shared/events";
import { transact } from "@mentorship/shared/postgres";
import type { ProgrammeContext } from "../context.ts";
import { draftProgramme, type Programme, type ProgrammeDraft } from "../domain/programme.ts";
import { programmeEvent } from "../events/publish.ts";
import { savePhases } from "../store/phases.ts";
import { insertProgramme } from "../store/programmes.ts";
import { programmeChange } from "./programme-change.ts";

/** Creates a programme in draft. */
export function createProgramme(ctx: ProgrammeContext, call: Call, draft: ProgrammeDraft): Promise<Programme> {
  return transact(ctx, call, async (trx) => {
    const programme = draftProgramme(ctx.data.newId(), draft, trx.now, ctx.data.newId);
    await insertProgramme(trx, programme);
    await savePhases(trx, programme.id, programme.phases);
    appendOutbox(trx, [programmeEvent("CREATE", programme)]);
    appendAudit(trx, programmeChange("programme.created", null, programme, call.actor.id));
    return programme;
  });
}
