import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { fromBinary } from "@bufbuild/protobuf";
import { timestampDate, timestampFromDate } from "@bufbuild/protobuf/wkt";
import {
  MatchLinksRemovedSchema,
  MatchSessionsCancelledSchema,
  MeetingJoinedSchema,
  SessionCancelledSchema,
  SessionRescheduledSchema,
  SessionScheduledSchema,
} from "@mentorship/client/events/v1";
import { MeetingLinkState, Modality, SessionRole, SessionState } from "@mentorship/client/v1";
import { type Cast, createCast, must, publishEvent, rid, startWorld, type World } from "@mentorship/dev-env/testing";

let world: World;
let cast: Cast;

beforeAll(async () => {
  world = await startWorld({ services: ["programme", "conferencing"], temporal: false });
}, 90_000);
afterAll(() => world?.stop(), 60_000);

interface Meeting {
  readonly sessionId: string;
  readonly matchId: string;
  readonly startsAt: Date;
  readonly modality?: Modality;
}

const minutes = (count: number): Date => new Date(Math.floor(Date.now() / 60_000 + count) * 60_000);

async function newMeeting(more: Partial<Meeting> = {}): Promise<Meeting> {
  cast = await createCast(world);
  await cast.people([{ id: "mentor" }, { id: "mentee" }]);
  return { sessionId: randomUUID(), matchId: randomUUID(), startsAt: minutes(5), ...more };
}

function facts(meeting: Meeting, version: number, over: { state?: SessionState; scheduleVersion?: bigint } = {}) {
  return {
    session: {
      sessionId: meeting.sessionId,
      programmeId: randomUUID(),
      matchId: meeting.matchId,
      participants: [
        { personId: "mentor", role: SessionRole.MENTOR },
        { personId: "mentee", role: SessionRole.LEARNER },
      ],
      state: SessionState.SCHEDULED,
      startsAt: timestampFromDate(meeting.startsAt),
      endsAt: timestampFromDate(new Date(meeting.startsAt.getTime() + 45 * 60_000)),
      modality: meeting.modality ?? Modality.VIDEO,
      scheduleVersion: 1n,
      version: BigInt(version),
      ...over,
    },
  };
}

const meta = (meeting: Meeting, version: number) => ({
  tenantId: cast.tenantId,
  aggregateId: meeting.sessionId,
  version,
});
const schedule = (meeting: Meeting) =>
  publishEvent(world.natsUrl, SessionScheduledSchema, meta(meeting, 1), facts(meeting, 1));
const cancel = (meeting: Meeting, version = 2) =>
  publishEvent(
    world.natsUrl,
    SessionCancelledSchema,
    meta(meeting, version),
    facts(meeting, version, { state: SessionState.CANCELLED }),
  );

const linkRow = (meeting: Meeting) =>
  world.settle(async () => {
    const [row] = await world.sql<{ state: string; room: string | null; starts_at: Date; version: string }>(
      "select state, room, starts_at, version from conferencing.link where session_id = $1",
      [meeting.sessionId],
    );
    return row;
  });
const published = (subject: string) =>
  world.sql<{ payload: Buffer }>(
    "select payload from conferencing.outbox where tenant_id = $1 and subject = $2 order by position",
    [cast.tenantId, subject],
  );
const as = async (role: "mentor" | "mentee") => (await cast.as(role, role)).conferencing;
const post = (url: string) => fetch(url, { method: "POST", redirect: "manual" });

