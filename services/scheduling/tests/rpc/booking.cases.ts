import { describe, expect, test } from "@jest/globals";
import {
  Attendance,
  Modality,
  NoteVisibility,
  ProgrammeState,
  SessionAction,
  SessionRole,
  SessionState,
} from "@mentorship/client/v1";
import { must, rid, type World } from "@mentorship/dev-env/testing";
import { refusalOf } from "../refusals.ts";
import { createStage, DAY, HOUR, MINUTE, msOf } from "../stage.ts";
import { auditOf, bookingOf, publish, sessionsOf, startAt } from "./requests.ts";

/** Booking, with every way in which it is refused. */
export function bookingTests(world: () => World): void {
  describe("BookSession", () => {
    test("a mentor books outside availability; the answer is complete, rows, event and audit agree", async () => {
      const stage = await createStage(world());
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
      const stage = await createStage(world());
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
      const stage = await createStage(world());
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
      const stage = await createStage(world());
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
      const stage = await createStage(world());
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
      const stage = await createStage(world());
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
        expect({ field, ...refused }).toMatchObject({
          code: "InvalidArgument",
          fields: expect.arrayContaining([field]),
        });
      }
      await publish(stage);
      const byMentee = { ...bookingOf(stage, at), notesVisibleTo: NoteVisibility.ADMIN };
      expect(await refusalOf(stage.mentee.bookSession(byMentee))).toMatchObject({ fields: ["notes_visible_to"] });
      expect(await sessionsOf(stage)).toEqual([]);
    });

    test("strangers, another tenant and unknown matches are told the same: there is none", async () => {
      const stage = await createStage(world());
      const other = await createStage(world());
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
      const stage = await createStage(world());
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
}
