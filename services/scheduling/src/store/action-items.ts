import { notFound } from "@mentorship/shared/errors";
import type { Db, Trx } from "@mentorship/shared/postgres";
import type { Selectable } from "kysely";
import type { ActionItemTable, SchedulingTables } from "./tables.ts";

/** Something to be done, of a note. The text is read by whoever reads the note's. */
export type ActionItem = {
  readonly id: string;
  readonly noteId: string;
  readonly text: string;
  readonly ownerId: string;
  /** As `YYYY-MM-DD`; null: none. */
  readonly dueOn: string | null;
  /** Since when it is done, and who said so; null: it is not. */
  readonly done: { readonly at: Date; readonly by: string } | null;
};

/** Writes the action items of a new note, in their order. */
export async function insertActionItems(trx: Trx<SchedulingTables>, items: readonly ActionItem[]): Promise<void> {
  if (items.length === 0) return;
  await trx.sql
    .insertInto("action_item")
    .values(
      items.map((item, place) => ({
        tenant_id: trx.tenantId,
        id: item.id,
        note_id: item.noteId,
        place,
        text: item.text,
        owner_id: item.ownerId,
        due_on: item.dueOn,
        done_at: item.done?.at ?? null,
        done_by: item.done?.by ?? null,
      })),
    )
    .execute();
}

/** The action items of these notes, by note, in their order. */
export async function itemsOfNotes(
  db: Db<SchedulingTables>,
  noteIds: readonly string[],
): Promise<Map<string, ActionItem[]>> {
  const items = new Map<string, ActionItem[]>(noteIds.map((id) => [id, []]));
  if (noteIds.length === 0) return items;
  const rows = await db.sql
    .selectFrom("action_item")
    .selectAll()
    .where("tenant_id", "=", db.tenantId)
    .where("note_id", "in", [...noteIds])
    .orderBy("place")
    .execute();
  for (const row of rows) items.get(row.note_id)?.push(itemFromRow(row));
  return items;
}

/** An action item. Throws NOT_FOUND. */
export async function findActionItem(db: Db<SchedulingTables>, id: string): Promise<ActionItem> {
  const row = await itemRow(db, id).executeTakeFirst();
  if (row === undefined) throw notFound("action item", id);
  return itemFromRow(row);
}

/** The same, locked against being changed by others. Throws NOT_FOUND. */
export async function lockActionItem(trx: Trx<SchedulingTables>, id: string): Promise<ActionItem> {
  const row = await itemRow(trx, id).forUpdate().executeTakeFirst();
  if (row === undefined) throw notFound("action item", id);
  return itemFromRow(row);
}

/** Writes whether an action item is done. */
export async function saveActionItem(trx: Trx<SchedulingTables>, item: ActionItem): Promise<void> {
  await trx.sql
    .updateTable("action_item")
    .set({ done_at: item.done?.at ?? null, done_by: item.done?.by ?? null })
    .where("tenant_id", "=", trx.tenantId)
    .where("id", "=", item.id)
    .execute();
}

function itemRow(db: Db<SchedulingTables>, id: string) {
  return db.sql.selectFrom("action_item").selectAll().where("tenant_id", "=", db.tenantId).where("id", "=", id);
}

function itemFromRow(row: Selectable<ActionItemTable>): ActionItem {
  return {
    id: row.id,
    noteId: row.note_id,
    text: row.text,
    ownerId: row.owner_id,
    dueOn: row.due_on,
    done: row.done_at === null ? null : { at: row.done_at, by: row.done_by ?? "" },
  };
}
