import type { Call } from "@mentorship/shared/call";
import { type Db, readTenant } from "@mentorship/shared/postgres";
import type { SchedulingContext } from "../context.ts";
import {
  type RequestAction,
  type RequestState,
  type SessionRequestRecord,
  allowedRequestActions,
  standingOf,
} from "../domain/session-request.ts";
import { findProgrammes } from "../store/programme-facts.ts";
import { findRequest } from "../store/session-requests.ts";
import type { SchedulingTables } from "../store/tables.ts";
import { namesOfPeople } from "./names-of-people.ts";

/** A request with what is told along with it. `state` is where it stands now, or where a command has left it. */
export type DescribedRequest = {
  readonly request: SessionRequestRecord;
  readonly state: RequestState;
  readonly programmeName: string;
  readonly names: ReadonlyMap<string, string>;
  readonly allowedActions: readonly RequestAction[];
};

type Unnamed = Omit<DescribedRequest, "names">;

/** Describes a request that a command has left in this state. What the caller may do follows from how it stands now. */
export async function describeRequestOutcome(
  ctx: SchedulingContext,
  call: Call,
  request: SessionRequestRecord,
): Promise<DescribedRequest> {
  const described = await readTenant(ctx, call.tenantId, async (db) => {
    const now = await findRequest(db, request.id);
    const [around] = await surroundRequests(db, call, [now ?? request]);
    return { ...(around as Unnamed), request, state: request.state };
  });
  return (await nameRequests(ctx, call, [described]))[0] as DescribedRequest;
}

/** Adds to requests what their rows don't hold. */
export async function surroundRequests(
  db: Db<SchedulingTables>,
  call: Call,
  requests: readonly SessionRequestRecord[],
): Promise<Unnamed[]> {
  const programmes = await findProgrammes(db, [...new Set(requests.map((one) => one.programmeId))]);
  const now = db.now.getTime();
  return requests.map((request) => ({
    request,
    state: standingOf(request, now),
    programmeName: programmes.get(request.programmeId)?.name ?? "",
    allowedActions: allowedRequestActions(request, call.actor, now),
  }));
}

/** Adds the names, which are asked for outside any transaction. */
export async function nameRequests(
  ctx: SchedulingContext,
  call: Call,
  requests: readonly Unnamed[],
): Promise<DescribedRequest[]> {
  const ids = requests.flatMap(({ request }) => [request.mentorId, request.menteeId]);
  const names = await namesOfPeople(ctx, call, ids);
  return requests.map((request) => ({ ...request, names }));
}
