import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { ProgrammeService } from "@mentorship/client/v1";
import { callOf } from "@mentorship/shared/call";
import { type StreamHandler, untilTokenExpiry } from "@mentorship/shared/rpc";
import { advanceTestClock as command } from "../commands/advance-test-clock.ts";
import type { ProgrammeContext } from "../context.ts";
import { targetOf } from "./convert.ts";

export const advanceTestClock = (
  ctx: ProgrammeContext,
): StreamHandler<typeof ProgrammeService.method.advanceTestClock> =>
  async function* (req, rpc) {
    const input = { requestId: req.requestId, targetAt: targetOf(req) };
    for await (const { now, version, dueAt, arrived } of command(ctx, callOf(rpc), input, untilTokenExpiry(rpc))) {
      const due = dueAt ? { dueAt: timestampFromDate(dueAt) } : {};
      yield { now: timestampFromDate(now), clockVersion: BigInt(version), ...due, arrived };
    }
  };
