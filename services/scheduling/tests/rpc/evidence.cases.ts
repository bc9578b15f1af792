import { describe, expect, test } from "@jest/globals";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { Attendance, EvidenceSource, type Session, SessionAction, SessionState } from "@mentorship/client/v1";
import { must, rid, type World } from "@mentorship/dev-env/testing";
import { refusalOf } from "../refusals.ts";
import { conferencingOf } from "../sibling.ts";
import { createStage, DAY, HOUR, MINUTE, msOf, type Stage } from "../stage.ts";
import { auditOf } from "./requests.ts";

const PRESENT = Attendance.PRESENT;
const ABSENT = Attendance.ABSENT;
const at = (instant: number) => timestampFromMs(instant);
const attendanceIn = (session: Session | undefined) => must(session).participants.map((person) => person.attendance);

/** A session that is over, nobody having been seen. */
async function pastSession(world: World): Promise<{ stage: Stage; session: Session; start: number; end: number }> {
  const stage = await createStage(world);
  const session = await stage.book(stage.ahead(DAY));
  const [start, end] = [msOf(session.scheduledAt), msOf(session.endsAt)];
  await stage.moveTo(end + MINUTE);
  return { stage, session, start, end };
}

/** What was recorded of presence by hand, and what a provider tells. */
export function evidenceTests(world: () => World): void {
  describe("RecordAttendance", () => {
    test("settles what nobody could tell, names its evidence, and is told, audited and done once", async () => {
      const { stage, session, start, end } = await pastSession(world());
      const { sessionId } = session;
      const before = (await stage.mentor.getSession({ sessionId })).session;
      expect(before).toMatchObject({ outcomePending: true, state: SessionState.SCHEDULED });
      expect(before?.allowedActions).toContain(SessionAction.RECORD_ATTENDANCE);
      const request = {
        requestId: rid(),
        sessionId,
        marks: [
          {
            personId: "mentor",
            attendance: PRESENT,
            intervals: [{ fromAt: at(start), toAt: at(start + 5 * MINUTE) }, { fromAt: at(start + 20 * MINUTE) }],
          },
          { personId: "mentee", attendance: PRESENT },
        ],
      };
      const { session: held } = await stage.mentor.recordAttendance(request);
      expect(held).toMatchObject({ state: SessionState.COMPLETED, outcomePending: false, ruling: { byHand: false } });
      expect(attendanceIn(held)).toEqual([PRESENT, PRESENT]);
      const evidence = must(held).participants.flatMap((person) => person.evidence);
      expect(evidence.map((one) => [one.source, one.absent, one.toAt && msOf(one.toAt)])).toEqual([
        [EvidenceSource.BY_HAND, false, start + 5 * MINUTE],
        [EvidenceSource.BY_HAND, false, undefined],
        [EvidenceSource.BY_HAND, false, end],
      ]);
      expect(held?.ruling?.evidenceIds.toSorted()).toEqual(evidence.map((one) => one.evidenceId).sort());
      expect((await stage.mentor.recordAttendance(request)).session).toEqual(held);
      expect(
        await refusalOf(stage.mentor.recordAttendance({ ...request, marks: [must(request.marks[1])] })),
      ).toMatchObject({
        reason: "REQUEST_ID_REUSED",
      });
      expect((await stage.published()).slice(-2)).toEqual(["session.attendance_recorded", "session.completed"]);
      const [entry] = await auditOf(stage, "session.attendance_recorded");
      expect(entry).toMatchObject({
        actor_id: "mentor",
        after: { evidence: evidence.map((one) => expect.objectContaining({ id: one.evidenceId })) },
      });
    });

    test("an absence of one side is its no-show, both absences the mentor's; each reopens what the rule had said", async () => {
      const { stage, session } = await pastSession(world());
      const { sessionId } = session;
      const record = async (by: Stage["mentor"], mentor: Attendance, mentee: Attendance) =>
        (
          await by.recordAttendance({
            requestId: rid(),
            sessionId,
            marks: [
              { personId: "mentor", attendance: mentor },
              { personId: "mentee", attendance: mentee },
            ],
          })
        ).session;
      const missing = await record(stage.mentor, PRESENT, ABSENT);
      expect(missing).toMatchObject({ state: SessionState.LEARNER_NO_SHOW });
      expect(attendanceIn(missing)).toEqual([PRESENT, ABSENT]);
      expect(must(missing?.participants[1]).evidence).toMatchObject([{ absent: true, source: EvidenceSource.BY_HAND }]);
      const nobody = await record(stage.staff, ABSENT, ABSENT);
      expect(nobody).toMatchObject({ state: SessionState.MENTOR_NO_SHOW });
      expect(attendanceIn(nobody)).toEqual([ABSENT, ABSENT]);
      const both = await record(stage.admin, PRESENT, PRESENT);
      expect(both).toMatchObject({ state: SessionState.COMPLETED });
      const contradicted = await refusalOf(record(stage.mentor, PRESENT, ABSENT));
      expect(contradicted).toMatchObject({ code: "InvalidArgument", fields: ["marks"] });
      expect((await stage.admin.getSession({ sessionId })).session).toEqual(both);
    });

    test("by mentors of it and staff, from the start until a week after the end, of its own people", async () => {
      const stage = await createStage(world());
      await stage.person("stranger");
      const session = await stage.book(stage.ahead(DAY));
      const { sessionId } = session;
      const record = (by: Stage["mentor"], over = {}) =>
        refusalOf(
          by.recordAttendance({
            requestId: rid(),
            sessionId,
            marks: [{ personId: "mentor", attendance: PRESENT }],
            ...over,
          }),
        );
      expect(await record(stage.mentor)).toMatchObject({ reason: "TOO_EARLY", metadata: { state: "SCHEDULED" } });
      await stage.moveTo(msOf(session.endsAt) + MINUTE);
      expect(await record(stage.mentee)).toMatchObject({ code: "PermissionDenied" });
      expect(await record(await stage.as("mentor", "stranger"))).toMatchObject({ code: "NotFound" });
      expect(await record((await createStage(world())).admin)).toMatchObject({ code: "NotFound" });
      expect(await record(stage.mentor, { marks: [{ personId: "stranger", attendance: PRESENT }] })).toMatchObject({
        code: "InvalidArgument",
        fields: ["marks[0].person_id"],
      });
      const unknown = { marks: [{ personId: "mentor", attendance: Attendance.UNKNOWN }] };
      expect(await record(stage.mentor, unknown)).toMatchObject({ fields: ["marks[0].attendance"] });
      expect(await record(stage.mentor, { marks: [] })).toMatchObject({ fields: ["marks"] });
      expect(await stage.rows("select from scheduling.attendance_evidence where tenant_id = $1")).toEqual([]);
      await stage.moveTo(msOf(session.endsAt) + 7 * DAY + MINUTE);
      expect(await record(stage.admin)).toMatchObject({ reason: "TOO_LATE", metadata: { until: expect.any(String) } });
      const cancelled = await stage.book(stage.ahead(DAY));
      await stage.mentor.cancelSession({ requestId: rid(), sessionId: cancelled.sessionId, reason: "ill" });
      expect(await record(stage.mentor, { sessionId: cancelled.sessionId })).toMatchObject({
        reason: "SESSION_STATE",
        metadata: { state: "CANCELLED" },
      });
    });

    test("a ruling by hand stands until another by hand, names its marks, and late evidence is kept beside it", async () => {
      const { stage, session } = await pastSession(world());
      const { sessionId } = session;
      const rule = (over: object) =>
        stage.admin.setSessionOutcome({ requestId: rid(), sessionId, outcome: SessionState.MENTOR_NO_SHOW, ...over });
      const odd = { attendance: [{ personId: "mentor", attendance: PRESENT }] };
      expect(await refusalOf(rule(odd))).toMatchObject({ fields: ["attendance"] });
      const { session: ruled } = await rule({ attendance: [{ personId: "mentee", attendance: ABSENT }] });
      expect(attendanceIn(ruled)).toEqual([ABSENT, ABSENT]);
      const marks = must(ruled).participants.flatMap((person) => person.evidence.map((one) => one.evidenceId));
      expect(ruled?.ruling).toMatchObject({ byHand: true, ruledBy: "admin" });
      expect(ruled?.ruling?.evidenceIds.toSorted()).toEqual(marks.sort());
      await stage.join(sessionId, "mentor", -30);
      await stage.join(sessionId, "mentee", -30);
      const after = (await stage.admin.getSession({ sessionId })).session;
      expect(after).toMatchObject({ state: SessionState.MENTOR_NO_SHOW, ruling: ruled?.ruling });
      expect(must(after).participants.map((person) => person.evidence.length)).toEqual([2, 2]);
      const reversed = await rule({ outcome: SessionState.COMPLETED, reason: "both came by phone" });
      expect(attendanceIn(reversed.session)).toEqual([PRESENT, PRESENT]);
      const [, entry] = [
        ...(await auditOf(stage, "session.mentor_no_show")),
        ...(await auditOf(stage, "session.completed")),
      ];
      expect(entry).toMatchObject({ actor_id: "admin", after: { reason: expect.stringMatching(/^sha256:/) } });
    });
  });

  describe("RecordPresence", () => {
    test("a provider that tells who joins makes silence speak: nobody came is the mentor's no-show, known late or not", async () => {
      const stage = await createStage(world());
      const [silent, telling] = [await stage.book(stage.ahead(DAY)), await stage.book(stage.ahead(DAY + HOUR))];
      await stage.link(silent.sessionId, false);
      await stage.moveTo(msOf(telling.endsAt) + MINUTE);
      await stage.link(telling.sessionId, true);
      const stateOf = async ({ sessionId }: Session) => (await stage.admin.getSession({ sessionId })).session;
      expect(await stateOf(silent)).toMatchObject({ state: SessionState.SCHEDULED, outcomePending: true });
      expect(attendanceIn(await stateOf(silent))).toEqual([Attendance.UNKNOWN, Attendance.UNKNOWN]);
      expect(await stateOf(telling)).toMatchObject({ state: SessionState.MENTOR_NO_SHOW, outcomePending: false });
      expect(attendanceIn(await stateOf(telling))).toEqual([ABSENT, ABSENT]);
    });

    test("joining and leaving, out of order and again and again, count once each and rule by when they happened", async () => {
      const stage = await createStage(world());
      const session = await stage.book(stage.ahead(DAY));
      const { sessionId } = session;
      const start = msOf(session.scheduledAt);
      await stage.link(sessionId, true);
      const conferencing = await conferencingOf(world(), stage.tenantId);
      try {
        const tell = (...reports: object[]) =>
          conferencing.scheduling.recordPresence({
            requestId: rid(),
            sessionId,
            reports: reports.map((one) => ({ stayId: "s-1", ...one })) as never,
          });
        const stateNow = async () => must((await stage.admin.getSession({ sessionId })).session);
        await stage.moveTo(start + MINUTE);
        const left = { eventId: "left-1", personId: "mentor", leftAt: at(start + 30_000) };
        expect(await tell(left, { ...left, eventId: "guest-1", personId: "guest" })).toMatchObject({
          recorded: 1,
          ignoredEventIds: ["guest-1"],
        });
        await tell({ eventId: "joined-1", personId: "mentor", joinedAt: at(start - MINUTE) });
        expect(await tell(left)).toMatchObject({ recorded: 0, ignoredEventIds: [] });
        expect((await stateNow()).participants[0]?.evidence).toMatchObject([
          { source: EvidenceSource.PROVIDER, fromAt: at(start - MINUTE), toAt: at(start + 30_000) },
        ]);
        await stage.moveTo(start + 11 * MINUTE);
        await tell({ eventId: "joined-3", personId: "mentor", stayId: "s-3", joinedAt: at(start + 8 * MINUTE) });
        expect(await stateNow()).toMatchObject({ state: SessionState.LEARNER_NO_SHOW });
        expect((await stateNow()).participants[0]?.evidence).toHaveLength(2);
        // They had come in time; only the news was late.
        await tell({ eventId: "joined-2", personId: "mentee", stayId: "s-2", joinedAt: at(start + 2 * MINUTE) });
        expect(await stateNow()).toMatchObject({ state: SessionState.IN_PROGRESS });
        await stage.moveTo(msOf(session.endsAt) + MINUTE);
        await tell({ eventId: "left-3", personId: "mentor", stayId: "s-3", leftAt: at(start + 40 * MINUTE) });
        expect(await stateNow()).toMatchObject({ state: SessionState.COMPLETED });
        expect((await stage.published()).slice(-2)).toEqual(["session.attendance_recorded", "session.completed"]);
        const reports = "select event_id from scheduling.presence_report where tenant_id = $1 order by event_id";
        expect((await stage.rows<{ event_id: string }>(reports)).map((row) => row.event_id)).toEqual([
          "guest-1",
          "joined-1",
          "joined-2",
          "joined-3",
          "left-1",
          "left-3",
        ]);
        expect(await auditOf(stage, "session.presence_reported")).toHaveLength(5);
      } finally {
        conferencing.close();
      }
    });

    test("the same report from two at once counts once; bad ones name their fields; people can't call it", async () => {
      const { stage, session, start } = await pastSession(world());
      const { sessionId } = session;
      const conferencing = await conferencingOf(world(), stage.tenantId);
      try {
        const report = {
          eventId: "e-1",
          personId: "mentor",
          stayId: "s-1",
          joinedAt: at(start),
          leftAt: at(start + HOUR),
        };
        const tell = (over = {}, id = sessionId) =>
          conferencing.scheduling.recordPresence({
            requestId: rid(),
            sessionId: id,
            reports: [{ ...report, ...over }],
          });
        const answers = await Promise.all(Array.from({ length: 6 }, () => tell()));
        expect(answers.map((answer) => answer.recorded).toSorted((a, b) => a - b)).toEqual([0, 0, 0, 0, 0, 1]);
        expect(await stage.rows("select from scheduling.attendance_evidence where tenant_id = $1")).toHaveLength(1);
        const neither = tell({ eventId: "e-2", joinedAt: undefined, leftAt: undefined });
        await expect(neither).rejects.toMatchObject({ reason: "INVALID_ARGUMENT" });
        const backwards = tell({ eventId: "e-3", leftAt: at(start - 1) });
        await expect(backwards).rejects.toMatchObject({ reason: "INVALID_ARGUMENT" });
        await expect(tell({}, crypto.randomUUID())).rejects.toMatchObject({ reason: "NOT_FOUND" });
        const byAdmin = stage.admin.recordPresence({ requestId: rid(), sessionId, reports: [report] });
        expect(await refusalOf(byAdmin)).not.toMatchObject({ code: "ok" });
      } finally {
        conferencing.close();
      }
    });
  });
}
