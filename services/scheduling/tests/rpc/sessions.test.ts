import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import {
  Attendance,
  EvidenceSource,
  Modality,
  NoteVisibility,
  ProgrammeService,
  ProgrammeState,
  SessionAction,
  SessionRole,
  SessionState,
} from "@mentorship/client/v1";
import { must, rid, startWorld, type World } from "@mentorship/dev-env/testing";
import { refusalOf } from "../refusals.ts";
import { createStage, DAY, HOUR, MINUTE, msOf, type Stage } from "../stage.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld({ services: ["programme", "matching", "scheduling"], temporal: false });
}, 180_000);
afterAll(() => world?.stop());

const startAt = (at: number) => ({ case: "scheduledAt", value: timestampFromMs(at) }) as const;
const bookingOf = (stage: Stage, at: number) => ({
  requestId: rid(),
  matchId: stage.matchId,
  start: startAt(at),
  modality: Modality.VIDEO,
  title: "A talk",
});

/** Open all day and every day in the mentor's zone, half an hour's buffer before and after. */
const openAllDay = {
  zone: "Europe/Berlin",
  windows: [1, 2, 3, 4, 5, 6, 7].map((isoWeekday) => ({ isoWeekday, startMinute: 0, endMinute: 1_440 })),
  bufferBefore: { seconds: 1_800n },
  bufferAfter: { seconds: 1_800n },
};
const publish = (stage: Stage, over = {}) => stage.mentor.setAvailability({ requestId: rid(), ...openAllDay, ...over });
const sessionsOf = (stage: Stage) =>
  stage.rows<{ id: string; state: string; version: number }>(
    "select id, state, version from scheduling.session where tenant_id = $1",
  );
const auditOf = (stage: Stage, action: string) =>
  stage.rows<{ actor_id: string; before: Record<string, unknown> | null; after: Record<string, unknown> }>(
    "select actor_id, before, after from scheduling.audit_entry where tenant_id = $1 and action = $2 order by sequence",
    action,
  );

describe("SetAvailability and GetAvailability", () => {
  test("what a mentor publishes is kept as meant, told with its canonical zone, and read back", async () => {
    const stage = await createStage(world);
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
    const stage = await createStage(world);
    const { availability } = await stage.mentor.getAvailability({});
    expect(availability).toMatchObject({ mentorId: "mentor", zone: "Europe/Berlin", version: 0n, windows: [] });
  });

  test("a version that no longer stands, an unknown zone and a broken length are refused and change nothing", async () => {
    const stage = await createStage(world);
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
    expect(bad).toMatchObject({ code: "InvalidArgument", fields: ["lengths[0]", "overrides[0].date"] });
    expect((await stage.mentor.getAvailability({})).availability?.version).toBe(1n);
    expect(await refusalOf(publish(stage, { version: 1n }))).toMatchObject({ code: "ok" });
  });

  test("one mentor neither publishes for another nor reads another's; an admin does both, for people who exist", async () => {
    const stage = await createStage(world);
    await stage.person("mentor-2");
    expect(await refusalOf(publish(stage, { mentorId: "mentor-2" }))).toMatchObject({ code: "PermissionDenied" });
    expect(await refusalOf(stage.mentor.getAvailability({ mentorId: "mentor-2" }))).toMatchObject({
      code: "NotFound",
      reason: "NOT_FOUND",
    });
    expect(await refusalOf(stage.mentee.getAvailability({ mentorId: "mentor-2" }))).toMatchObject({ code: "NotFound" });
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
    const stage = await createStage(world);
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
    const stage = await createStage(world);
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
    const stage = await createStage(world);
    await stage.end(stage.matchId);
    await stage.heard("select from scheduling.match_facts where tenant_id = $1 and sessions_cancelled");
    expect(await refusalOf(stage.mentor.listFreeSlots({ matchId: stage.matchId }))).toMatchObject({
      code: "FailedPrecondition",
      reason: "MATCH_STATE",
      metadata: { state: "TERMINATED", allowed_actions: "" },
    });
  });
});

