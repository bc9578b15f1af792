import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { ConferencingService, Modality, NoteVisibility, SchedulingService, SessionState } from "@mentorship/client/v1";
import { tenantNow } from "../../../src/testing/index.ts";
import { type Cohort, MENTOR } from "./cohort.ts";
import { lasting, type Target, type TargetRow, usedUp } from "./target.ts";

const { method } = SchedulingService;

/** A row of the pair's: the mentor's and the mentee's. */
const ofPair = <Request>({ pair }: Cohort, request: Request, shows?: string): Target<Request> => ({
  request,
  mentor: pair.mentor,
  mentee: pair.mentee,
  by: ["mentor", pair.mentor],
  ...(shows === undefined ? {} : { shows }),
});

const startOf = (date: Date) => ({ case: "scheduledAt" as const, value: timestampFromDate(date) });

/** A session of the pair's that is made once and used by every row that changes nothing of it. */
const kept = new WeakMap<Cohort, Promise<string>>();
function keptSession(cohort: Cohort): Promise<string> {
  const known = kept.get(cohort) ?? cohort.session();
  kept.set(cohort, known);
  return known;
}

const inMinutes = async ({ world, here }: Cohort, minutes: number): Promise<Date> =>
  new Date((Math.ceil((await tenantNow(world, here.tenantId)).getTime() / 60_000) + minutes) * 60_000);

async function pastSession(cohort: Cohort): Promise<string> {
  const sessionId = await cohort.session(await inMinutes(cohort, 2));
  await cohort.here.advance(60);
  return sessionId;
}

/** A session that people may check in to. */
const near = new WeakMap<Cohort, Promise<string>>();

const OUTCOMES = [SessionState.COMPLETED, SessionState.LEARNER_NO_SHOW] as const;
let turn = 0;
const past = new WeakMap<Cohort, Promise<string>>();

/** How the one past session went, ruled again and again: each ruling differs from the one before. */
async function ruling(cohort: Cohort) {
  const known = past.get(cohort) ?? pastSession(cohort);
  past.set(cohort, known);
  turn += 1;
  const outcome = OUTCOMES[turn % 2] ?? SessionState.COMPLETED;
  return ofPair(cohort, { sessionId: await known, outcome, reason: `Ruled ${turn} times` });
}

export const schedulingTargets: readonly TargetRow[] = [
  usedUp(method.setSessionOutcome, ruling),
  // Before anything is published in the other tenant, where the mentor has a namesake.
  lasting(method.getAvailability, (cohort) => ofPair(cohort, { mentorId: MENTOR }, "isoWeekday")),
  lasting(method.setAvailability, (cohort) =>
    ofPair(cohort, {
      mentorId: MENTOR,
      zone: "UTC",
      windows: [1, 2, 3, 4, 5, 6, 7].map((isoWeekday) => ({ isoWeekday, startMinute: 0, endMinute: 1440 })),
    }),
  ),
  lasting(method.listFreeSlots, (cohort) => ofPair(cohort, { matchId: cohort.pair.matchId })),
  usedUp(method.bookSession, (cohort) =>
    ofPair(cohort, {
      matchId: cohort.pair.matchId,
      start: startOf(cohort.hour()),
      modality: Modality.VIDEO,
      title: "Session",
    }),
  ),
  usedUp(method.rescheduleSession, async (cohort) => {
    const sessionId = await cohort.session();
    return ofPair(cohort, { sessionId, start: startOf(cohort.hour()), length: { seconds: 2700n } });
  }),
  usedUp(method.cancelSession, async (cohort) =>
    ofPair(cohort, { sessionId: await cohort.session(), reason: "Something came up" }),
  ),
  usedUp(method.checkIn, async (cohort) => {
    const known = near.get(cohort) ?? cohort.session(await inMinutes(cohort, 10));
    near.set(cohort, known);
    return ofPair(cohort, { sessionId: await known });
  }),
  lasting(method.getSession, async (cohort) => ofPair(cohort, { sessionId: await keptSession(cohort) })),
  lasting(method.listSessions, async (cohort) =>
    ofPair(cohort, { personId: cohort.pair.mentee, pageSize: 200 }, await keptSession(cohort)),
  ),
  lasting(method.addNote, async (cohort) =>
    ofPair(cohort, {
      sessionId: await keptSession(cohort),
      text: "It went well",
      visibility: NoteVisibility.BOTH,
    }),
  ),
  lasting(method.listNotes, async (cohort) => ofPair(cohort, { sessionId: await keptSession(cohort) })),
  lasting(ConferencingService.method.getJoinLink, async (cohort) => {
    const sessionId = await keptSession(cohort);
    const { conferencing } = await cohort.here.as("mentor", MENTOR);
    await cohort.world.settle(() => conferencing.getJoinLink({ sessionId }), { what: "the session's link" });
    return ofPair(cohort, { sessionId });
  }),
];
