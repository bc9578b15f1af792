import { ApplicationRole, ApplicationState } from "@mentorship/client/v1";
import type { Call } from "@mentorship/shared/call";
import { DomainError } from "@mentorship/shared/errors";
import type { SchedulingContext } from "../context.ts";
import type { BookingOf } from "./booking-ground.ts";

/**
 * Asks the owner whether all mentors of a group are mentors of its programme. A match needs no asking: it has its mentor. Call it
 * outside transactions. Throws NOT_A_MENTOR.
 */
export async function requireMentorsOf(ctx: SchedulingContext, call: Call, of: BookingOf): Promise<void> {
  if (of.kind === "match") return;
  await Promise.all(of.mentorIds.map((id) => requireMentor(ctx, call, of.programmeId, id)));
}

// Who is paused gets no new matches, and goes on mentoring.
const MENTORING: ReadonlySet<ApplicationState> = new Set([ApplicationState.APPROVED, ApplicationState.PAUSED]);

/** The same for one person. */
export async function requireMentor(
  ctx: SchedulingContext,
  call: Call,
  programmeId: string,
  personId: string,
): Promise<void> {
  const application = await ctx.owners.application(call, { programmeId, personId, role: ApplicationRole.MENTOR });
  if (application !== undefined && MENTORING.has(application.state)) return;
  throw new DomainError("NOT_A_MENTOR", "the person is no mentor of this programme", {
    person_id: personId,
  });
}
