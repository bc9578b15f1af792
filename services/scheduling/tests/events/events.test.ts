import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { fromBinary } from "@bufbuild/protobuf";
import {
  MatchAcceptedSchema,
  MatchSessionsCancelledSchema,
  MeetingJoinedSchema,
  MeetingLinkReadySchema,
  MeetingLinkRemovedSchema,
  SessionOutcomePendingSchema,
} from "@mentorship/client/events/v1";
import {
  MatchState,
  MeetingLinkState,
  ProgrammeState,
  SchedulingService,
  SessionAction,
  SessionState,
} from "@mentorship/client/v1";
import { createClients, must, publishBytes, publishEvent, startWorld, type World } from "@mentorship/dev-env/testing";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { refusalOf } from "../refusals.ts";
import { createStage, DAY, HOUR, MINUTE, msOf, type Stage } from "../stage.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld({
    services: ["scheduling"],
    temporal: false,
    serviceEnv: { MENTORSHIP_SWEEP_SECONDS: "1" },
  });
}, 180_000);
afterAll(() => world?.stop());

const stateOf = async (stage: Stage, sessionId: string) =>
  must(
    (
      await stage.rows<{ state: string; version: number }>(
        "select state, version from scheduling.session where tenant_id = $1 and id = $2",
        sessionId,
      )
    )[0],
  );
const inState = (stage: Stage, sessionId: string, state: string) =>
  stage.heard("select from scheduling.session where tenant_id = $1 and id = $2 and state = $3", sessionId, state);
const inboxOf = async (stage: Stage, eventId: string) =>
  (
    await stage.rows<{ state: string; reason: string | null }>(
      "select state, reason from scheduling.inbox where tenant_id = $1 and event_id = $2",
      eventId,
    )
  )[0];
const countOf = async (stage: Stage, subject: string) =>
  (await stage.published()).filter((published) => published === subject).length;
const payloadsOf = (stage: Stage, subject: string) =>
  stage.rows<{ payload: Buffer }>(
    "select payload from scheduling.outbox where tenant_id = $1 and subject = $2 order by position",
    `mentorship.${subject}`,
  );

describe("a match that ends", () => {
  test("takes its sessions that have not begun with it, tells which, and says so once however often it is told", async () => {
    const stage = await createStage(world);
    const begun = await stage.book(stage.ahead(HOUR));
    const future = [await stage.book(stage.ahead(2 * DAY)), await stage.book(stage.ahead(3 * DAY))];
    await stage.moveTo(msOf(begun.scheduledAt) + MINUTE);
    const eventId = await stage.end(stage.matchId);
    await stage.heard("select from scheduling.match_facts where tenant_id = $1 and sessions_cancelled");
    await stage.end(stage.matchId, "terminated", eventId);
    await stage.end(stage.matchId, "terminated");
    // What comes after both on the same stream has been heard, so both have.
    await stage.person("afterwards");
    expect((await stateOf(stage, begun.sessionId)).state).toBe("scheduled");
    for (const { sessionId } of future) expect((await stateOf(stage, sessionId)).state).toBe("cancelled");
    const told = await payloadsOf(stage, "match.sessions_cancelled");
    expect(told).toHaveLength(1);
    const event = fromBinary(MatchSessionsCancelledSchema, must(told[0]).payload);
    expect(event).toMatchObject({ matchId: stage.matchId, count: 2 });
    expect(event.sessionIds.toSorted()).toEqual(future.map(({ sessionId }) => sessionId).toSorted());
    expect(await countOf(stage, "session.cancelled")).toBe(2);
    const { session } = await stage.admin.getSession({ sessionId: must(future[0]).sessionId });
    expect(session).toMatchObject({
      state: SessionState.CANCELLED,
      cancelledBy: "",
      cancelReason: "",
      cancelledLate: false,
    });
  });

  test("without sessions, and by declining, it is told with zero", async () => {
    const stage = await createStage(world);
    await stage.end(stage.matchId, "declined");
    await stage.heard("select from scheduling.match_facts where tenant_id = $1 and sessions_cancelled");
    const event = fromBinary(
      MatchSessionsCancelledSchema,
      must((await payloadsOf(stage, "match.sessions_cancelled"))[0]).payload,
    );
    expect(event).toMatchObject({ count: 0, sessionIds: [] });
  });

  test("stays ended when its acceptance is heard of afterwards", async () => {
    const stage = await createStage(world);
    await stage.end(stage.matchId);
    const match = {
      matchId: stage.matchId,
      programmeId: stage.programmeId,
      mentorId: "mentor",
      menteeId: "mentee",
      state: MatchState.ACCEPTED,
      version: 3n,
    };
    const meta = { tenantId: stage.tenantId, aggregateId: stage.matchId, version: 3 };
    const eventId = await publishEvent(world.natsUrl, MatchAcceptedSchema, meta, { match });
    await stage.heard("select from scheduling.inbox where tenant_id = $1 and event_id = $2", eventId);
    const rows = await stage.rows(
      "select state, version, sessions_cancelled from scheduling.match_facts where tenant_id = $1",
    );
    expect(rows).toEqual([{ state: "terminated", version: "4", sessions_cancelled: true }]);
  });
});

