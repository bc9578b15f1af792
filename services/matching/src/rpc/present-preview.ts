import type { MessageInitShape } from "@bufbuild/protobuf";
import { LeftOverReason, type PreviewMatchingResponseSchema } from "@mentorship/client/v1";
import type { Call } from "@mentorship/shared/call";
import type { MatchingContext } from "../context.ts";
import type { Preview } from "../queries/preview-matching.ts";
import { reasonsMessage, rulesMessage } from "./convert.ts";

type Part = MessageInitShape<typeof PreviewMatchingResponseSchema>;

const rowsInMessage = 500;

/** A preview as callers see it: its summary first, then pairs, mentees left over and loads, in messages of up to 500 with names. */
export async function* presentPreview(ctx: MatchingContext, call: Call, preview: Preview): AsyncGenerator<Part> {
  yield { summary: summaryOf(preview) };
  for (const part of partsOf(preview.pairs)) {
    const names = await ctx.people.namesOf(
      call,
      part.flatMap(({ mentorId, menteeId }) => [mentorId, menteeId]),
    );
    yield { pairs: part.map((pair) => pairMessage(pair, names)) };
  }
  for (const part of partsOf(preview.leftOver)) {
    const names = await ctx.people.namesOf(
      call,
      part.map(({ menteeId }) => menteeId),
    );
    const mentee = ({ menteeId, reason }: (typeof part)[number]) => ({
      menteeId,
      displayName: names.get(menteeId) ?? "",
      reason: LeftOverReason[reason],
    });
    yield { leftOver: part.map(mentee) };
  }
  for (const part of partsOf(preview.loads)) {
    const names = await ctx.people.namesOf(
      call,
      part.map(({ mentorId }) => mentorId),
    );
    yield { loads: part.map((load) => ({ ...load, displayName: names.get(load.mentorId) ?? "" })) };
  }
}

function* partsOf<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < rows.length; from += rowsInMessage) yield rows.slice(from, from + rowsInMessage);
}

const pairMessage = (
  { mentorId, menteeId, score, reasons }: Preview["pairs"][number],
  names: ReadonlyMap<string, string>,
) => ({
  mentorId,
  mentorName: names.get(mentorId) ?? "",
  menteeId,
  menteeName: names.get(menteeId) ?? "",
  scoreBillionths: BigInt(score),
  reasons: reasonsMessage(reasons),
});

const summaryOf = (preview: Preview): NonNullable<Part["summary"]> => ({
  mentorsLoaded: preview.mentorsLoaded,
  menteesLoaded: preview.menteesLoaded,
  proposals: preview.pairs.length,
  proposalsKept: preview.kept,
  proposalsSuperseded: preview.superseded,
  totalScoreBillionths: BigInt(preview.totalScore),
  leftOver: [...preview.leftOverCounts]
    .map(([reason, mentees]) => ({ reason: LeftOverReason[reason], mentees }))
    .sort((a, b) => a.reason - b.reason),
  fairness: preview.fairness,
  pairingRules: rulesMessage(preview.rules),
  inputDigest: preview.inputDigest,
  outputDigest: preview.outputDigest,
});