describe("BookSession", () => {
  test("a mentor books outside availability; the answer is complete, rows, event and audit agree", async () => {
    const stage = await createStage(world);
    const at = stage.ahead(3 * DAY);
    const { session } = await stage.mentor.bookSession({
      ...bookingOf(stage, at),
      agenda: "Goals",
      objectives: ["one", "two"],
      materials: [{ title: "Guide", url: "https://example.org/guide" }],
      notesVisibleTo: NoteVisibility.MENTOR,
    });
    expect(session).toMatchObject({
      programmeId: stage.programmeId,
      programmeName: "Spring",
      matchId: stage.matchId,
      state: SessionState.SCHEDULED,
      length: { seconds: 2_700n },
      modality: Modality.VIDEO,
      agenda: "Goals",
      objectives: ["one", "two"],
      materials: [{ title: "Guide", url: "https://example.org/guide" }],
      notesVisibleTo: NoteVisibility.MENTOR,
      outsideAvailability: true,
      outcomePending: false,
      scheduleVersion: 1n,
      version: 1n,
      myRole: SessionRole.MENTOR,
      allowedActions: [SessionAction.RESCHEDULE, SessionAction.CANCEL, SessionAction.ADD_NOTE],
      meantAs: { zone: "Europe/Berlin" },
      participants: [
        {
          personId: "mentor",
          role: SessionRole.MENTOR,
          attendance: Attendance.UNSPECIFIED,
          localStart: { zone: "Europe/Berlin" },
        },
        { personId: "mentee", role: SessionRole.LEARNER, localStart: { zone: "America/New_York" } },
      ],
    });
    expect(msOf(session?.scheduledAt)).toBe(at);
    expect(await stage.published()).toEqual(["session.scheduled"]);
    expect(await auditOf(stage, "session.scheduled")).toMatchObject([
      {
        actor_id: "mentor",
        before: null,
        after: {
          state: "scheduled",
          outside_availability: "no_availability",
          title: expect.stringMatching(/^sha256:/),
        },
      },
    ]);
    expect(
      await stage.rows("select active, role from scheduling.session_participant where tenant_id = $1 order by role"),
    ).toEqual([
      { active: true, role: "mentee" },
      { active: true, role: "mentor" },
    ]);
    const due = await stage.rows<{ due_at: Date }>(
      "select due_at from scheduling.due where tenant_id = $1 and kind = 'session'",
    );
    expect(due.map((row) => row.due_at.getTime())).toEqual([at - DAY]);
    expect((await stage.mentee.getSession({ sessionId: must(session).sessionId })).session).toMatchObject({
      myRole: SessionRole.LEARNER,
    });
  });

  test("a mentee keeps to what is published, and is told the nearest free times", async () => {
    const stage = await createStage(world);
    const at = Math.ceil(stage.ahead(2 * DAY) / DAY) * DAY + 12 * HOUR;
    const none = await refusalOf(stage.mentee.bookSession(bookingOf(stage, at)));
    expect(none).toMatchObject({
      code: "FailedPrecondition",
      reason: "OUTSIDE_AVAILABILITY",
      metadata: { rule: "no_availability", nearest_free: "" },
    });
    await publish(stage, { minimumNotice: { seconds: 86_400n } });
    const rules: [string, object][] = [
      ["notice", bookingOf(stage, stage.ahead(2 * HOUR))],
      ["horizon", bookingOf(stage, stage.ahead(91 * DAY))],
      ["length", { ...bookingOf(stage, at), length: { seconds: 3_600n } }],
    ];
    for (const [rule, request] of rules) {
      expect(await refusalOf(stage.mentee.bookSession(request))).toMatchObject({
        reason: "OUTSIDE_AVAILABILITY",
        metadata: { rule },
      });
    }
    await stage.book(at);
    const near = await refusalOf(stage.mentee.bookSession(bookingOf(stage, at + HOUR)));
    expect(near).toMatchObject({ code: "AlreadyExists", reason: "SLOT_TAKEN" });
    const nearest = (near.metadata.nearest_free ?? "").split(",").map((text) => (Date.parse(text) - at) / MINUTE);
    expect(nearest).toEqual([75, 90, 105]);
    await publish(stage, {
      overrides: [{ date: new Date(at).toISOString().slice(0, 10), kind: 2, startMinute: 0, endMinute: 1_440 }],
    });
    const blocked = await refusalOf(stage.mentee.bookSession(bookingOf(stage, at + 3 * HOUR)));
    expect(blocked).toMatchObject({ reason: "OUTSIDE_AVAILABILITY", metadata: { rule: "window" } });
    await publish(stage);
    const { session } = await stage.mentee.bookSession(bookingOf(stage, at + 3 * HOUR));
    expect(session).toMatchObject({ outsideAvailability: false, notesVisibleTo: NoteVisibility.BOTH });
    expect(await sessionsOf(stage)).toHaveLength(2);
  });

  test("nobody is in two places: mentor, learner and a person in both parts", async () => {
    const stage = await createStage(world);
    await stage.person("other");
    const at = stage.ahead(3 * DAY);
    await stage.book(at);
    const asMentee = await stage.match("other", "mentor");
    const taken = await refusalOf(
      stage.admin.bookSession({ ...bookingOf(stage, at + 30 * MINUTE), matchId: asMentee }),
    );
    expect(taken).toMatchObject({ code: "AlreadyExists", reason: "SLOT_TAKEN", metadata: { nearest_free: "" } });
    expect(JSON.stringify(taken)).not.toContain(stage.matchId);
    const touching = await stage.book(at + 45 * MINUTE, { by: stage.admin, matchId: asMentee });
    expect(touching.myRole).toBe(SessionRole.UNSPECIFIED);
    await stage.mentor
      .cancelSession({ requestId: rid(), sessionId: touching.sessionId, reason: "" })
      .catch(() => undefined);
  });

  test("local times: a gap is refused, a fold means the earlier, the meant wall time is kept", async () => {
    const stage = await createStage(world);
    const local = (localTime: string, more = {}) => ({
      ...bookingOf(stage, 0),
      start: { case: "local", value: { localTime, zone: "Europe/Berlin", ...more } } as const,
    });
    const gap = await refusalOf(stage.mentor.bookSession(local("2027-03-28T02:30")));
    expect(gap).toMatchObject({
      code: "InvalidArgument",
      reason: "NONEXISTENT_LOCAL_TIME",
      metadata: { zone: "Europe/Berlin", next_valid: "2027-03-28T03:00" },
    });
    const offset = await refusalOf(stage.mentor.bookSession(local("2027-05-01T09:00", { offsetSeconds: 3_600 })));
    expect(offset).toMatchObject({ reason: "LOCAL_TIME_OFFSET_WRONG", metadata: { offsets: "+02:00" } });
    expect(await refusalOf(stage.mentor.bookSession(local("2027-02-30T09:00")))).toMatchObject({
      code: "InvalidArgument",
      fields: ["local.local_time"],
    });
    const fold = await stage.mentor.bookSession(local("2027-10-31T02:30"));
    expect(new Date(msOf(fold.session?.scheduledAt)).toISOString()).toBe("2027-10-31T00:30:00.000Z");
    expect(fold.session?.meantAs).toMatchObject({
      localTime: "2027-10-31T02:30",
      offsetSeconds: 7_200,
      zone: "Europe/Berlin",
    });
    const later = await stage.mentor.bookSession(local("2027-10-31T02:30", { offsetSeconds: 3_600 }));
    expect(new Date(msOf(later.session?.scheduledAt)).toISOString()).toBe("2027-10-31T01:30:00.000Z");
    const kept = await stage.rows<{ zone_data_version: string }>(
      "select distinct zone_data_version from scheduling.session where tenant_id = $1",
    );
    expect(kept).toEqual([{ zone_data_version: process.versions.tz }]);
  });

  test("state, self-booking, suspension and the past refuse, each with its reason, and nothing is written", async () => {
    const stage = await createStage(world);
    await publish(stage);
    const at = stage.ahead(3 * DAY);
    const asked = () => refusalOf(stage.mentee.bookSession(bookingOf(stage, at)));
    expect(await refusalOf(stage.mentor.bookSession(bookingOf(stage, stage.ahead(-HOUR))))).toMatchObject({
      code: "FailedPrecondition",
      reason: "TIME_PASSED",
    });
    await stage.programme({ selfBooking: false });
    expect(await asked()).toMatchObject({ code: "FailedPrecondition", reason: "SELF_BOOKING_OFF" });
    await stage.programme({ state: ProgrammeState.COMPLETED });
    expect(await asked()).toMatchObject({ reason: "PROGRAMME_STATE", metadata: { state: "COMPLETED" } });
    await stage.programme({});
    await stage.suspend("mentor");
    expect(await asked()).toMatchObject({
      code: "PermissionDenied",
      reason: "PERSON_SUSPENDED",
      metadata: { person_id: "mentor" },
    });
    await stage.end(stage.matchId);
    await stage.heard("select from scheduling.match_facts where tenant_id = $1 and sessions_cancelled");
    expect(await asked()).toMatchObject({ reason: "MATCH_STATE", metadata: { state: "TERMINATED" } });
    expect(await sessionsOf(stage)).toEqual([]);
  });

  test("bad input names its fields", async () => {
    const stage = await createStage(world);
    const at = stage.ahead(3 * DAY);
    const bad: [string, object][] = [
      ["scheduled_at", { start: startAt(at + 1_000) }],
      ["scheduled_at", { start: startAt(Date.UTC(2250, 0, 1)) }],
      ["length", { length: { seconds: 2_701n } }],
      ["length", { length: { seconds: 2_760n } }],
      ["modality", { modality: 0 }],
      ["modality", { modality: 99 }],
      ["title", { title: "" }],
      ["title", { title: "x".repeat(201) }],
      ["materials[0].url", { materials: [{ title: "a", url: "ftp://x.example/" }] }],
      ["match_id", { matchId: "nonsense" }],
      ["request_id", { requestId: "" }],
    ];
    for (const [field, over] of bad) {
      const refused = await refusalOf(stage.mentor.bookSession({ ...bookingOf(stage, at), ...over }));
      expect({ field, ...refused }).toMatchObject({ code: "InvalidArgument", fields: expect.arrayContaining([field]) });
    }
    await publish(stage);
    const byMentee = { ...bookingOf(stage, at), notesVisibleTo: NoteVisibility.ADMIN };
    expect(await refusalOf(stage.mentee.bookSession(byMentee))).toMatchObject({ fields: ["notes_visible_to"] });
    expect(await sessionsOf(stage)).toEqual([]);
  });

  test("strangers, another tenant and unknown matches are told the same: there is none", async () => {
    const stage = await createStage(world);
    const other = await createStage(world);
    await stage.person("stranger");
    const at = stage.ahead(3 * DAY);
    const stranger = await stage.as("mentor", "stranger");
    const asks = [
      stranger.bookSession(bookingOf(stage, at)),
      other.admin.bookSession(bookingOf(stage, at)),
      stage.admin.bookSession({ ...bookingOf(stage, at), matchId: crypto.randomUUID() }),
    ];
    for (const ask of asks)
      expect(await refusalOf(ask)).toMatchObject({
        code: "NotFound",
        reason: "NOT_FOUND",
        metadata: { resource: "match" },
      });
    expect(await sessionsOf(stage)).toEqual([]);
  });

  test("the same request again answers the same session, side by side too, and another body is refused", async () => {
    const stage = await createStage(world);
    const request = bookingOf(stage, stage.ahead(3 * DAY));
    const [first, second] = await Promise.all([stage.mentor.bookSession(request), stage.mentor.bookSession(request)]);
    expect(second.session).toEqual(first.session);
    await stage.mentor.cancelSession({ requestId: rid(), sessionId: must(first.session).sessionId, reason: "ill" });
    const again = await stage.mentor.bookSession(request);
    // The outcome is the one of then; what may be done is the one of now.
    expect(again.session).toMatchObject({
      sessionId: must(first.session).sessionId,
      state: SessionState.SCHEDULED,
      allowedActions: [],
    });
    expect(await refusalOf(stage.mentor.bookSession({ ...request, title: "Another" }))).toMatchObject({
      code: "InvalidArgument",
      reason: "REQUEST_ID_REUSED",
    });
    expect(await sessionsOf(stage)).toHaveLength(1);
  });
});

