import type { Call } from "@mentorship/shared/call";
import { DomainError } from "@mentorship/shared/errors";
import { pageSize } from "@mentorship/shared/paging";
import { readTenant } from "@mentorship/shared/postgres";
import type { ProgrammeContext } from "../context.ts";
import { type Obstacle, obstaclesTo, rolesToApplyIn } from "../domain/applicability.ts";
import type { ApplicationRole } from "../domain/application-states.ts";
import type { Attributes } from "../domain/audience.ts";
import { pageOfProgrammes } from "../store/listed-programmes.ts";
import { findPerson } from "../store/people.ts";
import { aroundProgrammes, type SeenProgramme } from "./around-programmes.ts";
import { listQuery, pageOf, placeOf } from "./pages.ts";

export interface ListApplicableProgrammes {
  /** Undefined: every role that the caller's token names. */
  readonly role: ApplicationRole | undefined;
  readonly onlyApplicable: boolean;
  readonly pageSize: number;
  readonly pageToken: string;
}

/** Whether the caller may apply in one role. `applicationId` is null where they never did. */
export interface Applicability {
  readonly role: ApplicationRole;
  readonly obstacles: readonly Obstacle[];
  readonly applicationId: string | null;
}

export interface ApplicableProgramme {
  readonly seen: SeenProgramme;
  readonly parts: readonly Applicability[];
}

/**
 * A page of the programmes that the caller may apply to, and of those where they may not, with the reasons; the newest first. A page may
 * hold fewer than its size where others are left out. Throws PAGE_TOKEN_INVALID, and PERMISSION_DENIED for a role that is not the caller's.
 */
export async function listApplicableProgrammes(
  ctx: ProgrammeContext,
  call: Call,
  list: ListApplicableProgrammes,
): Promise<{ programmes: ApplicableProgramme[]; nextPageToken: string }> {
  const { role, onlyApplicable, pageToken } = list;
  const roles = rolesToApplyIn(call.actor, role);
  if (roles.length === 0) throw new DomainError("PERMISSION_DENIED", "you may not apply in this part");
  const query = listQuery(call, "applicable programmes", { roles, onlyApplicable });
  const size = pageSize(list.pageSize);
  const after = placeOf(query, pageToken, "time");
  const filter = { states: onlyApplicable ? openStates : listedStates, text: "", department: "" };
  return readTenant(ctx, call.tenantId, async (db) => {
    const found = await pageOfProgrammes(db, filter, "NEWEST", after, size + 1);
    const { page, nextPageToken } = pageOf(query, found, size);
    const person = (await findPerson(db, call.actor.id)) ?? {};
    const programmes = (await aroundProgrammes(db, call, page))
      .map((seen) => ({ seen, parts: roles.map((each) => applicability(seen, each, person)) }))
      .filter(({ parts }) => !onlyApplicable || parts.some(({ obstacles }) => obstacles.length === 0));
    return { programmes, nextPageToken };
  });
}

const openStates = ["OPEN"] as const;
const listedStates = ["OPEN", "MATCHING", "ACTIVE"] as const;

const applicability = (
  { programme, mine }: SeenProgramme,
  role: ApplicationRole,
  person: Attributes,
): Applicability => ({
  role,
  obstacles: obstaclesTo(programme, role, person, mine),
  applicationId: mine.find((each) => each.role === role)?.id ?? null,
});
