import type { MachineryTables } from "@mentorship/shared/postgres";
import type { Notice, NoticeKind } from "../domain/notice.ts";

/** What of a programme decides whether and how people are told. */
export interface ProgrammeFactsTable {
  tenant_id: string;
  programme_id: string;
  name: string;
  blind_copy: boolean;
  version: number;
}

/** One notification of one person. `position` counts a person's notifications from 1 without gaps, in the order of their commits. */
export interface InboxItemTable {
  tenant_id: string;
  notification_id: string;
  person_id: string;
  position: number;
  event_id: string;
  channel: "in_app";
  kind: NoticeKind;
  part: Notice["part"];
  programme_id: string;
  match_id: string | null;
  session_id: string | null;
  about_person_id: string | null;
  starts_at: Date | null;
  occurred_at: Date;
  read_at: Date | null;
}

/** A person's last position and unread count; its row lock puts that person's notifications in order. */
export interface InboxCounterTable {
  tenant_id: string;
  person_id: string;
  position: number;
  unread: number;
}

export interface NotificationTables extends MachineryTables {
  programme_facts: ProgrammeFactsTable;
  inbox_item: InboxItemTable;
  inbox_counter: InboxCounterTable;
}
