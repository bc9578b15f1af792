import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createCast, must, rid, startWorld, tenantNow, type World } from "@mentorship/dev-env/testing";
import { Modality } from "@mentorship/client/v1";

let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 220_000);
afterAll(async () => {
  const errs = (await world.logs("scheduling")).split("\n").filter((l) => !l.includes('"level":"info"')).slice(0, 30);
  console.log(errs.join("\n"));
  await world?.stop();
});

test("smoke", async () => {
  const cast = await createCast(world);
  const { match } = await cast.pair();
  const mentor = await cast.as("mentor", "mentor");
  const mentee = await cast.as("mentee", "mentee");
  const now = await tenantNow(world, cast.tenantId);
  const at = Math.ceil((now.getTime() + 48 * 3600_000) / 60_000) * 60;
  const booked = await mentor.scheduling.bookSession({
    requestId: rid(),
    matchId: match.matchId,
    start: { case: "scheduledAt", value: { seconds: BigInt(at), nanos: 0 } },
    modality: Modality.VIDEO,
    title: "First",
  });
  const sessionId = must(booked.session).sessionId;
  const t0 = Date.now();
  await cast.advance(new Date(at * 1000 - 10 * 60_000));
  console.log("advance 1", Date.now() - t0);
  await mentor.conferencing.getJoinLink({ requestId: rid(), sessionId, join: true } as never).then((l) => console.log(String(l.$typeName)), (e) => console.log(String(e)));
  await mentee.scheduling.checkIn({ requestId: rid(), sessionId });
  const t1 = Date.now();
  await cast.advance(180);
  console.log("advance 2", Date.now() - t1);
  const got = await mentee.scheduling.getSession({ sessionId });
  console.log(JSON.stringify(got, (_k, v) => (typeof v === "bigint" ? String(v) : v), 1));
  console.log(JSON.stringify(await world.sql("select subject, occurred_at from scheduling.outbox order by position"), null, 0));
  console.log(JSON.stringify(await world.sql("select * from scheduling.due"), null, 0));
  expect(1).toBe(1);
}, 160_000);
