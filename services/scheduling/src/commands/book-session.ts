import type { Call } from "@mentorship/shared/call";
import { notFound } from "@mentorship/shared/errors";
import { transact, type Trx } from "@mentorship/shared/postgres";
import { askingOwners } from "../asking-owners.ts";
import type { SchedulingContext } from "../context.ts";
import type { Participant } from "../domain/actor.ts";
import type { Availability } from "../domain/availability.ts";
import {
  type BookingFacts,
  type BookingRequest,
  DEFAULT_LENGTH_MINUTES,
  bookSession as decide,
} from "../domain/decisions/book.ts";
import { canSeeMatch } from "../domain/policy.ts";
import type { SessionDetails } from "../domain/session.ts";
import { MINUTE } from "../domain/time/instant.ts";
import { type Session, settingsOf } from "../store/load-sessions.ts";
import { type MatchFacts, findMatch, shareMatch } from "../store/match-facts.ts";
import { type Person, findPeople, lockTimeOf, sharePeople, tenantZone } from "../store/people.ts";
import { type ProgrammeFacts, findProgrammes } from "../store/programme-facts.ts";
import type { SchedulingTables } from "../store/tables.ts";
import { advanceSession } from "./advance-session.ts";
import {
  type TakenTimes,
  mentorsTime,
  offersOf,
  requireFree,
  requireNobodySuspended,
  takenTimes,
} from "./free-time.ts";
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

/** Who would meet, and by what rules: the match, its programme and its people. */
type Ground = {
  readonly match: MatchFacts;
  readonly programme: ProgrammeFacts;
  readonly people: ReadonlyMap<string, Person>;
};

async function book(
  ctx: SchedulingContext,
  trx: Trx<SchedulingTables>,
  input: BookSessionInput,
  onWish: (wish: Wish) => void,
): Promise<SessionView> {
  // Once without a lock, so that whoever is refused anyway holds up nobody.
  const seen = await groundOf(trx, input.matchId, "plain");
  const participants = participantsOf(seen.match);
  const offers = await offersOf(trx, { participants });
  const request = await requestOf(ctx, trx, input, seen, offers);
  const wanted = { ...request, endsAt: request.startsAt + lengthOf(request) * MINUTE };
  onWish({ ...wanted, offers });
  const decideOn = (ground: Ground, offered: typeof offers, taken: TakenTimes) => {
    const facts = { ...factsOf(ground), mentors: mentorsTime(offered, taken) };
    const decision = decide(request, facts, trx.call.actor, trx.now.getTime());
    requireNobodySuspended(ground.people);
    requireFree(wanted, taken);
    return decision;
  };
  decideOn(seen, offers, await takenTimes(trx, wanted));
  // Match and people before anybody's time: whoever ends a match, suspends or moves locks in an order that fits this one.
  const ground = await groundOf(trx, input.matchId, "shared");
  await lockTimeOf(
    trx,
    participants.map((person) => person.personId),
  );
  const decided = decideOn(ground, await offersOf(trx, wanted), await takenTimes(trx, wanted));
  const booked = await keepSession(ctx, trx, unborn(decided.record, ground.programme), decided, {
    action: "session.scheduled",
    isNew: true,
    written: { title: input.title, agenda: input.agenda, objectives: input.objectives.join("\n") },
  });
  return viewOf((await advanceSession(ctx, trx, booked)).session, trx.now);
}

/** `shared`: neither the match ends nor somebody is suspended before the transaction does; whoever comes after sees what it booked. */
async function groundOf(trx: Trx<SchedulingTables>, matchId: string, how: "plain" | "shared"): Promise<Ground> {
  const isShared = how === "shared";
  const match = await (isShared ? shareMatch : findMatch)(trx, matchId);
  if (match === undefined || !canSeeMatch(trx.call.actor, match)) throw notFound("match", matchId);
  const programme = (await findProgrammes(trx, [match.programmeId])).get(match.programmeId);
  if (programme === undefined) throw notFound("programme", match.programmeId);
  const people = await (isShared ? sharePeople : findPeople)(trx, [match.mentorId, match.menteeId]);
  return { match, programme, people };
}

const participantsOf = (match: MatchFacts): Participant[] => [
  { personId: match.mentorId, role: "mentor", matchId: null },
  { personId: match.menteeId, role: "mentee", matchId: match.id },
];

/** An instant is kept with the wall time of the zone that the mentor published in, else the directory's, else the tenant's. */
async function requestOf(
  ctx: SchedulingContext,
  trx: Trx<SchedulingTables>,
  input: BookSessionInput,
  { match, people }: Ground,
  offers: ReadonlyMap<string, Availability | null>,
): Promise<BookingRequest> {
  const { matchId: _match, start, lengthMinutes, ...details } = input;
  const known = offers.get(match.mentorId)?.zone ?? people.get(match.mentorId)?.zone;
  const { endsAt: _end, ...time } = timeOf(start, DEFAULT_LENGTH_MINUTES, known ?? (await tenantZone(trx)));
  return {
    ...details,
    ...time,
    id: ctx.data.newId(),
    programmeId: match.programmeId,
    participants: participantsOf(match),
    lengthMinutes,
    provider: null,
    phaseId: null,
  };
}

const lengthOf = (request: BookingRequest): number => request.lengthMinutes ?? DEFAULT_LENGTH_MINUTES;

const factsOf = ({ match, programme }: Ground): Omit<BookingFacts, "mentors"> => ({
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
