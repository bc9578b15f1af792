import type { HoldSlotRequest, ListSessionRequestsRequest, RequestSessionRequest } from "@mentorship/client/v1";
import type { RequestSessionInput } from "../commands/request-session.ts";
import type { HoldWish } from "../commands/take-hold.ts";
import { requestStates } from "../facts-of-requests.ts";
import type { ListSessionRequestsInput } from "../queries/list-session-requests.ts";
import { modalities, wordOf } from "../words.ts";
import { createChecks } from "./checks.ts";
import { known, startOf } from "./convert.ts";

export function holdSlotInput(request: HoldSlotRequest): HoldWish {
  const checks = createChecks();
  const input: HoldWish = {
    matchId: request.matchId,
    start: startOf(checks, request.start),
    lengthMinutes: checks.minutes("length", request.length, 5),
  };
  checks.done();
  return input;
}

export function requestSessionInput(request: RequestSessionRequest): RequestSessionInput {
  const checks = createChecks();
  const input: RequestSessionInput = {
    matchId: request.matchId,
    start: startOf(checks, request.start),
    lengthMinutes: checks.minutes("length", request.length, 5),
    modality: known(wordOf(modalities, request.modality)),
    title: request.title,
    agenda: request.agenda,
    objectives: request.objectives,
    materials: request.materials.map(({ title, url }) => ({ title, url })),
  };
  checks.done();
  return input;
}

export const listSessionRequestsInput = (request: ListSessionRequestsRequest): ListSessionRequestsInput => ({
  programmeId: request.programmeId || null,
  matchId: request.matchId || null,
  states: [...new Set(request.states)]
    .sort((one, other) => one - other)
    .map((state) => known(wordOf(requestStates, state))),
  pageSize: request.pageSize,
  pageToken: request.pageToken,
});
