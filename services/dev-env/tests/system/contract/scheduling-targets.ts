import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import {
  Attendance,
  ConferencingService,
  Modality,
  NoteVisibility,
  SchedulingService,
  SessionState,
} from "@mentorship/client/v1";
import { must, rid, tenantNow } from "../../../src/testing/index.ts";
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

async function pastSession(cohort: Cohort): Promise<Past> {
  const startsAt = await inMinutes(cohort, 2);
  const sessionId = await cohort.session(startsAt);
  await cohort.here.advance(60);
  return { sessionId, startsAt };
}

/** A session that people may check in to. */
const near = new WeakMap<Cohort, Promise<string>>();

const OUTCOMES = [SessionState.COMPLETED, SessionState.LEARNER_NO_SHOW] as const;
let rulings = 0;
let marks = 0;
interface Past {
  readonly sessionId: string;
  readonly startsAt: Date;
}
const past = new WeakMap<Cohort, Promise<Past>>();
function thePast(cohort: Cohort): Promise<Past> {
  const known = past.get(cohort) ?? pastSession(cohort);
  past.set(cohort, known);
  return known;
}

/** How the one past session went, ruled again and again: each ruling differs from the one before. */
async function ruling(cohort: Cohort) {
  const { sessionId, startsAt } = await thePast(cohort);
  rulings += 1;
  const outcome = OUTCOMES[rulings % 2] ?? SessionState.COMPLETED;
  return ofPair(cohort, {
    sessionId,
    outcome,
    reason: `Ruled ${rulings} times`,
    attendance: [there(cohort, startsAt)],
  });
}

/** The mentor was there, from a moment on: that fits both outcomes. */
const there = ({ pair }: Cohort, from: Date) => ({
  personId: pair.mentor,
  attendance: Attendance.PRESENT,
  intervals: [{ fromAt: timestampFromDate(from) }],
});

/** The mentor was there, each time from another moment on. */
async function recording(cohort: Cohort) {
  const { sessionId, startsAt } = await thePast(cohort);
  marks += 1;
  return ofPair(cohort, { sessionId, marks: [there(cohort, new Date(startsAt.getTime() + marks))] });
}

/** An action item of the mentee's. */
async function actionItem(cohort: Cohort): Promise<string> {
  const { scheduling } = await cohort.here.as("mentor", MENTOR);
  const { note } = await scheduling.addNote({
    requestId: rid(),
    sessionId: await keptSession(cohort),
    text: "Next steps",
    visibility: NoteVisibility.BOTH,
    actionItems: [{ text: "Read the book", ownerId: cohort.pair.mentee }],
  });
  return must(note?.actionItems[0]).actionItemId;
}

export const schedulingTargets: readonly TargetRow[] = [
  usedUp(method.setSessionOutcome, ruling),
  usedUp(method.recordAttendance, recording),
  // Before anything is published in the other tenant, where the mentor has a namesake.
  lasting(method.getAvailability, (cohort) => ofPair(cohort, { mentorId: MENTOR }, "isoWeekday")),
  lasting(method.listSharedSlots, (cohort) =>
    ofPair(cohort, { mentorIds: [MENTOR], learnerIds: [cohort.pair.mentee] }, "viewerTime"),
  ),
  lasting(method.streamFreeSlots, (cohort) => ({
    ...ofPair(cohort, { mentorIds: [MENTOR] }, "viewerTime"),
    by: ["admin", "admin"],
  })),
  lasting(method.getWeekView, (cohort) => ofPair(cohort, { mentorId: MENTOR }, "startsLocal")),
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
  lasting(method.watchSessions, async (cohort) => ofPair(cohort, {}, await keptSession(cohort))),
  lasting(method.addNote, async (cohort) =>
    ofPair(cohort, {
      sessionId: await keptSession(cohort),
      text: "It went well",
      visibility: NoteVisibility.BOTH,
    }),
  ),
  usedUp(method.setActionItemDone, async (cohort) =>
    ofPair(cohort, { actionItemId: await actionItem(cohort), done: true }),
  ),
  lasting(method.listNotes, async (cohort) => ofPair(cohort, { sessionId: await keptSession(cohort) })),
  lasting(ConferencingService.method.getJoinLink, async (cohort) => {
    const sessionId = await keptSession(cohort);
    const { conferencing } = await cohort.here.as("mentor", MENTOR);
    await cohort.world.settle(() => conferencing.getJoinLink({ sessionId }), { what: "the session's link" });
    return ofPair(cohort, { sessionId });
  }),
];
