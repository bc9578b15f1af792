import { machinery, machineryQuery, type DataContext } from "../postgres/index.ts";

/** A tenant's clock as a service knows it. `version` is 0 while the service does not know the tenant. */
export interface TenantClock {
  readonly now: Date;
  readonly offsetMs: number;
  readonly version: number;
}

/** The tenant's time outside a transaction. Inside one, use its `now`. */
export async function tenantClock<S>(ctx: DataContext<S>, tenantId: string): Promise<TenantClock> {
  return machineryQuery(ctx, async (kysely) => {
    const row = await machinery(kysely)
      .selectNoFrom((eb) => [eb.fn<Date>("clock_timestamp").as("real")])
      .executeTakeFirstOrThrow();
    const tenant = await machinery(kysely)
      .selectFrom("tenant")
      .select(["clock_offset_ms", "clock_version"])
      .where("id", "=", tenantId)
      .executeTakeFirst();
    const offsetMs = tenant?.clock_offset_ms ?? 0;
    return { now: new Date(row.real.getTime() + offsetMs), offsetMs, version: tenant?.clock_version ?? 0 };
  });
}