describe("RescheduleSession", () => {
  test("a move keeps the id, raises the schedule version, frees the old time and sets reminders anew", async () => {
    const stage = await createStage(world);
    const at = stage.ahead(3 * DAY);
    const booked = await stage.book(at);
    const { session } = await stage.mentor.rescheduleSession({
      requestId: rid(),
      sessionId: booked.sessionId,
      scheduleVersion: 1n,
      start: startAt(at + 30 * MINUTE),
      length: { seconds: 3_600n },
    });
    expect(session).toMatchObject({
      sessionId: booked.sessionId,
      scheduleVersion: 2n,
      version: 2n,
      length: { seconds: 3_600n },
      meantAs: { zone: "Europe/Berlin" },
    });
    expect(msOf(session?.scheduledAt)).toBe(at + 30 * MINUTE);
    const due = await stage.rows<{ due_at: Date }>("select due_at from scheduling.due where tenant_id = $1");
    expect(due.map((row) => row.due_at.getTime())).toEqual([at + 30 * MINUTE - DAY]);
    expect(await refusalOf(stage.book(at + HOUR))).toMatchObject({ reason: "SLOT_TAKEN" });
    await stage.book(at - 30 * MINUTE);
    expect(await stage.published()).toEqual(["session.scheduled", "session.rescheduled", "session.scheduled"]);
    expect(await auditOf(stage, "session.rescheduled")).toMatchObject([
      { before: { schedule_version: 1 }, after: { schedule_version: 2 } },
    ]);
  });

  test("onto another session, from an old schedule version, after the start or once cancelled it is refused", async () => {
    const stage = await createStage(world);
    const at = stage.ahead(3 * DAY);
    const booked = await stage.book(at);
    await stage.book(at + 2 * HOUR);
    const move = (over: object) =>
      refusalOf(
        stage.mentor.rescheduleSession({
          requestId: rid(),
          sessionId: booked.sessionId,
          start: startAt(at + 4 * HOUR),
          ...over,
        }),
      );
    expect(await move({ start: startAt(at + 2 * HOUR) })).toMatchObject({
      code: "AlreadyExists",
      reason: "SLOT_TAKEN",
    });
    expect(await move({ scheduleVersion: 7n })).toMatchObject({
      code: "Aborted",
      reason: "STALE_VERSION",
      metadata: { version: "1" },
    });
    expect(await move({ start: startAt(stage.ahead(-HOUR)) })).toMatchObject({ reason: "TIME_PASSED" });
    await stage.moveTo(at + MINUTE);
    expect(await move({})).toMatchObject({
      code: "FailedPrecondition",
      reason: "TIME_PASSED",
      metadata: { state: "SCHEDULED", allowed_actions: expect.stringContaining("CHECK_IN") },
    });
    await stage.moveTo(at + 3 * DAY);
    const later = await stage.book(stage.ahead(3 * DAY));
    await stage.mentor.cancelSession({ requestId: rid(), sessionId: later.sessionId, reason: "ill" });
    const cancelled = await refusalOf(
      stage.mentor.rescheduleSession({
        requestId: rid(),
        sessionId: later.sessionId,
        start: startAt(stage.ahead(4 * DAY)),
      }),
    );
    expect(cancelled).toMatchObject({
      reason: "SESSION_STATE",
      metadata: { state: "CANCELLED", allowed_actions: "" },
    });
  });

  test("a mentee moves within availability while self-booking is on, and only then", async () => {
    const stage = await createStage(world);
    await publish(stage);
    const at = Math.ceil(stage.ahead(2 * DAY) / DAY) * DAY + 12 * HOUR;
    const booked = await stage.book(at);
    const move = (to: number) =>
      stage.mentee.rescheduleSession({ requestId: rid(), sessionId: booked.sessionId, start: startAt(to) });
    expect((await move(at + 15 * MINUTE)).session).toMatchObject({ scheduleVersion: 2n, outsideAvailability: false });
    expect(await refusalOf(move(stage.ahead(91 * DAY)))).toMatchObject({
      reason: "OUTSIDE_AVAILABILITY",
      metadata: { rule: "horizon" },
    });
    await stage.programme({ selfBooking: false });
    expect(await refusalOf(move(at + HOUR))).toMatchObject({ reason: "SELF_BOOKING_OFF" });
    const seen = await stage.mentee.getSession({ sessionId: booked.sessionId });
    expect(seen.session?.allowedActions).not.toContain(SessionAction.RESCHEDULE);
    expect(
      (
        await stage.staff.rescheduleSession({
          requestId: rid(),
          sessionId: booked.sessionId,
          start: startAt(at + HOUR),
        })
      ).session?.scheduleVersion,
    ).toBe(3n);
  });
});

