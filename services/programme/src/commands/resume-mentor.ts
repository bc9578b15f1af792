import type { Call } from "@mentorship/shared/call";
import type { ProgrammeContext } from "../context.ts";
import type { Application } from "../domain/application.ts";
import { changeApplication } from "./change-application.ts";

/** Makes a paused mentor approved again. Throws what `changeApplication` throws. */
export const resumeMentor = (ctx: ProgrammeContext, call: Call, applicationId: string): Promise<Application> =>
  changeApplication(ctx, call, applicationId, "RESUME");
