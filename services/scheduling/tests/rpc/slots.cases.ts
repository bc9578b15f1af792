import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { describe, expect, test } from "@jest/globals";
import { MentorQuorum, OverrideKind, type Slot, WeekPartState } from "@mentorship/client/v1";
import { must, rid, type World } from "@mentorship/dev-env/testing";
import { refusalOf } from "../refusals.ts";
import { createStage, DAY, HOUR, msOf, type Stage } from "../stage.ts";
import { publish } from "./requests.ts";

const minutes = (count: number) => ({ seconds: BigInt(count * 60) });
const dateOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
const localOf = (at: number): string => new Date(at).toISOString().slice(0, 16);
const midnight = (stage: Stage, days: number): number => Math.ceil(stage.ahead(0) / DAY) * DAY + days * DAY;
const WEEK = [1, 2, 3, 4, 5, 6, 7];
const daily = (startMinute: number, endMinute: number) =>
  WEEK.map((isoWeekday) => ({ isoWeekday, startMinute, endMinute }));

/** A mentor more, who offers these hours of every day in UTC. */
async function anotherMentor(stage: Stage, id: string, from: number, to: number, more: object = {}): Promise<void> {
  await stage.person(id, "UTC");
  await stage.admin.setAvailability({
    requestId: rid(),
    mentorId: id,
    zone: "UTC",
    windows: daily(from * 60, to * 60),
    slotStep: minutes(60),
    lengths: [minutes(60)],
    ...more,
  });
}

/** Hours of the day at which slots begin, with who is free. */
const told = (slots: readonly Slot[], day: number) =>
  slots.map((slot) => `${(msOf(slot.startsAt) - day) / HOUR} ${slot.mentors.map((one) => one.mentorId).join("+")}`);

const during = (day: number) => ({ fromAt: timestampFromMs(day), toAt: timestampFromMs(day + DAY) });

