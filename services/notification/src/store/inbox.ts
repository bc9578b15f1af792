import type { Db, Trx } from "@mentorship/shared/postgres";
import { type Selectable, sql } from "kysely";
import type { Notice } from "../domain/notice.ts";
import type { InboxItemTable, NotificationTables } from "./tables.ts";

export type InboxItem = Selectable<InboxItemTable>;

export interface EventNotice extends Notice {
  readonly eventId: string;
  readonly occurredAt: Date;
}

/**
 * Puts notices into the inboxes of their people, each at most once per person, event and channel, and rings for open streams. Answers
 * how many were new.
 */
export async function insertNotices(trx: Trx<NotificationTables>, notices: readonly EventNotice[]): Promise<number> {
  if (notices.length === 0) return 0;
  const rows = JSON.stringify(
    notices.map((notice, order) => ({
      order_number: order,
      person_id: notice.personId,
      event_id: notice.eventId,
      kind: notice.kind,
      part: notice.part,
      programme_id: notice.programmeId,
      match_id: notice.matchId,
      session_id: notice.sessionId,
      about_person_id: notice.aboutPersonId,
      starts_at: notice.startsAt,
      occurred_at: notice.occurredAt,
    })),
  );
  const { rows: inserted } = await sql<{ person_id: string }>`
    with told as (
      select t.* from jsonb_to_recordset(${rows}::jsonb) as t(
        order_number int, person_id text, event_id uuid, kind text, part text, programme_id uuid, match_id uuid,
        session_id uuid, about_person_id text, starts_at timestamptz(3), occurred_at timestamptz(3))
      where not exists (
        select 1 from inbox_item i
        where i.tenant_id = ${trx.tenantId} and i.person_id = t.person_id and i.event_id = t.event_id and i.channel = 'in_app')
    ), numbered as (
      select told.*, row_number() over (partition by person_id order by order_number) as nth,
        count(*) over (partition by person_id) as many
      from told
    ), counter as (
      insert into inbox_counter as c (tenant_id, person_id, position, unread)
      select ${trx.tenantId}, person_id, max(many), max(many) from numbered group by person_id order by person_id
      on conflict (tenant_id, person_id)
      do update set position = c.position + excluded.position, unread = c.unread + excluded.unread
      returning person_id, position
    ), inserted as (
      insert into inbox_item (tenant_id, person_id, position, event_id, kind, part, programme_id, match_id, session_id,
        about_person_id, starts_at, occurred_at)
      select ${trx.tenantId}, person_id, counter.position - many + nth, event_id, kind, part, programme_id, match_id,
        session_id, about_person_id, starts_at, occurred_at
      from numbered join counter using (person_id)
      returning person_id
    )
    select person_id from inserted`.execute(trx.sql);
  return inserted.length;
}

/** A person's notifications below a position, the newest first. */
export function itemsBefore(
  db: Db<NotificationTables>,
  personId: string,
  page: { readonly before: number | null; readonly limit: number; readonly unreadOnly: boolean },
): Promise<InboxItem[]> {
  return db.sql
    .selectFrom("inbox_item")
    .selectAll()
    .where("tenant_id", "=", db.tenantId)
    .where("person_id", "=", personId)
    .$if(page.before !== null, (query) => query.where("position", "<", page.before ?? 0))
    .$if(page.unreadOnly, (query) => query.where("read_at", "is", null))
    .orderBy("position", "desc")
    .limit(page.limit)
    .execute();
}

/** A person's notifications above a position, the oldest first. */
export function itemsAfter(
  db: Db<NotificationTables>,
  personId: string,
  after: number,
  limit: number,
): Promise<InboxItem[]> {
  return db.sql
    .selectFrom("inbox_item")
    .selectAll()
    .where("tenant_id", "=", db.tenantId)
    .where("person_id", "=", personId)
    .where("position", ">", after)
    .orderBy("position")
    .limit(limit)
    .execute();
}

/** A person's last position and unread count; zeros where nothing came yet. */
export async function counterOf(
  db: Db<NotificationTables>,
  personId: string,
): Promise<{ position: number; unread: number }> {
  const row = await db.sql
    .selectFrom("inbox_counter")
    .select(["position", "unread"])
    .where("tenant_id", "=", db.tenantId)
    .where("person_id", "=", personId)
    .executeTakeFirst();
  return row ?? { position: 0, unread: 0 };
}

/** Locks a person's counter, so that marking and arriving take turns. */
export async function lockCounter(
  trx: Trx<NotificationTables>,
  personId: string,
): Promise<{ position: number; unread: number }> {
  const row = await trx.sql
    .selectFrom("inbox_counter")
    .select(["position", "unread"])
    .where("tenant_id", "=", trx.tenantId)
    .where("person_id", "=", personId)
    .forUpdate()
    .executeTakeFirst();
  return row ?? { position: 0, unread: 0 };
}

/** Marks a person's unread notifications as read: those with these ids, or all when `ids` is empty. Answers which they were. */
export async function markRead(
  trx: Trx<NotificationTables>,
  personId: string,
  ids: readonly string[],
): Promise<string[]> {
  const rows = await trx.sql
    .updateTable("inbox_item")
    .set({ read_at: trx.now })
    .where("tenant_id", "=", trx.tenantId)
    .where("person_id", "=", personId)
    .where("read_at", "is", null)
    .$if(ids.length > 0, (query) => query.where("notification_id", "in", ids))
    .returning("notification_id")
    .execute();
  return rows.map((row) => row.notification_id);
}

/** Sets a person's unread count. The caller holds the counter's lock. */
export async function saveUnread(trx: Trx<NotificationTables>, personId: string, unread: number): Promise<void> {
  await trx.sql
    .updateTable("inbox_counter")
    .set({ unread })
    .where("tenant_id", "=", trx.tenantId)
    .where("person_id", "=", personId)
    .execute();
}
