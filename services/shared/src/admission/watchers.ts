import type { Call } from "../call/index.ts";
import { DomainError } from "../errors/index.ts";
import { type DataContext, machinery, readTenant } from "../postgres/index.ts";

const lookMs = 300;

export const suspendedRefusal = (personId: string): DomainError =>
  new DomainError("PERSON_SUSPENDED", "the caller is suspended and may call nothing", { person_id: personId });

interface Watcher {
  readonly call: Call;
  readonly end: (refusal: DomainError) => void;
}

/**
 * Watches callers of open streams: rejects within a second of a suspension, resolves when the signal aborts. All of a tenant's callers
 * are looked up in one query, three times a second, and only while there are any.
 */
export function createWatchers<S>(ctx: DataContext<S>): (call: Call, signal: AbortSignal) => Promise<void> {
  const watchers = new Set<Watcher>();
  let timer: NodeJS.Timeout | undefined;

  const look = async (): Promise<void> => {
    for (const [tenantId, callers] of byTenant(watchers)) {
      const suspended = await suspendedOf(ctx, tenantId, [...new Set(callers.map(({ call }) => call.actor.id))]);
      for (const { call, end } of callers) if (suspended.has(call.actor.id)) end(suspendedRefusal(call.actor.id));
    }
  };
  const schedule = (): void => {
    timer ??= setTimeout(() => {
      look()
        // A database that is away suspends nobody; the next look will tell.
        .catch((error: unknown) => ctx.data.log.debug({ err: error }, "callers of open streams could not be looked up"))
        .finally(() => {
          timer = undefined;
          if (watchers.size > 0) schedule();
        });
    }, lookMs).unref();
  };

  return (call, signal) =>
    new Promise((resolve, reject) => {
      const watcher: Watcher = {
        call,
        end: (refusal) => {
          leave();
          reject(refusal);
        },
      };
      const leave = (): void => {
        watchers.delete(watcher);
        signal.removeEventListener("abort", done);
      };
      const done = (): void => {
        leave();
        resolve();
      };
      if (signal.aborted) return resolve();
      signal.addEventListener("abort", done);
      if (call.actor.kind !== "person") return;
      watchers.add(watcher);
      schedule();
    });
}

function byTenant(watchers: ReadonlySet<Watcher>): Map<string, Watcher[]> {
  const found = new Map<string, Watcher[]>();
  for (const each of watchers) found.set(each.call.tenantId, [...(found.get(each.call.tenantId) ?? []), each]);
  return found;
}

function suspendedOf<S>(ctx: DataContext<S>, tenantId: string, ids: string[]): Promise<ReadonlySet<string>> {
  return readTenant(ctx, tenantId, async (db) => {
    const rows = await machinery(db.sql)
      .selectFrom("person")
      .select("id")
      .where("tenant_id", "=", tenantId)
      .where("id", "in", ids)
      .where("suspended", "=", true)
      .execute();
    return new Set(rows.map((row) => row.id));
  });
}
