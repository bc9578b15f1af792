import type { Call } from "@mentorship/shared/call";
import type { ProgrammeContext } from "../context.ts";
import type { Programme } from "../domain/programme.ts";
import { moveProgramme } from "./move-programme.ts";

/** Lets people apply to a programme in draft. Throws NOT_FOUND and PROGRAMME_STATE. */
export const openProgramme = (ctx: ProgrammeContext, call: Call, programmeId: string): Promise<Programme> =>
  moveProgramme(ctx, call, programmeId, "OPEN");
