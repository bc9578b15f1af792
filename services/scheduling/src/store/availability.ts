import type { Db, Trx } from "@mentorship/shared/postgres";
import { type Selectable, sql } from "kysely";
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

/** What each of these mentors has published; whoever has published nothing is missing. */
export async function findAvailabilities(
  db: Db<SchedulingTables>,
  mentorIds: readonly string[],
): Promise<Map<string, PublishedAvailability>> {
  if (mentorIds.length === 0) return new Map();
  const rows = await db.sql
    .selectFrom("availability")
    .selectAll()
    .where("tenant_id", "=", db.tenantId)
    .where("mentor_id", "in", [...mentorIds])
    .execute();
  return new Map(rows.map((row) => [row.mentor_id, availabilityFromRow(row)]));
}

/** The ids of mentors who have published something, after `after`, in the order of their bytes. */
export async function listPublishers(
  db: Db<SchedulingTables>,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<string[]> {
  const rows = await db.sql
    .selectFrom("availability")
    .select("mentor_id")
    .where("tenant_id", "=", db.tenantId)
    .where(sql<boolean>`mentor_id collate "C" > ${after}`)
    .orderBy(sql`mentor_id collate "C"`)
    .limit(limit)
    .execute();
  return rows.map((row) => row.mentor_id);
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

export function availabilityFromRow(row: Selectable<AvailabilityTable>): PublishedAvailability {
  // What was published before there were absences and rules per programme carries neither.
  const rules = { outOfOffice: [], programmes: [], ...row.rules } as unknown as Omit<Availability, "zone">;
  return {
    mentorId: row.mentor_id,
    canonicalZone: row.canonical_zone,
    version: row.version,
    availability: { zone: row.zone, ...rules },
  };
}
