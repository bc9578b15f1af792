import type { Call } from "@mentorship/shared/call";
import type { ProgrammeContext } from "../context.ts";
import type { Programme } from "../domain/programme.ts";
import { moveProgramme } from "./move-programme.ts";

/** Closes applications, or begins a top-up round of an active programme. Throws NOT_FOUND and PROGRAMME_STATE. */
export const startMatching = (ctx: ProgrammeContext, call: Call, programmeId: string): Promise<Programme> =>
  moveProgramme(ctx, call, programmeId, "START_MATCHING");
