import { LeftOverReason, type MatchingService } from "@mentorship/client/v1";
import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { MatchingContext } from "../context.ts";
import { listLeftOver } from "../queries/list-left-over.ts";

export const listLeftOverMentees =
  (ctx: MatchingContext): Handler<typeof MatchingService.method.listLeftOverMentees> =>
  async (req, rpc) => {
    const call = callOf(rpc);
    const { mentees, nextPageToken } = await listLeftOver(ctx, call, req);
    const names = await ctx.people.namesOf(
      call,
      mentees.map(({ menteeId }) => menteeId),
    );
    const shown = mentees.map(({ menteeId, reason }) => ({
      menteeId,
      displayName: names.get(menteeId) ?? "",
      reason: LeftOverReason[reason],
    }));
    return { mentees: shown, nextPageToken };
  };