describe("CancelSession", () => {
  test("each may cancel before the start, mentors and staff say why, lateness is kept, the time is free again", async () => {
    const stage = await createStage(world);
    const at = stage.ahead(2 * HOUR);
    const booked = await stage.book(at);
    const cancel = (by: Stage["mentor"], reason = "", id = booked.sessionId) =>
      by.cancelSession({ requestId: rid(), sessionId: id, reason });
    for (const by of [stage.mentor, stage.staff]) {
      expect(await refusalOf(cancel(by))).toMatchObject({ code: "InvalidArgument", fields: ["reason"] });
    }
    const { session } = await cancel(stage.mentee);
    expect(session).toMatchObject({
      state: SessionState.CANCELLED,
      cancelledBy: "mentee",
      cancelReason: "",
      cancelledLate: true,
      allowedActions: [],
    });
    expect(session?.cancelledAt).toBeDefined();
    const again = await stage.book(at);
    const byStaff = await cancel(stage.staff, "room closed", again.sessionId);
    expect(byStaff.session).toMatchObject({ cancelledBy: "staff", cancelReason: "room closed" });
    const early = await stage.book(stage.ahead(3 * DAY));
    expect((await cancel(stage.mentor, "ill", early.sessionId)).session).toMatchObject({ cancelledLate: false });
    expect(await stage.rows("select from scheduling.due where tenant_id = $1")).toEqual([]);
    const entries = await auditOf(stage, "session.cancelled");
    expect(entries.map((entry) => entry.after.reason ?? null)).toEqual([
      null,
      expect.stringMatching(/^sha256:/),
      expect.stringMatching(/^sha256:/),
    ]);
    expect(JSON.stringify(entries)).not.toContain("room closed");
  });

  test("a session that was cancelled or has begun is not cancelled again", async () => {
    const stage = await createStage(world);
    const booked = await stage.book(stage.ahead(2 * HOUR));
    const request = { requestId: rid(), sessionId: booked.sessionId, reason: "ill" };
    const first = await stage.mentor.cancelSession(request);
    expect(await stage.mentor.cancelSession(request)).toEqual(first);
    expect(await refusalOf(stage.mentor.cancelSession({ ...request, requestId: rid() }))).toMatchObject({
      code: "FailedPrecondition",
      reason: "SESSION_STATE",
      metadata: { state: "CANCELLED" },
    });
    const begun = await stage.book(stage.ahead(HOUR));
    await stage.moveTo(msOf(begun.scheduledAt) + MINUTE);
    expect(
      await refusalOf(stage.mentor.cancelSession({ ...request, requestId: rid(), sessionId: begun.sessionId })),
    ).toMatchObject({ reason: "TIME_PASSED" });
    expect((await stage.published()).filter((subject) => subject === "session.cancelled")).toHaveLength(1);
  });

  test("who is not of the session finds none to cancel", async () => {
    const stage = await createStage(world);
    const other = await createStage(world);
    const booked = await stage.book(stage.ahead(2 * HOUR));
    await stage.person("stranger");
    for (const by of [await stage.as("mentor", "stranger"), other.admin, other.mentor]) {
      const refused = await refusalOf(by.cancelSession({ requestId: rid(), sessionId: booked.sessionId, reason: "x" }));
      expect(refused).toMatchObject({ code: "NotFound", metadata: { resource: "session" } });
    }
  });
});

