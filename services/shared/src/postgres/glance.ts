import type { RawBuilder } from "kysely";
import type { Call } from "../call/index.ts";
import { doneExpression } from "./claim.ts";
import { isDatabaseAway, refusalOfFault } from "./faults.ts";
import { literal } from "./literal.ts";
import { enterTenant, timeColumns, timeOf } from "./opening.ts";
import { sendAll, withClient } from "./session.ts";
import type { DataContext } from "./types.ts";

/** What one statement saw. `isDone`: the call's cause has acted already, so that its outcome is stored for it. */
export interface Glance<R> {
  readonly rows: readonly R[];
  readonly now: Date;
  readonly isDone: boolean;
}

/**
 * Reads one tenant's rows by one statement in one round trip, in one snapshot, whose parameters are texts: for calls that most often end
 * with what they see, and need no transaction then. Throws DEADLINE_EXCEEDED and UNAVAILABLE.
 */
export async function glance<S, R>(ctx: DataContext<S>, call: Call, statement: RawBuilder<R>): Promise<Glance<R>> {
  const { data } = ctx;
  const message = [
    "begin isolation level repeatable read read only",
    enterTenant(call.tenantId, call.actor.id),
    `select ${timeColumns(call.tenantId)}, ${doneExpression(call)} as is_done`,
    inlined(statement.compile(data.kysely)),
    "commit",
  ];
  const attempt = () => withClient(data.pool, (client) => sendAll(client, message));
  try {
    // A connection that died in the pool is noticed by its first use.
    const results = await attempt().catch((error: unknown) =>
      isDatabaseAway(error) ? attempt() : Promise.reject(error),
    );
    const opened = results[2]?.rows[0] as { is_done: boolean } | undefined;
    return { rows: (results[3]?.rows ?? []) as R[], now: timeOf(results[2]), isDone: opened?.is_done === true };
  } catch (error) {
    throw refusalOfFault(error);
  }
}

/** Several statements travel in one message only without parameters. */
function inlined({ sql, parameters }: { readonly sql: string; readonly parameters: readonly unknown[] }): string {
  return sql.replace(/\$(\d+)/g, (_sign, place: string) => {
    const value = parameters[Number(place) - 1];
    if (typeof value !== "string") throw new Error("the parameters of a glance are texts");
    return literal(value);
  });
}
