import type { Trx } from "@mentorship/shared/postgres";
import { sql } from "kysely";
import type { Tables } from "./tables.ts";

/** A note that was written. `supersedesNoteId` is null where it replaces none. */
export interface WrittenNote {
  readonly id: string;
  readonly sessionId: string;
  readonly programmeId: string;
  readonly visibility: string;
  readonly supersedesNoteId: string | null;
}

/** Keeps that a note exists and that the one it replaces counts no more, whichever of the two is heard of first. */
export async function projectNote(trx: Trx<Tables>, note: WrittenNote): Promise<void> {
  await sql`
    insert into note_row (tenant_id, id, session_id, programme_id, visibility, superseded)
    values (${trx.tenantId}, ${note.id}, ${note.sessionId}, ${note.programmeId}, ${note.visibility}, false)
    on conflict (tenant_id, id) do update set
      session_id = excluded.session_id, programme_id = excluded.programme_id, visibility = excluded.visibility`.execute(
    trx.sql,
  );
  if (note.supersedesNoteId === null) return;
  await sql`
    insert into note_row (tenant_id, id, superseded) values (${trx.tenantId}, ${note.supersedesNoteId}, true)
    on conflict (tenant_id, id) do update set superseded = true`.execute(trx.sql);
}
