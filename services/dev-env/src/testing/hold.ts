import { openClient, withClient } from "../launch/database.ts";
import { settle } from "../processes/index.ts";

/** Locks that a test holds, so that whoever needs them stands still in the middle of its transaction. */
export interface Hold {
  /** Waits until so many stand still for it, the first of them or behind one another; one when unset. */
  reached(sessions?: number): Promise<void>;
  /** Lets everybody go on. */
  release(): Promise<void>;
}

/** Runs a locking statement (`… for update`, `lock table …`) as superuser and keeps its locks. */
export async function hold(adminUrl: string, statement: string, params: readonly unknown[] = []): Promise<Hold> {
  const client = await openClient(adminUrl);
  const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
  await client.query("begin");
  await client.query(statement, [...params]);
  return {
    async reached(sessions = 1) {
      // On a connection of its own: within one transaction the activity of others always looks the same.
      const look = async () => (await standingStill(adminUrl, rows[0]?.pid)) >= sessions;
      await settle(look, { what: `${sessions} who wait for: ${statement}`, timeoutMs: 30_000 });
    },
    async release() {
      await client.query("rollback");
      await client.end();
    },
  };
}

/**
 * Keeps the locks of a statement while `body` runs, which is told how to wait for who stands still. Rejects with what `body` rejects with.
 */
export async function whileHeld<R>(
  adminUrl: string,
  statement: string,
  params: readonly unknown[],
  body: (reached: Hold["reached"]) => Promise<R>,
): Promise<R> {
  const held = await hold(adminUrl, statement, params);
  try {
    return await body(held.reached);
  } finally {
    await held.release();
  }
}

const standingStill = (adminUrl: string, holder: number | undefined): Promise<number> =>
  withClient(adminUrl, async (client) => {
    const { rows } = await client.query<{ count: number }>(
      `with recursive still (pid) as (
         select $1::int4
         union select a.pid from pg_stat_activity a join still s on s.pid = any(pg_blocking_pids(a.pid)))
       select count(*)::int4 - 1 as count from still`,
      [holder],
    );
    return rows[0]?.count ?? 0;
  });
