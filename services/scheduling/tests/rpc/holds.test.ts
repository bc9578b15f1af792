import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  NotificationKind,
  ProgrammeState,
  SessionRequestAction,
  SessionRequestState,
  SessionState,
} from "@mentorship/client/v1";
import { must, rid, startWorld, type World } from "@mentorship/dev-env/testing";
import { refusalOf } from "../refusals.ts";
import { createStage, DAY, HOUR, MINUTE, msOf, type Stage } from "../stage.ts";
import { auditOf, bookingOf, publish, sessionsOf, startAt } from "./requests.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld({
    services: ["programme", "matching", "scheduling", "notification"],
    temporal: false,
    serviceEnv: { MENTORSHIP_SWEEP_SECONDS: "1" },
  });
}, 180_000);
afterAll(() => world?.stop());

const holdOf = (stage: Stage, at: number, more = {}) => ({
  requestId: rid(),
  matchId: stage.matchId,
  start: startAt(at),
  ...more,
});
const holdsOf = (stage: Stage) => stage.rows("select id from scheduling.slot_hold where tenant_id = $1");
const heldTime = (stage: Stage) =>
  stage.rows("select session_id from scheduling.session_participant where tenant_id = $1 and kind = 'hold'");

describe("HoldSlot", () => {
  test("keeps a time for five minutes; to others it is not free, and no more is told", async () => {
    const stage = await createStage(world);
    await publish(stage);
    await stage.person("other");
    const otherMatch = await stage.match("mentor", "other");
    const at = stage.ahead(3 * DAY);
    const { hold } = await stage.mentee.holdSlot(holdOf(stage, at));
    expect(hold).toMatchObject({ matchId: stage.matchId, programmeId: stage.programmeId });
    expect(msOf(hold?.startsAt)).toBe(at);
    expect(msOf(hold?.endsAt)).toBe(at + 45 * MINUTE);
    const lasts = msOf(hold?.expiresAt) - stage.now();
    expect(lasts > 4 * MINUTE && lasts <= 5 * MINUTE).toBe(true);
    const other = await stage.as("mentee", "other");
    const taken = await refusalOf(other.bookSession({ ...bookingOf(stage, at), matchId: otherMatch }));
    expect(taken).toMatchObject({ code: "AlreadyExists", reason: "SLOT_TAKEN" });
    expect(taken.metadata["nearest_free"]?.split(",")).toHaveLength(3);
    expect(JSON.stringify(taken)).not.toMatch(new RegExp(`${must(hold).holdId}|${stage.matchId}|"mentee"|hold`));
    const { slots } = await other.listFreeSlots({ matchId: otherMatch, fromAt: startAt(at).value });
    expect(slots.some((slot) => msOf(slot.startsAt) < at + 45 * MINUTE)).toBe(false);
    expect(await auditOf(stage, "hold.placed")).toMatchObject([{ actor_id: "mentee", before: null }]);
    expect(await sessionsOf(stage)).toEqual([]);
  });

  test("becomes the session in the booking's transaction, named or found by people and time", async () => {
    const stage = await createStage(world);
    await publish(stage);
    const at = stage.ahead(3 * DAY);
    const { hold } = await stage.mentee.holdSlot(holdOf(stage, at));
    const wrongTime = { ...bookingOf(stage, at + 15 * MINUTE), holdId: must(hold).holdId };
    expect(await refusalOf(stage.mentee.bookSession(wrongTime))).toMatchObject({ fields: ["hold_id"] });
    const stolen = await refusalOf(stage.admin.bookSession({ ...bookingOf(stage, at), holdId: must(hold).holdId }));
    expect(stolen).toMatchObject({ code: "NotFound", metadata: { resource: "hold" } });
    await stage.mentee.bookSession({ ...bookingOf(stage, at), holdId: must(hold).holdId });
    expect(await holdsOf(stage)).toEqual([]);
    const later = at + 4 * HOUR;
    await stage.mentee.holdSlot(holdOf(stage, later));
    expect(await refusalOf(stage.mentor.bookSession(bookingOf(stage, later)))).toMatchObject({ reason: "SLOT_TAKEN" });
    await stage.mentee.bookSession(bookingOf(stage, later));
    expect(await holdsOf(stage)).toEqual([]);
    expect(await heldTime(stage)).toEqual([]);
    expect(await sessionsOf(stage)).toHaveLength(2);
    expect(await auditOf(stage, "hold.booked")).toHaveLength(2);
    expect(await stage.rows("select from scheduling.due where tenant_id = $1 and kind = 'hold'")).toEqual([]);
  });

  test("a new hold takes the place of the old one of the same person and mentor, whatever the match", async () => {
    const stage = await createStage(world);
    await stage.person("other");
    const otherMatch = await stage.match("mentor", "other");
    const at = stage.ahead(3 * DAY);
    const first = must((await stage.mentor.holdSlot(holdOf(stage, at))).hold);
    const second = must((await stage.mentor.holdSlot(holdOf(stage, at + 15 * MINUTE, { matchId: otherMatch }))).hold);
    expect(await holdsOf(stage)).toEqual([{ id: second.holdId }]);
    expect(await heldTime(stage)).toHaveLength(2);
    const gone = { ...bookingOf(stage, at), holdId: first.holdId };
    expect(await refusalOf(stage.mentor.bookSession(gone))).toMatchObject({ reason: "NOT_FOUND" });
    await stage.admin.holdSlot(holdOf(stage, at + 3 * HOUR));
    expect(await holdsOf(stage)).toHaveLength(2);
  });

  test("never outlives its time: a booking clears what is over, before any sweep; the sweep forgets it", async () => {
    const stage = await createStage(world);
    const at = stage.ahead(3 * DAY);
    const { hold } = await stage.mentee.holdSlot(holdOf(stage, at)).catch(async () => {
      await publish(stage);
      return stage.mentee.holdSlot(holdOf(stage, at));
    });
    // As a sweep that has not come by yet leaves it.
    const over = "expires_at = now() - interval '1 second'";
    await stage.rows(`update scheduling.slot_hold set ${over} where tenant_id = $1`);
    await stage.rows(
      "update scheduling.session_participant set free_after = now() - interval '1 second' where tenant_id = $1 and kind = 'hold'",
    );
    const named = { ...bookingOf(stage, at), holdId: must(hold).holdId };
    expect(await refusalOf(stage.mentee.bookSession(named))).toMatchObject({ metadata: { resource: "hold" } });
    await stage.book(at);
    await stage.rows("update scheduling.due set due_at = now() where tenant_id = $1 and kind = 'hold'");
    await world.settle(async () => (await holdsOf(stage)).length === 0, { what: "the sweep" });
    expect(await auditOf(stage, "hold.lapsed")).toHaveLength(1);
    expect(await heldTime(stage)).toEqual([]);
  });

  test("is given back by its holder alone, and refused like a booking", async () => {
    const stage = await createStage(world);
    await publish(stage);
    const at = stage.ahead(3 * DAY);
    const request = holdOf(stage, at);
    const { hold } = await stage.mentee.holdSlot(request);
    expect((await stage.mentee.holdSlot(request)).hold).toEqual(hold);
    expect(await refusalOf(stage.mentee.holdSlot({ ...request, start: startAt(at + HOUR) }))).toMatchObject({
      reason: "REQUEST_ID_REUSED",
    });
    const { holdId } = must(hold);
    expect(await refusalOf(stage.mentor.releaseHold({ requestId: rid(), holdId }))).toMatchObject({ code: "NotFound" });
    await stage.mentee.releaseHold({ requestId: rid(), holdId });
    expect(await refusalOf(stage.mentee.releaseHold({ requestId: rid(), holdId }))).toMatchObject({ code: "NotFound" });
    await stage.book(at);
    const refused = (wish: object) => refusalOf(stage.mentee.holdSlot({ ...holdOf(stage, at), ...wish }));
    expect(await refused({})).toMatchObject({ reason: "SLOT_TAKEN" });
    expect(await refused({ start: startAt(stage.ahead(-HOUR)) })).toMatchObject({ reason: "TIME_PASSED" });
    expect(await refused({ start: startAt(at + 200 * DAY) })).toMatchObject({ reason: "OUTSIDE_AVAILABILITY" });
    expect(await refused({ length: { seconds: 960n } })).toMatchObject({ fields: ["length"] });
    expect(await refused({ matchId: crypto.randomUUID() })).toMatchObject({ code: "NotFound" });
    const elsewhere = await createStage(world);
    expect(await refusalOf(elsewhere.admin.holdSlot(holdOf(stage, at + HOUR)))).toMatchObject({ code: "NotFound" });
    expect(await holdsOf(stage)).toEqual([]);
  });

  test("ends with its match, a suspension and the programme", async () => {
    for (const end of [
      (stage: Stage) => stage.end(stage.matchId),
      (stage: Stage) => stage.suspend("mentee"),
      (stage: Stage) => stage.programme({ state: ProgrammeState.COMPLETED }),
    ]) {
      const stage = await createStage(world);
      await stage.mentor.holdSlot(holdOf(stage, stage.ahead(3 * DAY)));
      await end(stage);
      await world.settle(async () => (await holdsOf(stage)).length === 0, { what: "the end of the hold" });
      expect(await heldTime(stage)).toEqual([]);
      expect(await auditOf(stage, "hold.ended")).toHaveLength(1);
    }
  });

  test("of many who hold and book one time at once one gets it", async () => {
    const stage = await createStage(world);
    await publish(stage);
    const at = stage.ahead(3 * DAY);
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) => {
        const by = [stage.mentor, stage.mentee, stage.admin, stage.staff][index % 4] ?? stage.admin;
        return refusalOf(
          index % 2 === 0
            ? by.holdSlot(holdOf(stage, at))
            : by.bookSession(bookingOf(stage, at), { timeoutMs: 20_000 }),
        );
      }),
    );
    expect(["", "SLOT_TAKEN"]).toEqual(expect.arrayContaining([...new Set(answers.map((answer) => answer.reason))]));
    const owners = await stage.rows<{ owners: string }>(
      "select count(distinct session_id) as owners from scheduling.session_participant where tenant_id = $1 and active",
    );
    expect(Number(owners[0]?.owners)).toBe(1);
  });
});

