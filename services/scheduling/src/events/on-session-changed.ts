import type { EventHeader } from "@mentorship/client/events/v1";
import type { SessionFacts } from "@mentorship/client/v1";
import type { SchedulingContext } from "../context.ts";
import { lookAgain } from "../session-workflows.ts";
import { LIFECYCLE_ACTOR } from "../workflows/names.ts";

/** A session changed: its workflow looks again, and is started where none runs. The workflow's own steps tell it nothing new. */
export async function onSessionChanged(
  event: { readonly header?: EventHeader | undefined; readonly session?: SessionFacts | undefined },
  ctx: SchedulingContext,
): Promise<void> {
  const { header, session } = event;
  if (header === undefined || session === undefined || header.actorId === LIFECYCLE_ACTOR) return;
  const { programmeId, matchId, sessionId } = session;
  await lookAgain(ctx, { tenantId: header.tenantId, programmeId, matchId, sessionId });
}
