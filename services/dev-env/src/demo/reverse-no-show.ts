import { SessionState } from "@mentorship/client/v1";
import type { Booked } from "./book-sessions.ts";
import { refusal, rid, type Stage } from "./stage.ts";

/** A learner who was taken for absent was there: the mentor says so, with a reason, and the ruling stands corrected. */
export async function reverseNoShow({ story, admin }: Stage, missed: Booked): Promise<void> {
  story.chapter("A no-show that was none");
  const { sessionId } = missed.session;
  const { session: before } = await missed.mentor.scheduling.getSession({ sessionId });
  story.claim(
    `it stands as a no-show of the learner, and says why: "${before?.ruling?.reason}"`,
    before?.state === SessionState.LEARNER_NO_SHOW && before.ruling?.reason !== "",
    before?.ruling,
  );
  const outcome = SessionState.COMPLETED;
  const own = await refusal(missed.mentee.scheduling.setSessionOutcome({ requestId: rid(), sessionId, outcome }));
  story.claim(`mentees set no outcomes: ${own.code}`, own.code === "PermissionDenied", own);
  const bare = await refusal(missed.mentor.scheduling.setSessionOutcome({ requestId: rid(), sessionId, outcome }));
  story.claim(`and nobody without a reason: ${bare.code}`, bare.code === "InvalidArgument", bare);
  const reason = "We met in the library; the link was not used";
  const { session } = await missed.mentor.scheduling.setSessionOutcome({
    requestId: rid(),
    sessionId,
    outcome,
    reason,
  });
  story.claim(
    "the mentor reverses it with a reason: completed",
    session?.state === SessionState.COMPLETED,
    session && SessionState[session.state],
  );
  const { entries } = await admin.programme.listAudit({ entityType: "session", entityId: sessionId });
  const told = entries.map(({ action, actorId }) => `${action} by ${actorId}`);
  story.tell(`the audit keeps both: ${told.slice(0, 3).join("; ")}`);
  story.claim(
    "with who ruled, the second time a person",
    entries.some(({ action, actorId }) => action === "session.completed" && actorId === missed.mentorId) &&
      entries.some(({ action }) => action === "session.learner_no_show"),
    told,
  );
}
