import { describe, expect, test } from "@jest/globals";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { rid, type World } from "@mentorship/dev-env/testing";
import { refusalOf } from "../refusals.ts";
import { createStage, DAY, HOUR, MINUTE, msOf } from "../stage.ts";
import { auditOf, openAllDay, publish } from "./requests.ts";

/** What mentors publish, and the times that follow from it. */
export function availabilityTests(world: () => World): void {
  describe("SetAvailability and GetAvailability", () => {
    test("what a mentor publishes is kept as meant, told with its canonical zone, and read back", async () => {
      const stage = await createStage(world());
      const { availability } = await stage.mentor.setAvailability({
        requestId: rid(),
        zone: "Asia/Calcutta",
        windows: [{ isoWeekday: 1, startMinute: 540, endMinute: 1_020 }],
        overrides: [{ date: "2027-03-28", kind: 2, startMinute: 0, endMinute: 1_440 }],
        lengths: [{ seconds: 3_600n }, { seconds: 1_800n }],
      });
      expect(availability).toMatchObject({
        mentorId: "mentor",
        zone: "Asia/Calcutta",
        canonicalZone: "Asia/Kolkata",
        windows: [{ isoWeekday: 1, startMinute: 540, endMinute: 1_020 }],
        overrides: [{ date: "2027-03-28", kind: 2, startMinute: 0, endMinute: 1_440 }],
        lengths: [{ seconds: 1_800n }, { seconds: 3_600n }],
        horizonDays: 90,
        slotStep: { seconds: 900n },
        minimumNotice: { seconds: 0n },
        version: 1n,
      });
      const read = await stage.mentee.getAvailability({ mentorId: "mentor" });
      expect(read.availability).toEqual(availability);
      expect(await stage.published()).toEqual(["availability.published"]);
      expect(await auditOf(stage, "availability.published")).toMatchObject([
        { actor_id: "mentor", before: null, after: { version: 1 } },
      ]);
    });

    test("a mentor who published nothing has version 0 and no windows", async () => {
      const stage = await createStage(world());
      const { availability } = await stage.mentor.getAvailability({});
      expect(availability).toMatchObject({ mentorId: "mentor", zone: "Europe/Berlin", version: 0n, windows: [] });
    });

    test("a version that no longer stands, an unknown zone and a broken length are refused and change nothing", async () => {
      const stage = await createStage(world());
      await publish(stage);
      const stale = await refusalOf(publish(stage, { version: 0n }));
      expect(stale).toMatchObject({ code: "Aborted", reason: "STALE_VERSION", metadata: { version: "1" } });
      expect(await refusalOf(publish(stage, { zone: "Mars/Olympus" }))).toMatchObject({
        code: "InvalidArgument",
        reason: "ZONE_UNKNOWN",
      });
      expect(await refusalOf(publish(stage, { zone: "UTC+2" }))).toMatchObject({ reason: "ZONE_UNKNOWN" });
      const bad = await refusalOf(
        publish(stage, {
          lengths: [{ seconds: 1_000n }],
          overrides: [{ date: "2027-02-30", kind: 1, startMinute: 0, endMinute: 5 }],
        }),
      );
      expect(bad).toMatchObject({ code: "InvalidArgument", fields: ["overrides[0].date", "lengths[0]"] });
      expect((await stage.mentor.getAvailability({})).availability?.version).toBe(1n);
      expect(await refusalOf(publish(stage, { version: 1n }))).toMatchObject({ code: "ok" });
    });

    test("one mentor neither publishes for another nor reads another's; an admin does both, for people who exist", async () => {
      const stage = await createStage(world());
      await stage.person("mentor-2");
      expect(await refusalOf(publish(stage, { mentorId: "mentor-2" }))).toMatchObject({ code: "PermissionDenied" });
      expect(await refusalOf(stage.mentor.getAvailability({ mentorId: "mentor-2" }))).toMatchObject({
        code: "NotFound",
        reason: "NOT_FOUND",
      });
      expect(await refusalOf(stage.mentee.getAvailability({ mentorId: "mentor-2" }))).toMatchObject({
        code: "NotFound",
      });
      expect(await refusalOf(stage.mentee.setAvailability({ requestId: rid(), ...openAllDay }))).toMatchObject({
        code: "PermissionDenied",
      });
      const byAdmin = await stage.admin.setAvailability({ requestId: rid(), mentorId: "mentor-2", ...openAllDay });
      expect(byAdmin.availability).toMatchObject({ mentorId: "mentor-2", version: 1n });
      expect((await stage.staff.getAvailability({ mentorId: "mentor-2" })).availability?.version).toBe(1n);
      const nobody = await refusalOf(
        stage.admin.setAvailability({ requestId: rid(), mentorId: "nobody", ...openAllDay }),
      );
      expect(nobody).toMatchObject({
        code: "FailedPrecondition",
        reason: "PERSON_UNKNOWN",
        metadata: { person_id: "nobody" },
      });
    });

    test("the same request again answers the same and publishes nothing twice", async () => {
      const stage = await createStage(world());
      const request = { requestId: rid(), ...openAllDay };
      const first = await stage.mentor.setAvailability(request);
      expect(await stage.mentor.setAvailability(request)).toEqual(first);
      expect(await refusalOf(stage.mentor.setAvailability({ ...request, zone: "UTC" }))).toMatchObject({
        code: "InvalidArgument",
        reason: "REQUEST_ID_REUSED",
      });
      expect(await stage.published()).toEqual(["availability.published"]);
    });
  });

  describe("ListFreeSlots", () => {
    test("slots carry both wall times, leave out what is booked and its buffers, and are refused to strangers", async () => {
      const stage = await createStage(world());
      await publish(stage, { slotStep: { seconds: 1_800n } });
      const from = Math.ceil(stage.ahead(2 * DAY) / DAY) * DAY + 12 * HOUR;
      await stage.book(from + 2 * HOUR);
      const { slots, moreFromAt } = await stage.mentee.listFreeSlots({
        matchId: stage.matchId,
        fromAt: timestampFromMs(from),
        toAt: timestampFromMs(from + 4 * HOUR),
      });
      const starts = slots.map((slot) => (msOf(slot.startsAt) - from) / MINUTE);
      // Booked from 120 to 165, half an hour kept free on both sides, 45 minutes long.
      expect(starts).toEqual([0, 30, 210]);
      expect(moreFromAt).toBeUndefined();
      const [first] = slots;
      expect(first?.mentorTime).toMatchObject({ zone: "Europe/Berlin", offsetSeconds: expect.any(Number) });
      expect(first?.viewerTime?.zone).toBe("America/New_York");
      const utc = await stage.mentor.listFreeSlots({
        matchId: stage.matchId,
        fromAt: timestampFromMs(from),
        viewerZone: "UTC",
      });
      expect(utc.slots[0]?.viewerTime).toMatchObject({
        localTime: new Date(from).toISOString().slice(0, 16),
        offsetSeconds: 0,
      });

      await stage.person("stranger");
      const stranger = await stage.as("mentor", "stranger");
      expect(await refusalOf(stranger.listFreeSlots({ matchId: stage.matchId }))).toMatchObject({ code: "NotFound" });
      expect(
        await refusalOf(stage.mentee.listFreeSlots({ matchId: stage.matchId, viewerZone: "Nowhere" })),
      ).toMatchObject({ reason: "ZONE_UNKNOWN" });
      const tooLong = { matchId: stage.matchId, fromAt: timestampFromMs(from), toAt: timestampFromMs(from + 32 * DAY) };
      expect(await refusalOf(stage.mentee.listFreeSlots(tooLong))).toMatchObject({
        code: "InvalidArgument",
        fields: ["to_at"],
      });
      expect(
        await refusalOf(stage.mentee.listFreeSlots({ matchId: stage.matchId, length: { seconds: 3_600n } })),
      ).toMatchObject({ fields: ["length"] });
    });

    test("a match that ended has no slots", async () => {
      const stage = await createStage(world());
      await stage.end(stage.matchId);
      await stage.heard("select from scheduling.match_facts where tenant_id = $1 and sessions_cancelled");
      expect(await refusalOf(stage.mentor.listFreeSlots({ matchId: stage.matchId }))).toMatchObject({
        code: "FailedPrecondition",
        reason: "MATCH_STATE",
        metadata: { state: "TERMINATED", allowed_actions: "" },
      });
    });
  });
}
