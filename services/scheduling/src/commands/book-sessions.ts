import { rowCall, type Call } from "@mentorship/shared/call";
import { DomainError, type ErrorReasonName } from "@mentorship/shared/errors";
import { readTenant, transact, type Trx } from "@mentorship/shared/postgres";
import { type OwnerFacts, askOwners } from "../asking-owners.ts";
import type { SchedulingContext } from "../context.ts";
import { findMatches, shareMatches } from "../store/match-facts.ts";
import { findPeople, lockTimeOf, sharePeople } from "../store/people.ts";
import { findProgrammes } from "../store/programme-facts.ts";
import type { SchedulingTables } from "../store/tables.ts";
import { keepOwnerFacts } from "./keep-owner-facts.ts";
import { type BookingOrder, placeBooking } from "./place-booking.ts";
import { type RowResult, allOrNothing, attemptRow, requireAll, withNearest } from "./row-results.ts";

export type BulkRow = Omit<BookingOrder, "series" | "holdId" | "of"> & { readonly matchId: string };

export type BookSessionsInput = { readonly rows: readonly BulkRow[]; readonly allOrNothing: boolean };

/** The session of a row, as far as a bulk answer tells of it. */
export type BulkBooked = { readonly sessionId: string; readonly startsAt: number };

// So few that nobody else waits long for the people of one part.
const PART = 10;
const MOST_TRIES = 6;

/**
 * Books many sessions, each with a result of its own, in the order of the rows. Part by part, each a transaction that is done once, so that a
 * repeat goes on where the first call was cut off; all in one where all or nothing is wanted. Whatever the order of the rows, locks
 * are taken in one order.
 */
export async function bookSessions(
  ctx: SchedulingContext,
  call: Call,
  input: BookSessionsInput,
): Promise<readonly RowResult<BulkBooked>[]> {
  const fresh = await staleFacts(ctx, call, input.rows);
  if (input.allOrNothing) {
    const whole = () =>
      patiently(() =>
        transact(ctx, call, async (trx) => {
          const results = await bookPart(ctx, trx, input.rows, fresh);
          requireAll(true, results);
          return results;
        }),
      );
    return withNearest(ctx, call, await allOrNothing(whole));
  }
  const results: RowResult<BulkBooked>[] = [];
  for (let start = 0; start < input.rows.length; start += PART) {
    const rows = input.rows.slice(start, start + PART);
    const own = partCall(call, start / PART);
    const part = await patiently(() => transact(ctx, own, (trx) => bookPart(ctx, trx, rows, fresh)));
    results.push(...part);
  }
  return withNearest(ctx, call, results);
}

const BUSY: ReadonlySet<ErrorReasonName> = new Set(["CONFLICT_RETRY", "DEADLINE_EXCEEDED"]);

/** Waits anew where people of many rows are busy for longer than one call waits: what is done once may be tried again. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const isBusy = error instanceof DomainError && BUSY.has(error.reason);
      if (!isBusy || attempt >= MOST_TRIES) throw error;
    }
  }
}

/** Each part is claimed on its own, the first by the call itself. The others' ids are longer than any that a caller may give. */
function partCall(call: Call, part: number): Call {
  if (part === 0) return call;
  if (call.cause.kind !== "request") throw new Error("sessions are booked in bulk by a request");
  const { requestId, bodyHash } = call.cause;
  return rowCall(call, `${requestId}#part ${part}`.padEnd(65, "#"), bodyHash);
}

async function bookPart(
  ctx: SchedulingContext,
  trx: Trx<SchedulingTables>,
  rows: readonly BulkRow[],
  fresh: OwnerFacts,
): Promise<readonly RowResult<BulkBooked>[]> {
  await keepOwnerFacts(trx, fresh);
  // Everything that the rows would lock one after the other, at once and sorted: matches, people, then people's time.
  const matches = await shareMatches(trx, [...new Set(rows.map((row) => row.matchId))]);
  const people = [...new Set(matches.flatMap((match) => [match.mentorId, match.menteeId]))];
  await sharePeople(trx, people);
  await lockTimeOf(trx, people);
  const results: RowResult<BulkBooked>[] = [];
  for (const { matchId, ...details } of rows) {
    const order = { ...details, of: { kind: "match", matchId } as const, holdId: null, series: null };
    const result = await attemptRow(
      trx,
      () => true,
      async (onWish) => {
        const { record } = await placeBooking(ctx, trx, order, onWish, { isLocked: true });
        return { sessionId: record.id, startsAt: record.startsAt };
      },
    );
    results.push(result);
  }
  return results;
}

/** What the owners say of matches that would be refused by what this service knows: only the owners' word refuses. */
async function staleFacts(ctx: SchedulingContext, call: Call, rows: readonly BulkRow[]): Promise<OwnerFacts> {
  const ids = [...new Set(rows.map((row) => row.matchId))];
  const doubtful = await readTenant(ctx, call.tenantId, async (db) => {
    const matches = new Map((await findMatches(db, ids)).map((match) => [match.id, match]));
    const programmes = await findProgrammes(db, [...new Set([...matches.values()].map((one) => one.programmeId))]);
    const people = await findPeople(
      db,
      [...matches.values()].flatMap((one) => [one.mentorId, one.menteeId]),
    );
    return ids.filter((id) => {
      const match = matches.get(id);
      const state = match && programmes.get(match.programmeId)?.state;
      const isOpen = state === "matching" || state === "active";
      if (match?.state !== "accepted" || !isOpen) return true;
      return [match.mentorId, match.menteeId].some((person) => people.get(person)?.suspended !== false);
    });
  });
  return doubtful.length === 0 ? { people: [] } : askOwners(ctx, call, doubtful);
}
