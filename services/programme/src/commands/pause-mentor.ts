import type { Call } from "@mentorship/shared/call";
import type { ProgrammeContext } from "../context.ts";
import type { Application } from "../domain/application.ts";
import { changeApplication } from "./change-application.ts";

/** Pauses a mentor. Matching stops proposing them when it hears of it. Throws what `changeApplication` throws. */
export const pauseMentor = (ctx: ProgrammeContext, call: Call, applicationId: string): Promise<Application> =>
  changeApplication(ctx, call, applicationId, "PAUSE");
