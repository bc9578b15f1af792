import type { Call } from "@mentorship/shared/call";
import { notFound } from "@mentorship/shared/errors";
import { transact, type Trx } from "@mentorship/shared/postgres";
import { askingOwners } from "../asking-owners.ts";
import type { SchedulingContext } from "../context.ts";
import type { Participant } from "../domain/actor.ts";
import {
  type BookingFacts,
  type BookingRequest,
  DEFAULT_LENGTH_MINUTES,
  bookSession as decide,
} from "../domain/decisions/book.ts";
import { canSeeMatch } from "../domain/policy.ts";
import type { SessionDetails } from "../domain/session.ts";
import { findAvailability } from "../store/availability.ts";
import { type Session, settingsOf } from "../store/load-sessions.ts";
import { type MatchFacts, shareMatch } from "../store/match-facts.ts";
import { findPeople, lockTimeOf, tenantZone } from "../store/people.ts";
import { type ProgrammeFacts, findProgrammes } from "../store/programme-facts.ts";
import type { SchedulingTables } from "../store/tables.ts";
import { advanceSession } from "./advance-session.ts";
import { mentorsTime, requireFree, requireNobodySuspended } from "./free-time.ts";
import { keepSession } from "./keep-session.ts";
import { type AskedStart, timeOf } from "./meeting-time.ts";
import { type Wish, tellingNearest } from "./nearest-free.ts";
import { keepOwnerFacts } from "./keep-owner-facts.ts";
import { type SessionView, viewOf } from "./session-view.ts";

export type BookSessionInput = Omit<SessionDetails, "provider" | "phaseId" | "notesVisibleTo"> & {
  readonly matchId: string;
  readonly start: AskedStart;
  readonly lengthMinutes: number | null;
  readonly notesVisibleTo: SessionDetails["notesVisibleTo"] | null;
};

/**
 * Books a session of a match. Throws NOT_FOUND, PERMISSION_DENIED, INVALID_ARGUMENT, PROGRAMME_STATE, MATCH_STATE, TIME_PASSED,
 * SELF_BOOKING_OFF, OUTSIDE_AVAILABILITY, PERSON_SUSPENDED, SLOT_TAKEN and the refusals of local times.
 */
export function bookSession(ctx: SchedulingContext, call: Call, input: BookSessionInput): Promise<SessionView> {
  let wish: Wish | undefined;
  const attempt = (trx: Trx<SchedulingTables>) =>
    book(ctx, trx, input, (wanted) => {
      wish = wanted;
    });
  return tellingNearest(
    ctx,
    call,
    () => wish,
    () =>
      askingOwners(
        ctx,
        call,
        () => input.matchId,
        (fresh) =>
          transact(ctx, call, async (trx) => {
            await keepOwnerFacts(trx, fresh);
            return attempt(trx);
          }),
      ),
  );
}

async function book(
  ctx: SchedulingContext,
  trx: Trx<SchedulingTables>,
  input: BookSessionInput,
  onWish: (wish: Wish) => void,
): Promise<SessionView> {
  const { actor } = trx.call;
  const match = await shareMatch(trx, input.matchId);
  if (match === undefined || !canSeeMatch(actor, match)) throw notFound("match", input.matchId);
  const programme = (await findProgrammes(trx, [match.programmeId])).get(match.programmeId);
  if (programme === undefined) throw notFound("programme", match.programmeId);
  const request = await requestOf(ctx, trx, input, match);
  const wanted = { ...request, endsAt: timeOf({ at: request.startsAt }, lengthOf(request), request.zone).endsAt };
  onWish(wanted);
  const decision = async () =>
    decide(
      request,
      { ...factsOf(match, programme), mentors: await mentorsTime(trx, wanted) },
      actor,
      trx.now.getTime(),
    );
  // Once without locks, so that whoever is refused anyway holds up nobody; then under them.
  await decision();
  await requireNobodySuspended(trx, wanted);
  await requireFree(trx, wanted);
  await lockTimeOf(
    trx,
    wanted.participants.map((person) => person.personId),
  );
  const decided = await decision();
  await requireFree(trx, wanted);
  const booked = await keepSession(ctx, trx, unborn(decided.record, programme), decided, {
    action: "session.scheduled",
    isNew: true,
    written: { title: input.title, agenda: input.agenda, objectives: input.objectives.join("\n") },
  });
  return viewOf((await advanceSession(ctx, trx, booked)).session, trx.now);
}

async function requestOf(
  ctx: SchedulingContext,
  trx: Trx<SchedulingTables>,
  input: BookSessionInput,
  match: MatchFacts,
): Promise<BookingRequest> {
  const { matchId, start, lengthMinutes, ...details } = input;
  const participants: Participant[] = [
    { personId: match.mentorId, role: "mentor", matchId: null },
    { personId: match.menteeId, role: "mentee", matchId },
  ];
  const { endsAt: _end, ...time } = timeOf(start, DEFAULT_LENGTH_MINUTES, await zoneOfMentor(trx, match.mentorId));
  return {
    ...details,
    ...time,
    id: ctx.data.newId(),
    programmeId: match.programmeId,
    participants,
    lengthMinutes,
    provider: null,
    phaseId: null,
  };
}

/** The zone that the mentor published in, else the one that the directory knows, else the tenant's. */
async function zoneOfMentor(trx: Trx<SchedulingTables>, mentorId: string): Promise<string> {
  const published = await findAvailability(trx, mentorId);
  if (published !== null) return published.availability.zone;
  const person = (await findPeople(trx, [mentorId])).get(mentorId);
  return person?.zone ?? tenantZone(trx);
}

const lengthOf = (request: BookingRequest): number => request.lengthMinutes ?? DEFAULT_LENGTH_MINUTES;

const factsOf = (match: MatchFacts, programme: ProgrammeFacts): Omit<BookingFacts, "mentors"> => ({
  programme: { id: programme.id, state: programme.state, selfBooking: programme.settings.selfBooking },
  matches: [match],
});

/** What a session is before there is a row of it. Only video sessions get a link. */
const unborn = (record: Session["record"], programme: ProgrammeFacts): Session => ({
  record,
  evidence: [],
  sent: [],
  programme,
  settings: settingsOf(programme),
  link: { state: record.modality === "video" ? "pending" : "none", version: 0 },
  outcomePendingTold: false,
});