describe("what others own", () => {
  test("older news of a programme change nothing", async () => {
    const stage = await createStage(world);
    await stage.programme({ selfBooking: false, version: 5 });
    await stage.programme({ selfBooking: true, version: 6, state: ProgrammeState.COMPLETED });
    await stage.programme({ selfBooking: false, version: 2 });
    const rows = await stage.rows(
      "select self_booking, state, version from scheduling.programme_facts where tenant_id = $1",
    );
    expect(rows).toEqual([{ self_booking: true, state: "completed", version: "6" }]);
  });

  test("a suspension cancels the person's sessions to come, and nobody else's", async () => {
    const stage = await createStage(world);
    await stage.person("other");
    const otherMatch = await stage.match("other", "mentee");
    const mine = await stage.book(stage.ahead(2 * DAY));
    const theirs = await stage.book(stage.ahead(3 * DAY), { by: stage.admin, matchId: otherMatch });
    await stage.suspend("mentor");
    await inState(stage, mine.sessionId, "cancelled");
    await stage.suspend("mentor");
    expect((await stateOf(stage, theirs.sessionId)).state).toBe("scheduled");
    expect(await countOf(stage, "session.cancelled")).toBe(1);
  });

  test("a link's state shows with its session, and older news of it don't", async () => {
    const stage = await createStage(world);
    const { sessionId, linkState } = await stage.book(stage.ahead(DAY));
    expect(linkState).toBe(MeetingLinkState.PENDING);
    const tell = async (schema: typeof MeetingLinkReadySchema, state: MeetingLinkState, version: number) => {
      const link = { sessionId, state, scheduleVersion: 1n, version: BigInt(version) };
      const eventId = await publishEvent(
        world.natsUrl,
        schema,
        { tenantId: stage.tenantId, aggregateId: sessionId, version },
        { link },
      );
      await stage.heard("select from scheduling.inbox where tenant_id = $1 and event_id = $2", eventId);
      return (await stage.mentor.getSession({ sessionId })).session?.linkState;
    };
    expect(await tell(MeetingLinkReadySchema, MeetingLinkState.READY, 2)).toBe(MeetingLinkState.READY);
    const removed = MeetingLinkRemovedSchema as unknown as typeof MeetingLinkReadySchema;
    expect(await tell(removed, MeetingLinkState.REMOVED, 3)).toBe(MeetingLinkState.REMOVED);
    expect(await tell(MeetingLinkReadySchema, MeetingLinkState.READY, 2)).toBe(MeetingLinkState.REMOVED);
  });

  test("bytes that are no event go to the dead letters and hold up nobody", async () => {
    const stage = await createStage(world);
    await publishBytes(world.natsUrl, "mentorship.match.accepted", Buffer.from("not protobuf at all"));
    await world.settle(async () => {
      const dead = await world.sql(
        "select from scheduling.dead_letter where payload = convert_to('not protobuf at all', 'UTF8')",
      );
      return dead.length > 0;
    });
    await stage.person("afterwards");
    const heard = await stage.rows("select id from scheduling.person where tenant_id = $1 and id = 'afterwards'");
    expect(heard).toEqual([{ id: "afterwards" }]);
  });
});

