import { describe, expect, test } from "@jest/globals";
import type { Actor } from "../../../src/domain/actor.ts";
import { type BookingFacts, type BookingRequest, bookSession } from "../../../src/domain/decisions/book.ts";
import { ACTORS, DAY, HOUR, LEARNER, MENTOR, MINUTE, START, availabilityOf, personOf, refusalOf } from "../sample.ts";

const NOW = START - DAY;

const requestOf = (change: Partial<BookingRequest> = {}): BookingRequest => ({
  id: "session-1",
  programmeId: "programme-1",
  participants: [MENTOR, LEARNER],
  startsAt: START,
  lengthMinutes: null,
  zone: "Europe/Berlin",
  localStart: START + 2 * HOUR,
  zoneDataVersion: "2026c",
  series: null,
  title: "First talk",
  modality: "video",
  provider: null,
  agenda: "",
  objectives: [],
  materials: [],
  notesVisibleTo: null,
  phaseId: null,
  ...change,
});

const MATCH = {
  id: "match-1",
  programmeId: "programme-1",
  mentorId: "mentor-1",
  menteeId: "mentee-1",
  state: "accepted",
};

const factsOf = (change: Partial<BookingFacts> = {}): BookingFacts => ({
  programme: { id: "programme-1", state: "active", selfBooking: true },
  matches: [MATCH],
  mentors: [{ personId: "mentor-1", availability: availabilityOf(), busy: [] }],
  ...change,
});

const book = (request: Partial<BookingRequest> = {}, actor: Actor = ACTORS.mentor, facts: Partial<BookingFacts> = {}) =>
  bookSession(requestOf(request), factsOf(facts), actor, NOW);

describe("a booking", () => {
  test("makes a scheduled session of 45 minutes with notes for both sides, unless told otherwise", () => {
    const { record, events, part } = book();
    expect(record).toMatchObject({
      state: "scheduled",
      startsAt: START,
      endsAt: START + 45 * MINUTE,
      notesVisibleTo: "both",
      version: 1,
      scheduleVersion: 1,
      timeSetAt: NOW,
      bookedBy: "mentor-1",
      outsideAvailability: null,
      ruling: null,
      cancellation: null,
    });
    expect(record).not.toHaveProperty("lengthMinutes");
    expect(events).toEqual([{ kind: "SessionScheduled" }]);
    expect(part).toBe("mentor");
  });

  test("by mentors and admins outside the windows records the rule set aside", () => {
    expect(book({ startsAt: START + 8 * HOUR }).record.outsideAvailability).toBe("window");
    expect(book({ lengthMinutes: 60 }, ACTORS.admin).record.outsideAvailability).toBe("length");
  });
});

describe("who may book", () => {
  const otherMentorsMatch = { ...MATCH, mentorId: "mentor-2" };
  test.each<[string, Actor, Partial<BookingFacts>, string]>([
    ["the mentor of the match", ACTORS.mentor, {}, "accepted"],
    ["the mentee of the match", ACTORS.mentee, {}, "accepted"],
    ["an admin", ACTORS.admin, {}, "accepted"],
    ["staff", ACTORS.staff, {}, "accepted"],
    ["no other mentor: the match does not exist for them", ACTORS.otherMentor, {}, "NOT_FOUND"],
    ["no other mentee", ACTORS.otherMentee, {}, "NOT_FOUND"],
    ["no service of the platform", ACTORS.service, {}, "NOT_FOUND"],
    ["nobody on a seat without its role", personOf("mentor-1", "mentee"), {}, "NOT_FOUND"],
    [
      "no mentee whose match only the mentor knows of",
      ACTORS.mentee,
      { matches: [{ ...MATCH, state: "proposed" }] },
      "NOT_FOUND",
    ],
    [
      "no mentor who brings a learner by another's match",
      ACTORS.mentor,
      { matches: [otherMentorsMatch] },
      "INVALID_ARGUMENT",
    ],
  ])("%s", (_promise, actor, facts, result) => {
    expect(refusalOf(() => book({}, actor, facts))).toBe(result);
  });

  test("a mentee books for themselves only, never for a group", () => {
    const participants = [MENTOR, LEARNER, { personId: "mentee-2", role: "mentee", matchId: "match-2" } as const];
    const matches = [MATCH, { ...MATCH, id: "match-2", menteeId: "mentee-2" }];
    expect(refusalOf(() => book({ participants }, ACTORS.mentee, { matches }))).toBe("PERMISSION_DENIED");
    expect(refusalOf(() => book({ participants }, ACTORS.mentor, { matches }))).toBe("accepted");
  });
});

