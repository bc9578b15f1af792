import { FollowUpState, MatchState, NotificationKind, SessionState } from "@mentorship/client/v1";
import type { Booked } from "./book-sessions.ts";
import { inboxOf } from "./live-sessions.ts";
import { refusal, rid, type Stage, until } from "./stage.ts";

/** Another service ends a match, and everything follows. */
export async function endMatch(stage: Stage, ended: Booked): Promise<void> {
  const { crm, story } = stage;
  const { matchId } = ended.match;
  story.chapter("Another service ends a match");
  const requestId = rid();
  const { match } = await crm.matching.terminateMatch({
    requestId,
    matchId,
    terminatedReason: "mentee_non_responsive",
  });
  story.claim("TerminateMatch by a service ends it", match?.state === MatchState.TERMINATED, match?.state);
  const repeated = await crm.matching.terminateMatch({ requestId, matchId, terminatedReason: "mentee_non_responsive" });
  story.claim(
    "the same request again gives the same outcome",
    repeated.match?.version === match?.version,
    repeated.match?.version,
  );
  const reused = await refusal(crm.matching.terminateMatch({ requestId, matchId, terminatedReason: "another" }));
  story.claim(`with another body it is refused: ${reused.reason}`, reused.reason === "REQUEST_ID_REUSED", reused);

  const settled = await until(
    () => crm.matching.getMatch({ matchId }),
    (answer) => answer.match?.followUps.every(({ state }) => state === FollowUpState.DONE) ?? false,
  );
  const counts = settled.match?.followUps.map(({ state, count }) => `${FollowUpState[state]} ${count}`) ?? [];
  story.claim(
    `what follows is done: one session cancelled, one link removed, two people told`,
    counts.join() === "DONE 1,DONE 1,DONE 2",
    counts,
  );
  const { session } = await ended.mentor.scheduling.getSession({ sessionId: ended.session.sessionId });
  story.claim("its session is cancelled", session?.state === SessionState.CANCELLED, session?.state);
  for (const person of [ended.mentor, ended.mentee]) {
    const told = await inboxOf(person, [NotificationKind.MATCH_TERMINATED]);
    story.claim(`told: "${told[0]}"`, told.length === 1, told);
  }
}
