import type { Trx } from "@mentorship/shared/postgres";
import { type EventNotice, insertNotices } from "../store/inbox.ts";
import type { NotificationTables } from "../store/tables.ts";

/** Puts notices into the inboxes of their people, each once. Answers how many were new. */
export const tellPeople = (trx: Trx<NotificationTables>, notices: readonly EventNotice[]): Promise<number> =>
  insertNotices(trx, notices);
