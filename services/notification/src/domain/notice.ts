import type { NotificationKind } from "@mentorship/client/v1";

/** By its name without the prefix, such as `MATCH_PROPOSED`. */
export type NoticeKind = Exclude<keyof typeof NotificationKind, "UNSPECIFIED">;

/** What one person is to be told about one event. Ids only; names are looked up when it is read. */
export interface Notice {
  readonly personId: string;
  readonly kind: NoticeKind;
  /** In which part the person is told; the sentence differs. `blind`: a mentee who may not know the match yet. */
  readonly part: "mentor" | "mentee" | "blind";
  readonly programmeId: string;
  readonly matchId: string | null;
  readonly sessionId: string | null;
  /** Whose name the sentence says. Null: nobody's. */
  readonly aboutPersonId: string | null;
  /** When a session begins, or began, at the time of the event. */
  readonly startsAt: Date | null;
}
