import { appendAudit } from "@mentorship/shared/audit";
import type { Call } from "@mentorship/shared/call";
import { DomainError, type ErrorReasonName } from "@mentorship/shared/errors";
import { appendOutbox } from "@mentorship/shared/events";
import { transact } from "@mentorship/shared/postgres";
import type { Actor } from "../domain/actor.ts";
import type { ProgrammeContext } from "../context.ts";
import type { Application } from "../domain/application.ts";
import { type ApplicationState, decideApplication, visibleState } from "../domain/application-states.ts";
import type { ProgrammeCore } from "../domain/programme.ts";
import { applicationEvent } from "../events/publish.ts";
import { type KnownApplication, lockApplications, saveStates } from "../store/applications.ts";
import { shareProgrammesOf } from "../store/programmes.ts";
import { applicationChange } from "./application-change.ts";

/** What became of one row. `refusal` is null where it was approved by this call; `state` is null where there is no such row. */
export interface Approval {
  readonly applicationId: string;
  readonly refusal: ErrorReasonName | null;
  readonly state: ApplicationState | null;
}

/** Approves mentors, in one transaction; a row that is refused stops no other. Answers in the order of the ids. */
export function approveMentors(ctx: ProgrammeContext, call: Call, ids: readonly string[]): Promise<Approval[]> {
  return transact(ctx, call, async (trx) => {
    const programmes = await shareProgrammesOf(trx, ids);
    const known = new Map((await lockApplications(trx, ids)).map((each) => [each.application.id, each]));
    const approved: Application[] = [];
    const results = ids.map((id): Approval => {
      const found = known.get(id.toLowerCase());
      const programme = found && programmes.get(found.application.programmeId);
      if (!found || !programme) return { applicationId: id, refusal: "NOT_FOUND", state: null };
      const decided = decide(found, programme, call.actor);
      if (typeof decided === "string") {
        return {
          applicationId: id,
          refusal: decided,
          state: visibleState(found.application, found.match, call.actor),
        };
      }
      approved.push(decided);
      // The same id may come again in capitals, which the contract's rule takes for another.
      known.set(decided.id, { ...found, application: decided });
      appendAudit(trx, applicationChange("application.approved", found.application, decided));
      return { applicationId: id, refusal: null, state: decided.state };
    });
    await saveStates(trx, approved);
    appendOutbox(
      trx,
      approved.map((application) => applicationEvent("APPROVE", application)),
    );
    return results;
  });
}

function decide(known: KnownApplication, programme: ProgrammeCore, actor: Actor): Application | ErrorReasonName {
  try {
    const around = { programmeState: programme.state, match: known.match };
    return decideApplication(known.application, "APPROVE", actor, around);
  } catch (error) {
    if (error instanceof DomainError) return error.reason;
    throw error;
  }
}
