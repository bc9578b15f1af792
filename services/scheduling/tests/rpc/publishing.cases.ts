import { randomUUID } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { OverrideKind } from "@mentorship/client/v1";
import { must, rid, type World } from "@mentorship/dev-env/testing";
import { refusalOf } from "../refusals.ts";
import { createStage, DAY, HOUR, MINUTE, msOf, type Stage } from "../stage.ts";
import { openAllDay, publish } from "./requests.ts";

const minutes = (count: number) => ({ seconds: BigInt(count * 60) });
const dateOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
const localOf = (at: number): string => new Date(at).toISOString().slice(0, 16);

/** Midnight in UTC, so many days ahead of the tenant's time. */
const midnight = (stage: Stage, days: number): number => Math.ceil(stage.ahead(0) / DAY) * DAY + days * DAY;

/** Everything that a mentor can say of their time, and what of it binds. */
export function publishingTests(world: () => World): void {
  describe("what SetAvailability takes", () => {
    test("nights, replaced days, absences and rules per programme are told as they were given", async () => {
      const stage = await createStage(world());
      const given = {
        zone: "Asia/Calcutta",
        windows: [
          { isoWeekday: 5, startMinute: 1_320, endMinute: 120 },
          { isoWeekday: 5, startMinute: 540, endMinute: 540 },
        ],
        overrides: [
          { date: "2027-03-28", kind: OverrideKind.REPLACED, startMinute: 1_380, endMinute: 60 },
          { date: "2027-03-29", kind: OverrideKind.BLOCKED, startMinute: 1_200, endMinute: 480 },
          { date: "2027-03-29", kind: OverrideKind.EXTRA, startMinute: 600, endMinute: 600 },
        ],
        outOfOffice: [{ fromLocal: "2027-08-01T00:00", toLocal: "2027-08-15T12:30" }],
        programmeRules: [
          {
            programmeId: stage.programmeId,
            windows: [{ isoWeekday: 1, startMinute: 60, endMinute: 30 }],
            bufferBefore: minutes(0),
            horizonDays: 7,
            lengths: [minutes(60), minutes(30), minutes(60)],
          },
        ],
      };
      const { availability } = await stage.mentor.setAvailability({ requestId: rid(), ...given });
      expect(availability).toMatchObject({
        zone: "Asia/Calcutta",
        canonicalZone: "Asia/Kolkata",
        windows: given.windows,
        overrides: given.overrides,
        outOfOffice: given.outOfOffice,
        programmeRules: [{ ...given.programmeRules[0], lengths: [minutes(30), minutes(60)] }],
      });
      const [rules] = must(availability).programmeRules;
      expect([rules?.bufferAfter, rules?.minimumNotice, rules?.slotStep]).toEqual([undefined, undefined, undefined]);
      expect((await stage.mentee.getAvailability({ mentorId: "mentor" })).availability).toEqual(availability);
    });

    test.each(["US/Eastern", "America/New_York", "europe/berlin", "Etc/GMT+5", "Asia/Katmandu"])(
      "%s is the name of a zone",
      async (zone) => {
        const stage = await createStage(world());
        const { availability } = await publish(stage, { zone });
        expect(availability?.zone).toBe(zone);
      },
    );

    test.each(["EST5EDT", "CET-1CEST,M3.5.0,M10.5.0/3", "+02:00", "UTC+2", "GMT+2", "BST", "Mars/Olympus"])(
      "%s is none",
      async (zone) => {
        const stage = await createStage(world());
        expect(await refusalOf(publish(stage, { zone }))).toMatchObject({
          code: "InvalidArgument",
          reason: "ZONE_UNKNOWN",
          metadata: { zone },
        });
        expect(await stage.published()).toEqual([]);
      },
    );

    test("what can't be is refused by its field, and nothing is published", async () => {
      const stage = await createStage(world());
      const { programmeId } = stage;
      const bad = await refusalOf(
        publish(stage, {
          outOfOffice: [{ fromLocal: "2027-02-30T00:00", toLocal: "2027-03-01T24:00" }],
          programmeRules: [{ programmeId, lengths: [minutes(17)], slotStep: minutes(7) }],
        }),
      );
      expect(bad).toMatchObject({
        code: "InvalidArgument",
        fields: [
          "out_of_office[0].from_local",
          "out_of_office[0].to_local",
          "programme_rules[0].lengths[0]",
          "programme_rules[0].slot_step",
        ],
      });
      const orders = await refusalOf(
        publish(stage, {
          outOfOffice: [{ fromLocal: "2027-03-02T00:00", toLocal: "2027-03-02T00:00" }],
          programmeRules: [{ programmeId }, { programmeId }],
        }),
      );
      expect(orders.fields).toEqual(["out_of_office[0].to_local", "programme_rules[1].programme_id"]);
      const tooMany = Array.from({ length: 101 }, () => ({
        fromLocal: "2027-03-01T00:00",
        toLocal: "2027-03-02T00:00",
      }));
      expect(await refusalOf(publish(stage, { outOfOffice: tooMany }))).toMatchObject({ fields: ["out_of_office"] });
      const unknown = randomUUID();
      expect(await refusalOf(publish(stage, { programmeRules: [{ programmeId: unknown }] }))).toMatchObject({
        code: "NotFound",
        metadata: { resource: "programme", id: unknown },
      });
      expect((await stage.mentor.getAvailability({})).availability?.version).toBe(0n);
    });
  });

  describe("sessions that a new availability leaves outside", () => {
    test("they stay booked, and the answer lists them and their number", async () => {
      const stage = await createStage(world());
      await publish(stage);
      const noon = midnight(stage, 2) + 12 * HOUR;
      const inside = await stage.book(noon);
      const outside = await stage.book(noon + DAY);
      const gone = await stage.book(noon + 2 * DAY);
      await stage.mentor.cancelSession({ requestId: rid(), sessionId: gone.sessionId, reason: "Away" });
      const request = {
        requestId: rid(),
        ...openAllDay,
        zone: "UTC",
        outOfOffice: [{ fromLocal: localOf(noon + DAY + 44 * MINUTE), toLocal: localOf(noon + 3 * DAY) }],
      };
      const answer = await stage.mentor.setAvailability(request);
      expect(answer).toMatchObject({
        sessionsOutsideCount: 1,
        sessionsOutside: [
          {
            sessionId: outside.sessionId,
            programmeId: stage.programmeId,
            mentorTime: { zone: "UTC", offsetSeconds: 0, localTime: localOf(noon + DAY) },
          },
        ],
      });
      expect(await stage.mentor.setAvailability(request)).toEqual(answer);
      const { sessions } = await stage.mentor.listSessions({});
      expect(sessions.map(({ sessionId, state }) => [sessionId, state])).toEqual([
        [inside.sessionId, inside.state],
        [outside.sessionId, outside.state],
        [gone.sessionId, expect.any(Number)],
      ]);
    });

    test("the windows of the session's own programme decide", async () => {
      const stage = await createStage(world());
      await stage.book(midnight(stage, 2) + 12 * HOUR);
      const elsewhere = { ...openAllDay, zone: "UTC", windows: [] };
      expect((await publish(stage, elsewhere)).sessionsOutsideCount).toBe(1);
      const own = { programmeId: stage.programmeId, windows: openAllDay.windows };
      expect((await publish(stage, { ...elsewhere, programmeRules: [own] })).sessionsOutsideCount).toBe(0);
    });
  });

  describe("what was published binds whoever books by themselves", () => {
    const asks = (stage: Stage, at: number, length = minutes(45)) =>
      refusalOf(
        stage.mentee.bookSession({
          requestId: rid(),
          matchId: stage.matchId,
          start: { case: "scheduledAt", value: { seconds: BigInt(at / 1_000), nanos: 0 } },
          length,
          modality: 2,
          title: "A talk",
        }),
      );

    test("a night may be booked over midnight, but not beyond its end", async () => {
      const stage = await createStage(world());
      const day = midnight(stage, 3);
      const isoWeekday = new Date(day).getUTCDay() || 7;
      await publish(stage, { zone: "UTC", windows: [{ isoWeekday, startMinute: 1_320, endMinute: 120 }] });
      const tooLate = await asks(stage, day + 25.5 * HOUR);
      expect(tooLate).toMatchObject({ reason: "OUTSIDE_AVAILABILITY", metadata: { rule: "window" } });
      expect(await asks(stage, day + 1 * HOUR)).toMatchObject({ reason: "OUTSIDE_AVAILABILITY" });
      expect(await asks(stage, day + 23.5 * HOUR)).toMatchObject({ code: "ok" });
    });

    test("on a replaced day only its own windows count, and an absence takes everything away", async () => {
      const stage = await createStage(world());
      const day = midnight(stage, 3);
      await publish(stage, {
        zone: "UTC",
        overrides: [{ date: dateOf(day), kind: OverrideKind.REPLACED, startMinute: 600, endMinute: 660 }],
        outOfOffice: [{ fromLocal: localOf(day + DAY), toLocal: localOf(day + 2 * DAY) }],
      });
      expect(await asks(stage, day + 12 * HOUR)).toMatchObject({ metadata: { rule: "window" } });
      expect(await asks(stage, day + 36 * HOUR)).toMatchObject({ metadata: { rule: "window" } });
      expect(await asks(stage, day + 10 * HOUR)).toMatchObject({ code: "ok" });
      // Mentors book outside what they offer to others.
      await stage.book(day + 36 * HOUR);
    });

    test("a programme's own windows, lengths and notice count in it", async () => {
      const stage = await createStage(world());
      const day = midnight(stage, 3);
      const isoWeekday = new Date(day).getUTCDay() || 7;
      const own = {
        programmeId: stage.programmeId,
        windows: [{ isoWeekday, startMinute: 600, endMinute: 720 }],
        lengths: [minutes(60)],
        horizonDays: 30,
      };
      await publish(stage, { zone: "UTC", horizonDays: 1, programmeRules: [own] });
      expect(await asks(stage, day + 10 * HOUR)).toMatchObject({ metadata: { rule: "length" } });
      expect(await asks(stage, day + 13 * HOUR, minutes(60))).toMatchObject({ metadata: { rule: "window" } });
      expect(await asks(stage, day + 10 * HOUR, minutes(60))).toMatchObject({ code: "ok" });
    });

    test("a mentor who moves to another zone keeps the wall times", async () => {
      const stage = await createStage(world());
      const day = midnight(stage, 3);
      const isoWeekday = new Date(day).getUTCDay() || 7;
      const nine = { windows: [{ isoWeekday, startMinute: 540, endMinute: 600 }], bufferBefore: minutes(0) };
      const first = async (zone: string) => {
        await publish(stage, { ...nine, zone, horizonDays: 6 });
        const { slots } = await stage.mentor.listFreeSlots({ matchId: stage.matchId });
        return slots[0];
      };
      const inUtc = await first("UTC");
      const inKolkata = await first("Asia/Kolkata");
      expect(msOf(inUtc?.startsAt)).toBe(day + 9 * HOUR);
      expect(inKolkata?.mentorTime?.localTime).toBe(inUtc?.mentorTime?.localTime);
      expect(msOf(inKolkata?.startsAt)).toBe(day + 9 * HOUR - 330 * MINUTE);
    });
  });
}
