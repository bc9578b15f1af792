import { createHash } from "node:crypto";
import type { Kysely } from "kysely";
import {
  type AuditEntryTable,
  canonicalJson,
  type DataContext,
  type Db,
  machinery,
  type MachineryTables,
  readTenant,
} from "../postgres/index.ts";
import { auditFacts } from "../postgres/flush.ts";

/** The chains that every service keeps for a tenant. */
export const chains = ["changes", "reads"] as const;
export type ChainName = (typeof chains)[number];

/** `firstBroken` is the sequence of the first entry that does not follow from the one before it; 0 when the chain is intact. */
export interface ChainCheck {
  readonly chain: ChainName;
  readonly entries: number;
  readonly firstBroken: number;
}

const page = 1_000;

/** Recomputes a chain of a tenant from its first entry, in one snapshot, and compares its end with the head that was kept apart. */
export async function verifyChain<S>(ctx: DataContext<S>, tenantId: string, chain: ChainName): Promise<ChainCheck> {
  return readTenant(ctx, tenantId, async (db: Db<S>) => {
    const sql = machinery(db.sql);
    let sequence = 0;
    let hash = "";
    for (;;) {
      const rows = await entriesAfter(sql, tenantId, chain, sequence);
      for (const row of rows) {
        const expected = hashOf(tenantId, chain, row, sequence + 1, hash);
        if (row.sequence !== sequence + 1 || row.hash !== expected) {
          return { chain, entries: sequence + 1, firstBroken: sequence + 1 };
        }
        sequence = row.sequence;
        hash = row.hash;
      }
      if (rows.length < page) break;
    }
    const head = await sql
      .selectFrom("audit_head")
      .select(["sequence", "hash"])
      .where("tenant_id", "=", tenantId)
      .where("chain", "=", chain)
      .executeTakeFirst();
    return { chain, entries: sequence, firstBroken: brokenEnd(head ?? { sequence: 0, hash: "" }, sequence, hash) };
  });
}

const entriesAfter = (sql: Kysely<MachineryTables>, tenantId: string, chain: ChainName, sequence: number) =>
  sql
    .selectFrom("audit_entry")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("chain", "=", chain)
    .where("sequence", ">", sequence)
    .orderBy("sequence")
    .limit(page)
    .execute();

function hashOf(tenantId: string, chain: ChainName, row: AuditEntryTable, sequence: number, previous: string): string {
  const facts = auditFacts(tenantId, chain, {
    occurredAt: row.occurred_at,
    actorKind: row.actor_kind,
    actorId: row.actor_id,
    action: row.action,
    entityType: row.entity_type,
    entityId: row.entity_id,
    before: row.before,
    after: row.after,
    cause: row.cause,
  });
  return createHash("sha256")
    .update(`${previous}\n${sequence}\n${canonicalJson(facts)}`)
    .digest("hex");
}

// A chain that is shorter than its head lost its end; one that is longer was added to past the head.
function brokenEnd(head: { sequence: number; hash: string }, sequence: number, hash: string): number {
  if (head.sequence !== sequence) return Math.min(head.sequence, sequence) + 1;
  return head.hash === hash ? 0 : Math.max(sequence, 1);
}
