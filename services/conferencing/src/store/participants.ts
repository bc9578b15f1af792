import type { Db, Trx } from "@mentorship/shared/postgres";
import { sql } from "kysely";
import type { ConferencingTables } from "./tables.ts";

/** Lets these people join a session and nobody else. Who could already keeps their generation; who left is let in no more. */
export async function keepParticipants(
  trx: Trx<ConferencingTables>,
  sessionId: string,
  personIds: readonly string[],
): Promise<void> {
  await trx.sql
    .deleteFrom("link_participant")
    .where("tenant_id", "=", trx.tenantId)
    .where("session_id", "=", sessionId)
    .$if(personIds.length > 0, (query) => query.where("person_id", "not in", [...personIds]))
    .execute();
  if (personIds.length === 0) return;
  await trx.sql
    .insertInto("link_participant")
    .values(
      personIds.map((personId) => ({
        tenant_id: trx.tenantId,
        session_id: sessionId,
        person_id: personId,
        generation: 1,
        joined_at: null,
      })),
    )
    .onConflict((conflict) => conflict.columns(["tenant_id", "session_id", "person_id"]).doNothing())
    .execute();
}

/** The generation that a person's tokens for a session must carry. Null: they don't take part. */
export async function generationOf(
  db: Db<ConferencingTables>,
  sessionId: string,
  personId: string,
): Promise<number | null> {
  const row = await db.sql
    .selectFrom("link_participant")
    .select("generation")
    .where("tenant_id", "=", db.tenantId)
    .where("session_id", "=", sessionId)
    .where("person_id", "=", personId)
    .executeTakeFirst();
  return row?.generation ?? null;
}

/** Revokes every token of a session, or of one person. */
export async function raiseGeneration(
  trx: Trx<ConferencingTables>,
  whose: { readonly sessionId: string } | { readonly personId: string },
): Promise<void> {
  await trx.sql
    .updateTable("link_participant")
    .set({ generation: sql`generation + 1` })
    .where("tenant_id", "=", trx.tenantId)
    .$if("sessionId" in whose, (query) => query.where("session_id", "=", "sessionId" in whose ? whose.sessionId : ""))
    .$if("personId" in whose, (query) => query.where("person_id", "=", "personId" in whose ? whose.personId : ""))
    .execute();
}

/**
 * Notes that a person joined now. False where they did within the last `againMs`: a page that posts twice is one join.
 */
export async function noteJoin(
  trx: Trx<ConferencingTables>,
  sessionId: string,
  personId: string,
  againMs: number,
): Promise<boolean> {
  const rows = await trx.sql
    .updateTable("link_participant")
    .set({ joined_at: trx.now })
    .where("tenant_id", "=", trx.tenantId)
    .where("session_id", "=", sessionId)
    .where("person_id", "=", personId)
    .where((where) =>
      where.or([where("joined_at", "is", null), where("joined_at", "<=", new Date(trx.now.getTime() - againMs))]),
    )
    .returning("person_id")
    .execute();
  return rows.length > 0;
}
