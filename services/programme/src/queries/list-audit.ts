import { timestampDate } from "@bufbuild/protobuf/wkt";
import type { AuditEntry } from "@mentorship/client/v1";
import { auditPosition, auditRead } from "@mentorship/shared/audit";
import type { Call } from "@mentorship/shared/call";
import { decodePageToken, encodePageToken, pageSize } from "@mentorship/shared/paging";
import type { ProgrammeContext } from "../context.ts";
import { mergeNewest } from "../domain/merge-newest.ts";
import { platformServices } from "../domain/platform.ts";
import { listQuery } from "./pages.ts";

export interface ListAudit {
  readonly entityType: string;
  readonly entityId: string;
  readonly pageSize: number;
  readonly pageToken: string;
}

/** Behind which entry of each service the next page begins; services of which nothing was listed yet are left out. */
type Cursor = Readonly<Record<string, string>>;

/** A page of the audit of all five services, the newest first. Noted as a read. Throws PAGE_TOKEN_INVALID and UNAVAILABLE. */
export async function listAudit(
  ctx: ProgrammeContext,
  call: Call,
  list: ListAudit,
): Promise<{ entries: AuditEntry[]; nextPageToken: string }> {
  const { entityType, entityId } = list;
  const query = listQuery(call, "audit", { entityType, entityId });
  const size = pageSize(list.pageSize);
  const before = decodePageToken<Cursor>(query, list.pageToken) ?? {};
  const answers = await Promise.all(
    platformServices.map(async (name) => {
      const page = { entityType, entityId, before: String(before[name] ?? "").slice(0, 256), limit: size + 1 };
      const { entries } = await ctx.machineries[name].of(call).listAuditChain(page);
      return entries;
    }),
  );
  const merged = mergeNewest(answers, keyOf);
  const entries = merged.slice(0, size);
  const cursor = Object.fromEntries(entries.map((entry) => [entry.service, positionOf(entry)]));
  auditRead(ctx, call, {
    action: "audit.read",
    entityType: "audit_entry",
    ids: entries.map(({ service, chain, sequence }) => `${service}/${chain}/${sequence}`),
  });
  return { entries, nextPageToken: merged.length > size ? encodePageToken(query, { ...before, ...cursor }) : "" };
}

const timeOf = (entry: AuditEntry): Date => (entry.occurredAt ? timestampDate(entry.occurredAt) : new Date(0));

const keyOf = (entry: AuditEntry) =>
  [timeOf(entry).getTime(), entry.service, entry.chain, Number(entry.sequence)] as const;

/** The entry's place in its own service's list. */
const positionOf = (entry: AuditEntry): string =>
  auditPosition({ occurred_at: timeOf(entry), chain: entry.chain, sequence: Number(entry.sequence) });
