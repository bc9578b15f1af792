import { describe, expect, test } from "@jest/globals";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { Attendance, EvidenceSource, ProgrammeService, SessionAction, SessionState } from "@mentorship/client/v1";
import { must, rid, type World } from "@mentorship/dev-env/testing";
import { refusalOf } from "../refusals.ts";
import { createStage, DAY, HOUR, MINUTE, msOf, type Stage } from "../stage.ts";
import { once } from "./requests.ts";

/** Being there, ruling on it, and reading it. */
export function attendanceTests(world: () => World): void {
  describe("CheckIn", () => {
    test("opens a quarter of an hour before the start, closes at the end; both there means in progress at the start", async () => {
      const stage = await createStage(world());
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
      expect(session?.participants.map((person) => person.attendance)).toEqual([
        Attendance.PRESENT,
        Attendance.PRESENT,
      ]);
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
      const stage = await createStage(world());
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
      const stage = await createStage(world());
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
      expect((await stage.mentee.listNotes({ sessionId })).notes.map((note) => note.text)).toEqual([
        "went well, truly",
      ]);
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
      const stage = await createStage(world());
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
      const stage = await createStage(world());
      const { sessionId } = await stage.book(stage.ahead(HOUR));
      const token = await world().token({ tenant: stage.tenantId, sub: "admin", roles: ["admin"] });
      const programme = world().client(ProgrammeService, token);
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
      const stage = await createStage(world());
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
      expect(await list((await createStage(world())).admin)).toEqual([]);

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
}
