import { putPersonRow } from "@mentorship/shared/admission";
import type { Trx } from "@mentorship/shared/postgres";
import type { PersonSuspended } from "@mentorship/client/events/v1";
import { endTimeOf } from "../commands/end-time-of.ts";
import type { SchedulingContext } from "../context.ts";
import type { SchedulingTables } from "../store/tables.ts";

/** A person was suspended: their sessions to come are cancelled, holds and requests end. The person's row is written first, so that bookings under way are waited for. */
export async function onPersonSuspended(
  trx: Trx<SchedulingTables>,
  { person }: PersonSuspended,
  ctx: SchedulingContext,
): Promise<void> {
  if (person === undefined) return;
  await putPersonRow(trx, person);
  await endTimeOf(ctx, trx, person.personId);
}
