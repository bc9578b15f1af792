import { LeftOverReason, MatchState, type PreviewSummary } from "@mentorship/client/v1";
import { menteeId, mentorId } from "./bring-in-people.ts";
import type { Stage } from "./stage.ts";

/** Looks at what a run would propose, by both strategies, and asks why one pair would be proposed. Answers the digest of what would come out. */
export async function previewMatching(stage: Stage, programmeId: string): Promise<string> {
  const { admin, story } = stage;
  const start = performance.now();
  const preview = await summaryOf(stage, programmeId, {});
  story.figure(
    "PreviewMatching of 1,000 × 5,000, pairs and names streamed",
    `${(performance.now() - start).toFixed(0)} ms`,
  );
  const { summary, pairs } = preview;
  const left = summary.leftOver.map(({ reason, mentees }) => `${mentees} ${LeftOverReason[reason]}`);
  story.claim(
    `a preview would propose ${summary.proposals} pairs and leave over ${left.join(", ") || "nobody"}`,
    summary.proposals > 0 && pairs === summary.proposals,
    { pairs, summary },
  );
  const { fairness } = summary;
  story.claim(
    `and tells how even that is: loads ${fairness?.leastLoad} to ${fairness?.greatestLoad}, ${fairness?.idleMentors} mentors idle, Gini ${fairness?.gini.toFixed(2)}`,
    (fairness?.gini ?? -1) >= 0,
    fairness,
  );
  const { matches } = await admin.matching.listMatches({ programmeId, states: [MatchState.PROPOSED], pageSize: 1 });
  story.claim("nothing was written", matches.length === 0, matches.length);

  const { explanation } = await admin.matching.explainMatch({
    programmeId,
    mentorId: mentorId(0),
    menteeId: menteeId(0),
  });
  const { skills, audience, capacity } = explanation?.reasons ?? {};
  story.claim(
    `any pair explains itself: ${mentorId(0)} and ${menteeId(0)} share ${skills?.sharedTags.length} of ${skills?.focusTags} tags, department ${audience?.sameDepartment ? "alike" : "differs"}, ${capacity?.seatsFree} of ${capacity?.maxMentees} seats free, score ${Number(explanation?.scoreBillionths ?? 0n) / 1e9}`,
    skills !== undefined && audience !== undefined && capacity !== undefined,
    explanation,
  );
  return summary.outputDigest;
}

async function summaryOf(
  { admin }: Stage,
  programmeId: string,
  pairingRules: object,
): Promise<{ summary: PreviewSummary; pairs: number }> {
  let summary: PreviewSummary | undefined;
  let pairs = 0;
  for await (const part of admin.matching.previewMatching({ programmeId, pairingRules }, { timeoutMs: 120_000 })) {
    summary ??= part.summary;
    pairs += part.pairs.length;
  }
  if (!summary) throw new Error("the preview ended without a summary");
  return { summary, pairs };
}
