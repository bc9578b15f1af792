import { machinery, type Trx } from "../postgres/index.ts";

/**
 * Deletes every personal value and salt that the audit trail keeps of a person; answers how many. The entries keep their hashes, so
 * the chains stay intact, and nobody can find the values from them.
 */
export async function erasePerson<S>(trx: Trx<S>, personId: string): Promise<number> {
  const { numDeletedRows } = await machinery(trx.sql)
    .deleteFrom("audit_personal")
    .where("tenant_id", "=", trx.tenantId)
    .where("person_id", "=", personId)
    .executeTakeFirst();
  return Number(numDeletedRows);
}
