import type { Call } from "@mentorship/shared/call";
import type { ProgrammeContext } from "../context.ts";
import type { Application } from "../domain/application.ts";
import { changeApplication } from "./change-application.ts";

/** Takes an application back. Matching ends what it has to when it hears of it. Throws what `changeApplication` throws. */
export const withdrawApplication = (ctx: ProgrammeContext, call: Call, applicationId: string): Promise<Application> =>
  changeApplication(ctx, call, applicationId, "WITHDRAW");
