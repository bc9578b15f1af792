import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import type { HoldSchema, SessionRequestSchema } from "@mentorship/client/v1";
import type { TakenHold } from "../commands/take-hold.ts";
import { requestActions, requestStates } from "../facts-of-requests.ts";
import type { DescribedRequest } from "../queries/describe-requests.ts";
import { modalities } from "../words.ts";
import { wallTime } from "./present-session.ts";

/** A hold as its holder is told of it. */
export function presentHold({ hold, time }: TakenHold): MessageInitShape<typeof HoldSchema> {
  return {
    holdId: hold.id,
    programmeId: hold.programmeId,
    matchId: hold.matchId,
    startsAt: timestampFromMs(hold.startsAt),
    endsAt: timestampFromMs(hold.endsAt),
    meantAs: wallTime(time.localStart, time.startsAt, time.zone),
    expiresAt: timestampFromMs(hold.expiresAt),
  };
}

/** A request as its caller is told of it. */
export function presentRequest(described: DescribedRequest): MessageInitShape<typeof SessionRequestSchema> {
  const { request, names } = described;
  return {
    sessionRequestId: request.id,
    programmeId: request.programmeId,
    programmeName: described.programmeName,
    matchId: request.matchId,
    state: requestStates[described.state],
    mentorId: request.mentorId,
    mentorName: names.get(request.mentorId) ?? "",
    menteeId: request.menteeId,
    menteeName: names.get(request.menteeId) ?? "",
    scheduledAt: timestampFromMs(request.startsAt),
    endsAt: timestampFromMs(request.endsAt),
    meantAs: wallTime(request.localStart, request.startsAt, request.zone),
    modality: modalities[request.modality],
    title: request.title,
    agenda: request.agenda,
    objectives: [...request.objectives],
    materials: [...request.materials],
    requestedAt: timestampFromMs(request.requestedAt),
    expiresAt: timestampFromMs(request.expiresAt),
    ...(request.settledAt === null ? {} : { settledAt: timestampFromMs(request.settledAt) }),
    settledBy: request.settledBy ?? "",
    refusalReason: request.refusalReason ?? "",
    sessionId: request.sessionId ?? "",
    allowedActions: described.allowedActions.flatMap((action) =>
      action === "lapse" || action === "end" ? [] : [requestActions[action]],
    ),
    version: BigInt(request.version),
  };
}
