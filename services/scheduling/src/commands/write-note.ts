import { createHash } from "node:crypto";
import { appendAudit } from "@mentorship/shared/audit";
import { DomainError, invalid, notFound } from "@mentorship/shared/errors";
import { appendOutbox } from "@mentorship/shared/events";
import type { Trx } from "@mentorship/shared/postgres";
import type { SchedulingContext } from "../context.ts";
import { isAdmin } from "../domain/actor.ts";
import { type NewActionItem, requireNote } from "../domain/note.ts";
import { canAddNote, noteView } from "../domain/policy.ts";
import type { NoteVisibility } from "../domain/session.ts";
import { noteAddedEvent } from "../events/publish.ts";
import type { Session } from "../store/load-sessions.ts";
import { type ActionItem, insertActionItems } from "../store/action-items.ts";
import { type Note, insertNote, lockNote } from "../store/notes.ts";
import type { SchedulingTables } from "../store/tables.ts";

export type NewNote = {
  readonly text: string;
  /** Null: as the session says. */
  readonly visibility: NoteVisibility | null;
  readonly supersedesId: string | null;
  /** The one learner whom it is about; null: everybody. */
  readonly aboutPersonId: string | null;
  readonly actionItems: readonly NewActionItem[];
};

/** What a note that says nothing else is like, but for its text. */
export const PLAIN_NOTE = { visibility: null, supersedesId: null, aboutPersonId: null, actionItems: [] } as const;

/** Writes a note on a locked session. Its text goes into its own row and nowhere else. Throws PERMISSION_DENIED, NOT_FOUND, INVALID_ARGUMENT. */
export async function writeNote(
  ctx: SchedulingContext,
  trx: Trx<SchedulingTables>,
  session: Session,
  given: NewNote,
): Promise<string> {
  const { record } = session;
  const { actor } = trx.call;
  if (!canAddNote(actor, record)) {
    throw new DomainError("PERMISSION_DENIED", "notes are written by mentors of the session and by admins");
  }
  const note: Note = {
    id: ctx.data.newId(),
    sessionId: record.id,
    authorId: actor.id,
    visibility: given.visibility ?? record.notesVisibleTo,
    text: given.text,
    createdAt: trx.now,
    supersedesId: given.supersedesId,
    supersededById: null,
    aboutPersonId: given.aboutPersonId,
  };
  requireNote(record, note, given.actionItems, actor);
  if (given.supersedesId !== null) await requireReplaceable(trx, session, given.supersedesId);
  await insertNote(trx, note);
  const items = given.actionItems.map((item): ActionItem => ({ ...item, ...unmade(note, ctx.data.newId()) }));
  await insertActionItems(trx, items);
  appendOutbox(trx, [noteAddedEvent(session, note)]);
  appendAudit(trx, {
    action: "note.added",
    entity: { type: "note", id: note.id },
    before: null,
    after: {
      session_id: note.sessionId,
      visibility: note.visibility,
      supersedes_note_id: note.supersedesId,
      about_person_id: note.aboutPersonId,
      action_items: items.map((item) => ({ id: item.id, owner_id: item.ownerId, due_on: item.dueOn })),
      text_hash: createHash("sha256").update(note.id).update(note.text).digest("hex"),
    },
  });
  return note.id;
}

const unmade = (note: Note, id: string) => ({ id, noteId: note.id, done: null });

/** A note is replaced once, by who wrote it or an admin; whoever may not know of it is told that there is none. */
async function requireReplaceable(trx: Trx<SchedulingTables>, session: Session, noteId: string): Promise<void> {
  const { actor } = trx.call;
  const old = await lockNote(trx, session.record.id, noteId);
  if (noteView(actor, old, session.record) === "none") throw notFound("note", noteId);
  if (old.authorId !== actor.id && !isAdmin(actor)) {
    throw new DomainError("PERMISSION_DENIED", "a note is replaced by who wrote it, or by an admin");
  }
  if (old.supersededById !== null) {
    throw invalid([{ field: "supersedes_note_id", description: "must name a note that was not replaced already" }]);
  }
}