describe("CheckIn", () => {
  test("opens a quarter of an hour before the start, closes at the end; both there means in progress at the start", async () => {
    const stage = await createStage(world);
    const at = stage.ahead(DAY);
    const { sessionId } = await stage.book(at);
    const checkIn = (by: Stage["mentor"]) => by.checkIn({ requestId: rid(), sessionId });
    expect(await refusalOf(checkIn(stage.mentor))).toMatchObject({ code: "FailedPrecondition", reason: "TOO_EARLY" });
    await stage.moveTo(at - 10 * MINUTE);
    const early = await checkIn(stage.mentor);
    expect(early.session).toMatchObject({
      state: SessionState.SCHEDULED,
      allowedActions: expect.arrayContaining([SessionAction.JOIN, SessionAction.CHECK_IN]),
    });
    expect(early.session?.participants[0]?.evidence).toMatchObject([{ source: EvidenceSource.CHECK_IN }]);
    await stage.moveTo(at + MINUTE);
    const { session } = await checkIn(stage.mentee);
    expect(session).toMatchObject({ state: SessionState.IN_PROGRESS, ruling: { byHand: false, ruledBy: "" } });
    // A learner is not shown what speaks for others.
    expect(session?.participants.map((person) => person.evidence.length)).toEqual([0, 1]);
    expect(session?.participants.map((person) => person.attendance)).toEqual([Attendance.PRESENT, Attendance.PRESENT]);
    await stage.moveTo(at + HOUR);
    expect(await refusalOf(checkIn(stage.mentee))).toMatchObject({
      code: "FailedPrecondition",
      reason: expect.stringMatching(/TOO_LATE|SESSION_STATE/),
    });
    const told = (await stage.published()).filter((subject) => !subject.includes("reminder"));
    expect(told.slice(0, 4)).toEqual([
      "session.scheduled",
      "session.checked_in",
      "session.checked_in",
      "session.started",
    ]);
  });

  test("only participants check in; the same request counts once", async () => {
    const stage = await createStage(world);
    const { sessionId, scheduledAt } = await stage.book(stage.ahead(HOUR));
    await stage.person("stranger");
    await stage.moveTo(msOf(scheduledAt));
    expect(
      await refusalOf((await stage.as("mentee", "stranger")).checkIn({ requestId: rid(), sessionId })),
    ).toMatchObject({ code: "NotFound" });
    expect(await refusalOf(stage.admin.checkIn({ requestId: rid(), sessionId }))).toMatchObject({
      code: "PermissionDenied",
    });
    const request = { requestId: rid(), sessionId };
    const first = await stage.mentor.checkIn(request);
    expect(await stage.mentor.checkIn(request)).toEqual(first);
    expect(await stage.rows("select from scheduling.attendance_evidence where tenant_id = $1")).toHaveLength(1);
  });
});

