import type { Call } from "@mentorship/shared/call";
import { transact } from "@mentorship/shared/postgres";
import type { SchedulingContext } from "../context.ts";
import { requireAction } from "../domain/session-actions.ts";
import { lockSession } from "../store/load-sessions.ts";
import { type NewNote, writeNote } from "./write-note.ts";

export type AddNoteInput = NewNote & { readonly sessionId: string };

/** Writes a progress note. Answers its id alone: the text must stand in no other row. Throws NOT_FOUND, PERMISSION_DENIED, SESSION_STATE. */
export function addNote(ctx: SchedulingContext, call: Call, input: AddNoteInput): Promise<string> {
  return transact(ctx, call, async (trx) => {
    const session = await lockSession(trx, input.sessionId);
    requireAction(session.record, "add_note", call.actor, trx.now.getTime(), session.settings);
    return writeNote(ctx, trx, session, input);
  });
}
