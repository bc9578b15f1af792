import { askProgramme } from "../clients.ts";
import { insertProposals } from "../commands/insert-proposals.ts";
import type { MatchingContext } from "../context.ts";
import type { RunActivities } from "../workflows/types.ts";
import { asActivity, stepCall } from "./as-activity.ts";

/** Asks for the programme's state and writes one part of the proposals. */
export const insertChunk =
  (ctx: MatchingContext): RunActivities["insertChunk"] =>
  (ref, chunk) =>
    asActivity(ctx.log, ref, async () => {
      const call = stepCall(ref, `insert-chunk/${chunk}`);
      const programme = await askProgramme(ctx, call, ref.programmeId);
      return insertProposals(ctx, call, ref.runId, chunk, programme);
    });
