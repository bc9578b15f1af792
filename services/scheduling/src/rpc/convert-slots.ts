import type { Timestamp } from "@bufbuild/protobuf/wkt";
import {
  type GetWeekViewRequest,
  type ListFreeSlotsRequest,
  type ListSharedSlotsRequest,
  MentorQuorum,
  type StreamFreeSlotsRequest,
} from "@mentorship/client/v1";
import type { Call } from "@mentorship/shared/call";
import type { GetWeekViewInput } from "../queries/get-week-view.ts";
import type { ListFreeSlotsInput } from "../queries/list-free-slots.ts";
import type { ListSharedSlotsInput } from "../queries/list-shared-slots.ts";
import type { StreamFreeSlotsInput } from "../queries/stream-free-slots.ts";
import { type Checks, createChecks } from "./checks.ts";
import { mentorOf } from "./convert.ts";

export function listFreeSlotsInput(request: ListFreeSlotsRequest): ListFreeSlotsInput {
  const checks = createChecks();
  const input: ListFreeSlotsInput = {
    matchId: request.matchId,
    ...spanIn(checks, request),
    lengthMinutes: checks.minutes("length", request.length),
    viewerZone: request.viewerZone,
  };
  checks.done();
  return input;
}

export function listSharedSlotsInput(request: ListSharedSlotsRequest): ListSharedSlotsInput {
  const checks = createChecks();
  const input: ListSharedSlotsInput = {
    mentorIds: request.mentorIds,
    quorum: request.quorum === MentorQuorum.ANY ? "any" : "all",
    learnerIds: request.learnerIds,
    programmeId: request.programmeId || null,
    ...spanIn(checks, request),
    lengthMinutes: checks.minutes("length", request.length, 5),
    viewerZone: request.viewerZone,
  };
  checks.done();
  return input;
}

export function streamFreeSlotsInput(request: StreamFreeSlotsRequest): StreamFreeSlotsInput {
  const checks = createChecks();
  const input: StreamFreeSlotsInput = {
    mentorIds: request.mentorIds,
    afterMentorId: request.afterMentorId,
    programmeId: request.programmeId || null,
    ...spanIn(checks, request),
    lengthMinutes: checks.minutes("length", request.length, 5),
    viewerZone: request.viewerZone,
  };
  checks.done();
  return input;
}

export function getWeekViewInput(request: GetWeekViewRequest, call: Call): GetWeekViewInput {
  return {
    mentorId: mentorOf(call, request.mentorId),
    date: request.date || null,
    programmeId: request.programmeId || null,
  };
}

type AskedTimes = { readonly fromAt?: Timestamp | undefined; readonly toAt?: Timestamp | undefined };

function spanIn(checks: Checks, { fromAt, toAt }: AskedTimes): Pick<ListFreeSlotsInput, "fromAt" | "toAt"> {
  return {
    fromAt: fromAt === undefined ? null : checks.instant("from_at", fromAt),
    toAt: toAt === undefined ? null : checks.instant("to_at", toAt),
  };
}
