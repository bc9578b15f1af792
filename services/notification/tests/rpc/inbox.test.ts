import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { fromBinary } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import {
  MatchAcceptedByMentorSchema,
  MatchDeclinedSchema,
  MatchPeopleToldSchema,
  MatchProposedSchema,
  MatchTerminatedSchema,
  ProgrammeCreatedSchema,
  SessionReminder24hSchema,
} from "@mentorship/client/events/v1";
import { MatchEndReason, NotificationKind, SessionRole } from "@mentorship/client/v1";
import {
  type Cast,
  createCast,
  type EventMeta,
  must,
  publishBytes,
  publishEvent,
  rid,
  startWorld,
  type World,
} from "@mentorship/dev-env/testing";

let world: World;
let cast: Cast;
let programmeId: string;

beforeAll(async () => {
  world = await startWorld({ services: ["programme", "notification"], temporal: false });
}, 90_000);
afterAll(() => world?.stop(), 60_000);

/** A tenant whose programme notification knows of, with a mentor and a mentee. */
async function setTheScene(blindCopy = true): Promise<void> {
  cast = await createCast(world);
  await cast.people([{ id: "mentor" }, { id: "mentee", zone: "Asia/Kolkata" }]);
  ({ programmeId } = await cast.programme({ settings: { blindCopy } }));
  await world.settle(async () => {
    const rows = await world.sql("select from notification.programme_facts where programme_id = $1", [programmeId]);
    return rows.length === 1;
  });
}

const facts = (matchId: string) => ({ matchId, programmeId, mentorId: "mentor", menteeId: "mentee", version: 1n });
const meta = (aggregateId: string, more: Partial<EventMeta> = {}): EventMeta => ({
  tenantId: cast.tenantId,
  aggregateId,
  ...more,
});
const propose = (matchId: string, more?: Partial<EventMeta>) =>
  publishEvent(world.natsUrl, MatchProposedSchema, meta(matchId, more), { match: facts(matchId) });

async function inbox(role: "mentor" | "mentee", count: number) {
  const { notification } = await cast.as(role, role);
  return world.settle(async () => {
    const { notifications } = await notification.listNotifications({});
    return notifications.length >= count ? notifications : null;
  });
}

const rowsOf = (person: string) =>
  world.sql<{ position: number }>(
    "select position from notification.inbox_item where tenant_id = $1 and person_id = $2 order by position",
    [cast.tenantId, person],
  );

describe("a proposal", () => {
  test("reaches the mentor with the mentee's name and the mentee blindly", async () => {
    await setTheScene();
    const matchId = randomUUID();
    await propose(matchId);
    const [toMentor] = await inbox("mentor", 1);
    expect(toMentor).toMatchObject({
      kind: NotificationKind.MATCH_PROPOSED,
      topic: "mentorship.match.proposed",
      text: "Name of mentee is proposed to you as a mentee in Spring. Please accept or decline.",
      linkUrl: `https://front.example/app/mentorship/matches/${matchId}`,
      matchId,
      programmeId,
    });
    const [toMentee] = await inbox("mentee", 1);
    expect(toMentee).toMatchObject({ text: "A proposal is being considered for you in Spring.", matchId: "" });
  });

  test("stays unknown to the mentee where the programme mutes the blind copy", async () => {
    await setTheScene(false);
    await propose(randomUUID());
    await inbox("mentor", 1);
    expect(await rowsOf("mentee")).toEqual([]);
  });

  test("that is delivered twice is told once", async () => {
    await setTheScene();
    const matchId = randomUUID();
    const eventId = await propose(matchId);
    await propose(matchId, { eventId });
    await propose(randomUUID());
    await inbox("mentor", 2);
    expect(await rowsOf("mentor")).toEqual([{ position: "1" }, { position: "2" }]);
  });
});

