import { create, type DescMethod, type JsonObject, type Message, toJson } from "@bufbuild/protobuf";
import { rid, startWorld, type World } from "../../../src/testing/index.ts";
import { type CallerRole, createTokens, internalToken } from "../contract/callers.ts";
import { type Cohort, createCohort } from "../contract/cohort.ts";
import { internalRequests } from "../contract/internal-requests.ts";
import { internalMethods, nameOf, ownersOf, publicMethods, takesRequestId } from "../contract/methods.ts";
import type { TargetRow } from "../contract/target.ts";
import { targets } from "../contract/targets.ts";
import { createRawCaller, type RawCaller } from "./post-raw.ts";

/** A valid request of an RPC, and how to send it so that nothing but what is in it could refuse it. */
export interface Base {
  readonly method: DescMethod;
  readonly request: JsonObject;
  readonly token: string;
  readonly raw: RawCaller;
}

/** A cohort, and a base for each RPC: clients' through the edge, the services' own at the port of one that answers it. */
export interface BadInputStage {
  readonly world: World;
  readonly cohort: Cohort;
  readonly bases: ReadonlyMap<string, Base>;
  readonly tokenOf: (by: readonly [CallerRole, string]) => Promise<string>;
  stop(): Promise<void>;
}

/** Every RPC of the contract, by its name in the tables. */
export const everyMethod: readonly DescMethod[] = [...publicMethods, ...internalMethods];

export const firstRow = (method: DescMethod): TargetRow | undefined => targets.find((row) => row.method === method);

export async function openStage(): Promise<BadInputStage> {
  const world = await startWorld();
  const cohort = await createCohort(world);
  const tokens = createTokens(world);
  const tokenOf: BadInputStage["tokenOf"] = ([role, sub]) => tokens(cohort.here.tenantId, role, sub);
  const edge = createRawCaller(world.edgeUrl);
  const bases = new Map<string, Base>();
  for (const row of targets) {
    const name = nameOf(row.method);
    if (bases.has(name)) continue;
    const target = await row.arrange(cohort);
    bases.set(name, {
      method: row.method,
      request: asJson(row.method, target.request),
      token: await tokenOf(target.by),
      raw: edge,
    });
  }
  const ports: RawCaller[] = [];
  for (const method of internalMethods) {
    const raw = createRawCaller(world.addresses[ownersOf(method)[0] ?? "programme"] ?? "");
    ports.push(raw);
    const request = asJson(method, (await internalRequests[nameOf(method)]?.(cohort)) ?? {});
    bases.set(nameOf(method), { method, request, token: await internalToken(world, cohort.here.tenantId), raw });
  }
  return {
    world,
    cohort,
    bases,
    tokenOf,
    stop: async () => {
      for (const raw of [edge, ...ports]) raw.close();
      await world.stop();
    },
  };
}

function asJson(method: DescMethod, request: object): JsonObject {
  const withId = { ...(takesRequestId(method) ? { requestId: rid() } : {}), ...request };
  return toJson(method.input, create(method.input, withId) as Message) as JsonObject;
}
