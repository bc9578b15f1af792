import { DomainError } from "@mentorship/shared/errors";
import type { Trx } from "@mentorship/shared/postgres";
import type { SchedulingContext } from "../context.ts";
import { decideSession } from "../domain/decisions/decide-session.ts";
import { nameOf } from "../domain/session-actions.ts";
import { type SessionTime, matchIdsOf } from "../domain/session.ts";
import { clearExpired } from "../store/holds.ts";
import type { Session } from "../store/load-sessions.ts";
import { findMatches } from "../store/match-facts.ts";
import { findPeople, lockTimeOf } from "../store/people.ts";
import type { SchedulingTables } from "../store/tables.ts";
import { advanceSession } from "./advance-session.ts";
import { type Wanted, mentorsTime, offersOf, requireFree, requireNobodySuspended, takenTimes } from "./free-time.ts";
import { keepSession } from "./keep-session.ts";

export type Move = {
  readonly time: SessionTime;
  /** The schedule version that the move was made from; null: whatever stands is moved. */
  readonly scheduleVersion: number | null;
};

/** Moves a locked session. Throws as `bookSession`, SESSION_STATE and STALE_VERSION. */
export async function moveSession(
  ctx: SchedulingContext,
  trx: Trx<SchedulingTables>,
  session: Session,
  { time, scheduleVersion }: Move,
  onWish: (wanted: Wanted) => void,
): Promise<Session> {
  const { record, settings } = session;
  const wanted: Wanted = { ...record, ...time };
  onWish(wanted);
  const decide = async () => {
    const taken = await takenTimes(trx, wanted);
    const mentors = mentorsTime(await offersOf(trx, record), taken);
    const intent = { kind: "reschedule", time, mentors, expectedScheduleVersion: scheduleVersion } as const;
    const decision = decideSession(record, intent, trx.call.actor, trx.now.getTime(), settings);
    await requireLiveMatch(trx, session);
    requireNobodySuspended(await findPeople(trx, ids));
    requireFree(wanted, taken);
    return decision;
  };
  const ids = record.participants.map((person) => person.personId);
  // Once without the locks of people's time, so that whoever is refused anyway holds up nobody; then under them. Match and people are
  // only read: whoever ends the one or suspends the other comes for this session next.
  await decide();
  await lockTimeOf(trx, ids);
  const decided = await decide();
  await clearExpired(trx, ids, wanted);
  const moved = await keepSession(ctx, trx, session, decided, { action: "session.rescheduled" });
  return (await advanceSession(ctx, trx, moved)).session;
}

/** A match that has ended takes its learner with it; until that is done their session is not moved either. */
async function requireLiveMatch(trx: Trx<SchedulingTables>, session: Session): Promise<void> {
  const matches = await findMatches(trx, matchIdsOf(session.record));
  const ended = matches.find((match) => match.state !== "accepted");
  if (ended === undefined) return;
  const state = nameOf(ended.state);
  throw new DomainError("MATCH_STATE", `a match of this session is ${ended.state}`, { state, allowed_actions: "" });
}
