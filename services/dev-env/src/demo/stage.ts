import { randomUUID } from "node:crypto";
import { timestampDate, timestampFromDate } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";
import type { Match } from "@mentorship/client/v1";
import { ErrorInfoSchema } from "@mentorship/client/google/rpc/error_details_pb.js";
import { issueToken, type Role } from "../keys/index.ts";
import type { Platform } from "../launch/index.ts";
import { type Clients5, clients5, createClients, rid } from "../testing/clients.ts";
import type { Story } from "./story.ts";

/** The clients of one person, or of staff or a service. */
export type Part = Clients5;

/** Where the story plays: a platform, one tenant, and what the chapters so far have brought about. */
export interface Stage {
  readonly platform: Platform;
  readonly story: Story;
  readonly tenantId: string;
  readonly admin: Part;
  /** Another service of the platform, with the role `service`. */
  readonly crm: Part;
  as(role: Role, personId: string): Promise<Part>;
  /** The tenant's time as last heard from its clock. */
  clock: { now: Date };
  close(): void;
}

/** A pair whose match was accepted, with both sides' clients. */
export interface Pair {
  readonly match: Match;
  readonly mentorId: string;
  readonly menteeId: string;
  readonly mentor: Part;
  readonly mentee: Part;
}

/** Opens the stage with a tenant of its own, which `put-tenant` creates. */
export async function openStage(platform: Platform, story: Story): Promise<Stage> {
  const tenantId = `demo-${randomUUID().slice(0, 8)}`;
  const clients = createClients(platform.edgeUrl);
  const as = async (role: Role, sub: string): Promise<Part> => {
    const token = await issueToken(platform.keys.platformKey, { tenant: tenantId, sub, roles: [role] });
    return clients5((service) => clients.client(service, token));
  };
  const [admin, crm] = await Promise.all([as("admin", "ada-admin"), as("service", "crm")]);
  return { platform, story, tenantId, admin, crm, as, clock: { now: new Date() }, close: clients.close };
}

export { rid };

/** Moves the tenant's clock to `target`, telling each stop. */
export async function advanceTo(stage: Stage, target: Date): Promise<void> {
  let stops = 0;
  const moves = stage.admin.programme.advanceTestClock(
    { requestId: rid(), targetAt: timestampFromDate(target) },
    { timeoutMs: 120_000 },
  );
  for await (const move of moves) {
    stops += 1;
    stage.clock.now = move.now ? timestampDate(move.now) : stage.clock.now;
  }
  stage.story.tell(`the tenant's clock moved to ${target.toISOString()}, stopping ${stops} times`);
}

/** Calls and expects a refusal with this reason; answers it. */
export async function refusal(
  call: Promise<unknown>,
): Promise<{ reason: string; code: string; metadata: Record<string, string> }> {
  try {
    await call;
  } catch (error) {
    const refused = ConnectError.from(error);
    const [info] = refused.findDetails(ErrorInfoSchema);
    return { reason: info?.reason ?? "", code: Code[refused.code] ?? "", metadata: { ...info?.metadata } };
  }
  return { reason: "", code: "", metadata: {} };
}

/** Runs `work` over items, so many at once, telling how far it is. */
export async function inParallel<T>(
  stage: Stage,
  items: readonly T[],
  width: number,
  what: string,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let done = 0;
  const waiting = items.values();
  const worker = async (): Promise<void> => {
    for (const item of waiting) {
      await work(item);
      done += 1;
      stage.story.progress(done, items.length, what);
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
}

/** Looks every 50 ms until it holds, for 20 s at most; answers what was found. */
export async function until<T>(look: () => Promise<T>, holds: (found: T) => boolean): Promise<T> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    const found = await look();
    if (holds(found) || performance.now() > deadline) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
