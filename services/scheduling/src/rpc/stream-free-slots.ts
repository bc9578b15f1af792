import type { MessageInitShape } from "@bufbuild/protobuf";
import type { SchedulingService, StreamFreeSlotsRequest, StreamFreeSlotsResponseSchema } from "@mentorship/client/v1";
import { type Call, callOf } from "@mentorship/shared/call";
import { type StreamHandler, untilTokenExpiry, withHeartbeat } from "@mentorship/shared/rpc";
import type { SchedulingContext } from "../context.ts";
import { streamFreeSlots as stream } from "../queries/stream-free-slots.ts";
import { streamFreeSlotsInput } from "./convert-slots.ts";
import { presentSlot } from "./present-slot.ts";

type Answer = MessageInitShape<typeof StreamFreeSlotsResponseSchema>;

/** `StreamFreeSlots`. */
export const streamFreeSlots =
  (ctx: SchedulingContext): StreamHandler<typeof SchedulingService.method.streamFreeSlots> =>
  (request, rpc) =>
    withHeartbeat(answers(ctx, callOf(rpc), request, untilTokenExpiry(rpc)), (): Answer => ({}));

async function* answers(
  ctx: SchedulingContext,
  call: Call,
  request: StreamFreeSlotsRequest,
  signal: AbortSignal,
): AsyncGenerator<Answer> {
  for await (const { mentorId, slots } of stream(ctx, call, streamFreeSlotsInput(request), signal)) {
    yield { mentorId, slots: slots.map(presentSlot) };
  }
}
