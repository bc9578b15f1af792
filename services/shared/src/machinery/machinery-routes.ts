import type { JsonObject, MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { ServiceImpl } from "@connectrpc/connect";
import type { AuditEntrySchema, MachineryService } from "@mentorship/client/v1";
import { chains, listEntries, verifyChain } from "../audit/index.ts";
import { callOf } from "../call/index.ts";
import type { EventsContext } from "../events/index.ts";
import type { AuditEntryTable } from "../postgres/index.ts";
import { clockStatus } from "./clock-status.ts";

/** `consumer` is the name that the service's consumer was started under; the service's own when unset. */
export interface MachineryOptions {
  readonly consumer?: string;
}

/** What a service answers to the others about its own machinery, for the router. */
export function machineryRoutes<S>(
  ctx: EventsContext<S>,
  options: MachineryOptions = {},
): ServiceImpl<typeof MachineryService> {
  const { service } = ctx.data;
  return {
    async getClockStatus(_req, rpc) {
      const status = await clockStatus(ctx, callOf(rpc).tenantId, options.consumer ?? service);
      return {
        clockVersion: BigInt(status.version),
        now: timestampFromDate(status.now),
        ...(status.nextDueAt ? { nextDueAt: timestampFromDate(status.nextDueAt) } : {}),
        dueCount: BigInt(status.dueCount),
        outboxCount: BigInt(status.outboxCount),
        publishedSequence: BigInt(status.publishedSequence),
        appliedSequence: BigInt(status.appliedSequence),
      };
    },
    async listAuditChain(req, rpc) {
      const entries = await listEntries(ctx, callOf(rpc).tenantId, req);
      return { entries: entries.map((entry) => entryOf(service, entry)) };
    },
    async verifyAuditChain(_req, rpc) {
      const { tenantId } = callOf(rpc);
      // What this process still holds back belongs to the chain too.
      await ctx.data.reads.flush();
      const checks = [];
      for (const chain of chains) checks.push(await verifyChain(ctx, tenantId, chain));
      return {
        chains: checks.map(({ chain, entries, firstBroken }) => ({
          service,
          chain,
          entries: BigInt(entries),
          intact: firstBroken === 0,
          firstBrokenSequence: BigInt(firstBroken),
        })),
      };
    },
  };
}

function entryOf(service: string, row: AuditEntryTable): MessageInitShape<typeof AuditEntrySchema> {
  return {
    service,
    chain: row.chain,
    sequence: BigInt(row.sequence),
    occurredAt: timestampFromDate(row.occurred_at),
    actorKind: row.actor_kind,
    actorId: row.actor_id,
    action: row.action,
    entityType: row.entity_type,
    entityId: row.entity_id,
    ...(row.before === null ? {} : { before: row.before as JsonObject }),
    ...(row.after === null ? {} : { after: row.after as JsonObject }),
    cause: row.cause,
    hash: row.hash,
  };
}