/** Slots of several mentors, streams of slots, and weeks. */
export function slotTests(world: () => World): void {
  describe("ListSharedSlots", () => {
    const offers = async (stage: Stage) => {
      await publish(stage, {
        zone: "UTC",
        windows: daily(9 * 60, 13 * 60),
        slotStep: minutes(60),
        lengths: [minutes(60)],
        bufferBefore: minutes(0),
        bufferAfter: minutes(0),
      });
      await anotherMentor(stage, "second", 11, 15);
    };

    test("all together are free where each of them is, and the learners too", async () => {
      const stage = await createStage(world());
      await offers(stage);
      const day = midnight(stage, 2);
      const mentorIds = ["mentor", "second"];
      const panel = () => stage.admin.listSharedSlots({ mentorIds, learnerIds: ["mentee"], ...during(day) });
      expect(told((await panel()).slots, day)).toEqual(["11 mentor+second", "12 mentor+second"]);
      // The mentee meets somebody else, in another role and match.
      await stage.person("third", "UTC");
      const elsewhere = await stage.match("third", "mentee");
      await stage.book(day + 12 * HOUR, { matchId: elsewhere, by: await stage.as("mentor", "third") });
      expect(told((await panel()).slots, day)).toEqual(["11 mentor+second"]);
      const [slot] = (await panel()).slots;
      expect(slot).toMatchObject({
        mentorTime: { zone: "UTC", localTime: localOf(day + 11 * HOUR), offsetSeconds: 0 },
        mentors: [{ mentorId: "mentor", time: { zone: "UTC" }, clockChangeDay: false }, { mentorId: "second" }],
        viewerClockChangeDay: false,
      });
    });

    test("any of them is enough when asked so, and each slot says who is free", async () => {
      const stage = await createStage(world());
      await offers(stage);
      const day = midnight(stage, 2);
      await stage.book(day + 10 * HOUR, { minutes: 60 });
      const { slots } = await stage.staff.listSharedSlots({
        mentorIds: ["second", "mentor", "nobody"],
        quorum: MentorQuorum.ANY,
        ...during(day),
      });
      expect(told(slots, day)).toEqual(["9 mentor", "11 second+mentor", "12 second+mentor", "13 second", "14 second"]);
    });

    test("a mentor who has published nothing, or is suspended, makes a panel impossible", async () => {
      const stage = await createStage(world());
      await offers(stage);
      await stage.person("silent", "UTC");
      const day = midnight(stage, 2);
      const ask = (mentorIds: string[]) => stage.admin.listSharedSlots({ mentorIds, ...during(day) });
      expect((await ask(["mentor", "silent"])).slots).toEqual([]);
      await stage.suspend("second");
      expect((await ask(["mentor", "second"])).slots).toEqual([]);
      expect((await ask(["mentor"])).slots).toHaveLength(4);
    });

    test("a learner's own absences as a mentor elsewhere are in the way", async () => {
      const stage = await createStage(world());
      await offers(stage);
      const day = midnight(stage, 2);
      const away = [{ fromLocal: localOf(day + 9.5 * HOUR), toLocal: localOf(day + 11 * HOUR) }];
      await stage.admin.setAvailability({ requestId: rid(), mentorId: "mentee", zone: "UTC", outOfOffice: away });
      const { slots } = await stage.mentee.listSharedSlots({ mentorIds: ["mentor"], ...during(day) });
      expect(told(slots, day)).toEqual(["11 mentor", "12 mentor"]);
      const ofMatch = await stage.mentee.listFreeSlots({ matchId: stage.matchId, ...during(day) });
      expect(told(ofMatch.slots, day)).toEqual(["11 mentor", "12 mentor"]);
    });

    test("the lengths on offer bind mentees, and mentors and staff ask for any", async () => {
      const stage = await createStage(world());
      await offers(stage);
      const day = midnight(stage, 2);
      const ask = { mentorIds: ["mentor"], length: minutes(90), ...during(day) };
      const refused = await refusalOf(stage.mentee.listSharedSlots(ask));
      expect(refused).toMatchObject({ code: "InvalidArgument", fields: ["length"] });
      expect(told((await stage.mentor.listSharedSlots(ask)).slots, day)).toEqual([
        "9 mentor",
        "10 mentor",
        "11 mentor",
      ]);
      await anotherMentor(stage, "third", 9, 17, { lengths: [minutes(45)] });
      const none = stage.admin.listSharedSlots({ mentorIds: ["mentor", "third"], ...during(day) });
      expect(await refusalOf(none)).toMatchObject({ code: "InvalidArgument", fields: ["length"] });
    });

    test("people look at the time of their own partners only", async () => {
      const stage = await createStage(world());
      await offers(stage);
      await stage.person("stranger", "UTC");
      const notFound = (id: string) => ({ code: "NotFound", metadata: { resource: "person", id } });
      const shared = (by: Stage["mentor"], mentorIds: string[], learnerIds: string[] = []) =>
        refusalOf(by.listSharedSlots({ mentorIds, learnerIds }));
      expect(await shared(stage.mentor, ["mentor"], ["mentee"])).toMatchObject({ code: "ok" });
      expect(await shared(stage.mentor, ["mentor", "second"])).toMatchObject(notFound("second"));
      expect(await shared(stage.mentor, ["mentor"], ["mentee", "stranger"])).toMatchObject(notFound("stranger"));
      expect(await shared(stage.mentee, ["mentor"])).toMatchObject({ code: "ok" });
      expect(await shared(stage.mentee, ["mentor", "second"])).toMatchObject(notFound("second"));
      expect(await shared(stage.mentee, ["mentor"], ["stranger"])).toMatchObject(notFound("stranger"));
      expect(await shared(stage.staff, ["second"], ["stranger"])).toMatchObject({ code: "ok" });
    });

    test("more than a thousand are told page by page, none twice and none missing", async () => {
      const stage = await createStage(world());
      const often = { slotStep: minutes(5), lengths: [minutes(15)] };
      await publish(stage, { ...often, zone: "UTC", bufferBefore: minutes(0), bufferAfter: minutes(0) });
      await anotherMentor(stage, "second", 0, 24, { ...often, lengths: [minutes(15), minutes(30)] });
      const from = midnight(stage, 2);
      const seen: string[] = [];
      let fromAt = timestampFromMs(from);
      for (let page = 0; page < 9; page += 1) {
        const { slots, moreFromAt } = await stage.admin.listSharedSlots({
          mentorIds: ["mentor", "second"],
          quorum: MentorQuorum.ANY,
          fromAt,
          toAt: timestampFromMs(from + 5 * DAY),
        });
        expect(slots.length).toBeLessThanOrEqual(1_000);
        seen.push(...told(slots, from));
        if (moreFromAt === undefined) break;
        fromAt = moreFromAt;
      }
      expect(seen).toHaveLength((5 * DAY) / (5 * 60_000));
      expect(new Set(seen).size).toBe(seen.length);
    });
  });

  describe("StreamFreeSlots", () => {
    test("a message a mentor, by id, with the slots that each has by ListFreeSlots", async () => {
      const stage = await createStage(world());
      await publish(stage, { zone: "Asia/Kathmandu", lengths: [minutes(60)] });
      await anotherMentor(stage, "a-mentor", 9, 12);
      await anotherMentor(stage, "z-mentor", 9, 10);
      await stage.suspend("z-mentor");
      const day = midnight(stage, 2);
      await stage.book(day + 12 * HOUR);
      const read = async (more: object = {}) => {
        const found = new Map<string, Slot[]>();
        for await (const { mentorId, slots } of stage.admin.streamFreeSlots({ ...during(day), ...more })) {
          found.set(mentorId, slots);
        }
        return found;
      };
      const all = await read();
      expect([...all.keys()]).toEqual(["a-mentor", "mentor", "z-mentor"]);
      expect(told(all.get("a-mentor") ?? [], day)).toEqual(["9 a-mentor", "10 a-mentor", "11 a-mentor"]);
      expect(all.get("z-mentor")).toEqual([]);
      const { slots } = await stage.admin.listFreeSlots({ matchId: stage.matchId, ...during(day) });
      expect(all.get("mentor")).toEqual(slots);
      expect(slots.length).toBeGreaterThan(50);
      expect([...(await read({ afterMentorId: "a-mentor" })).keys()]).toEqual(["mentor", "z-mentor"]);
      const named = await read({ mentorIds: ["z-mentor", "nobody", "a-mentor"], afterMentorId: "a" });
      expect([...named.keys()]).toEqual(["a-mentor", "z-mentor"]);
    });

    test("rules of a programme and a length are taken as asked for", async () => {
      const stage = await createStage(world());
      const own = { programmeId: stage.programmeId, windows: daily(600, 720) };
      const step = { slotStep: minutes(60), lengths: [minutes(60)] };
      await publish(stage, { zone: "UTC", ...step, programmeRules: [own] });
      const day = midnight(stage, 2);
      const read = async (more: object) => {
        for await (const { slots } of stage.admin.streamFreeSlots({ ...during(day), ...more })) return told(slots, day);
        return [];
      };
      expect(await read({ programmeId: stage.programmeId })).toEqual(["10 mentor", "11 mentor"]);
      expect(await read({ programmeId: stage.programmeId, length: minutes(120) })).toEqual(["10 mentor"]);
      expect(await read({})).toHaveLength(24);
    });

    test("it is for admins", async () => {
      const stage = await createStage(world());
      const drain = async (by: Stage["admin"]) => {
        for await (const _message of by.streamFreeSlots({})) continue;
      };
      for (const by of [stage.staff, stage.mentor, stage.mentee]) {
        expect(await refusalOf(drain(by))).toMatchObject({ code: "PermissionDenied" });
      }
      expect(await refusalOf(drain(stage.admin))).toMatchObject({ code: "ok" });
    });
  });

  describe("GetWeekView", () => {
    const { FREE, BOOKED, BLOCKED, NOT_FREE } = WeekPartState;

    test("each part of a day is free, booked, blocked or else not free, and ids are for those who may read them", async () => {
      const stage = await createStage(world());
      const day = midnight(stage, 9);
      await publish(stage, {
        zone: "UTC",
        windows: daily(9 * 60, 17 * 60),
        overrides: [{ date: dateOf(day), kind: OverrideKind.BLOCKED, startMinute: 960, endMinute: 1_020 }],
      });
      const mine = await stage.book(day + 10 * HOUR, { minutes: 60 });
      await stage.person("other", "UTC");
      const others = await stage.match("mentor", "other");
      const theirs = await stage.book(day + 13 * HOUR, { minutes: 60, matchId: others });
      const parts = async (by: Stage["mentor"]) => {
        const { days, zone } = await by.getWeekView({ mentorId: "mentor", date: dateOf(day) });
        expect(zone).toBe("UTC");
        expect(days).toHaveLength(7);
        const found = must(days.find(({ date }) => date === dateOf(day)));
        return found.parts.map((part) => [
          (msOf(part.startsAt) - day) / HOUR,
          (msOf(part.endsAt) - day) / HOUR,
          part.state,
          part.sessionId,
        ]);
      };
      const expected = (first: string, second: string) => [
        [9, 9.5, FREE, ""],
        [9.5, 10, NOT_FREE, ""],
        [10, 11, BOOKED, first],
        [11, 11.5, NOT_FREE, ""],
        [11.5, 12.5, FREE, ""],
        [12.5, 13, NOT_FREE, ""],
        [13, 14, BOOKED, second],
        [14, 14.5, NOT_FREE, ""],
        [14.5, 16, FREE, ""],
        [16, 17, BLOCKED, ""],
      ];
      expect(await parts(stage.mentor)).toEqual(expected(mine.sessionId, theirs.sessionId));
      expect(await parts(stage.admin)).toEqual(expected(mine.sessionId, theirs.sessionId));
      expect(await parts(stage.mentee)).toEqual(expected(mine.sessionId, ""));
    });

    test("a time that somebody holds is not free, and nobody is told more", async () => {
      const stage = await createStage(world());
      const day = midnight(stage, 9);
      const none = { bufferBefore: minutes(0), bufferAfter: minutes(0) };
      const hourly = { slotStep: minutes(60), lengths: [minutes(60)] };
      await publish(stage, { zone: "UTC", windows: daily(9 * 60, 12 * 60), ...hourly, ...none });
      const start = { case: "scheduledAt", value: timestampFromMs(day + 10 * HOUR) } as const;
      const { matchId } = stage;
      await stage.mentee.holdSlot({ requestId: rid(), matchId, start, length: minutes(60) });
      const { days } = await stage.mentor.getWeekView({ date: dateOf(day) });
      const parts = days.find(({ date }) => date === dateOf(day))?.parts;
      expect(parts).toMatchObject([
        { state: FREE },
        { state: NOT_FREE, sessionId: "", startsAt: start.value },
        { state: FREE },
      ]);
      const { slots } = await stage.admin.listSharedSlots({ mentorIds: ["mentor"], ...during(day) });
      expect(told(slots, day)).toEqual(["9 mentor", "11 mentor"]);
    });

    test("the week is the tenant's own unless a date is given, and begins on Monday in the mentor's zone", async () => {
      const stage = await createStage(world());
      await publish(stage, { zone: "Pacific/Kiritimati" });
      const { days } = await stage.mentor.getWeekView({});
      const today = dateOf(stage.now() + 14 * HOUR);
      expect(days.map(({ date }) => date)).toContain(today);
      expect(days.map(({ date }) => new Date(date).getUTCDay())).toEqual([1, 2, 3, 4, 5, 6, 0]);
      const passed = days.flatMap(({ parts }) => parts).filter((part) => msOf(part.endsAt) <= stage.now() - HOUR);
      expect(passed.filter(({ state }) => state === FREE)).toEqual([]);
    });

    test("a week of a clock change marks its day, which has its missing hour in no part", async () => {
      const stage = await createStage(world());
      await publish(stage, { zone: "Europe/Berlin", horizonDays: 366 });
      const year = new Date(stage.now()).getUTCFullYear() + 1;
      const last = new Date(Date.UTC(year, 2, 31));
      const sunday = dateOf(last.getTime() - last.getUTCDay() * DAY);
      const { days } = await stage.mentor.getWeekView({ date: sunday });
      expect(days.map(({ clockChangeDay }) => clockChangeDay)).toEqual([...Array(6).fill(false), true]);
      const lengths = days[6]?.parts.map((part) => (msOf(part.endsAt) - msOf(part.startsAt)) / HOUR);
      expect(lengths).toEqual([23]);
      expect(days[6]?.parts[0]).toMatchObject({
        startsLocal: { localTime: `${sunday}T00:00`, offsetSeconds: 3_600 },
        endsLocal: { offsetSeconds: 7_200 },
      });
    });

    test("who has published nothing has nothing but sessions, and strangers find no week", async () => {
      const stage = await createStage(world());
      const at = midnight(stage, 2) + 12 * HOUR;
      const { sessionId } = await stage.book(at);
      const { days, zone } = await stage.mentor.getWeekView({ date: dateOf(at) });
      expect(zone).toBe("Europe/Berlin");
      expect(days.flatMap(({ parts }) => parts)).toMatchObject([{ state: BOOKED, sessionId }]);
      await stage.person("stranger");
      const stranger = await stage.as("mentor", "stranger");
      expect(await refusalOf(stranger.getWeekView({ mentorId: "mentor" }))).toMatchObject({ code: "NotFound" });
      expect(await refusalOf(stage.mentor.getWeekView({ date: "2027-02-30" }))).toMatchObject({ fields: ["date"] });
    });
  });
}
