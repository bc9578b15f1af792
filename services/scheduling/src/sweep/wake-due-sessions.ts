import { dueIds } from "@mentorship/shared/clock";
import { DomainError } from "@mentorship/shared/errors";
import type { SchedulingContext } from "../context.ts";
import { lookAgain, sessionKeys } from "../session-workflows.ts";
import { SESSION_DUE } from "../store/due-sessions.ts";
import { performDueSession } from "./perform-due-session.ts";
import { endDueHolds } from "./sweep-holds.ts";

const AT_ONCE = 16;
const BATCH = 500;

/** Makes everything of a tenant that is due now happen now: through the workflows, or directly while Temporal is away. */
export async function wakeDueSessions(ctx: SchedulingContext, tenantId: string): Promise<void> {
  await endDueHolds(ctx, tenantId);
  const due = await dueIds(ctx, tenantId, SESSION_DUE);
  for (let start = 0; start < due.length; start += BATCH) {
    const keys = await sessionKeys(ctx, tenantId, due.slice(start, start + BATCH));
    await inLanes(keys, async (session) => {
      try {
        await lookAgain(ctx, session);
      } catch (error) {
        if (!(error instanceof DomainError) || error.reason !== "UNAVAILABLE") throw error;
        await performDueSession(ctx, tenantId, session.sessionId);
      }
    });
  }
}

async function inLanes<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const waiting = [...all];
  const lane = async (): Promise<void> => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) await work(one);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, all.length) }, lane));
}
