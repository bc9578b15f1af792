import { MatchRunOutcome, MatchRunPhase, type Match, MatchState, ProgrammeState, WhyNot } from "@mentorship/client/v1";
import { menteeId, mentorCount, mentorId } from "./bring-in-people.ts";
import type { Booked } from "./book-sessions.ts";
import { refusal, rid, type Stage, until } from "./stage.ts";

/** A second round for who declined; both runs are then computed anew from what they stored. Answers how many the second proposed. */
export async function topUp(stage: Stage, programmeId: string, declined: Match): Promise<number> {
  const { admin, story } = stage;
  story.chapter("A top-up round, and a run that is verified");
  const mentor = declined.mentor?.person?.personId ?? "";
  const mentee = declined.mentee?.person?.personId ?? "";
  const started = await admin.programme.startMatching({ requestId: rid(), programmeId });
  const state = started.programme?.state;
  story.claim("the active programme is in matching once more", state === ProgrammeState.MATCHING, state);
  const { explanation } = await admin.matching.explainMatch({ programmeId, mentorId: mentor, menteeId: mentee });
  story.claim(
    "the pair that was declined says why it can't come out again: the pair is barred",
    explanation?.canBeProposed === false && explanation.whyNot.includes(WhyNot.PAIR_BARRED),
    explanation,
  );
  const { run } = await admin.matching.runMatching({ requestId: rid(), programmeId });
  const runId = run?.runId ?? "";
  const ended = await until(
    () => admin.matching.getMatchRun({ runId }),
    (answer) => answer.run?.phase === MatchRunPhase.FINISHED,
  );
  story.claim(
    `the second run leaves live matches alone: ${ended.run?.summary}`,
    ended.run?.outcome === MatchRunOutcome.SUCCEEDED && ended.run.proposalsInserted >= 1,
    ended.run,
  );
  const { matches } = await admin.matching.listMatches({
    programmeId,
    personId: mentee,
    states: [MatchState.PROPOSED],
  });
  const other = matches[0]?.mentor?.person?.personId;
  story.claim("and proposes another mentor to who declined", other !== undefined && other !== mentor, other);
  for (const [name, verified] of [
    ["the first", await firstRun(stage, programmeId, runId)],
    ["the second", runId],
  ] as const) {
    const start = performance.now();
    const answer = await admin.matching.verifyMatchRun({ runId: verified }, { timeoutMs: 30_000 });
    story.claim(
      `${name} run, computed anew from its stored inputs, comes to the same ${answer.proposalsRecomputed} pairs, byte by byte`,
      answer.equal,
      answer.differences,
    );
    if (name === "the first") {
      story.figure("VerifyMatchRun of 1,000 × 5,000", `${(performance.now() - start).toFixed(0)} ms`);
    }
  }
  const active = await admin.programme.activateProgramme({ requestId: rid(), programmeId });
  story.claim(
    "the programme is active again",
    active.programme?.state === ProgrammeState.ACTIVE,
    active.programme?.state,
  );
  return ended.run?.proposalsInserted ?? 0;
}

async function firstRun({ admin }: Stage, programmeId: string, second: string): Promise<string> {
  const { runs } = await admin.matching.listMatchRuns({ programmeId });
  return runs.find(({ runId }) => runId !== second)?.runId ?? "";
}

/** An admin pairs the mentee of the ended match with somebody else by hand. */
export async function pairByHand(stage: Stage, programmeId: string, ended: Booked): Promise<void> {
  const { admin, story } = stage;
  story.chapter("Pairing by hand");
  const barred = await refusal(
    admin.matching.createMatch({
      requestId: rid(),
      programmeId,
      mentorId: ended.mentorId,
      menteeId: ended.menteeId,
    }),
  );
  story.claim(`the ended pair can't be made anew: ${barred.reason}`, barred.reason === "PAIR_BARRED", barred);
  const free = await mentorWithSeat(stage, programmeId, ended.menteeId);
  const { match } = await admin.matching.createMatch({
    requestId: rid(),
    programmeId,
    mentorId: free,
    menteeId: ended.menteeId,
  });
  story.claim(
    `${ended.menteeId} is proposed to ${free} by ${match?.pairedBy}, with score ${Number(match?.scoreBillionths ?? 0n) / 1e9}`,
    match?.state === MatchState.PROPOSED && match.runId === "",
    match,
  );
  const twice = await refusal(
    admin.matching.createMatch({ requestId: rid(), programmeId, mentorId: mentorId(1), menteeId: menteeId(1) }),
  );
  story.claim(`a mentee has one mentor at a time: ${twice.reason}`, twice.reason === "MENTEE_HAS_MATCH", twice);
}

async function mentorWithSeat({ admin }: Stage, programmeId: string, mentee: string): Promise<string> {
  for (let n = 0; n < mentorCount; n += 1) {
    const { explanation } = await admin.matching.explainMatch({ programmeId, mentorId: mentorId(n), menteeId: mentee });
    const others = explanation?.whyNot.filter((why) => why !== WhyNot.PROGRAMME_NOT_MATCHING);
    if (others?.length === 0) return mentorId(n);
  }
  throw new Error("no mentor has a seat that fits");
}
