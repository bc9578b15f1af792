import type { Call } from "@mentorship/shared/call";
import type { ProgrammeContext } from "../context.ts";
import type { Programme } from "../domain/programme.ts";
import { moveProgramme } from "./move-programme.ts";

/** Closes a programme for good. Matching ends its unanswered matches when it hears of it. Throws NOT_FOUND and PROGRAMME_STATE. */
export const completeProgramme = (ctx: ProgrammeContext, call: Call, programmeId: string): Promise<Programme> =>
  moveProgramme(ctx, call, programmeId, "COMPLETE");
