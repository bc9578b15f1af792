import { ApplicationState, MatchState, type Match } from "@mentorship/client/v1";
import { type Pair, refusal, rid, type Stage, until } from "./stage.ts";

/** Mentors answer first, mentees then; one declines. Answers six accepted pairs of six mentors, and the match that was declined. */
export async function answerProposals(
  stage: Stage,
  programmeId: string,
): Promise<{ readonly pairs: Pair[]; readonly declined: Match }> {
  const { admin, story } = stage;
  story.chapter("Mentors answer, then mentees");
  const proposals = await differentMentors(stage, programmeId, 7);
  const pairs: Pair[] = [];
  for (const proposal of proposals) {
    const { matchId } = proposal;
    const mentorId = proposal.mentor?.person?.personId ?? "";
    const menteeId = proposal.mentee?.person?.personId ?? "";
    const [mentor, mentee] = await Promise.all([stage.as("mentor", mentorId), stage.as("mentee", menteeId)]);
    if (pairs.length === 0) {
      const hidden = await refusal(mentee.matching.getMatch({ matchId }));
      story.claim(
        `a mentee can't see a proposal that the mentor has not accepted: ${hidden.reason}`,
        hidden.reason === "NOT_FOUND",
        hidden,
      );
      const { applications } = await mentee.programme.listApplications({ programmeId });
      const own = applications[0]?.state;
      story.claim("and their own application reads applied", own === ApplicationState.APPLIED, own);
      const early = await refusal(mentor.scheduling.listFreeSlots({ matchId }));
      story.claim(`nothing can be booked yet: ${early.reason}`, early.reason === "MATCH_STATE", early);
    }
    const accepted = await mentor.matching.acceptMatch({ requestId: rid(), matchId });
    if (accepted.match?.state !== MatchState.ACCEPTED_BY_MENTOR)
      story.claim("the mentor accepts", false, accepted.match?.state);
    pairs.push({ match: proposal, mentorId, menteeId, mentor, mentee });
  }
  story.claim(`${pairs.length} mentors accepted`, pairs.length === 7);

  const [declining, ...accepting] = pairs;
  const declined = await declining?.mentee.matching.declineMatch({
    requestId: rid(),
    matchId: declining.match.matchId,
  });
  story.claim("one mentee declines, for good", declined?.match?.state === MatchState.DECLINED, declined?.match?.state);
  const undo = await refusal(
    declining?.mentee.matching.acceptMatch({ requestId: rid(), matchId: declining.match.matchId }) ?? Promise.resolve(),
  );
  story.claim(`and can't take that back: ${undo.reason} (${undo.metadata.state})`, undo.reason === "MATCH_STATE", undo);
  for (const { mentee, match } of accepting) {
    await mentee.matching.acceptMatch({ requestId: rid(), matchId: match.matchId });
  }
  const { programme } = await admin.programme.activateProgramme({ requestId: rid(), programmeId });
  story.claim(`six mentees accept, and the programme is active`, programme !== undefined);
  const back = await until(
    () => admin.programme.listApplications({ programmeId, personId: declining?.menteeId ?? "" }),
    ({ applications }) => applications[0]?.state === ApplicationState.APPLIED,
  );
  story.claim(
    "who declined waits for another run",
    back.applications[0]?.state === ApplicationState.APPLIED,
    back.applications[0]?.state,
  );
  return { pairs: accepting, declined: declined?.match as Match };
}

async function differentMentors(stage: Stage, programmeId: string, count: number): Promise<Match[]> {
  const { matches } = await stage.admin.matching.listMatches({
    programmeId,
    states: [MatchState.PROPOSED],
    pageSize: 500,
  });
  const byMentor = new Map(matches.map((match) => [match.mentor?.person?.personId, match]));
  return [...byMentor.values()].slice(0, count);
}
