import { auditRead } from "@mentorship/shared/audit";
import type { Call } from "@mentorship/shared/call";
import { notFound } from "@mentorship/shared/errors";
import { decodePageToken, encodePageToken, pageSize } from "@mentorship/shared/paging";
import { readTenant } from "@mentorship/shared/postgres";
import type { SchedulingContext } from "../context.ts";
import { partsOf } from "../domain/actor.ts";
import { canReadSession, noteView } from "../domain/policy.ts";
import type { NoteVisibility, SessionRecord } from "../domain/session.ts";
import { type ActionItem, findActionItem, itemsOfNotes } from "../store/action-items.ts";
import { findSession } from "../store/load-sessions.ts";
import { type Note, type NotePosition, findNote, listNotes as listRows } from "../store/notes.ts";
import { namesOfPeople } from "./names-of-people.ts";

export type ListNotesInput = {
  readonly sessionId: string;
  readonly includeSuperseded: boolean;
  readonly pageSize: number;
  readonly pageToken: string;
};

/** What is to be done, with its owner's name. */
export type DescribedItem = { readonly item: ActionItem; readonly ownerName: string };

/** A note as a caller sees it: text and items are empty where they may not read it. */
export type DescribedNote = {
  readonly note: Note;
  readonly text: string;
  readonly authorName: string;
  readonly items: readonly DescribedItem[];
};

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
    const reader = readerOf(call, session.record);
    const rows = await listRows(db, { sessionId, visibilities, reader, includeSuperseded, after, limit: size + 1 });
    const items = await itemsOfNotes(
      db,
      rows.slice(0, size).map((note) => note.id),
    );
    return { rows, items };
  });
  const { rows, items } = found;
  const shown = rows.slice(0, size);
  const last = rows.length > size ? shown.at(-1) : undefined;
  const ofOthers = shown.filter((note) => note.authorId !== call.actor.id).map((note) => note.id);
  auditRead(ctx, call, { action: "notes.read", entityType: "note", ids: ofOthers });
  const itemsOf = (note: Note): readonly ActionItem[] => items.get(note.id) ?? [];
  const names = await namesOfPeople(
    ctx,
    call,
    shown.flatMap((note) => [note.authorId, ...itemsOf(note).map((item) => item.ownerId)]),
  );
  return {
    notes: shown.map((note) => describe(note, note.text, itemsOf(note), names)),
    nextPageToken: last === undefined ? "" : encodePageToken(query, { createdAt: last.createdAt, id: last.id }),
  };
}

/** The note that its author has just written. */
export async function describeNote(ctx: SchedulingContext, call: Call, noteId: string): Promise<DescribedNote> {
  const { note, view, items } = await readTenant(ctx, call.tenantId, async (db) => {
    const written = await findNote(db, noteId);
    const session = written && (await findSession(db, written.sessionId));
    if (written === undefined || session === undefined) throw notFound("note", noteId);
    const found = (await itemsOfNotes(db, [noteId])).get(noteId) ?? [];
    return { note: written, view: noteView(call.actor, written, session.record), items: found };
  });
  const names = await namesOfPeople(ctx, call, [note.authorId, ...items.map((item) => item.ownerId)]);
  return view === "text" ? describe(note, note.text, items, names) : describe(note, "", [], names);
}

/** An action item that the caller has just changed. Throws NOT_FOUND. */
export async function describeActionItem(ctx: SchedulingContext, call: Call, itemId: string): Promise<DescribedItem> {
  const item = await readTenant(ctx, call.tenantId, (db) => findActionItem(db, itemId));
  const names = await namesOfPeople(ctx, call, [item.ownerId]);
  return { item, ownerName: names.get(item.ownerId) ?? "" };
}

function describe(
  note: Note,
  text: string,
  items: readonly ActionItem[],
  names: ReadonlyMap<string, string>,
): DescribedNote {
  const nameOf = (id: string): string => names.get(id) ?? "";
  return {
    note,
    text,
    authorName: nameOf(note.authorId),
    items: items.map((item) => ({ item, ownerName: nameOf(item.ownerId) })),
  };
}

/** A learner, who reads only what is about everybody or about themselves; null for whoever reads what is about anybody. */
function readerOf({ actor }: Call, session: SessionRecord): string | null {
  const parts = partsOf(actor, session.participants);
  return parts.includes("admin") || parts.includes("mentor") ? null : actor.id;
}

/** A list holds only what can be read: the outline of one's own note for admins comes with its writing alone. */
function readable(call: Call, session: SessionRecord): NoteVisibility[] {
  return (["both", "mentor", "admin"] as const).filter(
    (visibility) => noteView(call.actor, { authorId: "", visibility, aboutPersonId: null }, session) === "text",
  );
}
