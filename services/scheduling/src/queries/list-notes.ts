import { auditRead } from "@mentorship/shared/audit";
import type { Call } from "@mentorship/shared/call";
import { notFound } from "@mentorship/shared/errors";
import { decodePageToken, encodePageToken, pageSize } from "@mentorship/shared/paging";
import { readTenant } from "@mentorship/shared/postgres";
import type { SchedulingContext } from "../context.ts";
import { canReadSession, noteView } from "../domain/policy.ts";
import type { NoteVisibility, SessionRecord } from "../domain/session.ts";
import { findSession } from "../store/load-sessions.ts";
import { type Note, type NotePosition, findNote, listNotes as listRows } from "../store/notes.ts";
import { namesOfPeople } from "./names-of-people.ts";

export type ListNotesInput = {
  readonly sessionId: string;
  readonly includeSuperseded: boolean;
  readonly pageSize: number;
  readonly pageToken: string;
};

/** A note as a caller sees it: the text is empty where they may not read it. */
export type DescribedNote = { readonly note: Note; readonly text: string; readonly authorName: string };

export type NotePage = { readonly notes: readonly DescribedNote[]; readonly nextPageToken: string };

/** The notes of a session that the caller may read, the newest first; seeing others' is logged. Throws NOT_FOUND, PAGE_TOKEN_INVALID. */
export async function listNotes(ctx: SchedulingContext, call: Call, input: ListNotesInput): Promise<NotePage> {
  const { sessionId, includeSuperseded } = input;
  const query = { sessionId, includeSuperseded, caller: call.actor.id, roles: call.actor.roles };
  const after = decodePageToken<NotePosition>(query, input.pageToken);
  const size = pageSize(input.pageSize);
  const found = await readTenant(ctx, call.tenantId, async (db) => {
    const session = await findSession(db, sessionId);
    if (session === undefined || !canReadSession(call.actor, session.record)) throw notFound("session", sessionId);
    const visibilities = readable(call, session.record);
    return listRows(db, { sessionId, visibilities, includeSuperseded, after, limit: size + 1 });
  });
  const shown = found.slice(0, size);
  const last = found.length > size ? shown.at(-1) : undefined;
  const ofOthers = shown.filter((note) => note.authorId !== call.actor.id).map((note) => note.id);
  auditRead(ctx, call, { action: "notes.read", entityType: "note", ids: ofOthers });
  const names = await namesOfPeople(
    ctx,
    call,
    shown.map((note) => note.authorId),
  );
  return {
    notes: shown.map((note) => ({ note, text: note.text, authorName: names.get(note.authorId) ?? "" })),
    nextPageToken: last === undefined ? "" : encodePageToken(query, { createdAt: last.createdAt, id: last.id }),
  };
}

/** The note that its author has just written. */
export async function describeNote(ctx: SchedulingContext, call: Call, noteId: string): Promise<DescribedNote> {
  const { note, view } = await readTenant(ctx, call.tenantId, async (db) => {
    const written = await findNote(db, noteId);
    const session = written && (await findSession(db, written.sessionId));
    if (written === undefined || session === undefined) throw notFound("note", noteId);
    return { note: written, view: noteView(call.actor, factOf(written), session.record) };
  });
  const names = await namesOfPeople(ctx, call, [note.authorId]);
  return { note, text: view === "text" ? note.text : "", authorName: names.get(note.authorId) ?? "" };
}

/** A list holds only what can be read: the outline of one's own note for admins comes with its writing alone. */
function readable(call: Call, session: SessionRecord): NoteVisibility[] {
  return (["both", "mentor", "admin"] as const).filter(
    (visibility) => noteView(call.actor, { authorId: "", visibility, aboutPersonId: null }, session) === "text",
  );
}

const factOf = (note: Note) => ({ authorId: note.authorId, visibility: note.visibility, aboutPersonId: null });