describe("a join through the link", () => {
  test("is evidence: both there make it in progress, a late one turns a no-show round, once however often it is told", async () => {
    const stage = await createStage(world);
    const { sessionId, scheduledAt } = await stage.book(stage.ahead(DAY));
    const at = msOf(scheduledAt);
    await stage.moveTo(at - 5 * MINUTE);
    await stage.join(sessionId, "mentee");
    await stage.moveTo(at + 15 * MINUTE);
    await inState(stage, sessionId, "mentor_no_show");
    await stage.join(sessionId, "mentor");
    await inState(stage, sessionId, "in_progress");
    await stage.moveTo(at + HOUR);
    await inState(stage, sessionId, "completed");
    const events = (await stage.published()).filter((subject) => !subject.includes("reminder"));
    expect(events).toEqual(["session.scheduled", "session.no_show", "session.started", "session.completed"]);
    expect(await stage.rows("select from scheduling.due where tenant_id = $1")).toEqual([]);
    const sources = await stage.rows(
      "select person_id, source from scheduling.attendance_evidence where tenant_id = $1 order by position",
    );
    expect(sources).toEqual([
      { person_id: "mentee", source: "join_link" },
      { person_id: "mentor", source: "join_link" },
    ]);
  });

  test("that is learnt after the end still counts by when it happened", async () => {
    const stage = await createStage(world);
    const { sessionId, scheduledAt } = await stage.book(stage.ahead(DAY));
    const at = msOf(scheduledAt);
    await stage.moveTo(at + 2 * DAY);
    await stage.heard("select from scheduling.session where tenant_id = $1 and outcome_pending_told");
    await stage.join(sessionId, "mentor", (at - stage.now()) / MINUTE + 1);
    await inState(stage, sessionId, "learner_no_show");
    await stage.join(sessionId, "mentee", (at - stage.now()) / MINUTE + 20);
    await inState(stage, sessionId, "completed");
    const told = (await stage.published()).filter((subject) => !subject.includes("reminder"));
    const recorded = "session.attendance_recorded";
    const late = [recorded, "session.no_show", recorded, "session.completed"];
    expect(told).toEqual(["session.scheduled", "session.outcome_pending", ...late]);
  });

  test("to a session that is not there, or by somebody who is not of it, is refused and not tried again", async () => {
    const stage = await createStage(world);
    const { sessionId } = await stage.book(stage.ahead(HOUR));
    const tell = async (session: string, personId: string) => {
      const body = { sessionId: session, personId, joinedAt: timestampFromMs(stage.now()) };
      const meta = { tenantId: stage.tenantId, aggregateId: session };
      const eventId = await publishEvent(world.natsUrl, MeetingJoinedSchema, meta, body);
      await stage.heard("select from scheduling.inbox where tenant_id = $1 and event_id = $2", eventId);
      return inboxOf(stage, eventId);
    };
    expect(await tell(randomUUID(), "mentor")).toEqual({ state: "refused", reason: "NOT_FOUND" });
    expect(await tell(sessionId, "stranger")).toEqual({ state: "refused", reason: "NOT_FOUND" });
    expect(await stage.rows("select from scheduling.attendance_evidence where tenant_id = $1")).toEqual([]);
  });
});