test("five hundred proposals come in one by one, without gaps in their positions", async () => {
  await setTheScene();
  await Promise.all(Array.from({ length: 500 }, () => propose(randomUUID())));
  const { notification } = await cast.as("mentor", "mentor");
  await world.settle(async () => (await notification.getUnreadCount({})).unread === 500, { timeoutMs: 30_000 });
  expect((await rowsOf("mentor")).map(({ position }) => Number(position))).toEqual(
    Array.from({ length: 500 }, (_, n) => n + 1),
  );
}, 60_000);

test("an ended match tells those concerned, and matching how many they were", async () => {
  await setTheScene();
  const [seen, unseen, declined] = [randomUUID(), randomUUID(), randomUUID()];
  const acceptedByMentorAt = timestampFromDate(new Date());
  const terminate = (matchId: string, saw: boolean) =>
    publishEvent(world.natsUrl, MatchTerminatedSchema, meta(matchId, { version: 3 }), {
      match: {
        ...facts(matchId),
        endReason: MatchEndReason.TERMINATED_BY_STAFF,
        ...(saw ? { acceptedByMentorAt } : {}),
      },
    });
  await terminate(seen, true);
  await terminate(unseen, false);
  await publishEvent(world.natsUrl, MatchDeclinedSchema, meta(declined), {
    match: { ...facts(declined), endReason: MatchEndReason.DECLINED_BY_MENTOR },
  });
  const published = await world.settle(async () => {
    const rows = await world.sql<{ payload: Buffer }>(
      "select payload from notification.outbox where tenant_id = $1 and subject = 'mentorship.match.people_told' order by position",
      [cast.tenantId],
    );
    return rows.length === 3 ? rows : null;
  });
  const told = published.map(({ payload }) => fromBinary(MatchPeopleToldSchema, payload));
  expect(told.map(({ matchId, count }) => [matchId, count])).toEqual([
    [seen, 2],
    [unseen, 1],
    [declined, 0],
  ]);
});

test("a reminder says when, on the reader's own wall clock", async () => {
  await setTheScene();
  await publishEvent(world.natsUrl, SessionReminder24hSchema, meta(randomUUID()), {
    session: {
      sessionId: randomUUID(),
      programmeId,
      matchId: randomUUID(),
      participants: [
        { personId: "mentor", role: SessionRole.MENTOR },
        { personId: "mentee", role: SessionRole.LEARNER },
      ],
      startsAt: timestampFromDate(new Date("2027-03-01T09:30:00Z")),
    },
  });
  const [toMentee] = await inbox("mentee", 1);
  expect(toMentee?.text).toBe(
    "Your session with Name of mentor begins within 24 hours, at Mon, 1 Mar 2027, 15:00 (Asia/Kolkata).",
  );
});

test("an event of a programme that is not known yet waits for it", async () => {
  await setTheScene();
  const later = randomUUID();
  const matchId = randomUUID();
  await publishEvent(world.natsUrl, MatchProposedSchema, meta(matchId), {
    match: { ...facts(matchId), programmeId: later },
  });
  await publishEvent(world.natsUrl, ProgrammeCreatedSchema, meta(later), {
    programme: { programmeId: later, name: "Late", version: 1n, blindCopy: true },
  });
  const [toMentor] = await inbox("mentor", 1);
  expect(toMentor?.text).toContain("in Late.");
});

test("bytes that are no event end in the dead letters and hold nothing up", async () => {
  await setTheScene();
  await publishBytes(world.natsUrl, "mentorship.match.proposed", Buffer.from("not a message"));
  await propose(randomUUID());
  await inbox("mentor", 1);
  const dead = await world.settle(async () => {
    const rows = await world.sql<{ payload: Buffer }>(
      "select payload from notification.dead_letter where subject = 'mentorship.match.proposed'",
    );
    return rows.length > 0 ? rows : null;
  });
  expect(dead.map(({ payload }) => payload.toString())).toEqual(["not a message"]);
});