describe("SetSessionOutcome", () => {
  test("a mentor rules from the start on, with a note; the ruling stands until another by hand with a reason", async () => {
    const stage = await createStage(world);
    const { sessionId, scheduledAt } = await stage.book(stage.ahead(DAY));
    const rule = (by: Stage["mentor"], outcome: SessionState, over = {}) =>
      by.setSessionOutcome({ requestId: rid(), sessionId, outcome, ...over });
    expect(await refusalOf(rule(stage.mentor, SessionState.COMPLETED))).toMatchObject({
      code: "FailedPrecondition",
      reason: "TOO_EARLY",
    });
    await stage.moveTo(msOf(scheduledAt) + HOUR);
    expect(await refusalOf(rule(stage.mentor, SessionState.CANCELLED))).toMatchObject({
      code: "InvalidArgument",
      fields: ["outcome"],
    });
    const request = { requestId: rid(), sessionId, outcome: SessionState.COMPLETED, note: "went well, truly" };
    const { session } = await stage.mentor.setSessionOutcome(request);
    expect(session).toMatchObject({
      state: SessionState.COMPLETED,
      ruling: { byHand: true, ruledBy: "mentor" },
      outcomePending: false,
      participants: [{ attendance: Attendance.PRESENT }, { attendance: Attendance.PRESENT }],
    });
    expect((await stage.mentor.setSessionOutcome(request)).session).toEqual(session);
    expect((await stage.mentee.listNotes({ sessionId })).notes.map((note) => note.text)).toEqual(["went well, truly"]);
    expect(await refusalOf(rule(stage.mentor, SessionState.COMPLETED, { reason: "again" }))).toMatchObject({
      reason: "SESSION_STATE",
    });
    expect(await refusalOf(rule(stage.staff, SessionState.LEARNER_NO_SHOW))).toMatchObject({ fields: ["reason"] });
    const reversed = await rule(stage.staff, SessionState.LEARNER_NO_SHOW, { reason: "nobody came" });
    expect(reversed.session).toMatchObject({
      state: SessionState.LEARNER_NO_SHOW,
      ruling: { byHand: true, ruledBy: "staff", reason: "nobody came" },
    });
    await stage.moveTo(msOf(scheduledAt) + 8 * DAY);
    expect(await refusalOf(rule(stage.admin, SessionState.COMPLETED, { reason: "late" }))).toMatchObject({
      reason: "TOO_LATE",
      metadata: { until: expect.any(String) },
    });
    expect(await stage.published()).toEqual(
      expect.arrayContaining(["session.completed", "session.note_added", "session.no_show"]),
    );
  });

  test("a mentee sets no outcome", async () => {
    const stage = await createStage(world);
    const { sessionId, scheduledAt } = await stage.book(stage.ahead(HOUR));
    await stage.moveTo(msOf(scheduledAt) + MINUTE);
    const refused = await refusalOf(
      stage.mentee.setSessionOutcome({ requestId: rid(), sessionId, outcome: SessionState.COMPLETED }),
    );
    expect(refused).toMatchObject({ code: "PermissionDenied" });
  });
});

