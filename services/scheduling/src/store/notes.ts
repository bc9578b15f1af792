import { notFound } from "@mentorship/shared/errors";
import type { Db, Trx } from "@mentorship/shared/postgres";
import type { Selectable } from "kysely";
import type { NoteVisibility } from "../domain/session.ts";
import type { NoteTable, SchedulingTables } from "./tables.ts";

/** A progress note. The text goes to whom the policy lets read it, and nowhere else. */
export type Note = {
  readonly id: string;
  readonly sessionId: string;
  readonly authorId: string;
  readonly visibility: NoteVisibility;
  readonly text: string;
  readonly createdAt: Date;
  readonly supersedesId: string | null;
  readonly supersededById: string | null;
  /** The one learner whom it is about; null: everybody. */
  readonly aboutPersonId: string | null;
};

/** Writes a note, and says so on the one that it replaces. */
export async function insertNote(trx: Trx<SchedulingTables>, note: Note): Promise<void> {
  await trx.sql
    .insertInto("note")
    .values({
      tenant_id: trx.tenantId,
      id: note.id,
      session_id: note.sessionId,
      author_id: note.authorId,
      visibility: note.visibility,
      text: note.text,
      created_at: note.createdAt,
      supersedes_note_id: note.supersedesId,
      superseded_by_note_id: null,
      about_person_id: note.aboutPersonId,
    })
    .execute();
  if (note.supersedesId === null) return;
  await trx.sql
    .updateTable("note")
    .set({ superseded_by_note_id: note.id })
    .where("tenant_id", "=", trx.tenantId)
    .where("id", "=", note.supersedesId)
    .execute();
}

/** A note of a session, locked against being replaced twice. Throws NOT_FOUND. */
export async function lockNote(trx: Trx<SchedulingTables>, sessionId: string, noteId: string): Promise<Note> {
  const row = await trx.sql
    .selectFrom("note")
    .selectAll()
    .where("tenant_id", "=", trx.tenantId)
    .where("session_id", "=", sessionId)
    .where("id", "=", noteId)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) throw notFound("note", noteId);
  return noteFromRow(row);
}

/** A note, or undefined. */
export async function findNote(db: Db<SchedulingTables>, noteId: string): Promise<Note | undefined> {
  const row = await db.sql
    .selectFrom("note")
    .selectAll()
    .where("tenant_id", "=", db.tenantId)
    .where("id", "=", noteId)
    .executeTakeFirst();
  return row === undefined ? undefined : noteFromRow(row);
}

export type NotePosition = { readonly createdAt: Date; readonly id: string };

/**
 * Which notes of a session to list: of these visibilities only, the newest first, after a position. `reader`: a learner, who reads what
 * is about everybody or about themselves; null: somebody who reads what is about anybody.
 */
export type NoteFilter = {
  readonly sessionId: string;
  readonly visibilities: readonly NoteVisibility[];
  readonly reader: string | null;
  readonly includeSuperseded: boolean;
  readonly after: NotePosition | undefined;
  readonly limit: number;
};

export async function listNotes(db: Db<SchedulingTables>, filter: NoteFilter): Promise<Note[]> {
  const { after } = filter;
  if (filter.visibilities.length === 0) return [];
  const rows = await db.sql
    .selectFrom("note")
    .selectAll()
    .where("tenant_id", "=", db.tenantId)
    .where("session_id", "=", filter.sessionId)
    .where("visibility", "in", [...filter.visibilities])
    .$if(filter.reader !== null, (query) =>
      query.where((eb) =>
        eb.or([eb("about_person_id", "is", null), eb("about_person_id", "=", filter.reader as string)]),
      ),
    )
    .$if(!filter.includeSuperseded, (query) => query.where("superseded_by_note_id", "is", null))
    .$if(after !== undefined, (query) =>
      query.where((eb) =>
        eb(
          eb.refTuple("created_at", "id"),
          "<",
          eb.tuple((after as NotePosition).createdAt, (after as NotePosition).id),
        ),
      ),
    )
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(filter.limit)
    .execute();
  return rows.map(noteFromRow);
}

function noteFromRow(row: Selectable<NoteTable>): Note {
  return {
    id: row.id,
    sessionId: row.session_id,
    authorId: row.author_id,
    visibility: row.visibility as NoteVisibility,
    text: row.text,
    createdAt: row.created_at,
    supersedesId: row.supersedes_note_id,
    supersededById: row.superseded_by_note_id,
    aboutPersonId: row.about_person_id,
  };
}
