import {
  type BookSeriesRequest,
  type BookSessionsRequest,
  type CancelSessionRequest,
  type SessionRow,
} from "@mentorship/client/v1";
import type { BookSeriesInput } from "../commands/book-series.ts";
import type { BookSessionsInput, BulkRow } from "../commands/book-sessions.ts";
import type { CancelSessionInput } from "../commands/cancel-session.ts";
import { modalities, wordOf } from "../words.ts";
import { type Checks, createChecks } from "./checks.ts";
import { known, startOf, visibilityOf } from "./convert.ts";
import { scopeOf } from "./series-scope.ts";

export function bookSeriesInput(request: BookSeriesRequest): BookSeriesInput {
  const checks = createChecks();
  const { everyWeeks, count, allOrNothing } = request;
  const input = { ...rowInput(checks, request, ""), everyWeeks, count, allOrNothing };
  checks.done();
  return input;
}

export function bookSessionsInput(request: BookSessionsRequest): BookSessionsInput {
  const checks = createChecks();
  const rows = request.rows.map((row, index) => rowInput(checks, row, `rows[${index}].`));
  checks.done();
  return { rows, allOrNothing: request.allOrNothing };
}

export const cancelSessionInput = (request: CancelSessionRequest): CancelSessionInput => ({
  sessionId: request.sessionId,
  reason: request.reason,
  scope: scopeOf(request.scope),
});

type RowFields = Pick<
  SessionRow,
  "matchId" | "start" | "length" | "modality" | "title" | "agenda" | "objectives" | "materials" | "notesVisibleTo"
>;

const rowInput = (checks: Checks, row: RowFields, at: string): BulkRow => ({
  matchId: row.matchId,
  start: startOf(checks, row.start, at),
  lengthMinutes: checks.minutes(`${at}length`, row.length, 5),
  modality: known(wordOf(modalities, row.modality)),
  title: row.title,
  agenda: row.agenda,
  objectives: row.objectives,
  materials: row.materials.map(({ title, url }) => ({ title, url })),
  notesVisibleTo: visibilityOf(row.notesVisibleTo),
});