describe("GetSession and ListSessions", () => {
  test("names are asked of the directory; of people whom it does not know there is none", async () => {
    const stage = await createStage(world);
    const { sessionId } = await stage.book(stage.ahead(HOUR));
    const token = await world.token({ tenant: stage.tenantId, sub: "admin", roles: ["admin"] });
    const programme = world.client(ProgrammeService, token);
    await programme.putTenant({
      requestId: rid(),
      name: "T",
      zone: "UTC",
      frontEndUrl: "https://front.example",
      test: true,
    });
    const mentor = {
      personId: "mentor",
      version: 9n,
      displayName: "Ada",
      email: "ada@mail.example",
      zone: "Europe/Berlin",
    };
    for await (const _ of programme.upsertPeople(once({ people: [mentor] }))) {
      // Each message is one answer to what was sent.
    }
    const { session } = await stage.mentor.getSession({ sessionId });
    expect(session?.participants.map((person) => person.displayName)).toEqual(["Ada", ""]);
    expect(await refusalOf(stage.mentor.getSession({ sessionId: crypto.randomUUID() }))).toMatchObject({
      code: "NotFound",
    });
  });

  test("people see their own, staff all; filters and pages hold", async () => {
    const stage = await createStage(world);
    await stage.person("other");
    const otherMatch = await stage.match("mentor", "other");
    const at = stage.ahead(2 * DAY);
    const ids: string[] = [];
    for (const hour of [0, 1, 2, 3]) {
      const matchId = hour % 2 === 0 ? stage.matchId : otherMatch;
      ids.push((await stage.book(at + hour * HOUR, { matchId })).sessionId);
    }
    await stage.mentor.cancelSession({ requestId: rid(), sessionId: must(ids[3]), reason: "ill" });
    const list = async (by: Stage["mentor"], over = {}) =>
      (await by.listSessions(over)).sessions.map((session) => ids.indexOf(session.sessionId));
    expect(await list(stage.mentor)).toEqual([0, 1, 2, 3]);
    expect(await list(stage.mentee)).toEqual([0, 2]);
    expect(await list(await stage.as("mentee", "other"))).toEqual([1, 3]);
    expect(await list(await stage.as("mentee", "mentor"))).toEqual([]);
    expect(await list(stage.staff, { states: [SessionState.CANCELLED] })).toEqual([3]);
    expect(await list(stage.admin, { personId: "other", states: [SessionState.SCHEDULED] })).toEqual([1]);
    expect(await list(stage.mentee, { personId: "other" })).toEqual([]);
    expect(await list(stage.admin, { matchId: otherMatch })).toEqual([1, 3]);
    expect(await list(stage.admin, { programmeId: crypto.randomUUID() })).toEqual([]);
    expect(
      await list(stage.admin, { fromAt: timestampFromMs(at + HOUR), toAt: timestampFromMs(at + 3 * HOUR) }),
    ).toEqual([1, 2]);
    expect(await list((await createStage(world)).admin)).toEqual([]);

    const first = await stage.mentor.listSessions({ pageSize: 3 });
    const second = await stage.mentor.listSessions({ pageSize: 3, pageToken: first.nextPageToken });
    expect([...first.sessions, ...second.sessions].map((session) => ids.indexOf(session.sessionId))).toEqual([
      0, 1, 2, 3,
    ]);
    expect(second.nextPageToken).toBe("");
    for (const by of [stage.mentee, stage.admin]) {
      expect(await refusalOf(by.listSessions({ pageSize: 3, pageToken: first.nextPageToken }))).toMatchObject({
        code: "InvalidArgument",
        reason: "PAGE_TOKEN_INVALID",
      });
    }
    await stage.moveTo(at + 90 * MINUTE);
    expect(await list(stage.admin, { outcomePending: true })).toEqual([0]);
  });
});

