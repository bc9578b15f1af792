import type { MessageInitShape } from "@bufbuild/protobuf";
import type { WatchSessionsRequestSchema, WatchSessionsResponse } from "@mentorship/client/v1";
import { must } from "@mentorship/dev-env/testing";
import type { Scheduling } from "../stage.ts";

/** An open stream: its messages one by one, those that only say that it lives left out. */
export function openStream(by: Scheduling, request: MessageInitShape<typeof WatchSessionsRequestSchema> = {}) {
  const leaving = new AbortController();
  const answers = by.watchSessions(request, { signal: leaving.signal, timeoutMs: 60_000 })[Symbol.asyncIterator]();
  return {
    async next(): Promise<WatchSessionsResponse> {
      for (;;) {
        const answer: WatchSessionsResponse = must((await answers.next()).value);
        if (answer.asOf !== undefined) return answer;
      }
    },
    leave: () => leaving.abort(),
  };
}
