import type { ProgrammeCompleted } from "@mentorship/client/events/v1";
import type { Call } from "@mentorship/shared/call";
import { endedAtOnce, endUnanswered } from "../commands/end-unanswered.ts";
import type { MatchingContext } from "../context.ts";

/** Ends the programme's unanswered matches, part by part. What was heard of its end is committed: no run writes any more. */
export async function onProgrammeCompleted(event: ProgrammeCompleted, ctx: MatchingContext, call: Call): Promise<void> {
  const programmeId = event.programme?.programmeId ?? "";
  const partOf = (part: number): Call => ({
    ...call,
    cause: { kind: "step", workflowId: `event/${event.header?.eventId}`, step: `end-unanswered/${part}` },
  });
  for (let part = 0; (await endUnanswered(ctx, partOf(part), programmeId)) === endedAtOnce; ) part += 1;
}
