import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { ServiceName } from "../../src/launch/index.ts";
import { type Cast, must, rid, tenantNow, type World } from "../../src/testing/index.ts";
import { insist } from "./answers.ts";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** The beginning of a minute, so many milliseconds ahead of the tenant's time or a little less. */
export async function minuteAhead(world: World, cast: Cast, ms: number): Promise<Date> {
  const now = (await tenantNow(world, cast.tenantId)).getTime();
  return new Date(Math.floor((now + ms) / MINUTE) * MINUTE);
}

/** Moves the tenant's clock, and takes the move up again under its request id where it was cut off. */
export async function moveClock(cast: Cast, to: Date): Promise<void> {
  const request = { requestId: rid(), targetAt: timestampFromDate(to) };
  await insist(async () => {
    let reached = false;
    const stops = cast.admin.programme.advanceTestClock(request, { timeoutMs: 60_000 });
    for await (const { arrived } of stops) reached = arrived;
    if (!reached) throw new Error("the move ended before its target");
  }, 90_000);
}

/** Kills the service while everybody is busy with what the move of the clock makes due, and starts it again. */
export async function moveClockKilling(world: World, cast: Cast, to: Date, service: ServiceName): Promise<void> {
  const version = async (): Promise<number> => {
    const text = "select clock_version::int4 as version from programme.tenant where id = $1";
    return must((await world.sql<{ version: number }>(text, [cast.tenantId]))[0]).version;
  };
  const before = await version();
  const kill = async (): Promise<void> => {
    await world.settle(async () => (await version()) > before, { what: "the clock to move", timeoutMs: 30_000 });
    await world.kill(service);
    await world.restart(service);
  };
  await Promise.all([moveClock(cast, to), kill()]);
}
