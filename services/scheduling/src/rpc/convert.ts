import type { Timestamp } from "@bufbuild/protobuf/wkt";
import type { Call } from "@mentorship/shared/call";
import {
  type AddNoteRequest,
  type BookSessionRequest,
  type ListNotesRequest,
  type ListSessionsRequest,
  type LocalTime,
  type NoteVisibility,
  type RescheduleSessionRequest,
  type SetSessionOutcomeRequest,
  type WatchSessionsRequest,
} from "@mentorship/client/v1";
import type { AddNoteInput } from "../commands/add-note.ts";
import type { BookSessionInput } from "../commands/book-session.ts";
import type { BookingOf } from "../commands/booking-ground.ts";
import type { AskedStart } from "../commands/meeting-time.ts";
import type { RescheduleSessionInput } from "../commands/reschedule-session.ts";
import type { SetSessionOutcomeInput } from "../commands/set-session-outcome.ts";
import type { Outcome } from "../domain/session.ts";
import { parseLocalTime } from "../domain/time/calendar.ts";
import type { ListNotesInput } from "../queries/list-notes.ts";
import type { ListSessionsInput } from "../queries/list-sessions.ts";
import type { WatchSessionsInput } from "../queries/watch-sessions.ts";
import { modalities, sessionStates, visibilities, wordOf } from "../words.ts";
import { type Checks, createChecks } from "./checks.ts";
import { scopeOf } from "./series-scope.ts";
import { marksOf } from "./convert-attendance.ts";

export function bookSessionInput(request: BookSessionRequest): BookSessionInput {
  const checks = createChecks();
  const input: BookSessionInput = {
    of: bookingOf(request),
    holdId: request.holdId || null,
    start: startOf(checks, request.start),
    lengthMinutes: checks.minutes("length", request.length, 5),
    modality: known(wordOf(modalities, request.modality)),
    title: request.title,
    agenda: request.agenda,
    objectives: request.objectives,
    materials: request.materials.map(({ title, url }) => ({ title, url })),
    notesVisibleTo: visibilityOf(request.notesVisibleTo),
  };
  checks.done();
  return input;
}

/** The two of a match, or a group: the contract's rules let nothing in between through. */
function bookingOf({ matchId, programmeId, mentorIds, learnerIds }: BookSessionRequest): BookingOf {
  return matchId === "" ? { kind: "group", programmeId, mentorIds, learnerIds } : { kind: "match", matchId };
}

export function rescheduleSessionInput(request: RescheduleSessionRequest): RescheduleSessionInput {
  const checks = createChecks();
  const input: RescheduleSessionInput = {
    sessionId: request.sessionId,
    scheduleVersion: request.scheduleVersion === undefined ? null : Number(request.scheduleVersion),
    start: startOf(checks, request.start),
    lengthMinutes: checks.minutes("length", request.length, 5),
    scope: scopeOf(request.scope),
  };
  checks.done();
  return input;
}

export function setSessionOutcomeInput(request: SetSessionOutcomeRequest): SetSessionOutcomeInput {
  const { sessionId, reason, note } = request;
  const checks = createChecks();
  const marks = marksOf(checks, "attendance", request.attendance);
  checks.done();
  return { sessionId, reason, note, marks, outcome: known(wordOf(sessionStates, request.outcome)) as Outcome };
}

export function addNoteInput(request: AddNoteRequest): AddNoteInput {
  return {
    sessionId: request.sessionId,
    text: request.text,
    visibility: visibilityOf(request.visibility),
    supersedesId: request.supersedesNoteId || null,
    aboutPersonId: request.aboutPersonId || null,
    actionItems: request.actionItems.map(({ text, ownerId, dueOn }) => ({ text, ownerId, dueOn: dueOn || null })),
  };
}

export function listNotesInput({
  sessionId,
  includeSuperseded,
  pageSize,
  pageToken,
}: ListNotesRequest): ListNotesInput {
  return { sessionId, includeSuperseded, pageSize, pageToken };
}

export function listSessionsInput(request: ListSessionsRequest): ListSessionsInput {
  const checks = createChecks();
  const date = (field: string, value: Timestamp | undefined) =>
    value === undefined ? null : new Date(checks.instant(field, value));
  const input: ListSessionsInput = {
    programmeId: request.programmeId || null,
    matchId: request.matchId || null,
    states: [...new Set(request.states)]
      .sort((one, other) => one - other)
      .map((state) => known(wordOf(sessionStates, state))),
    fromAt: date("from_at", request.fromAt),
    toAt: date("to_at", request.toAt),
    personId: request.personId || null,
    outcomePending: request.outcomePending,
    pageSize: request.pageSize,
    pageToken: request.pageToken,
  };
  checks.done();
  return input;
}

export function watchSessionsInput({ fromAt, toAt }: WatchSessionsRequest): WatchSessionsInput {
  const checks = createChecks();
  const instant = (field: string, value: Timestamp | undefined) =>
    value === undefined ? null : checks.instant(field, value);
  const input: WatchSessionsInput = { fromAt: instant("from_at", fromAt), toAt: instant("to_at", toAt) };
  checks.done();
  return input;
}

/** The mentor whom a request means: the caller, when it names nobody. */
export const mentorOf = (call: Call, mentorId: string): string => mentorId || call.actor.id;

/** Minutes of the day, days and names only: what the clocks of the zone make of it is decided where the session is. */
export function startOf(checks: Checks, start: BookSessionRequest["start"], at = ""): AskedStart {
  if (start.case === "local") return localStart(checks, start.value, at);
  if (start.case === "scheduledAt") return { at: checks.minute(`${at}scheduled_at`, start.value) };
  checks.fail(`${at}start`, "must be given");
  return { at: 0 };
}

function localStart(checks: Checks, { localTime, zone, offsetSeconds }: LocalTime, at: string): AskedStart {
  const local = parseLocalTime(localTime);
  if (local === null || local.year < 1970 || local.year > 2199) {
    checks.fail(`${at}local.local_time`, "there is no such day or time of day between 1970 and 2200");
  }
  const readable = local ?? { year: 1970, month: 1, day: 1, hour: 0, minute: 0 };
  return { local: readable, zone, offsetMinutes: offsetSeconds === undefined ? null : offsetSeconds / 60 };
}

export const visibilityOf = (visibility: NoteVisibility) => wordOf(visibilities, visibility) ?? null;

/** The contract's rules let no other value through. */
export function known<T>(word: T | undefined): T {
  if (word === undefined) throw new Error("a value that the contract's rules should have refused");
  return word;
}
