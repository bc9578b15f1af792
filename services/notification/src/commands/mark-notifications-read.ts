import type { Call } from "@mentorship/shared/call";
import { appendAudit } from "@mentorship/shared/audit";
import { transact } from "@mentorship/shared/postgres";
import type { NotificationContext } from "../context.ts";
import { lockCounter, markRead, saveUnread } from "../store/inbox.ts";

/** Marks the caller's notifications as read: those with these ids, or all that came until now. Answers how many, and how many are left. */
export function markNotificationsRead(
  ctx: NotificationContext,
  call: Call,
  input: { readonly notificationIds: readonly string[] },
): Promise<{ marked: number; unread: number }> {
  return transact(ctx, call, async (trx) => {
    const personId = call.actor.id;
    const counter = await lockCounter(trx, personId);
    const ids = await markRead(trx, personId, input.notificationIds);
    const unread = counter.unread - ids.length;
    if (ids.length === 0) return { marked: 0, unread };
    await saveUnread(trx, personId, unread);
    appendAudit(trx, {
      action: "inbox.read",
      entity: { type: "inbox", id: personId },
      before: { unread: counter.unread },
      after: { unread, marked: ids.length },
    });
    return { marked: ids.length, unread };
  });
}
