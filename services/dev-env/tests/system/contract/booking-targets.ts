import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { type BookSessionsResponse, Modality, SchedulingService, ZoneDriftChoice } from "@mentorship/client/v1";
import { must, rid } from "../../../src/testing/index.ts";
import { type Cohort, LEARNERS, MENTOR, OTHER_MENTOR, type Pair } from "./cohort.ts";
import { lasting, type Target, type TargetRow, usedUp } from "./target.ts";

const { method } = SchedulingService;
const DAY_MS = 86_400_000;

const startOf = (date: Date) => ({ case: "scheduledAt" as const, value: timestampFromDate(date) });
const talk = (matchId: string, at: Date) => ({
  matchId,
  start: startOf(at),
  modality: Modality.VIDEO,
  title: "Session",
});

/** A row of these two, called by one of them. */
const of = <Request>(pair: Pair, by: "mentor" | "mentee", request: Request, shows?: string): Target<Request> => ({
  request,
  mentor: pair.mentor,
  mentee: pair.mentee,
  by: [by, pair[by]],
  ...(shows === undefined ? {} : { shows }),
});

/** Pairs of a programme in which mentees ask and don't book, none of which has asked yet. */
const askers = new WeakMap<Cohort, Promise<Pair[]>>();
async function asker(cohort: Cohort): Promise<Pair> {
  const known = askers.get(cohort) ?? askingPairs(cohort);
  askers.set(cohort, known);
  const pair = must((await known).pop());
  await cohort.here.accept(pair.matchId);
  return pair;
}

async function askingPairs({ here }: Cohort): Promise<Pair[]> {
  const { programmeId } = await here.programme({ name: "Asking", settings: { selfBooking: false } });
  await here.enrol(programmeId, { mentors: [MENTOR], mentees: LEARNERS, maxMentees: 100 });
  const matches = await here.match(programmeId);
  return matches.map((match) => ({
    matchId: match.matchId,
    mentor: must(match.mentor?.person).personId,
    mentee: must(match.mentee?.person).personId,
  }));
}

/** A request that waits for its answer. */
async function waiting(cohort: Cohort): Promise<{ pair: Pair; sessionRequestId: string }> {
  const pair = await asker(cohort);
  const { scheduling } = await cohort.here.as("mentee", pair.mentee);
  const { request } = await scheduling.requestSession({ requestId: rid(), ...talk(pair.matchId, cohort.hour()) });
  return { pair, sessionRequestId: must(request).sessionRequestId };
}

export const bookingTargets: readonly TargetRow[] = [
  // Far behind what other rows book, so that no later occurrence takes an hour of theirs.
  usedUp(method.bookSeries, (cohort) => {
    const at = new Date(cohort.hour().getTime() + 40 * DAY_MS);
    return of(cohort.pair, "mentor", { ...talk(cohort.pair.matchId, at), everyWeeks: 1, count: 2 });
  }),
  usedUp(
    method.bookSessions,
    (cohort) => of(cohort.pair, "mentor", { rows: [talk(cohort.pair.matchId, cohort.hour())] }),
    { refusal: (answer) => (answer as BookSessionsResponse).results[0]?.refusal?.reason ?? "" },
  ),
  lasting(method.listZoneDrift, ({ pair }) => ({ ...of(pair, "mentor", {}), by: ["admin", "admin"] })),
  lasting(method.settleZoneDrift, async (cohort) => ({
    ...of(cohort.pair, "mentor", { sessionId: await cohort.session(), keep: ZoneDriftChoice.INSTANT }),
    by: ["admin", "admin"],
  })),
  usedUp(method.substituteMentor, async (cohort) => {
    const sessionId = await cohort.session();
    return {
      ...of(cohort.pair, "mentor", { sessionId, mentorId: cohort.pair.mentor, substituteId: OTHER_MENTOR }),
      by: ["admin", "admin"],
    };
  }),
  usedUp(method.requestSession, async (cohort) => {
    const pair = await asker(cohort);
    return of(pair, "mentee", talk(pair.matchId, cohort.hour()));
  }),
  usedUp(method.confirmSessionRequest, async (cohort) => {
    const { pair, sessionRequestId } = await waiting(cohort);
    return of(pair, "mentor", { sessionRequestId });
  }),
  usedUp(method.refuseSessionRequest, async (cohort) => {
    const { pair, sessionRequestId } = await waiting(cohort);
    return of(pair, "mentor", { sessionRequestId, reason: "Away that week" });
  }),
  usedUp(method.withdrawSessionRequest, async (cohort) => {
    const { pair, sessionRequestId } = await waiting(cohort);
    return of(pair, "mentee", { sessionRequestId });
  }),
  lasting(method.listSessionRequests, async (cohort) => {
    const { pair, sessionRequestId } = await waiting(cohort);
    return of(pair, "mentor", { pageSize: 200 }, sessionRequestId);
  }),
  usedUp(method.holdSlot, (cohort) =>
    of(cohort.pair, "mentor", { matchId: cohort.pair.matchId, start: startOf(cohort.hour()) }),
  ),
  // Somebody new each time: a person's new hold of a mentor takes the place of the old one.
  usedUp(method.releaseHold, async (cohort) => {
    const pair = await asker(cohort);
    const { scheduling } = await cohort.here.as("mentee", pair.mentee);
    const start = startOf(cohort.hour());
    const { hold } = await scheduling.holdSlot({ requestId: rid(), matchId: pair.matchId, start });
    return of(pair, "mentee", { holdId: must(hold).holdId });
  }),
];
