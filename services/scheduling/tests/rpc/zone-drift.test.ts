import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { ZoneDriftChoice } from "@mentorship/client/v1";
import { must, rid, startWorld, type World } from "@mentorship/dev-env/testing";
import { refusalOf } from "../refusals.ts";
import { createStage, HOUR, MINUTE, msOf, type Stage } from "../stage.ts";
import { auditOf, startAt } from "./requests.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld({ services: ["scheduling"], temporal: false });
}, 180_000);
afterAll(() => world?.stop());

const SUMMER = Date.UTC(2027, 6, 6, 8);

/** A session at 10:00 in Berlin, kept as zone data would have it under which Berlin is one hour behind what it is today. */
async function planted(stage: Stage, at = SUMMER): Promise<string> {
  const { sessionId } = await stage.book(at);
  const during = "tstzrange(starts_at, ends_at, '[)')";
  await stage.rows(
    `update scheduling.session set starts_at = starts_at + interval '1 hour', ends_at = ends_at + interval '1 hour',
       zone_data_version = '2019a' where tenant_id = $1 and id = $2`,
    sessionId,
  );
  await stage.rows(
    `update scheduling.session_participant p set during = (select ${during} from scheduling.session s
       where s.tenant_id = p.tenant_id and s.id = p.session_id) where p.tenant_id = $1 and p.session_id = $2`,
    sessionId,
  );
  return sessionId;
}
const settle = (stage: Stage, sessionId: string, keep: ZoneDriftChoice) =>
  stage.staff.settleZoneDrift({ requestId: rid(), sessionId, keep });
const driftedIds = async (stage: Stage) =>
  (await stage.staff.listZoneDrift({})).drifts.map(({ session }) => must(session).sessionId);

test("drifted sessions are listed with what was meant, what the clock shows now, and when it shows what was meant", async () => {
  const stage = await createStage(world);
  const sessionId = await planted(stage);
  // Booked under older zone data, and still where it was meant.
  const { sessionId: sound } = await stage.book(SUMMER + 48 * HOUR);
  await stage.rows("update scheduling.session set zone_data_version = '2019a' where tenant_id = $1 and id = $2", sound);
  const { drifts, zoneData, nextPageToken } = await stage.admin.listZoneDrift({});
  expect({ zoneData, nextPageToken }).toEqual({ zoneData: process.versions.tz, nextPageToken: "" });
  expect(drifts).toHaveLength(1);
  expect(drifts[0]).toMatchObject({
    session: { sessionId, meantAs: { localTime: "2027-07-06T10:00", zone: "Europe/Berlin" } },
    bookedUnder: "2019a",
    shows: { localTime: "2027-07-06T11:00", offsetSeconds: 7_200, zone: "Europe/Berlin" },
  });
  expect(drifts[0]?.wallTimeAt.map(msOf)).toEqual([SUMMER]);
  for (const by of [stage.mentor, stage.mentee]) {
    expect(await refusalOf(by.listZoneDrift({}))).toMatchObject({ code: "PermissionDenied" });
  }
  expect(await driftedIds(await createStage(world))).toEqual([]);
});

test("pages go through all of them, each once", async () => {
  const stage = await createStage(world);
  const planned: string[] = [];
  for (let day = 0; day < 3; day += 1) planned.push(await planted(stage, SUMMER + day * 24 * HOUR));
  const seen: string[] = [];
  let pageToken = "";
  do {
    const page = await stage.staff.listZoneDrift({ pageSize: 1, pageToken });
    seen.push(...page.drifts.map(({ session }) => must(session).sessionId));
    pageToken = page.nextPageToken;
  } while (pageToken !== "");
  expect(seen).toEqual(planned);
  expect(await refusalOf(stage.staff.listZoneDrift({ pageToken: "nonsense" }))).toMatchObject({
    reason: "PAGE_TOKEN_INVALID",
  });
});

test("keeping the instant moves nothing and takes what the clock shows for what was meant", async () => {
  const stage = await createStage(world);
  const sessionId = await planted(stage);
  const { session } = await settle(stage, sessionId, ZoneDriftChoice.INSTANT);
  expect(msOf(session?.scheduledAt)).toBe(SUMMER + HOUR);
  expect(session).toMatchObject({
    meantAs: { localTime: "2027-07-06T11:00", offsetSeconds: 7_200 },
    scheduleVersion: 1n,
    version: 2n,
  });
  expect(await driftedIds(stage)).toEqual([]);
  expect(await auditOf(stage, "session.zone_drift_settled")).toHaveLength(1);
  expect(await stage.published()).not.toContain("session.rescheduled");
  // Settled once more it stays as it is.
  expect((await settle(stage, sessionId, ZoneDriftChoice.WALL_TIME)).session).toMatchObject({ version: 2n });
});

test("keeping the wall time moves the session to it, as far as that is free", async () => {
  const stage = await createStage(world);
  const sessionId = await planted(stage);
  const { sessionId: rival } = await stage.book(SUMMER + 15 * MINUTE - HOUR + 15 * MINUTE, { minutes: 45 });
  const taken = await refusalOf(settle(stage, sessionId, ZoneDriftChoice.WALL_TIME));
  expect(taken).toMatchObject({ code: "AlreadyExists", reason: "SLOT_TAKEN" });
  expect(await driftedIds(stage)).toEqual([sessionId]);
  await stage.mentor.cancelSession({ requestId: rid(), sessionId: rival, reason: "ill" });
  const { session } = await settle(stage, sessionId, ZoneDriftChoice.WALL_TIME);
  expect(msOf(session?.scheduledAt)).toBe(SUMMER);
  expect(session).toMatchObject({ meantAs: { localTime: "2027-07-06T10:00" }, scheduleVersion: 2n });
  expect(await driftedIds(stage)).toEqual([]);
  expect(await stage.published()).toContain("session.rescheduled");
});

test("a wall time that clocks jump over now can't be kept; strangers and no choice are refused", async () => {
  const stage = await createStage(world);
  const { sessionId } = await stage.book(Date.UTC(2027, 2, 28, 1, 30));
  await stage.rows(
    "update scheduling.session set local_start = '2027-03-28T02:30', zone_data_version = '2019a' where tenant_id = $1 and id = $2",
    sessionId,
  );
  expect((await stage.staff.listZoneDrift({})).drifts[0]?.wallTimeAt).toEqual([]);
  expect(await refusalOf(settle(stage, sessionId, ZoneDriftChoice.WALL_TIME))).toMatchObject({
    reason: "NONEXISTENT_LOCAL_TIME",
  });
  expect(await refusalOf(settle(stage, sessionId, 0))).toMatchObject({ fields: ["keep"] });
  const elsewhere = await createStage(world);
  expect(await refusalOf(settle(elsewhere, sessionId, ZoneDriftChoice.INSTANT))).toMatchObject({ code: "NotFound" });
  await settle(stage, sessionId, ZoneDriftChoice.INSTANT);
  const { session } = await stage.mentor.rescheduleSession({ requestId: rid(), sessionId, start: startAt(SUMMER) });
  expect(session?.meantAs?.localTime).toBe("2027-07-06T10:00");
});
