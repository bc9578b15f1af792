import type { Call } from "@mentorship/shared/call";
import { DomainError, type ErrorReasonName, isRefusal } from "@mentorship/shared/errors";
import { savepoint, type Trx } from "@mentorship/shared/postgres";
import type { SchedulingContext } from "../context.ts";
import type { SchedulingTables } from "../store/tables.ts";
import { type Wish, isAboutTime, nearestFree } from "./nearest-free.ts";

/** Why one of many was not done. `wish`: the time that was wanted, where that is what was in the way. */
export type RowRefusal = {
  readonly reason: ErrorReasonName;
  readonly message: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly wish: Wish | null;
};

/** What became of one of many. */
export type RowResult<T> =
  | { readonly done: T; readonly refusal: null }
  | { readonly done: null; readonly refusal: RowRefusal };

/** What stands in the way of one occurrence alone; anything else would refuse each of them. */
const OF_ONE: ReadonlySet<ErrorReasonName> = new Set([
  "SLOT_TAKEN",
  "OUTSIDE_AVAILABILITY",
  "NONEXISTENT_LOCAL_TIME",
  "TIME_PASSED",
  "SESSION_STATE",
]);
export const ofOneOccurrence = (reason: ErrorReasonName): boolean => OF_ONE.has(reason);

/** Does one of many so that its refusal undoes nothing of the others. Refusals that are not `its` own are thrown. */
export async function attemptRow<T>(
  trx: Trx<SchedulingTables>,
  its: (reason: ErrorReasonName) => boolean,
  work: (onWish: (wish: Wish) => void) => Promise<T>,
): Promise<RowResult<T>> {
  let wish: Wish | null = null;
  try {
    const done = await savepoint(trx, () =>
      work((wanted) => {
        const { id, programmeId, participants, startsAt, endsAt } = wanted;
        wish = { id, programmeId, participants, startsAt, endsAt };
      }),
    );
    return { done, refusal: null };
  } catch (error) {
    if (!isRefusal(error) || !its(error.reason)) throw error;
    const { reason, message, metadata } = error;
    return { done: null, refusal: { reason, message, metadata, wish: isAboutTime(error) ? wish : null } };
  }
}

/** Undoes everything of a transaction in which one of many was refused, and carries what was found out. */
class NotAll<T> extends Error {
  readonly results: readonly RowResult<T>[];
  constructor(results: readonly RowResult<T>[]) {
    super("not all of them could be done");
    this.results = results;
  }
}

/** To be called in the transaction once everything was tried: throws when all or nothing is wanted and something was refused. */
export function requireAll<T>(allOrNothing: boolean, results: readonly RowResult<T>[]): void {
  if (allOrNothing && results.some((one) => one.refusal !== null)) throw new NotAll(results);
}

/** Runs a transaction with `requireAll` in it. Where that threw, nothing was done: each of the others says so. */
export async function allOrNothing<T>(work: () => Promise<readonly RowResult<T>[]>): Promise<readonly RowResult<T>[]> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof NotAll)) throw error;
    const others = new DomainError("OTHERS_REFUSED", "it was not done, since not all of them could be");
    const { reason, message, metadata } = others;
    return (error as NotAll<T>).results.map((one) =>
      one.refusal === null ? { done: null, refusal: { reason, message, metadata, wish: null } } : one,
    );
  }
}

// Each takes a look at a month of a mentor's time.
const MOST_NEAREST = 20;

/** Adds the nearest free starts to the first twenty refusals that are about time. Looked up outside transactions. */
export async function withNearest<T>(
  ctx: SchedulingContext,
  call: Call,
  results: readonly RowResult<T>[],
): Promise<readonly RowResult<T>[]> {
  const told: RowResult<T>[] = [];
  let looked = 0;
  for (const one of results) {
    const wish = one.refusal?.wish ?? null;
    if (one.refusal === null || wish === null || looked >= MOST_NEAREST) {
      told.push(one);
      continue;
    }
    looked += 1;
    const metadata = { ...one.refusal.metadata, nearest_free: await nearestFree(ctx, call, wish) };
    told.push({ done: null, refusal: { ...one.refusal, metadata } });
  }
  return told;
}
