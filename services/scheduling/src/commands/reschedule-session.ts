import { matchIdOf } from "../domain/session.ts";
import type { Call } from "@mentorship/shared/call";
import { DomainError } from "@mentorship/shared/errors";
import { transact, type Trx } from "@mentorship/shared/postgres";
import { askingOwners } from "../asking-owners.ts";
import type { SchedulingContext } from "../context.ts";
import { decideSession } from "../domain/decisions/decide-session.ts";
import { nameOf } from "../domain/session-actions.ts";
import { MINUTE } from "../domain/time/instant.ts";
import { type Session, lockSession } from "../store/load-sessions.ts";
import { findMatch } from "../store/match-facts.ts";
import { findPeople, lockTimeOf } from "../store/people.ts";
import type { SchedulingTables } from "../store/tables.ts";
import { advanceSession } from "./advance-session.ts";
import { type Wanted, mentorsTime, offersOf, requireFree, requireNobodySuspended, takenTimes } from "./free-time.ts";
import { keepSession } from "./keep-session.ts";
import { type AskedStart, timeOf } from "./meeting-time.ts";
import { type Wish, tellingNearest } from "./nearest-free.ts";
import { keepOwnerFacts } from "./keep-owner-facts.ts";
import { type SessionView, viewOf } from "./session-view.ts";

export type RescheduleSessionInput = {
  readonly sessionId: string;
  /** The schedule version that the move was made from; null: whatever stands is moved. */
  readonly scheduleVersion: number | null;
  readonly start: AskedStart;
  /** Null: as long as it was. */
  readonly lengthMinutes: number | null;
};

/** Moves a session that has not begun; everything that hangs on it follows. Throws as `bookSession`, SESSION_STATE and STALE_VERSION. */
export function rescheduleSession(
  ctx: SchedulingContext,
  call: Call,
  input: RescheduleSessionInput,
): Promise<SessionView> {
  let wish: Wish | undefined;
  let matchId: string | undefined;
  const seen = (session: Session, wanted: Wish): void => {
    matchId = matchIdOf(session.record);
    wish = wanted;
  };
  const move = () =>
    askingOwners(
      ctx,
      call,
      () => matchId,
      (fresh) =>
        transact(ctx, call, async (trx) => {
          await keepOwnerFacts(trx, fresh);
          return moveSession(ctx, trx, input, seen);
        }),
    );
  return tellingNearest(ctx, call, () => wish, move);
}

async function moveSession(
  ctx: SchedulingContext,
  trx: Trx<SchedulingTables>,
  input: RescheduleSessionInput,
  onSeen: (session: Session, wanted: Wish) => void,
): Promise<SessionView> {
  const session = await lockSession(trx, input.sessionId);
  const { record, settings } = session;
  const lengthMinutes = input.lengthMinutes ?? (record.endsAt - record.startsAt) / MINUTE;
  const time = timeOf(input.start, lengthMinutes, record.zone);
  const wanted: Wanted = { ...record, ...time };
  onSeen(session, { ...wanted, offers: await offersOf(trx, record) });
  const decide = async () => {
    const taken = await takenTimes(trx, wanted);
    const mentors = mentorsTime(await offersOf(trx, record), taken);
    const intent = { kind: "reschedule", time, mentors, expectedScheduleVersion: input.scheduleVersion } as const;
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
  const moved = await keepSession(ctx, trx, session, decided, { action: "session.rescheduled" });
  return viewOf((await advanceSession(ctx, trx, moved)).session, trx.now);
}

/** A match that has ended takes its sessions with it; until they are cancelled they are not moved either. */
async function requireLiveMatch(trx: Trx<SchedulingTables>, session: Session): Promise<void> {
  const match = await findMatch(trx, matchIdOf(session.record));
  if (match === undefined || match.state === "accepted") return;
  const state = nameOf(match.state);
  throw new DomainError("MATCH_STATE", `the match of this session is ${match.state}`, { state, allowed_actions: "" });
}
