import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { startWorld, type World } from "@mentorship/dev-env/testing";
import { createStage, HOUR, msOf } from "../stage.ts";

let world: World;
beforeAll(async () => {
  // Nothing but the sweep is there to do anything.
  world = await startWorld({
    services: ["scheduling"],
    temporal: false,
    serviceEnv: { MENTORSHIP_SWEEP_SECONDS: "1" },
  });
}, 180_000);
afterAll(() => world?.stop());

test("what no workflow does is done by the sweep, which says how much was due and how late it was", async () => {
  const stage = await createStage(world);
  const session = await stage.book(stage.ahead(2 * HOUR));
  await stage.moveTo(msOf(session.scheduledAt) - HOUR - 500);
  await stage.heard("select from scheduling.notice_sent where tenant_id = $1 and kind = 'reminder_1h'");
  const notices = await stage.rows(
    "select person_id, kind, schedule_version::int4 from scheduling.notice_sent where tenant_id = $1 order by person_id",
  );
  expect(notices).toEqual([
    { person_id: "mentee", kind: "reminder_1h", schedule_version: 1 },
    { person_id: "mentor", kind: "reminder_1h", schedule_version: 1 },
  ]);
  const lines = (await world.logs("scheduling")).split("\n").filter((line) => line.includes("the sweep did"));
  expect(lines.map((line) => JSON.parse(line) as Record<string, unknown>)).toContainEqual(
    expect.objectContaining({ due: 1, late: 1, done: 1, latest_ms: expect.any(Number) }),
  );
  const metrics = await (await fetch(`${world.addresses.scheduling}/metrics`)).text();
  expect(metrics).toMatch(/^mentorship_sessions_due_total [1-9]/m);
  expect(metrics).toMatch(/^mentorship_sessions_late_total [1-9]/m);
  expect(metrics).toMatch(/^mentorship_sessions_most_late_seconds /m);
  expect(metrics).toMatch(
    /^mentorship_rpc_seconds_count\{rpc="mentorship\.v1\.SchedulingService\/BookSession",code="ok"\} [1-9]/m,
  );
});
