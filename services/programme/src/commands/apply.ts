import { appendAudit } from "@mentorship/shared/audit";
import type { Call } from "@mentorship/shared/call";
import { notFound } from "@mentorship/shared/errors";
import { appendOutbox } from "@mentorship/shared/events";
import { transact, type Trx } from "@mentorship/shared/postgres";
import type { ProgrammeContext } from "../context.ts";
import type { Application, ApplicationText } from "../domain/application.ts";
import type { ApplicationRole } from "../domain/application-states.ts";
import { decideApply } from "../domain/apply.ts";
import { isStaff } from "../domain/policy.ts";
import { applicationEvent } from "../events/publish.ts";
import { insertApplication, lockApplicationOf, saveApplication } from "../store/applications.ts";
import { type ForApplying, programmeForApplying } from "../store/applying.ts";
import type { ListedApplication } from "../store/listed-applications.ts";
import type { Tables } from "../store/tables.ts";
import { applicationChange } from "./application-change.ts";

export interface ApplyInput {
  readonly programmeId: string;
  readonly role: ApplicationRole;
  /** Empty: the caller. */
  readonly personId: string;
  readonly text: ApplicationText;
}

/** What applying comes to. `around` is what stands around it; undefined for a repeat, where it is to be read afresh. */
export interface Applied {
  readonly outcome: Application;
  readonly around: ListedApplication | undefined;
}

/**
 * Applies to an open programme, for the caller or, as an admin, for somebody else. Throws NOT_FOUND and what `decideApply` throws. Where
 * mentors are approved as they apply, two events tell both.
 */
export async function apply(ctx: ProgrammeContext, call: Call, input: ApplyInput): Promise<Applied> {
  let found: ForApplying | undefined;
  const outcome = await transact(ctx, call, async (trx) => {
    const { before, application, ...rest } = await settleRow(trx, ctx.data.newId(), input);
    found = rest.found;
    const approved = application.state === "APPROVED";
    const submitted: Application = approved ? { ...application, state: "APPLIED" } : application;
    appendOutbox(trx, [applicationEvent("SUBMIT", submitted)]);
    appendAudit(trx, applicationChange("application.submitted", before, submitted));
    if (!approved) return application;
    // The approval is a change of its own: whoever applies only newer versions must not miss it.
    const final = { ...application, version: application.version + 1 };
    await saveApplication(trx, final);
    appendOutbox(trx, [applicationEvent("APPROVE", final)]);
    appendAudit(trx, applicationChange("application.approved", submitted, final));
    return final;
  });
  return { outcome, around: found && aroundOf(outcome, found) };
}

const aroundOf = (application: Application, { programme, applicant }: ForApplying): ListedApplication => ({
  application,
  match: null,
  programmeName: programme.name,
  programmeState: programme.state,
  person: applicant && applicant.card,
});

async function settleRow(trx: Trx<Tables>, newId: string, input: ApplyInput) {
  const { role, text, programmeId } = input;
  const { actor } = trx.call;
  const personId = input.personId || actor.id;
  const found = await programmeForApplying(trx, { programmeId, personId, role, tags: text.tags });
  if (found.programme.state === "DRAFT" && !isStaff(actor)) throw notFound("programme", programmeId);
  for (let { hasApplied } = found; ; hasApplied = true) {
    const known = hasApplied ? await lockApplicationOf(trx, { programmeId, personId, role }) : null;
    const before = known?.application ?? null;
    const applying = { ...found, role, personId, existing: before, match: known?.match ?? null, text };
    const application = decideApply(applying, newId, actor, trx.now);
    if (before) await saveApplication(trx, application);
    // Somebody else applied for the same person at the same moment: look again at what is there now.
    else if (!(await insertApplication(trx, application))) continue;
    return { before, application, found };
  }
}
