import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Modality, SeriesScope, SessionState } from "@mentorship/client/v1";
import { must, rid, startWorld, type World } from "@mentorship/dev-env/testing";
import { refusalOf } from "../refusals.ts";
import { createStage, DAY, HOUR, MINUTE, msOf, type Stage } from "../stage.ts";
import { publish, sessionsOf, startAt } from "./requests.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld({ services: ["programme", "matching", "scheduling"], temporal: false });
}, 180_000);
afterAll(() => world?.stop());

const WEEK = 7 * DAY;
const seriesOf = (stage: Stage, at: number, more = {}) => ({
  requestId: rid(),
  matchId: stage.matchId,
  start: startAt(at),
  modality: Modality.CHAT,
  title: "A weekly talk",
  everyWeeks: 1,
  count: 4,
  ...more,
});
const local = (localTime: string, more = {}) =>
  ({ start: { case: "local", value: { localTime, zone: "Europe/Berlin", ...more } } }) as const;
const deadlocks = async () =>
  (
    await world.sql<{ deadlocks: string }>("select deadlocks from pg_stat_database where datname = current_database()")
  )[0]?.deadlocks;

describe("BookSeries", () => {
  test("books each occurrence at its wall time, across both clock changes", async () => {
    const stage = await createStage(world);
    const { seriesId, results } = await stage.mentor.bookSeries(
      seriesOf(stage, 0, { ...local("2027-03-15T10:00"), everyWeeks: 2, count: 18 }),
    );
    expect(results.map((one) => one.position)).toEqual(results.map((_, index) => index + 1));
    expect(results.every((one) => one.refusal === undefined)).toBe(true);
    for (const [index, { session }] of results.entries()) {
      expect(session).toMatchObject({ seriesId, seriesPosition: index + 1, state: SessionState.SCHEDULED });
      expect(session?.meantAs?.localTime.slice(11)).toBe("10:00");
    }
    const offsets = results.map(({ session }) => session?.meantAs?.offsetSeconds);
    expect(new Set(offsets)).toEqual(new Set([3_600, 7_200]));
    const starts = results.map(({ session }) => msOf(session?.scheduledAt));
    expect(starts[1]! - starts[0]!).toBe(2 * WEEK - HOUR);
  });

  test("a wall time that does not exist refuses that occurrence; one that occurs twice keeps the offset given", async () => {
    const stage = await createStage(world);
    const gap = await stage.mentor.bookSeries(seriesOf(stage, 0, { ...local("2027-03-21T02:30"), count: 3 }));
    expect(gap.results.map((one) => one.refusal?.reason ?? "")).toEqual(["", "NONEXISTENT_LOCAL_TIME", ""]);
    expect(gap.results[1]?.refusal?.metadata["next_valid"]).toBe("2027-03-28T03:00");
    const fold = await stage.mentor.bookSeries(
      seriesOf(stage, 0, { ...local("2027-10-31T02:30", { offsetSeconds: 3_600 }), count: 2 }),
    );
    expect(new Date(msOf(fold.results[0]?.session?.scheduledAt)).toISOString()).toBe("2027-10-31T01:30:00.000Z");
    expect(new Date(msOf(fold.results[1]?.session?.scheduledAt)).toISOString()).toBe("2027-11-07T01:30:00.000Z");
  });

  test("one conflict loses one occurrence, with the nearest free times; all or nothing books none", async () => {
    const stage = await createStage(world);
    await publish(stage);
    const at = stage.ahead(3 * DAY);
    await stage.book(at + WEEK);
    const request = seriesOf(stage, at, { allOrNothing: true });
    const none = await stage.mentor.bookSeries(request);
    expect(none.seriesId).toBe("");
    expect(none.results.map((one) => one.refusal?.reason)).toEqual([
      "OTHERS_REFUSED",
      "SLOT_TAKEN",
      "OTHERS_REFUSED",
      "OTHERS_REFUSED",
    ]);
    expect(await sessionsOf(stage)).toHaveLength(1);
    expect((await stage.published()).filter((subject) => subject === "session.scheduled")).toHaveLength(1);
    const some = await stage.mentor.bookSeries({ ...request, requestId: rid(), allOrNothing: false });
    expect(some.results.map((one) => one.refusal?.reason ?? "")).toEqual(["", "SLOT_TAKEN", "", ""]);
    expect(some.results[1]?.refusal?.metadata["nearest_free"]?.split(",")).toHaveLength(3);
    expect(await sessionsOf(stage)).toHaveLength(4);
  });

  test("a repeat answers the same, refusals included, and another body is refused", async () => {
    const stage = await createStage(world);
    const at = stage.ahead(3 * DAY);
    const { sessionId } = await stage.book(at + WEEK);
    const request = seriesOf(stage, at);
    const first = await stage.mentor.bookSeries(request);
    await stage.mentor.cancelSession({ requestId: rid(), sessionId, reason: "ill" });
    const second = await stage.mentor.bookSeries(request);
    expect(second.seriesId).toBe(first.seriesId);
    const idsOf = (answer: typeof first) => answer.results.map((one) => one.session?.sessionId ?? one.refusal?.reason);
    expect(idsOf(second)).toEqual(idsOf(first));
    expect(await refusalOf(stage.mentor.bookSeries({ ...request, count: 5 }))).toMatchObject({
      reason: "REQUEST_ID_REUSED",
    });
  });

  test("what would refuse each occurrence refuses the call, and nothing is written", async () => {
    const stage = await createStage(world);
    await publish(stage);
    const at = stage.ahead(3 * DAY);
    const refused = (by: Stage["mentor"], more = {}) => refusalOf(by.bookSeries(seriesOf(stage, at, more)));
    for (const [field, more] of [
      ["count", { count: 1 }],
      ["count", { count: 53 }],
      ["every_weeks", { everyWeeks: 3 }],
      ["length", { length: { seconds: 960n } }],
      ["scheduled_at", { start: startAt(at + 725 * DAY) }],
    ] as const) {
      expect({ field, ...(await refused(stage.mentor, more)) }).toMatchObject({
        code: "InvalidArgument",
        fields: [field],
      });
    }
    expect(await refused((await createStage(world)).mentor)).toMatchObject({ code: "NotFound" });
    await stage.programme({ selfBooking: false });
    expect(await refused(stage.mentee)).toMatchObject({ reason: "SELF_BOOKING_OFF" });
    await stage.end(stage.matchId);
    await stage.heard("select from scheduling.match_facts where tenant_id = $1 and sessions_cancelled");
    expect(await refused(stage.mentor)).toMatchObject({ reason: "MATCH_STATE" });
    expect(await sessionsOf(stage)).toEqual([]);
  });

  test("a mentee's series keeps to availability, occurrence by occurrence", async () => {
    const stage = await createStage(world);
    await publish(stage, { horizonDays: 14 });
    const { results } = await stage.mentee.bookSeries(seriesOf(stage, stage.ahead(5 * DAY), { count: 3 }));
    expect(results.map((one) => one.refusal?.reason ?? "")).toEqual(["", "", "OUTSIDE_AVAILABILITY"]);
  });
});

