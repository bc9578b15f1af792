import { sql } from "kysely";
import { type AuditEntryTable, type DataContext, machinery, readTenant } from "../postgres/index.ts";
import { invalid } from "../errors/index.ts";

/** `before` is the position of the last entry of the page before; unset starts with the newest. */
export interface ListEntries {
  readonly entityType?: string;
  readonly entityId?: string;
  readonly before?: string;
  readonly limit: number;
}

/** Where an entry stands in the order of lists: by time, then chain and sequence. */
export function auditPosition(entry: Pick<AuditEntryTable, "occurred_at" | "chain" | "sequence">): string {
  return `${entry.occurred_at.getTime()}.${entry.chain}.${entry.sequence}`;
}

/** Entries of both chains of a tenant, newest first, at most `limit`. Throws INVALID_ARGUMENT for a position that is none. */
export async function listEntries<S>(
  ctx: DataContext<S>,
  tenantId: string,
  query: ListEntries,
): Promise<AuditEntryTable[]> {
  const before = query.before ? positionOf(query.before) : undefined;
  return readTenant(ctx, tenantId, async (db) => {
    let entries = machinery(db.sql)
      .selectFrom("audit_entry")
      .selectAll()
      .where("tenant_id", "=", tenantId)
      .orderBy("occurred_at", "desc")
      .orderBy("chain", "desc")
      .orderBy("sequence", "desc")
      .limit(query.limit);
    if (query.entityType) entries = entries.where("entity_type", "=", query.entityType);
    if (query.entityId) entries = entries.where("entity_id", "=", query.entityId);
    if (before) {
      const { at, chain, sequence } = before;
      entries = entries.where(sql<boolean>`(occurred_at, chain, sequence) < (${at}, ${chain}, ${sequence})`);
    }
    return entries.execute();
  });
}

function positionOf(text: string): { at: Date; chain: string; sequence: number } {
  const found = /^(\d{1,15})\.(changes|reads)\.(\d{1,15})$/.exec(text);
  if (!found) throw invalid([{ field: "before", description: "this is not the position of an entry" }]);
  return { at: new Date(Number(found[1])), chain: found[2] as string, sequence: Number(found[3]) };
}
