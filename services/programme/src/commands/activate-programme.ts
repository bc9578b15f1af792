import type { Call } from "@mentorship/shared/call";
import type { ProgrammeContext } from "../context.ts";
import type { Programme } from "../domain/programme.ts";
import { moveProgramme } from "./move-programme.ts";

/** Begins the cohort. Throws NOT_FOUND and PROGRAMME_STATE. */
export const activateProgramme = (ctx: ProgrammeContext, call: Call, programmeId: string): Promise<Programme> =>
  moveProgramme(ctx, call, programmeId, "ACTIVATE");