describe("while Temporal is away", () => {
  test("reminders go out to both at each moment, once; an unknown attendance waits for its outcome and is told once", async () => {
    const stage = await createStage(world);
    const { sessionId, scheduledAt } = await stage.book(stage.ahead(3 * DAY));
    const at = msOf(scheduledAt);
    const notices = () =>
      stage.rows<{ kind: string; person_id: string }>(
        "select kind, person_id from scheduling.notice_sent where tenant_id = $1 order by kind, person_id",
      );
    await stage.moveTo(at - DAY);
    await world.settle(async () => (await notices()).length === 2);
    await stage.moveTo(at - HOUR);
    await world.settle(async () => (await notices()).length === 4);
    expect(await notices()).toEqual([
      { kind: "reminder_1h", person_id: "mentee" },
      { kind: "reminder_1h", person_id: "mentor" },
      { kind: "reminder_24h", person_id: "mentee" },
      { kind: "reminder_24h", person_id: "mentor" },
    ]);
    await stage.moveTo(at + HOUR);
    await stage.heard("select from scheduling.session where tenant_id = $1 and outcome_pending_told");
    await stage.moveTo(at + 2 * HOUR);
    expect(await stage.published()).toEqual([
      "session.scheduled",
      "session.reminder_24h",
      "session.reminder_1h",
      "session.outcome_pending",
    ]);
    const told = fromBinary(
      SessionOutcomePendingSchema,
      must((await payloadsOf(stage, "session.outcome_pending"))[0]).payload,
    );
    expect(told).toMatchObject({
      session: { sessionId, outcomePending: true, version: 2n },
      header: { aggregateVersion: 2n },
    });
    const { session } = await stage.mentor.getSession({ sessionId });
    expect(session).toMatchObject({ state: SessionState.SCHEDULED, outcomePending: true });
    expect(session?.allowedActions).toContain(SessionAction.SET_OUTCOME);
    const due = await stage.rows<{ due_at: Date }>("select due_at from scheduling.due where tenant_id = $1");
    expect(due.map((row) => row.due_at.getTime())).toEqual([msOf(session?.endsAt) + 7 * DAY]);
    await stage.moveTo(msOf(session?.endsAt) + 7 * DAY);
    await world.settle(async () => (await stage.rows("select from scheduling.due where tenant_id = $1")).length === 0);
  });

  test("the sweep does what nobody was woken for", async () => {
    const stage = await createStage(world);
    await stage.book(stage.ahead(25 * HOUR));
    // The row says that the moment came while nobody looked.
    await stage.rows("update scheduling.due set due_at = now() - interval '1 hour' where tenant_id = $1");
    await world.settle(async () => {
      const rows = await stage.rows<{ late: boolean }>(
        "select due_at < now() as late from scheduling.due where tenant_id = $1",
      );
      return rows[0]?.late === false;
    });
    expect(await stage.published()).toEqual(["session.scheduled"]);
  });

  test("of two reminders that are late at once only the second goes out", async () => {
    const stage = await createStage(world);
    const { scheduledAt } = await stage.book(stage.ahead(3 * DAY));
    await stage.moveTo(msOf(scheduledAt) - 30 * MINUTE);
    await stage.heard("select from scheduling.notice_sent where tenant_id = $1");
    expect(await stage.published()).toEqual(["session.scheduled", "session.reminder_1h"]);
  });
});

test("the facts of a session are told to the platform's own services alone", async () => {
  const stage = await createStage(world);
  const { sessionId } = await stage.book(stage.ahead(DAY));
  const token = await world.token({ tenant: stage.tenantId, sub: "admin", roles: ["admin"] });
  const direct = createClients(must(world.addresses.scheduling));
  try {
    const refused = await refusalOf(direct.client(SchedulingService, token).getSessionFacts({ sessionId }));
    expect(refused).toMatchObject({ code: "PermissionDenied", reason: "INTERNAL_ONLY" });
  } finally {
    direct.close();
  }
});
