import { appendAudit } from "@mentorship/shared/audit";
import type { Call } from "@mentorship/shared/call";
import { DomainError, notFound } from "@mentorship/shared/errors";
import { transact } from "@mentorship/shared/postgres";
import type { SchedulingContext } from "../context.ts";
import { canSetItemDone } from "../domain/note.ts";
import { noteView } from "../domain/policy.ts";
import { type ActionItem, lockActionItem, saveActionItem } from "../store/action-items.ts";
import { findSession } from "../store/load-sessions.ts";
import { findNote } from "../store/notes.ts";

/** Says that an action item is done, or that it is not. The same again changes nothing. Throws NOT_FOUND and PERMISSION_DENIED. */
export function setActionItemDone(
  ctx: SchedulingContext,
  call: Call,
  { itemId, done }: { readonly itemId: string; readonly done: boolean },
): Promise<void> {
  return transact(ctx, call, async (trx) => {
    const item = await lockActionItem(trx, itemId);
    const note = await findNote(trx, item.noteId);
    const session = note && (await findSession(trx, note.sessionId));
    if (note === undefined || session === undefined || noteView(call.actor, note, session.record) !== "text") {
      throw notFound("action item", itemId);
    }
    if (!canSetItemDone(call.actor, item, session.record)) {
      throw new DomainError("PERMISSION_DENIED", "its owner, mentors of the session and admins say what is done");
    }
    if ((item.done !== null) === done) return;
    const changed: ActionItem = { ...item, done: done ? { at: trx.now, by: call.actor.id } : null };
    await saveActionItem(trx, changed);
    appendAudit(trx, {
      action: done ? "action_item.done" : "action_item.reopened",
      entity: { type: "action_item", id: itemId },
      before: { note_id: item.noteId, owner_id: item.ownerId, done: !done },
      after: { note_id: item.noteId, owner_id: item.ownerId, done },
    });
  });
}