describe("a series", () => {
  async function booked() {
    const stage = await createStage(world);
    const at = stage.ahead(10 * DAY);
    const { results } = await stage.mentor.bookSeries(seriesOf(stage, at));
    return { stage, at, ids: results.map((one) => must(one.session).sessionId) };
  }
  const startsOf = async (stage: Stage, ids: readonly string[]) =>
    Promise.all(ids.map(async (sessionId) => msOf((await stage.admin.getSession({ sessionId })).session?.scheduledAt)));
  const statesOf = async (stage: Stage, ids: readonly string[]) =>
    Promise.all(ids.map(async (sessionId) => must((await stage.admin.getSession({ sessionId })).session).state));

  test("moves alone, from here on, or whole, by as much wall time", async () => {
    const { stage, at, ids } = await booked();
    const move = (index: number, to: number, scope: SeriesScope) =>
      stage.mentor.rescheduleSession({ requestId: rid(), sessionId: must(ids[index]), start: startAt(to), scope });
    const alone = await move(0, at + HOUR, SeriesScope.UNSPECIFIED);
    expect(alone.results.map((one) => one.sessionId)).toEqual([ids[0]]);
    const following = await move(1, at + WEEK + DAY, SeriesScope.FOLLOWING);
    expect(following.results.map((one) => one.sessionId)).toEqual(ids.slice(1));
    expect(following.session?.sessionId).toBe(ids[1]);
    expect(await startsOf(stage, ids)).toEqual([at + HOUR, at + WEEK + DAY, at + 2 * WEEK + DAY, at + 3 * WEEK + DAY]);
    // A whole week on: each moves to where the next one was.
    const whole = await move(1, at + 2 * WEEK + DAY, SeriesScope.ALL);
    expect(whole.results.map((one) => one.refusal?.reason ?? "")).toEqual(["", "", "", ""]);
    expect(await startsOf(stage, ids)).toEqual([
      at + WEEK + HOUR,
      at + 2 * WEEK + DAY,
      at + 3 * WEEK + DAY,
      at + 4 * WEEK + DAY,
    ]);
  });

  test("one that can't move stays where it was, and the others move", async () => {
    const { stage, at, ids } = await booked();
    await stage.book(at + 2 * WEEK + 2 * HOUR);
    const { results } = await stage.mentor.rescheduleSession({
      requestId: rid(),
      sessionId: must(ids[0]),
      start: startAt(at + 2 * HOUR),
      scope: SeriesScope.ALL,
    });
    expect(results.map((one) => one.refusal?.reason ?? "")).toEqual(["", "", "SLOT_TAKEN", ""]);
    expect(await startsOf(stage, ids)).toEqual([
      at + 2 * HOUR,
      at + WEEK + 2 * HOUR,
      at + 2 * WEEK,
      at + 3 * WEEK + 2 * HOUR,
    ]);
  });

  test("is called off alone, from here on, or whole, as far as it has not begun", async () => {
    const { stage, ids } = await booked();
    const cancel = (index: number, scope: SeriesScope) =>
      stage.mentor.cancelSession({ requestId: rid(), sessionId: must(ids[index]), reason: "ill", scope });
    await cancel(1, SeriesScope.THIS);
    expect(await statesOf(stage, ids)).toEqual([1, 4, 1, 1]);
    const following = await cancel(2, SeriesScope.FOLLOWING);
    expect(following.results.map((one) => one.session?.state)).toEqual([
      SessionState.CANCELLED,
      SessionState.CANCELLED,
    ]);
    const all = await cancel(1, SeriesScope.ALL);
    expect(all.results.map((one) => [one.sessionId, one.refusal?.reason ?? ""])).toEqual([
      [ids[0], ""],
      [ids[1], "SESSION_STATE"],
    ]);
    expect(all.session).toMatchObject({ sessionId: ids[1], state: SessionState.CANCELLED });
    expect(await statesOf(stage, ids)).toEqual([4, 4, 4, 4]);
    const stranger = await createStage(world);
    const foreign = { requestId: rid(), sessionId: must(ids[0]), reason: "no", scope: SeriesScope.ALL };
    expect(await refusalOf(stranger.admin.cancelSession(foreign))).toMatchObject({ code: "NotFound" });
  });
});

