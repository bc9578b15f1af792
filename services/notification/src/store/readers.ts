import type { Db } from "@mentorship/shared/postgres";
import type { NotificationTables } from "./tables.ts";

/** The zone that a reader's times are shown in, and the front end that links lead to. Staff outside the directory read in the tenant's zone. */
export async function readerOf(
  db: Db<NotificationTables>,
  personId: string,
): Promise<{ zone: string; frontEndUrl: string }> {
  const row = await db.sql
    .selectFrom("tenant")
    .leftJoin("person", (join) => join.onRef("person.tenant_id", "=", "tenant.id").on("person.id", "=", personId))
    .select(["tenant.zone as tenant_zone", "tenant.front_end_url", "person.zone as person_zone"])
    .where("tenant.id", "=", db.tenantId)
    .executeTakeFirst();
  return { zone: row?.person_zone ?? row?.tenant_zone ?? "UTC", frontEndUrl: row?.front_end_url ?? "" };
}
