import type { Db } from "@mentorship/shared/postgres";
import { closedIntervals } from "../domain/open-intervals.ts";
import type { Instant, Interval } from "../domain/time/instant.ts";
import { findAvailabilities } from "./availability.ts";
import type { SchedulingTables } from "./tables.ts";

/**
 * When these people have said in an availability of their own that they are not there, in `[from, to)`. It matters where somebody who is
 * a mentor elsewhere comes as a learner; whoever has published nothing is never away.
 */
export async function awayTimes(
  db: Db<SchedulingTables>,
  personIds: readonly string[],
  within: { readonly from: Instant; readonly to: Instant },
): Promise<Interval[]> {
  const published = await findAvailabilities(db, personIds);
  return [...published.values()].flatMap(({ availability }) => closedIntervals(availability, within.from, within.to));
}