describe("AddNote and ListNotes", () => {
  test("each visibility is read by whom it says, and an admin's note not even by the mentor who wrote it", async () => {
    const stage = await createStage(world);
    const { sessionId } = await stage.book(stage.ahead(HOUR));
    const add = (by: Stage["mentor"], text: string, visibility: NoteVisibility, over = {}) =>
      by.addNote({ requestId: rid(), sessionId, text, visibility, ...over });
    const both = await add(stage.mentor, "for both", NoteVisibility.UNSPECIFIED);
    expect(both.note).toMatchObject({ authorId: "mentor", visibility: NoteVisibility.BOTH, text: "for both" });
    await add(stage.mentor, "for mentors", NoteVisibility.MENTOR);
    const secret = await add(stage.mentor, "for admins", NoteVisibility.ADMIN);
    expect(secret.note).toMatchObject({ visibility: NoteVisibility.ADMIN, text: "" });
    const texts = async (by: Stage["mentor"], over = {}) =>
      (await by.listNotes({ sessionId, ...over })).notes.map((note) => note.text);
    expect(await texts(stage.admin)).toEqual(["for admins", "for mentors", "for both"]);
    expect(await texts(stage.mentor)).toEqual(["for mentors", "for both"]);
    expect(await texts(stage.mentee)).toEqual(["for both"]);

    const replaced = await add(stage.mentor, "for both, better", NoteVisibility.BOTH, {
      supersedesNoteId: must(both.note).noteId,
    });
    expect(await texts(stage.mentee)).toEqual(["for both, better"]);
    const all = await stage.mentee.listNotes({ sessionId, includeSuperseded: true });
    expect(all.notes.map((note) => note.supersededByNoteId)).toEqual(["", must(replaced.note).noteId]);
    const twice = await refusalOf(
      add(stage.mentor, "once more", NoteVisibility.BOTH, { supersedesNoteId: must(both.note).noteId }),
    );
    expect(twice).toMatchObject({ code: "InvalidArgument", fields: ["supersedes_note_id"] });
    const page = await stage.admin.listNotes({ sessionId, pageSize: 2 });
    const rest = await stage.admin.listNotes({ sessionId, pageSize: 2, pageToken: page.nextPageToken });
    expect([...page.notes, ...rest.notes].map((note) => note.text)).toEqual([
      "for both, better",
      "for admins",
      "for mentors",
    ]);
    expect(await refusalOf(stage.mentor.listNotes({ sessionId, pageToken: page.nextPageToken }))).toMatchObject({
      reason: "PAGE_TOKEN_INVALID",
    });
  });

  test("the text of a note stands in its row and in no other, and reading others' notes is logged", async () => {
    const stage = await createStage(world);
    const { sessionId } = await stage.book(stage.ahead(HOUR));
    const request = { requestId: rid(), sessionId, text: "zebra crossing", visibility: NoteVisibility.BOTH };
    const { note } = await stage.mentor.addNote(request);
    expect((await stage.mentor.addNote(request)).note).toEqual(note);
    expect(await refusalOf(stage.mentor.addNote({ ...request, text: "other" }))).toMatchObject({
      reason: "REQUEST_ID_REUSED",
    });
    await stage.mentee.listNotes({ sessionId });
    await stage.mentor.listNotes({ sessionId });
    await stage.heard("select from scheduling.audit_entry where tenant_id = $1 and action = 'notes.read'");
    const reads = await stage.rows(
      "select actor_id, entity_id from scheduling.audit_entry where tenant_id = $1 and chain = 'reads'",
    );
    expect(reads).toEqual([{ actor_id: "mentee", entity_id: must(note).noteId }]);
    const tables = await stage.rows<{ name: string }>(
      "select table_name as name from information_schema.columns where table_schema = 'scheduling' and column_name = 'tenant_id' and table_name <> 'note' and $1 <> ''",
    );
    for (const { name } of tables) {
      const found = await stage.rows(
        `select from scheduling."${name}" t where tenant_id = $1 and to_jsonb(t)::text like '%zebra%'`,
      );
      expect({ name, found: found.length }).toEqual({ name, found: 0 });
    }
    expect(await world.logs("scheduling")).not.toContain("zebra");
    const payloads = await stage.rows<{ payload: Buffer }>(
      "select payload from scheduling.outbox where tenant_id = $1",
    );
    expect(Buffer.concat(payloads.map((row) => row.payload)).includes("zebra")).toBe(false);
  });

  test("mentees, staff and strangers write none, and strangers find no session to read", async () => {
    const stage = await createStage(world);
    const { sessionId } = await stage.book(stage.ahead(HOUR));
    await stage.person("stranger");
    const note = { requestId: rid(), sessionId, text: "x" };
    expect(await refusalOf(stage.mentee.addNote(note))).toMatchObject({ code: "PermissionDenied" });
    expect(await refusalOf(stage.staff.addNote(note))).toMatchObject({ code: "PermissionDenied" });
    const stranger = await stage.as("mentor", "stranger");
    expect(await refusalOf(stranger.addNote(note))).toMatchObject({ code: "NotFound" });
    expect(await refusalOf(stranger.listNotes({ sessionId }))).toMatchObject({ code: "NotFound" });
    expect(await refusalOf(stage.mentor.addNote({ ...note, supersedesNoteId: crypto.randomUUID() }))).toMatchObject({
      code: "NotFound",
      metadata: { resource: "note" },
    });
    expect(await stage.rows("select from scheduling.note where tenant_id = $1")).toEqual([]);
  });
});

async function* once<T>(message: T): AsyncGenerator<T> {
  yield message;
}
