import type pg from "pg";
import type { Bell } from "./types.ts";

/** The channel on which processes of a service tell each other that the outbox has rows. */
export const outboxChannel = (service: string): string => `outbox_${service}`;

/**
 * Rings listeners in this process at once and, where there are none, those of other processes by NOTIFY. That is a statement of its
 * own, after the commit and at most one at a time: inside a transaction it would make all commits of the database queue.
 */
export function createBell(pool: pg.Pool, service: string): Bell {
  const listeners = new Set<() => void>();
  let sending = false;
  let again = false;
  const send = (): void => {
    sending = true;
    again = false;
    pool
      .query("select pg_notify($1, '')", [outboxChannel(service)])
      .catch(() => undefined) // The relay's poll finds the rows.
      .finally(() => {
        sending = false;
        if (again) send();
      });
  };
  return {
    ring() {
      for (const listener of listeners) listener();
      if (listeners.size > 0) return;
      if (sending) again = true;
      else send();
    },
    onRing(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
