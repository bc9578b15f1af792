import { timestampDate } from "@bufbuild/protobuf/wkt";
import { type MatchRun, MatchRunOutcome, MatchRunPhase, ProgrammeState } from "@mentorship/client/v1";
import { menteeCount } from "./bring-in-people.ts";
import { previewMatching } from "./preview-matching.ts";
import { refusal, rid, type Stage } from "./stage.ts";

/** Runs the matcher over everybody, live, and looks at what it says of itself. */
export async function runMatching(stage: Stage, programmeId: string): Promise<MatchRun> {
  const { admin, story } = stage;
  story.chapter("Matching 1,000 mentors with 5,000 mentees");
  const early = await refusal(admin.matching.runMatching({ requestId: rid(), programmeId }));
  story.claim(
    `it can't run while people apply: ${early.reason} (${early.metadata.state})`,
    early.reason === "PROGRAMME_STATE",
    early,
  );
  const { programme } = await admin.programme.startMatching({ requestId: rid(), programmeId });
  story.claim("the programme is in matching", programme?.state === ProgrammeState.MATCHING, programme?.state);

  const previewed = await previewMatching(stage, programmeId);

  const start = performance.now();
  const { run } = await admin.matching.runMatching({ requestId: rid(), programmeId });
  const answered = performance.now() - start;
  const again = await admin.matching.runMatching({ requestId: rid(), programmeId });
  story.claim(
    "asked again, it answers with the run that is under way",
    again.run?.runId === run?.runId,
    again.run?.runId,
  );
  let last = run;
  for await (const { run: now } of admin.matching.watchMatchRun({ runId: run?.runId ?? "" }, { timeoutMs: 120_000 })) {
    if (!now) continue;
    if (now.phase !== last?.phase || now.proposalsInserted !== last.proposalsInserted) {
      story.tell(
        `  ${MatchRunPhase[now.phase].toLowerCase()}: ${now.proposalsInserted} of ${now.proposalsScored} proposals written`,
      );
    }
    last = now;
  }
  const whole = performance.now() - start;
  if (!last) throw new Error("the run was never seen");
  story.claim(
    `the run succeeded: ${last.summary}`,
    last.outcome === MatchRunOutcome.SUCCEEDED,
    MatchRunOutcome[last.outcome],
  );
  story.claim(
    `every mentee is accounted for: ${last.proposalsInserted} proposals and ${last.menteesLeftOver} left over`,
    last.proposalsInserted + last.menteesLeftOver === menteeCount,
    { inserted: last.proposalsInserted, leftOver: last.menteesLeftOver },
  );
  if (last.requestedAt && last.finishedAt) {
    const durable = timestampDate(last.finishedAt).getTime() - timestampDate(last.requestedAt).getTime();
    story.figure(
      "1,000 × 5,000: from the call to the last proposal committed",
      `${durable} ms (answered after ${answered.toFixed(0)} ms)`,
    );
  }
  story.figure("1,000 × 5,000: seen as finished by the watching client", `${whole.toFixed(0)} ms`);
  story.tell(
    `inputs ${last.inputDigest.slice(0, 16)}…, output ${last.outputDigest.slice(0, 16)}…: the same inputs give the same output`,
  );
  story.claim("the run came to just what the preview had told", last.outputDigest === previewed, previewed);
  const { matches } = await admin.matching.listMatches({ programmeId, pageSize: 1 });
  const [example] = matches;
  const skills = example?.reasons?.skills;
  story.claim(
    `a proposal says why: ${skills?.sharedTags.length} of ${skills?.focusTags} focus tags shared, ${example?.reasons?.capacity?.seatsFree} of ${example?.reasons?.capacity?.maxMentees} seats free, score ${Number(example?.scoreBillionths ?? 0n) / 1e9}`,
    skills !== undefined && (example?.scoreBillionths ?? 0n) > 0n,
    example?.reasons,
  );
  if (last.menteesLeftOver > 0) {
    const { mentees } = await admin.matching.listLeftOverMentees({ runId: last.runId, pageSize: 1 });
    story.claim(
      "a mentee left over is told apart with the reason",
      mentees[0] !== undefined && mentees[0].reason > 0,
      mentees,
    );
  }
  return last;
}