describe("BookSessions", () => {
  const rowOf = (matchId: string, at: number, more = {}) => ({
    matchId,
    start: startAt(at),
    modality: Modality.VIDEO,
    title: "A talk",
    ...more,
  });

  test("tells each row's result in the order of the rows, and a repeat the same", async () => {
    const stage = await createStage(world);
    const at = stage.ahead(3 * DAY);
    const rows = [
      rowOf(stage.matchId, at + 2 * HOUR),
      rowOf(stage.matchId, at),
      rowOf(stage.matchId, at + 15 * MINUTE),
      rowOf(crypto.randomUUID(), at),
      rowOf(stage.matchId, stage.ahead(-DAY)),
    ];
    const request = { requestId: rid(), rows };
    const { results } = await stage.staff.bookSessions(request);
    expect(results.map((one) => one.refusal?.reason ?? "")).toEqual(["", "", "SLOT_TAKEN", "NOT_FOUND", "TIME_PASSED"]);
    expect(results.slice(0, 2).map((one) => msOf(one.scheduledAt))).toEqual([at + 2 * HOUR, at]);
    expect((await stage.staff.bookSessions(request)).results).toEqual(results);
    expect(await refusalOf(stage.staff.bookSessions({ ...request, allOrNothing: true }))).toMatchObject({
      reason: "REQUEST_ID_REUSED",
    });
    expect(await sessionsOf(stage)).toHaveLength(2);
  });

  test("all or nothing writes nothing where one row is refused", async () => {
    const stage = await createStage(world);
    const at = stage.ahead(3 * DAY);
    const rows = [rowOf(stage.matchId, at), rowOf(stage.matchId, at + 15 * MINUTE), rowOf(stage.matchId, at + HOUR)];
    const { results } = await stage.admin.bookSessions({ requestId: rid(), rows, allOrNothing: true });
    expect(results.map((one) => one.refusal?.reason)).toEqual(["OTHERS_REFUSED", "SLOT_TAKEN", "OTHERS_REFUSED"]);
    expect(await sessionsOf(stage)).toEqual([]);
    expect(await stage.published()).toEqual([]);
    const fine = await stage.admin.bookSessions({
      requestId: rid(),
      rows: rows.filter((_, index) => index !== 1),
      allOrNothing: true,
    });
    expect(fine.results.every((one) => one.sessionId !== "")).toBe(true);
    expect(await sessionsOf(stage)).toHaveLength(2);
  });

  test("a mentor books own learners only; mentees and bad rows are refused", async () => {
    const stage = await createStage(world);
    for (const person of ["other", "learner"]) await stage.person(person);
    const foreign = await stage.match("other", "learner");
    const at = stage.ahead(3 * DAY);
    const { results } = await stage.mentor.bookSessions({
      requestId: rid(),
      rows: [rowOf(foreign, at), rowOf(stage.matchId, at)],
    });
    expect(results.map((one) => one.refusal?.reason ?? "")).toEqual(["NOT_FOUND", ""]);
    const asked = (by: Stage["mentor"], rows: object[]) =>
      refusalOf(by.bookSessions({ requestId: rid(), rows: rows as ReturnType<typeof rowOf>[] }));
    expect(await asked(stage.mentee, [rowOf(stage.matchId, at)])).toMatchObject({ code: "PermissionDenied" });
    expect(await asked(stage.mentor, [])).toMatchObject({ fields: ["rows"] });
    expect(
      await asked(stage.mentor, [rowOf(stage.matchId, at), rowOf(stage.matchId, at, { modality: 0 })]),
    ).toMatchObject({
      fields: ["rows[1].modality"],
    });
    expect(await asked(stage.mentor, [rowOf(stage.matchId, at + 1)])).toMatchObject({
      fields: ["rows[0].scheduled_at"],
    });
  });

  test("takes a thousand rows of more than 256 KiB, books each once, and side by side in opposite orders never deadlocks", async () => {
    const stage = await createStage(world);
    const matches = [stage.matchId];
    for (const person of ["m-2", "m-3", "m-4"]) {
      await stage.person(person);
      matches.push(await stage.match("mentor", person));
      matches.push(await stage.match(person, "mentee"));
    }
    const at = stage.ahead(3 * DAY);
    const agenda = "x".repeat(300);
    const rows = Array.from({ length: 1_000 }, (_, index) =>
      rowOf(must(matches[index % matches.length]), at + Math.floor(index / 2) * HOUR, { agenda }),
    );
    const before = await deadlocks();
    const answers = await Promise.all(
      [rows, rows.toReversed(), rows.toSorted((one, other) => (one.matchId < other.matchId ? -1 : 1))].map((all) =>
        stage.admin.bookSessions({ requestId: rid(), rows: all }, { timeoutMs: 30_000 }),
      ),
    );
    expect(await deadlocks()).toBe(before);
    const reasons = new Set(answers.flatMap(({ results }) => results.map((one) => one.refusal?.reason ?? "")));
    expect(["", "SLOT_TAKEN"]).toEqual(expect.arrayContaining([...reasons]));
    const made = answers.flatMap(({ results }) => results.filter((one) => one.sessionId !== ""));
    expect(await sessionsOf(stage)).toHaveLength(made.length);
    const overlapping = await stage.rows(
      `select from scheduling.session_participant a join scheduling.session_participant b
         on a.tenant_id = b.tenant_id and a.person_id = b.person_id and a.session_id < b.session_id and a.during && b.during
       where a.tenant_id = $1 and a.active and b.active`,
    );
    expect(overlapping).toEqual([]);
  }, 120_000);
});
