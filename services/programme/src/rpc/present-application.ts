import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import {
  ApplicationAction,
  ApplicationRole,
  type ApplicationSchema,
  ApplicationState,
  Modality,
} from "@mentorship/client/v1";
import type { Actor } from "../domain/actor.ts";
import type { Application, LiveMatch } from "../domain/application.ts";
import { actionsOnApplication, visibleState } from "../domain/application-states.ts";
import { isStaff } from "../domain/policy.ts";
import type { ListedApplication } from "../store/listed-applications.ts";

type Wire = MessageInitShape<typeof ApplicationSchema>;

/** An application as one caller sees it now. */
export const presentApplication = (listed: ListedApplication, actor: Actor): Wire =>
  present(listed, listed.application, listed.match, actor);

/**
 * A command's outcome: the application as the command left it, names and allowed actions as they are now. `match` is the mentee's live one
 * then; null where the command leaves none.
 */
export const presentOutcome = (
  outcome: Application,
  listed: ListedApplication,
  actor: Actor,
  match: LiveMatch = null,
): Wire => present(listed, outcome, match, actor);

function present(listed: ListedApplication, application: Application, match: LiveMatch, actor: Actor): Wire {
  const { person } = listed;
  return {
    applicationId: application.id,
    programmeId: application.programmeId,
    programmeName: listed.programmeName,
    person: {
      personId: application.personId,
      ...(person
        ? {
            displayName: person.displayName,
            zone: person.zone,
            bioShort: person.bioShort,
            personalLink: person.personalLink,
          }
        : {}),
    },
    role: ApplicationRole[application.role],
    state: ApplicationState[visibleState(application, match, actor)],
    tags: [...application.tags],
    bioShort: application.bioShort,
    availabilityHoursPerMonth: application.availabilityHours,
    maxMentees: application.maxMentees,
    modalityPreference: Modality[application.modality],
    eligibilityOverrideReason: isStaff(actor) ? application.overrideReason : "",
    version: BigInt(application.version),
    createdAt: timestampFromDate(application.createdAt),
    allowedActions: actionsOnApplication(listed.application, listed.programmeState, actor).map(
      (action) => ApplicationAction[action],
    ),
  };
}
