import { ConnectError } from "@connectrpc/connect";
import type { PersonFacts, TenantFacts } from "@mentorship/client/v1";
import type { Kysely } from "kysely";
import type { Call } from "../call/index.ts";
import { DomainError, refusalOf } from "../errors/index.ts";
import { type DataContext, machinery, type MachineryTables, refusalOfFault } from "../postgres/index.ts";
import { literal } from "../postgres/literal.ts";
import { enterTenant } from "../postgres/opening.ts";
import { sendAll, transactionOn, withClient } from "../postgres/session.ts";
import { admittedKey, writePeople, writeTenant } from "./rows.ts";
import { createWatchers, suspendedRefusal } from "./watchers.ts";

/**
 * Whoever owns tenants and people, asked when a service does not know one yet. Throws TENANT_UNKNOWN or NOT_FOUND when there is none,
 * and other errors when it can't tell.
 */
export interface DirectoryOwner {
  getTenant(tenantId: string): Promise<TenantFacts>;
  getPerson(tenantId: string, personId: string): Promise<PersonFacts>;
}

/** Decides who may call anything at all. */
export interface Admission {
  /** Passes or throws TENANT_UNKNOWN, PERSON_UNKNOWN or PERSON_SUSPENDED. An admission holds for half a second, a refusal for no time. */
  admit(call: Call): Promise<void>;
  /** Rejects with the refusal within a second of the caller's suspension; resolves when the signal aborts. */
  watch(call: Call, signal: AbortSignal): Promise<void>;
}

const holdsMs = 500;
const mostHeld = 50_000;

/**
 * Lets a caller in whose tenant is known and who, as mentor or mentee, is in the directory of people, and is not suspended. What the
 * service does not know it asks the owner and keeps; without `owner`, what it knows is all there is.
 */
export function createAdmission<S>(ctx: DataContext<S>, owner?: DirectoryOwner): Admission {
  const { admitted } = ctx.data;
  const asking = new Map<string, Promise<void>>();
  return {
    async admit(call) {
      const key = admittedKey(call.tenantId, call.actor.id, mustBeKnown(call));
      if ((admitted.get(key) ?? 0) > performance.now()) return;
      const asked = asking.get(key) ?? lookUp(ctx, owner, call).finally(() => asking.delete(key));
      asking.set(key, asked);
      await asked;
      if (admitted.size >= mostHeld) admitted.clear();
      admitted.set(key, performance.now() + holdsMs);
    },
    watch: createWatchers(ctx),
  };
}

const mustBeKnown = ({ actor }: Call): boolean => actor.roles.includes("mentor") || actor.roles.includes("mentee");

async function lookUp<S>(ctx: DataContext<S>, owner: DirectoryOwner | undefined, call: Call): Promise<void> {
  const { tenantId, actor } = call;
  const known = await factsOf(ctx, tenantId, actor.id);
  if (!known.tenant && !(await askForTenant(ctx, owner, tenantId))) {
    throw new DomainError("TENANT_UNKNOWN", "this tenant has not been created", { tenant_id: tenantId });
  }
  if (actor.kind !== "person") return;
  const suspended = known.suspended ?? (mustBeKnown(call) ? await askForPerson(ctx, owner, tenantId, actor.id) : false);
  if (suspended === undefined) {
    throw new DomainError("PERSON_UNKNOWN", "the caller is not in the directory of people", { person_id: actor.id });
  }
  if (suspended) throw suspendedRefusal(actor.id);
}

/** One round trip. `suspended` is undefined while there is no such person. */
async function factsOf<S>(
  ctx: DataContext<S>,
  tenantId: string,
  personId: string,
): Promise<{ tenant: boolean; suspended: boolean | undefined }> {
  try {
    const results = await withClient(ctx.data.pool, (client) =>
      sendAll(client, [
        "begin read only",
        enterTenant(tenantId, ""),
        `select exists(select from tenant where id = ${literal(tenantId)}) as tenant,
           (select suspended from person where tenant_id = ${literal(tenantId)} and id = ${literal(personId)}) as suspended`,
        "commit",
      ]),
    );
    const row = results[2]?.rows[0] as { tenant: boolean; suspended: boolean | null };
    return { tenant: row.tenant, suspended: row.suspended ?? undefined };
  } catch (error) {
    throw refusalOfFault(error);
  }
}

async function askForTenant<S>(
  ctx: DataContext<S>,
  owner: DirectoryOwner | undefined,
  tenantId: string,
): Promise<boolean> {
  const facts = await found(owner?.getTenant(tenantId));
  if (!facts) return false;
  // Version 0: any event about the tenant is newer, and the clock goes by its own version.
  await keep(ctx, tenantId, (sql) => writeTenant(sql, facts, 0));
  return true;
}

async function askForPerson<S>(
  ctx: DataContext<S>,
  owner: DirectoryOwner | undefined,
  tenantId: string,
  personId: string,
): Promise<boolean | undefined> {
  const facts = await found(owner?.getPerson(tenantId, personId));
  if (!facts) return undefined;
  await keep(ctx, tenantId, (sql) => writePeople(sql, tenantId, [facts]));
  return facts.suspended;
}

const unknown = new Set<string>(["TENANT_UNKNOWN", "NOT_FOUND", "PERSON_UNKNOWN"]);

/** The owner's answer; undefined when its answer is that there is none. */
async function found<T>(answer: Promise<T> | undefined): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    const refusal = error instanceof ConnectError ? refusalOf(error) : error;
    if (refusal instanceof DomainError && unknown.has(refusal.reason)) return undefined;
    throw error;
  }
}

// A projection's row belongs to no command, so there is no cause to claim.
function keep<S>(
  ctx: DataContext<S>,
  tenantId: string,
  write: (sql: Kysely<MachineryTables>) => Promise<void>,
): Promise<void> {
  const { pool, kysely } = ctx.data;
  return withClient(pool, async (client) => {
    await sendAll(client, ["begin", enterTenant(tenantId, "")]);
    await write(machinery(transactionOn(kysely, pool, client)));
    await client.query("commit");
  });
}
