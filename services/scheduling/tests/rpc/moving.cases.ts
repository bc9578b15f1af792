import { describe, expect, test } from "@jest/globals";
import { SessionAction, SessionState } from "@mentorship/client/v1";
import { rid, type World } from "@mentorship/dev-env/testing";
import { refusalOf } from "../refusals.ts";
import { createStage, DAY, HOUR, MINUTE, msOf, type Stage } from "../stage.ts";
import { auditOf, publish, startAt } from "./requests.ts";

/** Moving and cancelling. */
export function movingTests(world: () => World): void {
  describe("RescheduleSession", () => {
    test("a move keeps the id, raises the schedule version, frees the old time and sets reminders anew", async () => {
      const stage = await createStage(world());
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
      const stage = await createStage(world());
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
      const stage = await createStage(world());
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
      const stage = await createStage(world());
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

    test.each([
      [24, 30, false],
      [24, 20, true],
      [48, 30, true],
      [2, 20, false],
      [0, 1, false],
    ])("where %d hours are late, %d hours ahead is told and audited as late: %s", async (window, hours, isLate) => {
      const stage = await createStage(world(), { lateCancelHours: window });
      const { sessionId } = await stage.book(stage.ahead(hours * HOUR));
      const request = { requestId: rid(), sessionId, reason: "Ill" };
      expect((await stage.mentor.cancelSession(request)).session?.cancelledLate).toBe(isLate);
      const [entry] = await auditOf(stage, "session.cancelled");
      expect(entry?.after).toMatchObject({ cancellation: { late: isLate, cause: "by_person", part: "mentor" } });
    });

    test("a session that was cancelled or has begun is not cancelled again", async () => {
      const stage = await createStage(world());
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
      const stage = await createStage(world());
      const other = await createStage(world());
      const booked = await stage.book(stage.ahead(2 * HOUR));
      await stage.person("stranger");
      for (const by of [await stage.as("mentor", "stranger"), other.admin, other.mentor]) {
        const refused = await refusalOf(
          by.cancelSession({ requestId: rid(), sessionId: booked.sessionId, reason: "x" }),
        );
        expect(refused).toMatchObject({ code: "NotFound", metadata: { resource: "session" } });
      }
    });
  });
}
