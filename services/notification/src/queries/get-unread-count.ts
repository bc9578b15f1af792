import type { Call } from "@mentorship/shared/call";
import { readTenant } from "@mentorship/shared/postgres";
import type { NotificationContext } from "../context.ts";
import { counterOf } from "../store/inbox.ts";

/** How many of the caller's notifications are unread. */
export async function getUnreadCount(ctx: NotificationContext, call: Call): Promise<number> {
  const { unread } = await readTenant(ctx, call.tenantId, (db) => counterOf(db, call.actor.id));
  return unread;
}
