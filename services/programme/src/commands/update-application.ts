import { appendAudit } from "@mentorship/shared/audit";
import type { Call } from "@mentorship/shared/call";
import { notFound } from "@mentorship/shared/errors";
import { appendOutbox } from "@mentorship/shared/events";
import { transact } from "@mentorship/shared/postgres";
import type { ProgrammeContext } from "../context.ts";
import type { Application, LiveMatch } from "../domain/application.ts";
import { mayKnowApplication } from "../domain/policy.ts";
import { type ApplicationWish, updatedApplication } from "../domain/update-application.ts";
import { applicationEvent } from "../events/publish.ts";
import { lockApplications, saveApplication } from "../store/applications.ts";
import { shareProgrammesOf } from "../store/programmes.ts";
import { unknownSkills } from "../store/skills.ts";
import { applicationChange } from "./application-change.ts";

/** The application as the change left it, with the live match that its person had then. */
export interface UpdatedApplication {
  readonly application: Application;
  readonly match: LiveMatch;
}

/**
 * Changes what a person wrote in an application. Live matches stay; the next run reads it as it is then. Throws NOT_FOUND and what
 * `updatedApplication` throws.
 */
export function updateApplication(
  ctx: ProgrammeContext,
  call: Call,
  input: { readonly applicationId: string; readonly wish: ApplicationWish },
): Promise<UpdatedApplication> {
  const { applicationId, wish } = input;
  return transact(ctx, call, async (trx) => {
    const programmes = await shareProgrammesOf(trx, [applicationId]);
    const [known] = await lockApplications(trx, [applicationId]);
    const programme = known && programmes.get(known.application.programmeId);
    if (!programme || !mayKnowApplication(call.actor, known.application.personId)) {
      throw notFound("application", applicationId);
    }
    const { application: before, match } = known;
    const unknownTags = await unknownSkills(trx, wish.tags ?? []);
    const around = { programmeState: programme.state, match, unknownTags };
    const application = updatedApplication(before, wish, call.actor, around);
    if (application === before) return known;
    await saveApplication(trx, application);
    appendOutbox(trx, [applicationEvent("UPDATE", application, match ? "MATCHED" : application.state)]);
    appendAudit(trx, applicationChange("application.updated", before, application));
    return { application, match };
  });
}
