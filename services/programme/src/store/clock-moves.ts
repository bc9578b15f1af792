import type { Trx } from "@mentorship/shared/postgres";
import { sql } from "kysely";
import type { Tables } from "./tables.ts";

/** Whose move it is: requests are told apart by caller. */
export interface MoveKey {
  readonly actorId: string;
  readonly requestId: string;
}

/** A move that was asked for. `arrived`: the target was reached and everything due there is done. */
export interface ClockMove extends MoveKey {
  readonly targetAt: Date;
  readonly arrived: boolean;
}

/** The move of a request; undefined when it is new. Moves of more than a day ago that arrived are forgotten. */
export async function findMove(trx: Trx<Tables>, key: MoveKey): Promise<ClockMove | undefined> {
  await sql`delete from clock_move where tenant_id = ${trx.tenantId} and arrived and created_at < now() - interval '24 hours'`.execute(
    trx.sql,
  );
  const row = await trx.sql
    .selectFrom("clock_move")
    .selectAll()
    .where("tenant_id", "=", trx.tenantId)
    .where("actor_id", "=", key.actorId)
    .where("request_id", "=", key.requestId)
    .executeTakeFirst();
  return row && { ...key, targetAt: row.target_at, arrived: row.arrived };
}

export async function insertMove(
  trx: Trx<Tables>,
  { actorId, requestId, targetAt, arrived }: ClockMove,
): Promise<void> {
  await trx.sql
    .insertInto("clock_move")
    .values({ tenant_id: trx.tenantId, actor_id: actorId, request_id: requestId, target_at: targetAt, arrived })
    .execute();
}

export async function markArrived(trx: Trx<Tables>, { actorId, requestId }: MoveKey): Promise<void> {
  await trx.sql
    .updateTable("clock_move")
    .set({ arrived: true })
    .where("tenant_id", "=", trx.tenantId)
    .where("actor_id", "=", actorId)
    .where("request_id", "=", requestId)
    .execute();
}

/**
 * Takes the tenant's clock for `holder`, for so many real milliseconds. A request takes it back from itself, so that a move that was cut
 * off can be resumed at once. False: another request has it.
 */
export async function takeClock(trx: Trx<Tables>, key: MoveKey, holder: string, leaseMs: number): Promise<boolean> {
  const { rows } = await sql`
    insert into clock_mover (tenant_id, actor_id, request_id, holder, lease_until)
    values (${trx.tenantId}, ${key.actorId}, ${key.requestId}, ${holder}, now() + ${leaseMs} * interval '1 millisecond')
    on conflict (tenant_id) do update set
      actor_id = excluded.actor_id, request_id = excluded.request_id, holder = excluded.holder, lease_until = excluded.lease_until
    where clock_mover.lease_until < now()
      or (clock_mover.actor_id = excluded.actor_id and clock_mover.request_id = excluded.request_id)
    returning holder`.execute(trx.sql);
  return rows.length > 0;
}

/** Holds the clock for longer. False: `holder` has it no more. */
export async function keepClock(trx: Trx<Tables>, holder: string, leaseMs: number): Promise<boolean> {
  const { rows } = await sql`
    update clock_mover set lease_until = now() + ${leaseMs} * interval '1 millisecond'
    where tenant_id = ${trx.tenantId} and holder = ${holder} returning holder`.execute(trx.sql);
  return rows.length > 0;
}

/** Lets the clock go, when `holder` still has it. */
export async function releaseClock(trx: Trx<Tables>, holder: string): Promise<void> {
  await trx.sql.deleteFrom("clock_mover").where("tenant_id", "=", trx.tenantId).where("holder", "=", holder).execute();
}
