import type { Platform } from "../launch/index.ts";
import { answerProposals } from "./answer-proposals.ts";
import { bookFurther } from "./book-further.ts";
import { bookSessions } from "./book-sessions.ts";
import { bringInPeople } from "./bring-in-people.ts";
import { endMatch } from "./end-match.ts";
import { liveSessions } from "./live-sessions.ts";
import { lookAtIt } from "./look-at-it.ts";
import { openProgramme } from "./open-programme.ts";
import { reverseNoShow } from "./reverse-no-show.ts";
import { runMatching } from "./run-matching.ts";
import { openStage } from "./stage.ts";
import { createStory } from "./story.ts";
import { pairByHand, topUp } from "./top-up.ts";

/** Plays the product's main job on a running platform, through the edge. Throws ClaimFailed at the first claim that does not hold. */
export async function runDemo(platform: Platform): Promise<void> {
  const story = createStory(performance.now());
  const stage = await openStage(platform, story);
  try {
    await bringInPeople(stage);
    const { programmeId } = await openProgramme(stage);
    const run = await runMatching(stage, programmeId);
    const { pairs, declined } = await answerProposals(stage, programmeId);
    const added = await topUp(stage, programmeId, declined);
    const sessions = await bookSessions(stage, pairs);
    await liveSessions(stage, sessions);
    await reverseNoShow(stage, sessions.learnerMissing);
    await bookFurther(stage, programmeId, sessions);
    await endMatch(stage, sessions.ended);
    await pairByHand(stage, programmeId, sessions.ended);
    // By the top-up round, and one by hand.
    await lookAtIt(stage, programmeId, run, sessions, added + 1);
    story.end();
  } finally {
    stage.close();
  }
}