describe("a join link", () => {
  test("is each participant's own, and its room stays out of it", async () => {
    const meeting = await newMeeting();
    await schedule(meeting);
    const { room } = await linkRow(meeting);
    const { sessionId } = meeting;
    const [mentor, mentee] = await Promise.all([
      (await as("mentor")).getJoinLink({ sessionId }),
      (await as("mentee")).getJoinLink({ sessionId }),
    ]);
    expect(mentor.joinUrl).not.toBe(mentee.joinUrl);
    expect(mentor.joinUrl.startsWith(`${world.edgeUrl}/join/`)).toBe(true);
    expect(`${mentor.joinUrl}${mentor.roomUrl}`).not.toContain(must(room));
    expect(mentor).toMatchObject({ linkState: MeetingLinkState.READY, roomUrl: "" });
    expect(timestampDate(must(mentor.opensAt))).toEqual(new Date(meeting.startsAt.getTime() - 15 * 60_000));
    expect(await published("mentorship.meeting.joined")).toEqual([]);
  });

  test("opened by a scanner shows a page that no cache keeps, and records nothing", async () => {
    const meeting = await newMeeting();
    await schedule(meeting);
    await linkRow(meeting);
    const { joinUrl } = await (await as("mentee")).getJoinLink({ sessionId: meeting.sessionId });
    for (const method of ["GET", "HEAD", "GET"]) {
      const page = await fetch(joinUrl, { method });
      expect(page.status).toBe(200);
      expect(page.headers.get("cache-control")).toBe("no-store");
      expect(page.headers.get("referrer-policy")).toBe("no-referrer");
      expect(await page.text()).toContain(method === "HEAD" ? "" : '<form id="join" method="post">');
    }
    expect(await published("mentorship.meeting.joined")).toEqual([]);
  });

  test("posted leads to the room and is recorded once, also when it is posted twice", async () => {
    const meeting = await newMeeting();
    await schedule(meeting);
    const { room } = await linkRow(meeting);
    const { joinUrl } = await (await as("mentee")).getJoinLink({ sessionId: meeting.sessionId });
    const answers = [await post(joinUrl), await post(joinUrl)];
    for (const answer of answers) {
      expect(answer.status).toBe(303);
      expect(answer.headers.get("location")).toContain(must(room));
    }
    const joined = (await published("mentorship.meeting.joined")).map(({ payload }) =>
      fromBinary(MeetingJoinedSchema, payload),
    );
    expect(joined).toHaveLength(1);
    expect(joined[0]).toMatchObject({ sessionId: meeting.sessionId, personId: "mentee" });
  });

  test("works by the RPC too: with `join` it records and answers the room, once per request id", async () => {
    const meeting = await newMeeting();
    await schedule(meeting);
    const { room } = await linkRow(meeting);
    const mentor = await as("mentor");
    const request = { requestId: rid(), sessionId: meeting.sessionId, join: true };
    expect((await mentor.getJoinLink(request)).roomUrl).toContain(must(room));
    expect((await mentor.getJoinLink(request)).roomUrl).toContain(must(room));
    expect(await published("mentorship.meeting.joined")).toHaveLength(1);
    const other = { ...meeting, sessionId: randomUUID() };
    await schedule(other);
    await linkRow(other);
    await expect(mentor.getJoinLink({ ...request, sessionId: other.sessionId })).rejects.toThrow(/another body/);
    await expect(mentor.getJoinLink({ sessionId: meeting.sessionId, join: true })).rejects.toThrow(/request_id/);
  });

  test("can't be used before it opens, nor after the end", async () => {
    for (const startsAt of [minutes(20), minutes(-60)]) {
      const meeting = await newMeeting({ startsAt });
      await schedule(meeting);
      await linkRow(meeting);
      if (startsAt < new Date()) continue;
      const mentee = await as("mentee");
      const { joinUrl } = await mentee.getJoinLink({ sessionId: meeting.sessionId });
      expect((await post(joinUrl)).status).toBe(403);
      expect((await fetch(joinUrl)).status).toBe(403);
      const joining = mentee.getJoinLink({ requestId: rid(), sessionId: meeting.sessionId, join: true });
      await expect(joining).rejects.toThrow(/opens 15 minutes before/);
      expect(await published("mentorship.meeting.joined")).toEqual([]);
    }
  });

  test("is nobody else's: strangers, altered and suspended people's links are refused alike", async () => {
    const meeting = await newMeeting();
    await cast.people([{ id: "stranger" }]);
    await schedule(meeting);
    await linkRow(meeting);
    const stranger = await cast.as("mentee", "stranger");
    await expect(stranger.conferencing.getJoinLink({ sessionId: meeting.sessionId })).rejects.toThrow(/no session/);
    const { joinUrl } = await (await as("mentee")).getJoinLink({ sessionId: meeting.sessionId });
    expect((await post(`${joinUrl.slice(0, -2)}xx`)).status).toBe(404);
    expect((await post(`${world.edgeUrl}/join/`)).status).toBe(404);
    await cast.suspend("mentee");
    await world.settle(async () => (await post(joinUrl)).status === 404);
    expect(await published("mentorship.meeting.joined")).toEqual([]);
  });
});

