import { putPersonRow } from "@mentorship/shared/admission";
import type { Call } from "@mentorship/shared/call";
import { DomainError } from "@mentorship/shared/errors";
import { transact } from "@mentorship/shared/postgres";
import type { SchedulingContext } from "../context.ts";
import { decideSession } from "../domain/decisions/decide-session.ts";
import { readSession } from "../queries/get-session.ts";
import { clearExpired } from "../store/holds.ts";
import { lockSession } from "../store/load-sessions.ts";
import { lockTimeOf, sharePeople } from "../store/people.ts";
import { advanceSession } from "./advance-session.ts";
import { requireFree, requireNobodySuspended, takenTimes } from "./free-time.ts";
import { keepSession } from "./keep-session.ts";
import { requireMentor } from "./require-mentors-of.ts";
import { type SessionView, viewOf } from "./session-view.ts";

export type SubstituteMentorInput = {
  readonly sessionId: string;
  readonly mentorId: string;
  readonly substituteId: string;
};

/**
 * Puts another mentor of the programme in the place of one, where the time is free for them. Throws NOT_FOUND, PERMISSION_DENIED,
 * INVALID_ARGUMENT, NOT_A_MENTOR, PERSON_UNKNOWN, PERSON_SUSPENDED, SLOT_TAKEN, SESSION_STATE, TIME_PASSED.
 */
export async function substituteMentor(
  ctx: SchedulingContext,
  call: Call,
  input: SubstituteMentorInput,
): Promise<SessionView> {
  const { substituteId } = input;
  const intent = { kind: "substitute_mentor", mentorId: input.mentorId, substituteId } as const;
  const { session: seen } = await readSession(ctx, call, input.sessionId);
  const person = await ctx.owners.person(call, substituteId);
  if (person === undefined) {
    throw new DomainError("PERSON_UNKNOWN", "there is no such person in the directory", { person_id: substituteId });
  }
  await requireMentor(ctx, call, seen.record.programmeId, substituteId);
  return transact(ctx, call, async (trx) => {
    await putPersonRow(trx, person);
    const session = await lockSession(trx, input.sessionId);
    const decision = decideSession(session.record, intent, call.actor, trx.now.getTime(), session.settings);
    requireNobodySuspended(await sharePeople(trx, [substituteId]));
    await lockTimeOf(trx, [substituteId]);
    const joining = decision.record.participants.filter((one) => one.personId === substituteId);
    const wanted = { ...decision.record, participants: joining };
    requireFree(wanted, await takenTimes(trx, wanted));
    await clearExpired(trx, [substituteId], wanted);
    const kept = await keepSession(ctx, trx, session, decision, { action: "session.mentor_substituted" });
    return viewOf((await advanceSession(ctx, trx, kept)).session, trx.now);
  });
}
