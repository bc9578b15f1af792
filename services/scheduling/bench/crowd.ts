import { createClients } from "@mentorship/dev-env/testing";
import { SchedulingService } from "@mentorship/client/v1";
import { openAllDay } from "../tests/rpc/requests.ts";
import { createStage, type Scheduling, type Stage } from "../tests/stage.ts";
import type { Rehearsal } from "./rehearsal.ts";

/** A mentee with a match of the stage's mentor, on a connection of their own. */
export type Client = { readonly menteeId: string; readonly matchId: string; readonly scheduling: Scheduling };

/** One mentor who offers time all day, and many who want it. */
export type Crowd = { readonly stage: Stage; readonly clients: readonly Client[]; close(): void };

/** Somebody of the stage's tenant on a connection of their own, who has called once: connection and token are known. */
export async function connect(
  rehearsal: Rehearsal,
  tenantId: string,
  who: { readonly role: "mentor" | "mentee"; readonly id: string },
): Promise<{ readonly scheduling: Scheduling; close(): void }> {
  const connection = createClients(rehearsal.platform.edgeUrl);
  const token = await rehearsal.token({ tenant: tenantId, sub: who.id, roles: [who.role] });
  const scheduling = connection.client(SchedulingService, token);
  await scheduling.listSessions({});
  return { scheduling, close: connection.close };
}

/** Brings a crowd onto a stage of its own. */
export async function gatherCrowd(rehearsal: Rehearsal, size: number): Promise<Crowd> {
  const stage = await createStage(rehearsal, { selfBooking: true });
  await stage.mentor.setAvailability({
    requestId: crypto.randomUUID(),
    ...openAllDay,
    bufferBefore: {},
    bufferAfter: {},
  });
  const closers: (() => void)[] = [];
  const join = async (menteeId: string): Promise<Client> => {
    await stage.person(menteeId);
    const matchId = await stage.match("mentor", menteeId);
    const { scheduling, close } = await connect(rehearsal, stage.tenantId, { role: "mentee", id: menteeId });
    closers.push(close);
    return { menteeId, matchId, scheduling };
  };
  const clients: Client[] = [];
  for (let start = 0; start < size; start += 10) {
    const ids = Array.from({ length: 10 }, (_, place) => `mentee-${start + place}`);
    clients.push(...(await Promise.all(ids.map(join))));
  }
  return { stage, clients, close: () => closers.forEach((close) => close()) };
}