describe("a meeting link follows its session", () => {
  test("to a new time, in the same room", async () => {
    const meeting = await newMeeting();
    await schedule(meeting);
    const before = await linkRow(meeting);
    const moved = { ...meeting, startsAt: minutes(600) };
    await publishEvent(
      world.natsUrl,
      SessionRescheduledSchema,
      meta(moved, 2),
      facts(moved, 2, { scheduleVersion: 2n }),
    );
    await world.settle(async () => (await linkRow(meeting)).version === "2");
    expect(await linkRow(meeting)).toMatchObject({ state: "ready", room: before.room, starts_at: moved.startsAt });
  });

  test("to its end: the link is removed and old join links are worth nothing", async () => {
    const meeting = await newMeeting();
    await schedule(meeting);
    await linkRow(meeting);
    const mentee = await as("mentee");
    const { joinUrl } = await mentee.getJoinLink({ sessionId: meeting.sessionId });
    await cancel(meeting);
    await world.settle(async () => (await linkRow(meeting)).state === "removed");
    expect((await post(joinUrl)).status).not.toBe(303);
    expect(await published("mentorship.meeting_link.removed")).toHaveLength(1);
  });

  test("also when the news comes late: a session that was cancelled first gets no link", async () => {
    const meeting = await newMeeting();
    await cancel(meeting, 2);
    await schedule(meeting);
    const other = { ...meeting, sessionId: randomUUID() };
    await schedule(other);
    await linkRow(other);
    const rows = await world.sql("select state from conferencing.link where session_id = $1 and state = 'ready'", [
      meeting.sessionId,
    ]);
    expect(rows).toEqual([]);
  });

  test("and is made for video sessions only", async () => {
    const meeting = await newMeeting({ modality: Modality.IN_PERSON });
    await schedule(meeting);
    const other = { ...meeting, sessionId: randomUUID(), modality: Modality.VIDEO };
    await schedule(other);
    await linkRow(other);
    expect(await world.sql("select from conferencing.link where session_id = $1", [meeting.sessionId])).toEqual([]);
  });
});

test("when a match has ended its links are removed and counted, zero included", async () => {
  const meeting = await newMeeting();
  await schedule(meeting);
  await linkRow(meeting);
  for (const [matchId, sessionIds] of [
    [meeting.matchId, [meeting.sessionId]],
    [randomUUID(), []],
  ] as const) {
    await publishEvent(
      world.natsUrl,
      MatchSessionsCancelledSchema,
      { tenantId: cast.tenantId, aggregateId: matchId },
      {
        matchId,
        sessionIds: [...sessionIds],
        count: sessionIds.length,
      },
    );
  }
  const removed = await world.settle(async () => {
    const rows = await published("mentorship.match.links_removed");
    return rows.length === 2 ? rows.map(({ payload }) => fromBinary(MatchLinksRemovedSchema, payload)) : null;
  });
  expect(removed.map(({ count }) => count)).toEqual([1, 0]);
  expect((await linkRow(meeting)).state).toBe("removed");
});

test("a join link is never logged", async () => {
  const meeting = await newMeeting();
  await schedule(meeting);
  const { room } = await linkRow(meeting);
  const { joinUrl } = await (await as("mentee")).getJoinLink({ sessionId: meeting.sessionId });
  await post(joinUrl);
  const logs = await world.logs("conferencing");
  expect(logs).not.toContain(must(room));
  expect(logs).not.toContain(must(joinUrl.split("/join/")[1]));
});
