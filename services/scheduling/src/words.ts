import {
  Attendance,
  EvidenceSource,
  MeetingLinkState,
  Modality,
  NoteVisibility,
  OverrideKind,
  SessionAction,
  SessionRole,
  SessionState,
  WeekPartState,
} from "@mentorship/client/v1";
import type { Side } from "./domain/actor.ts";
import type { Evidence, Presence } from "./domain/attendance.ts";
import type { SessionAction as ActionWord } from "./domain/session-actions.ts";
import type {
  Modality as ModalityWord,
  NoteVisibility as VisibilityWord,
  SessionState as StateWord,
} from "./domain/session.ts";
import type { OverrideKind as OverrideWord } from "./domain/availability.ts";
import type { WeekPartState as WeekPartWord } from "./domain/week-view.ts";
import type { LinkState } from "./store/load-sessions.ts";

/** The domain's words as the contract's enum values, one table each. */
export const sessionStates: Readonly<Record<StateWord, SessionState>> = {
  scheduled: SessionState.SCHEDULED,
  in_progress: SessionState.IN_PROGRESS,
  completed: SessionState.COMPLETED,
  cancelled: SessionState.CANCELLED,
  mentor_no_show: SessionState.MENTOR_NO_SHOW,
  learner_no_show: SessionState.LEARNER_NO_SHOW,
};

export const modalities: Readonly<Record<ModalityWord, Modality>> = {
  in_person: Modality.IN_PERSON,
  video: Modality.VIDEO,
  chat: Modality.CHAT,
};

export const visibilities: Readonly<Record<VisibilityWord, NoteVisibility>> = {
  both: NoteVisibility.BOTH,
  mentor: NoteVisibility.MENTOR,
  admin: NoteVisibility.ADMIN,
};

export const sessionRoles: Readonly<Record<Side, SessionRole>> = {
  mentor: SessionRole.MENTOR,
  mentee: SessionRole.LEARNER,
};

export const attendances: Readonly<Record<Presence, Attendance>> = {
  present: Attendance.PRESENT,
  absent: Attendance.ABSENT,
  unknown: Attendance.UNKNOWN,
};

export const evidenceSources: Readonly<Record<Evidence["source"], EvidenceSource>> = {
  join_link: EvidenceSource.JOIN_LINK,
  provider: EvidenceSource.PROVIDER,
  check_in: EvidenceSource.CHECK_IN,
  by_hand: EvidenceSource.BY_HAND,
};

export const sessionActions: Readonly<Record<ActionWord, SessionAction>> = {
  reschedule: SessionAction.RESCHEDULE,
  cancel: SessionAction.CANCEL,
  check_in: SessionAction.CHECK_IN,
  set_outcome: SessionAction.SET_OUTCOME,
  record_attendance: SessionAction.RECORD_ATTENDANCE,
  add_note: SessionAction.ADD_NOTE,
  substitute_mentor: SessionAction.SUBSTITUTE_MENTOR,
  join: SessionAction.JOIN,
};

export const linkStates: Readonly<Record<LinkState, MeetingLinkState>> = {
  none: MeetingLinkState.UNSPECIFIED,
  pending: MeetingLinkState.PENDING,
  ready: MeetingLinkState.READY,
  rebinding: MeetingLinkState.REBINDING,
  failed: MeetingLinkState.FAILED,
  removed: MeetingLinkState.REMOVED,
};

export const overrideKinds: Readonly<Record<OverrideWord, OverrideKind>> = {
  extra: OverrideKind.EXTRA,
  replaced: OverrideKind.REPLACED,
  blocked: OverrideKind.BLOCKED,
};

export const weekPartStates: Readonly<Record<WeekPartWord, WeekPartState>> = {
  free: WeekPartState.FREE,
  booked: WeekPartState.BOOKED,
  blocked: WeekPartState.BLOCKED,
  not_free: WeekPartState.NOT_FREE,
};

/** The domain's word for a value of the contract; undefined for a value that has none, such as the zero. */
export function wordOf<W extends string, E>(table: Readonly<Record<W, E>>, value: E): W | undefined {
  return (Object.keys(table) as W[]).find((word) => table[word] === value);
}
