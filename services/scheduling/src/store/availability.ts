import type { Db, Trx } from "@mentorship/shared/postgres";
import type { Selectable } from "kysely";
import type { Availability } from "../domain/availability.ts";
import type { AvailabilityTable, SchedulingTables } from "./tables.ts";

/** What a mentor has published, with the zone's canonical name and the version. */
export type PublishedAvailability = {
  readonly mentorId: string;
  readonly canonicalZone: string;
  readonly version: number;
  readonly availability: Availability;
};

/** What the mentor has published, or null. */
export async function findAvailability(
  db: Db<SchedulingTables>,
  mentorId: string,
): Promise<PublishedAvailability | null> {
  const row = await db.sql
    .selectFrom("availability")
    .selectAll()
    .where("tenant_id", "=", db.tenantId)
    .where("mentor_id", "=", mentorId)
    .executeTakeFirst();
  return row === undefined ? null : availabilityFromRow(row);
}

/** Publishes in the place of what was published. Call it under the lock of the mentor's time. */
export async function putAvailability(trx: Trx<SchedulingTables>, published: PublishedAvailability): Promise<void> {
  const { zone, ...rules } = published.availability;
  const row = {
    zone,
    canonical_zone: published.canonicalZone,
    rules: JSON.stringify(rules),
    version: published.version,
    updated_at: trx.now,
  };
  await trx.sql
    .insertInto("availability")
    .values({ tenant_id: trx.tenantId, mentor_id: published.mentorId, ...row })
    .onConflict((conflict) => conflict.columns(["tenant_id", "mentor_id"]).doUpdateSet(row))
    .execute();
}

function availabilityFromRow(row: Selectable<AvailabilityTable>): PublishedAvailability {
  const rules = row.rules as Omit<Availability, "zone">;
  return {
    mentorId: row.mentor_id,
    canonicalZone: row.canonical_zone,
    version: row.version,
    availability: { zone: row.zone, ...rules },
  };
}
