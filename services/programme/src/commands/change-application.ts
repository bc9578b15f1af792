import { appendAudit } from "@mentorship/shared/audit";
import type { Call } from "@mentorship/shared/call";
import { notFound } from "@mentorship/shared/errors";
import { appendOutbox } from "@mentorship/shared/events";
import { transact } from "@mentorship/shared/postgres";
import type { ProgrammeContext } from "../context.ts";
import type { Application } from "../domain/application.ts";
import { decideApplication } from "../domain/application-states.ts";
import { mayKnowApplication } from "../domain/policy.ts";
import { applicationEvent } from "../events/publish.ts";
import { lockApplications, saveStates } from "../store/applications.ts";
import { shareProgrammesOf } from "../store/programmes.ts";
import { applicationChange } from "./application-change.ts";

export type ApplicationChange = "PAUSE" | "RESUME" | "WITHDRAW";

const actions: Readonly<Record<ApplicationChange, string>> = {
  PAUSE: "application.paused",
  RESUME: "application.resumed",
  WITHDRAW: "application.withdrawn",
};

/** Changes where one application stands. Throws NOT_FOUND, PERMISSION_DENIED, PROGRAMME_STATE and APPLICATION_STATE. */
export function changeApplication(
  ctx: ProgrammeContext,
  call: Call,
  applicationId: string,
  action: ApplicationChange,
): Promise<Application> {
  return transact(ctx, call, async (trx) => {
    // The programme first, as everywhere: two that lock in one order never wait for each other in a circle.
    const programmes = await shareProgrammesOf(trx, [applicationId]);
    const [known] = await lockApplications(trx, [applicationId]);
    const programme = known && programmes.get(known.application.programmeId);
    if (!programme || !mayKnowApplication(call.actor, known.application.personId)) {
      throw notFound("application", applicationId);
    }
    const around = { programmeState: programme.state, match: known.match };
    const application = decideApplication(known.application, action, call.actor, around);
    await saveStates(trx, [application]);
    appendOutbox(trx, [applicationEvent(action, application)]);
    appendAudit(trx, applicationChange(actions[action], known.application, application));
    return application;
  });
}