describe("each field that breaks a rule is named", () => {
  test.each<[string, Partial<BookingRequest>, Actor, string[]]>([
    ["no modality", { modality: null }, ACTORS.mentor, ["modality"]],
    ["no title", { title: "  " }, ACTORS.mentor, ["title"]],
    ["a long title", { title: "x".repeat(201) }, ACTORS.mentor, ["title"]],
    ["14 minutes", { lengthMinutes: 14 }, ACTORS.mentor, ["length"]],
    ["47 minutes", { lengthMinutes: 47 }, ACTORS.mentor, ["length"]],
    ["245 minutes", { lengthMinutes: 245 }, ACTORS.mentor, ["length"]],
    ["no minutes", { lengthMinutes: 0 }, ACTORS.mentor, ["length"]],
    ["no time", { startsAt: Number.NaN }, ACTORS.mentor, ["scheduled_at"]],
    ["half a minute", { startsAt: START + MINUTE / 2 }, ACTORS.mentor, ["scheduled_at"]],
    ["a time in three years", { startsAt: START + 3 * 366 * DAY }, ACTORS.mentor, ["scheduled_at"]],
    ["a mentee who hides notes", { notesVisibleTo: "mentor" }, ACTORS.mentee, ["notes_visible_to"]],
    ["a match of another programme", { programmeId: "programme-2" }, ACTORS.mentor, ["participants"]],
    [
      "a learner without a match",
      { participants: [MENTOR, { ...LEARNER, matchId: null }] },
      ACTORS.mentor,
      ["participants"],
    ],
    ["nobody to mentor", { participants: [MENTOR] }, ACTORS.mentor, ["participants"]],
    ["no mentor", { participants: [LEARNER] }, ACTORS.admin, ["participants", "participants"]],
    ["a person twice", { participants: [MENTOR, LEARNER, LEARNER] }, ACTORS.mentor, ["participants"]],
    ["several at once", { modality: null, lengthMinutes: 7 }, ACTORS.mentor, ["modality", "length"]],
  ])("%s", (_case, request, actor, fields) => {
    expect(() => book(request, actor)).toThrow(
      expect.objectContaining({
        reason: "INVALID_ARGUMENT",
        violations: fields.map((field) => expect.objectContaining({ field })),
      }),
    );
  });

  test.each([15, 20, 45, 240])("%i minutes are a session's length", (lengthMinutes) => {
    expect(book({ lengthMinutes }).record.endsAt).toBe(START + lengthMinutes * MINUTE);
  });
});

describe("states and times", () => {
  test.each<[string, Partial<BookingRequest>, Partial<BookingFacts>, Actor, string]>([
    ...["draft", "open", "completed"].map(
      (state) =>
        [
          `a ${state} programme books nothing`,
          {},
          { programme: { id: "programme-1", state, selfBooking: true } },
          ACTORS.admin,
          "PROGRAMME_STATE",
        ] as [string, Partial<BookingRequest>, Partial<BookingFacts>, Actor, string],
    ),
    [
      "a programme in matching does",
      {},
      { programme: { id: "programme-1", state: "matching", selfBooking: true } },
      ACTORS.mentor,
      "accepted",
    ],
    [
      "a match that waits for an answer has no sessions",
      {},
      { matches: [{ ...MATCH, state: "accepted_by_mentor" }] },
      ACTORS.mentor,
      "MATCH_STATE",
    ],
    ["a terminated match has none", {}, { matches: [{ ...MATCH, state: "terminated" }] }, ACTORS.admin, "MATCH_STATE"],
    ["the past can't be booked", { startsAt: NOW - MINUTE }, {}, ACTORS.admin, "TIME_PASSED"],
    ["this moment can, by a mentor", { startsAt: NOW }, {}, ACTORS.mentor, "accepted"],
    ["a mentee keeps to the windows", { startsAt: START + 8 * HOUR }, {}, ACTORS.mentee, "OUTSIDE_AVAILABILITY"],
    ["a mentee keeps to the lengths on offer", { lengthMinutes: 60 }, {}, ACTORS.mentee, "OUTSIDE_AVAILABILITY"],
    [
      "a mentee needs published availability",
      {},
      { mentors: [{ personId: "mentor-1", availability: null, busy: [] }] },
      ACTORS.mentee,
      "OUTSIDE_AVAILABILITY",
    ],
    [
      "a mentee finds taken time taken",
      {},
      { mentors: [{ personId: "mentor-1", availability: availabilityOf(), busy: [{ start: START, end: START + 1 }] }] },
      ACTORS.mentee,
      "SLOT_TAKEN",
    ],
    [
      "a mentee can't book where self-booking is off",
      {},
      { programme: { id: "programme-1", state: "active", selfBooking: false } },
      ACTORS.mentee,
      "SELF_BOOKING_OFF",
    ],
    [
      "a mentor can",
      {},
      { programme: { id: "programme-1", state: "active", selfBooking: false } },
      ACTORS.mentor,
      "accepted",
    ],
  ])("%s", (_promise, request, facts, actor, result) => {
    expect(refusalOf(() => book(request, actor, facts))).toBe(result);
  });
});
