import type { MessageInitShape } from "@bufbuild/protobuf";
import type { RowRefusalSchema, ScopeResultSchema, SessionSchema } from "@mentorship/client/v1";
import type { Call } from "@mentorship/shared/call";
import type { RowRefusal, RowResult } from "../commands/row-results.ts";
import type { ScopeOutcome } from "../commands/series-scope.ts";
import type { SessionView } from "../commands/session-view.ts";
import type { SchedulingContext } from "../context.ts";
import { describeOutcomes } from "../queries/describe-sessions.ts";
import { presentSession } from "./present-session.ts";

type SessionMessage = MessageInitShape<typeof SessionSchema>;

export const presentRefusal = ({
  reason,
  message,
  metadata,
}: RowRefusal): MessageInitShape<typeof RowRefusalSchema> => ({
  reason,
  message,
  metadata: { ...metadata },
});

/** What became of each of several sessions: the session as it was left, or why not. */
export async function presentResults(
  ctx: SchedulingContext,
  call: Call,
  results: readonly RowResult<SessionView>[],
): Promise<{ session?: SessionMessage; refusal?: MessageInitShape<typeof RowRefusalSchema> }[]> {
  const views = results.flatMap((one) => (one.done === null ? [] : [one.done]));
  const described = (await describeOutcomes(ctx, call, views)).values();
  return results.map((one) => {
    if (one.refusal !== null) return { refusal: presentRefusal(one.refusal) };
    const next = described.next().value;
    return next === undefined ? {} : { session: presentSession(next, call) };
  });
}

/** The session named, and each within the scope. */
export async function presentScope(
  ctx: SchedulingContext,
  call: Call,
  { session, results }: ScopeOutcome,
): Promise<{ session?: SessionMessage; results: MessageInitShape<typeof ScopeResultSchema>[] }> {
  const own = { done: session, refusal: null };
  const [named, ...told] = await presentResults(ctx, call, [own, ...results.map((one) => one.result)]);
  return {
    ...(named?.session === undefined ? {} : { session: named.session }),
    results: results.map(({ sessionId }, index) => ({ sessionId, ...told[index] })),
  };
}
