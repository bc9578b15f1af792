import { every, type Loop } from "@mentorship/shared/clock";
import { type DataContext, readTenant } from "@mentorship/shared/postgres";
import type { NotificationTables } from "./tables.ts";

/** How often open streams look for news, in real milliseconds: one statement per tenant with streams, however many streams there are. */
const lookMs = 200;

/** One stream's view on a person's inbox. */
export interface InboxWatch {
  /** Resolves when the person's last position is beyond `position`, or the signal aborts. */
  changed(position: number, signal: AbortSignal): Promise<void>;
  stop(): void;
}

export interface InboxWatches {
  watch(tenantId: string, personId: string): InboxWatch;
  stop(): Promise<void>;
}

interface Waiting {
  readonly tenantId: string;
  readonly personId: string;
  readonly position: number;
  readonly wake: () => void;
}

/** Watches the inboxes that somebody streams. Works over any number of processes, since it looks at the rows. */
export function createInboxWatches(ctx: DataContext<NotificationTables>): InboxWatches {
  const waiting = new Set<Waiting>();
  const look = async (): Promise<void> => {
    for (const [tenantId, streams] of Map.groupBy(waiting, (stream) => stream.tenantId)) {
      const positions = await positionsOf(ctx, tenantId, new Set(streams.map(({ personId }) => personId)));
      for (const stream of streams) if ((positions.get(stream.personId) ?? 0) > stream.position) stream.wake();
    }
  };
  const loop: Loop = every(lookMs, look, { name: "inbox watch", log: ctx.data.log });
  return {
    watch(tenantId, personId) {
      let mine: Waiting | undefined;
      return {
        changed: (position, signal) =>
          new Promise<void>((resolve) => {
            const done = (): void => {
              if (mine) waiting.delete(mine);
              signal.removeEventListener("abort", done);
              resolve();
            };
            mine = { tenantId, personId, position, wake: done };
            waiting.add(mine);
            signal.addEventListener("abort", done, { once: true });
            if (signal.aborted) done();
          }),
        stop: () => {
          if (mine) waiting.delete(mine);
        },
      };
    },
    stop: () => loop.stop(),
  };
}

async function positionsOf(
  ctx: DataContext<NotificationTables>,
  tenantId: string,
  personIds: ReadonlySet<string>,
): Promise<Map<string, number>> {
  const rows = await readTenant(ctx, tenantId, (db) =>
    db.sql
      .selectFrom("inbox_counter")
      .select(["person_id", "position"])
      .where("tenant_id", "=", tenantId)
      .where("person_id", "in", [...personIds])
      .execute(),
  );
  return new Map(rows.map((row) => [row.person_id, row.position]));
}
