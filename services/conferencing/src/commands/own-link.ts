import type { Call } from "@mentorship/shared/call";
import type { ConferencingContext } from "../context.ts";
import { noMeetingLink } from "../domain/join-window.ts";
import { findOwnLink, type OwnLink } from "../queries/find-own-link.ts";
import { catchUp } from "./catch-up.ts";

/**
 * The caller's way to a session's link. Asks scheduling where this service has not heard of the session, or where what it heard would
 * refuse. Throws NOT_FOUND for who does not take part, NO_MEETING_LINK where the session has none.
 */
export async function ownLink(ctx: ConferencingContext, call: Call, sessionId: string): Promise<OwnLink> {
  const known = await findOwnLink(ctx, call, sessionId);
  if (known?.link.state === "ready" && known.link.endsAt > known.now) return known;
  await catchUp(ctx, call, sessionId);
  const found = await findOwnLink(ctx, call, sessionId);
  if (!found) throw noMeetingLink("UNSPECIFIED");
  return found;
}
