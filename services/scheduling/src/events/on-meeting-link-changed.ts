import type { Trx } from "@mentorship/shared/postgres";
import type { MeetingLinkFacts } from "@mentorship/client/v1";
import { keepLink } from "../commands/keep-link.ts";
import type { SchedulingContext } from "../context.ts";
import type { SchedulingTables } from "../store/tables.ts";
import { linkStates, wordOf } from "../words.ts";

/** A session's meeting link was made, moved or removed: where it stands is shown with the session. */
export async function onMeetingLinkChanged(
  trx: Trx<SchedulingTables>,
  { link }: { readonly link?: MeetingLinkFacts | undefined },
  ctx: SchedulingContext,
): Promise<void> {
  if (link === undefined) return;
  await keepLink(ctx, trx, link.sessionId, {
    state: wordOf(linkStates, link.state) ?? "none",
    version: Number(link.version),
    reportsEvents: link.reportsEvents,
  });
}
