import type pg from "pg";
import type { Logger } from "pino";
import { appendEntries } from "./flush.ts";
import { enterTenant, timeColumns } from "./opening.ts";
import { sendAll, withClient } from "./session.ts";
import type { PendingAudit, ReadBuffer } from "./types.ts";

const delayMs = 500;
const mostPerTenant = 10_000;

/**
 * Gathers entries of the `reads` chain and appends each tenant's under one lock, half a second after the first. `occurredAt` of an
 * entry is real time; the tenant's clock is added when it is written. While the database is away they wait, at most 10,000 a tenant.
 */
export function createReadBuffer(pool: pg.Pool, log: Logger): ReadBuffer {
  const waiting = new Map<string, PendingAudit[]>();
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  const schedule = (): void => {
    timer ??= setTimeout(() => void flush(), delayMs).unref();
  };
  const keep = (tenantId: string, entries: readonly PendingAudit[]): void => {
    const all = [...entries, ...(waiting.get(tenantId) ?? [])];
    if (all.length > mostPerTenant)
      log.error({ tenant: tenantId, lost: all.length - mostPerTenant }, "audit entries of reads were lost");
    waiting.set(tenantId, all.slice(-mostPerTenant));
    schedule();
  };
  const writeAll = async (): Promise<void> => {
    const batches = [...waiting];
    waiting.clear();
    for (const [tenantId, entries] of batches) {
      try {
        await write(pool, tenantId, entries);
      } catch (error) {
        log.warn({ err: error, tenant: tenantId }, "audit entries of reads could not be written yet");
        keep(tenantId, entries);
      }
    }
  };
  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    writing = writing.then(writeAll);
    return writing;
  };

  return {
    add(tenantId, entry) {
      const entries = waiting.get(tenantId);
      if (entries) entries.push(entry);
      else waiting.set(tenantId, [entry]);
      schedule();
    },
    flush,
  };
}

function write(pool: pg.Pool, tenantId: string, entries: readonly PendingAudit[]): Promise<void> {
  return withClient(pool, async (client) => {
    const opening = await sendAll(client, ["begin", enterTenant(tenantId, ""), `select ${timeColumns(tenantId)}`]);
    const [row] = (opening[2]?.rows ?? []) as { offset_ms: number }[];
    const offset = row?.offset_ms ?? 0;
    const shifted = entries.map((entry) => ({
      ...entry,
      occurredAt: new Date(entry.occurredAt.getTime() + offset),
    }));
    await sendAll(client, [...appendEntries(tenantId, "reads", shifted), "commit"]);
  });
}
