import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { NoteVisibility, NotificationKind, SessionState } from "@mentorship/client/v1";
import { type Booked, type Sessions, timesOf } from "./book-sessions.ts";
import { advanceTo, type Part, refusal, rid, type Stage, until } from "./stage.ts";

const minute = 60_000;

/** Lives through the sessions on the tenant's clock: one held, one moved, one cancelled, two where a side does not come. */
export async function liveSessions(stage: Stage, sessions: Sessions): Promise<void> {
  const { story } = stage;
  const { held, moved, cancelled, mentorMissing, learnerMissing } = sessions;
  story.chapter("Sessions, as the tenant's clock goes on");
  await move(stage, moved);
  await cancel(stage, cancelled);
  await stage.platform.kill("scheduling");
  await stage.platform.restart("scheduling");
  story.tell("the scheduling service was killed (SIGKILL) and started again; nothing of the above is lost:");

  await advanceTo(stage, new Date(held.startsAt.getTime() - 5 * minute));
  const reminders = await inboxOf(held.mentee, [
    NotificationKind.SESSION_REMINDER_24H,
    NotificationKind.SESSION_REMINDER_1H,
  ]);
  story.claim("the mentee was reminded a day and an hour ahead, once each", reminders.length === 2, reminders);
  await hold(stage, held);

  await advanceTo(stage, mentorMissing.startsAt);
  await join(mentorMissing.mentee, mentorMissing);
  await advanceTo(stage, new Date(mentorMissing.startsAt.getTime() + 11 * minute));
  await expectState(stage, mentorMissing, SessionState.MENTOR_NO_SHOW, "only the mentee came: a no-show of the mentor");

  const later = [moved, learnerMissing].toSorted((a, b) => a.startsAt.getTime() - b.startsAt.getTime());
  for (const session of later) {
    await advanceTo(stage, session.startsAt);
    await session.mentor.scheduling.checkIn({ requestId: rid(), sessionId: session.session.sessionId });
    if (session === moved)
      await session.mentee.scheduling.checkIn({ requestId: rid(), sessionId: session.session.sessionId });
    await advanceTo(stage, new Date(session.endsAt.getTime() + minute));
  }
  await expectState(
    stage,
    learnerMissing,
    SessionState.LEARNER_NO_SHOW,
    "only the mentor came: a no-show of the learner",
  );
  await expectState(stage, moved, SessionState.COMPLETED, "the moved session was held at its new time");
  const movedReminders = await inboxOf(moved.mentee, [
    NotificationKind.SESSION_REMINDER_24H,
    NotificationKind.SESSION_REMINDER_1H,
  ]);
  story.claim("with reminders for the new time only, once each", movedReminders.length === 2, movedReminders);
}

async function move(stage: Stage, booked: Booked): Promise<void> {
  const to = new Date(booked.startsAt.getTime() + 4 * 24 * 60 * minute);
  const { session } = await booked.mentor.scheduling.rescheduleSession({
    requestId: rid(),
    sessionId: booked.session.sessionId,
    start: { case: "scheduledAt", value: timestampFromDate(to) },
  });
  stage.story.claim(
    "one session moves by four days and keeps its id",
    session?.sessionId === booked.session.sessionId && session.scheduleVersion === 2n,
    session?.scheduleVersion,
  );
  if (session) Object.assign(booked, { session, ...timesOf(session) });
}

async function cancel(stage: Stage, booked: Booked): Promise<void> {
  const { session } = await booked.mentee.scheduling.cancelSession({
    requestId: rid(),
    sessionId: booked.session.sessionId,
    reason: "An exam was moved",
  });
  stage.story.claim(
    "one is cancelled by the mentee, in good time",
    session?.state === SessionState.CANCELLED && !session.cancelledLate,
    session?.state,
  );
  const gone = await until(
    () => refusal(booked.mentee.conferencing.getJoinLink({ sessionId: booked.session.sessionId })),
    ({ reason }) => reason === "NO_MEETING_LINK",
  );
  stage.story.claim(`and its link with it: ${gone.reason}`, gone.reason === "NO_MEETING_LINK", gone);
}

async function hold(stage: Stage, held: Booked): Promise<void> {
  const { story } = stage;
  const { joinUrl } = await held.mentee.conferencing.getJoinLink({ sessionId: held.session.sessionId });
  const scanned = await fetch(joinUrl);
  story.claim(
    "opening a join link shows a page and records nothing, as a mail scanner does",
    scanned.status === 200 && !(await seen(held, held.menteeId)),
  );
  await join(held.mentee, held);
  await join(held.mentor, held);
  await advanceTo(stage, held.startsAt);
  await expectState(stage, held, SessionState.IN_PROGRESS, "both are there: the session is in progress");
  await advanceTo(stage, new Date(held.endsAt.getTime() + minute));
  await expectState(stage, held, SessionState.COMPLETED, "and completed at its end");
  await writeNotes(stage, held);
}

/** Joins by the person's own link, as their browser does. */
async function join(person: Part, booked: Booked): Promise<void> {
  const { joinUrl } = await person.conferencing.getJoinLink({ sessionId: booked.session.sessionId });
  const answer = await fetch(joinUrl, { method: "POST", redirect: "manual" });
  if (answer.status !== 303) throw new Error(`joining answered ${answer.status}: ${await answer.text()}`);
}

async function seen(booked: Booked, personId: string): Promise<boolean> {
  const { session } = await booked.mentor.scheduling.getSession({ sessionId: booked.session.sessionId });
  return (session?.participants.find((one) => one.personId === personId)?.evidence.length ?? 0) > 0;
}

async function expectState(stage: Stage, booked: Booked, state: SessionState, claim: string): Promise<void> {
  const { session } = await until(
    () => stage.admin.scheduling.getSession({ sessionId: booked.session.sessionId }),
    (answer) => answer.session?.state === state,
  );
  stage.story.claim(claim, session?.state === state, session && SessionState[session.state]);
}

async function writeNotes(stage: Stage, held: Booked): Promise<void> {
  const { story, admin } = stage;
  const { sessionId } = held.session;
  for (const visibility of [NoteVisibility.BOTH, NoteVisibility.MENTOR, NoteVisibility.ADMIN]) {
    const text = `A note for ${NoteVisibility[visibility].toLowerCase()}`;
    const { note } = await held.mentor.scheduling.addNote({ requestId: rid(), sessionId, text, visibility });
    const shown = note?.text !== "";
    if (shown === (visibility === NoteVisibility.ADMIN))
      story.claim("a note for admins comes back without its text", false, note);
  }
  const counts = await Promise.all(
    [admin, held.mentor, held.mentee].map(async (who) => (await who.scheduling.listNotes({ sessionId })).notes.length),
  );
  story.claim("of three notes the admin reads 3, the mentor 2, the mentee 1", counts.join() === "3,2,1", counts);
}

/** Kinds of a person's notifications, those asked for. */
export async function inboxOf(person: Part, kinds: readonly NotificationKind[]): Promise<string[]> {
  const { notifications } = await person.notification.listNotifications({ pageSize: 200 });
  return notifications.filter(({ kind }) => kinds.includes(kind)).map(({ text }) => text);
}