describe("reading", () => {
  test("goes page by page, newest first, and a token of another query is refused", async () => {
    await setTheScene();
    for (let n = 0; n < 5; n += 1) await propose(randomUUID());
    await inbox("mentor", 5);
    const { notification } = await cast.as("mentor", "mentor");
    const first = await notification.listNotifications({ pageSize: 2 });
    const second = await notification.listNotifications({ pageSize: 2, pageToken: first.nextPageToken });
    const third = await notification.listNotifications({ pageSize: 2, pageToken: second.nextPageToken });
    const ids = [first, second, third].flatMap((page) => page.notifications.map((one) => one.notificationId));
    expect(new Set(ids).size).toBe(5);
    expect(third.nextPageToken).toBe("");
    await expect(notification.listNotifications({ unreadOnly: true, pageToken: first.nextPageToken })).rejects.toThrow(
      /page token/,
    );
    const mentee = await cast.as("mentee", "mentee");
    await expect(mentee.notification.listNotifications({ pageToken: first.nextPageToken })).rejects.toThrow(
      /page token/,
    );
  });

  test("marks one's own as read, once, and nobody else's", async () => {
    await setTheScene();
    await propose(randomUUID());
    await propose(randomUUID());
    const [newest] = await inbox("mentor", 2);
    const mentor = await cast.as("mentor", "mentor");
    const mentee = await cast.as("mentee", "mentee");
    const notificationIds = [must(newest).notificationId];
    await world.settle(async () => (await mentee.notification.getUnreadCount({})).unread === 2);
    expect(await mentee.notification.markNotificationsRead({ requestId: rid(), notificationIds })).toMatchObject({
      marked: 0,
      unread: 2,
    });
    const requestId = rid();
    const marked = await mentor.notification.markNotificationsRead({ requestId, notificationIds });
    expect(marked).toMatchObject({ marked: 1, unread: 1 });
    expect(await mentor.notification.markNotificationsRead({ requestId, notificationIds })).toMatchObject({
      marked: 1,
      unread: 1,
    });
    await expect(mentor.notification.markNotificationsRead({ requestId, notificationIds: [] })).rejects.toThrow(
      /another body/,
    );
    expect((await mentor.notification.listNotifications({ unreadOnly: true })).notifications).toHaveLength(1);
    expect(await mentor.notification.markNotificationsRead({ requestId: rid() })).toMatchObject({
      marked: 1,
      unread: 0,
    });
  });

  test("streams what comes and resumes from a cursor without loss or repeat", async () => {
    await setTheScene();
    const { notification } = await cast.as("mentee", "mentee");
    const leave = new AbortController();
    const stream = notification.watchInbox({}, { signal: leave.signal })[Symbol.asyncIterator]();
    const opening = must((await stream.next()).value);
    expect(opening).toMatchObject({ unread: 0 });
    const matchId = randomUUID();
    await publishEvent(world.natsUrl, MatchAcceptedByMentorSchema, meta(matchId, { by: "mentor" }), {
      match: facts(matchId),
    });
    const came = must((await stream.next()).value);
    expect(came.notification).toMatchObject({ matchId, kind: NotificationKind.MATCH_ACCEPTED_BY_MENTOR });
    leave.abort();
    await stream.next().catch(() => undefined);
    const missed = [randomUUID(), randomUUID()];
    for (const id of missed) {
      await publishEvent(world.natsUrl, MatchAcceptedByMentorSchema, meta(id), { match: facts(id) });
    }
    const again = new AbortController();
    const seen: string[] = [];
    for await (const { notification: next } of notification.watchInbox(
      { cursor: came.cursor },
      { signal: again.signal },
    )) {
      // What did not come yet when the stream began comes after a message that only counts.
      if (next) seen.push(next.matchId);
      if (seen.length === 2) break;
    }
    again.abort();
    expect(seen).toEqual(missed);
  });

  test("a stream ends within a second or two of its reader's suspension", async () => {
    await setTheScene();
    const { notification } = await cast.as("mentee", "mentee");
    const stream = notification.watchInbox({})[Symbol.asyncIterator]();
    await stream.next();
    await cast.suspend("mentee");
    await expect(stream.next()).rejects.toThrow(/suspended/);
    await expect(notification.getUnreadCount({})).rejects.toThrow(/suspended/);
  });
});