const asking = (stage: Stage, at: number, more = {}) => ({ ...bookingOf(stage, at), agenda: "Goals", ...more });

async function askedStage(): Promise<{ stage: Stage; at: number; sessionRequestId: string }> {
  const stage = await createStage(world, { selfBooking: false });
  await publish(stage);
  const at = stage.ahead(5 * DAY);
  const { request } = await stage.mentee.requestSession(asking(stage, at));
  return { stage, at, sessionRequestId: must(request).sessionRequestId };
}
const stateOf = async (stage: Stage, id: string) =>
  must((await stage.admin.listSessionRequests({})).requests.find((one) => one.sessionRequestId === id)).state;
const kindsOf = async (stage: Stage, personId: "mentor" | "mentee") => {
  const items = await stage.rows<{ kind: keyof typeof NotificationKind }>(
    "select kind from notification.inbox_item where tenant_id = $1 and person_id = $2",
    personId,
  );
  return items.map((one) => NotificationKind[one.kind]);
};
const told = (stage: Stage, role: "mentor" | "mentee", kind: NotificationKind) =>
  world.settle(async () => (await kindsOf(stage, role)).includes(kind), {
    what: `${NotificationKind[kind]} to ${role}`,
  });

describe("RequestSession", () => {
  test("holds the time, tells the mentor, and becomes the session when it is confirmed", async () => {
    const { stage, at, sessionRequestId } = await askedStage();
    const { requests } = await stage.mentor.listSessionRequests({ states: [SessionRequestState.PENDING] });
    expect(requests).toMatchObject([
      {
        sessionRequestId,
        state: SessionRequestState.PENDING,
        mentorId: "mentor",
        menteeId: "mentee",
        agenda: "Goals",
        programmeName: "Spring",
        allowedActions: [SessionRequestAction.CONFIRM, SessionRequestAction.REFUSE],
      },
    ]);
    expect(msOf(requests[0]?.expiresAt) - msOf(requests[0]?.requestedAt)).toBe(48 * HOUR);
    expect(await refusalOf(stage.mentor.bookSession(bookingOf(stage, at)))).toMatchObject({ reason: "SLOT_TAKEN" });
    await told(stage, "mentor", NotificationKind.SESSION_REQUESTED);
    const confirming = { requestId: rid(), sessionRequestId };
    const { request, session } = await stage.mentor.confirmSessionRequest(confirming);
    expect(request).toMatchObject({
      state: SessionRequestState.CONFIRMED,
      settledBy: "mentor",
      sessionId: must(session).sessionId,
      allowedActions: [],
    });
    expect(session).toMatchObject({ state: SessionState.SCHEDULED, agenda: "Goals", matchId: stage.matchId });
    expect(msOf(session?.scheduledAt)).toBe(at);
    expect((await stage.mentor.confirmSessionRequest(confirming)).session).toEqual(session);
    expect(await heldTime(stage)).toEqual([]);
    expect(await sessionsOf(stage)).toHaveLength(1);
    await told(stage, "mentee", NotificationKind.SESSION_SCHEDULED);
    expect(await stage.published()).toEqual(
      expect.arrayContaining(["session_request.requested", "session_request.confirmed", "session.scheduled"]),
    );
    const again = await refusalOf(
      stage.mentor.refuseSessionRequest({ requestId: rid(), sessionRequestId, reason: "no" }),
    );
    expect(again).toMatchObject({
      reason: "SESSION_REQUEST_STATE",
      metadata: { state: "CONFIRMED", allowed_actions: "" },
    });
  });

  test("is refused with a reason or taken back, and its time is free at once", async () => {
    const { stage, at, sessionRequestId } = await askedStage();
    expect(
      await refusalOf(stage.mentor.refuseSessionRequest({ requestId: rid(), sessionRequestId, reason: "" })),
    ).toMatchObject({ fields: ["reason"] });
    expect(await refusalOf(stage.mentor.withdrawSessionRequest({ requestId: rid(), sessionRequestId }))).toMatchObject({
      code: "PermissionDenied",
    });
    const { request } = await stage.mentor.refuseSessionRequest({ requestId: rid(), sessionRequestId, reason: "Away" });
    expect(request).toMatchObject({ state: SessionRequestState.REFUSED, refusalReason: "Away" });
    await told(stage, "mentee", NotificationKind.SESSION_REQUEST_REFUSED);
    const { request: second } = await stage.mentee.requestSession(asking(stage, at));
    const named = { requestId: rid(), sessionRequestId: must(second).sessionRequestId };
    expect((await stage.mentee.withdrawSessionRequest(named)).request).toMatchObject({
      state: SessionRequestState.WITHDRAWN,
    });
    await told(stage, "mentor", NotificationKind.SESSION_REQUEST_WITHDRAWN);
    await stage.book(at);
    expect(
      JSON.stringify(await stage.rows("select before, after from scheduling.audit_entry where tenant_id = $1")),
    ).not.toContain("Away");
  });

  test("lapses after 48 hours: at once for who looks, by the sweep for who is told", async () => {
    const { stage, at, sessionRequestId } = await askedStage();
    await stage.moveTo(stage.now() + 48 * HOUR + MINUTE);
    expect(await stateOf(stage, sessionRequestId)).toBe(SessionRequestState.LAPSED);
    expect(await refusalOf(stage.mentor.confirmSessionRequest({ requestId: rid(), sessionRequestId }))).toMatchObject({
      reason: "SESSION_REQUEST_STATE",
      metadata: { state: "LAPSED" },
    });
    await stage.book(at);
    for (const role of ["mentor", "mentee"] as const) await told(stage, role, NotificationKind.SESSION_REQUEST_LAPSED);
    expect(
      await stage.rows("select from scheduling.session_request where tenant_id = $1 and state = 'lapsed'"),
    ).toHaveLength(1);
  });

  test("ends with its match", async () => {
    const { stage, sessionRequestId } = await askedStage();
    await stage.end(stage.matchId);
    await world.settle(async () => (await stateOf(stage, sessionRequestId)) === SessionRequestState.ENDED, {
      what: "the end of the request",
    });
    expect(await heldTime(stage)).toEqual([]);
    await told(stage, "mentee", NotificationKind.SESSION_REQUEST_ENDED);
  });

  test("is made by the mentee, once at a time, within availability, where mentees don't book by themselves", async () => {
    const { stage, at, sessionRequestId } = await askedStage();
    const refused = (by: Stage["mentee"], over = {}) =>
      refusalOf(by.requestSession(asking(stage, at + 3 * HOUR, over)));
    expect(await refused(stage.mentee)).toMatchObject({
      code: "AlreadyExists",
      reason: "ALREADY_REQUESTED",
      metadata: { session_request_id: sessionRequestId },
    });
    for (const by of [stage.mentor, stage.admin, stage.staff])
      expect((await refused(by)).code).toBe("PermissionDenied");
    expect(await refused(stage.mentee, { start: startAt(at + 300 * DAY) })).toMatchObject({
      reason: "OUTSIDE_AVAILABILITY",
    });
    expect(await refused(stage.mentee, { title: "" })).toMatchObject({ fields: ["title"] });
    await stage.programme({ selfBooking: true });
    expect(await refused(stage.mentee)).toMatchObject({ code: "FailedPrecondition", reason: "SELF_BOOKING_ON" });
    const strangers = await createStage(world);
    for (const ask of [
      strangers.admin.confirmSessionRequest({ requestId: rid(), sessionRequestId }),
      strangers.mentee.withdrawSessionRequest({ requestId: rid(), sessionRequestId }),
      strangers.mentor.refuseSessionRequest({ requestId: rid(), sessionRequestId, reason: "no" }),
    ]) {
      expect(await refusalOf(ask)).toMatchObject({ code: "NotFound", metadata: { resource: "session_request" } });
    }
    expect((await strangers.admin.listSessionRequests({})).requests).toEqual([]);
    await stage.person("other");
    expect((await (await stage.as("mentee", "other")).listSessionRequests({})).requests).toEqual([]);
  });

  test("confirmed, refused, withdrawn and ended at once: one of them happens, and the rows agree", async () => {
    for (let round = 0; round < 6; round += 1) {
      const { stage, sessionRequestId } = await askedStage();
      const named = () => ({ requestId: rid(), sessionRequestId });
      const answers = await Promise.all([
        refusalOf(stage.mentor.confirmSessionRequest(named())),
        refusalOf(stage.admin.refuseSessionRequest({ ...named(), reason: "no" })),
        refusalOf(stage.mentee.withdrawSessionRequest(named())),
        ...(round % 2 === 0 ? [] : [stage.end(stage.matchId).then(() => ({ code: "ended", reason: "MATCH_STATE" }))]),
      ]);
      expect(answers.filter((answer) => answer.code === "ok").length).toBeLessThanOrEqual(1);
      expect(["", "SESSION_REQUEST_STATE", "MATCH_STATE"]).toEqual(
        expect.arrayContaining([...new Set(answers.map((answer) => answer.reason))]),
      );
      if (round % 2 !== 0)
        await stage.heard("select from scheduling.match_facts where tenant_id = $1 and sessions_cancelled");
      const rows = await stage.rows<{ state: string; session_id: string | null }>(
        "select state, session_id from scheduling.session_request where tenant_id = $1",
      );
      expect(rows).toHaveLength(1);
      const sessions = await sessionsOf(stage);
      expect(sessions.map((session) => session.id)).toEqual(rows[0]?.session_id ? [rows[0].session_id] : []);
      expect(rows[0]?.state === "confirmed").toBe(sessions.length === 1);
      expect(await heldTime(stage)).toEqual([]);
    }
  });
});
