import { describe, expect, test } from "@jest/globals";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { SessionAction, SessionRole, SessionState, type WatchSessionsResponse } from "@mentorship/client/v1";
import { must, rid, type World } from "@mentorship/dev-env/testing";
import { refusalOf } from "../refusals.ts";
import { openStream as open } from "./session-stream.ts";
import { createStage, DAY, HOUR, MINUTE, msOf, type Scheduling } from "../stage.ts";

const told = (answer: WatchSessionsResponse): [string, SessionState, bigint][] =>
  answer.sessions.map(({ sessionId, state, scheduleVersion }) => [sessionId, state, scheduleVersion]);

export function watchingTests(world: () => World): void {
  describe("WatchSessions", () => {
    test("tells all at once and then each change as it happens, with everything that a list would tell", async () => {
      const stage = await createStage(world());
      const first = await stage.book(stage.ahead(2 * DAY), { title: "First" });
      const stream = open(stage.mentee);
      const all = await stream.next();
      expect(all).toMatchObject({ complete: true, goneSessionIds: [] });
      const { sessions } = await stage.mentee.listSessions({});
      expect(all.sessions).toEqual(sessions);
      expect(all.sessions[0]).toMatchObject({ sessionId: first.sessionId, myRole: SessionRole.LEARNER });
      expect(Math.round((msOf(all.coversToAt) - msOf(all.asOf)) / DAY)).toBe(85);

      const second = await stage.book(stage.ahead(3 * DAY), { title: "Second" });
      const booked = await stream.next();
      expect(booked.complete).toBe(false);
      expect(told(booked)).toEqual([[second.sessionId, SessionState.SCHEDULED, 1n]]);

      const start = { case: "scheduledAt", value: timestampFromMs(stage.ahead(4 * DAY)) } as const;
      await stage.mentor.rescheduleSession({ requestId: rid(), sessionId: second.sessionId, start });
      expect(told(await stream.next())).toEqual([[second.sessionId, SessionState.SCHEDULED, 2n]]);

      await stage.mentor.cancelSession({ requestId: rid(), sessionId: first.sessionId, reason: "Ill" });
      const cancelled = await stream.next();
      expect(told(cancelled)).toEqual([[first.sessionId, SessionState.CANCELLED, 1n]]);
      expect(cancelled.sessions[0]).toMatchObject({ cancelReason: "Ill", allowedActions: [] });
      stream.leave();
    });

    test("tells a session again when time alone has changed what may be done with it, and who came", async () => {
      const stage = await createStage(world());
      const { sessionId, scheduledAt } = await stage.book(stage.ahead(DAY));
      const stream = open(stage.mentee);
      const isAllowed = ({ sessions }: WatchSessionsResponse) =>
        sessions.find((one) => one.sessionId === sessionId)?.allowedActions.includes(SessionAction.CHECK_IN);
      expect(isAllowed(await stream.next())).toBe(false);
      await stage.moveTo(msOf(scheduledAt) - 10 * MINUTE);
      expect(isAllowed(await stream.next())).toBe(true);
      await stage.mentor.checkIn({ requestId: rid(), sessionId });
      const before = must((await stream.next()).sessions[0]);
      await stage.mentee.checkIn({ requestId: rid(), sessionId });
      const after = must((await stream.next()).sessions[0]);
      expect(after.version).toBe(before.version + 1n);
      const own = after.participants.find(({ personId }) => personId === "mentee");
      expect(own?.evidence).toHaveLength(1);
      stream.leave();
    });

    test("tells that a session is gone when it leaves the span, and again when it comes back", async () => {
      const stage = await createStage(world());
      const { sessionId } = await stage.book(stage.ahead(2 * DAY));
      const stream = open(stage.mentor, { toAt: timestampFromMs(stage.ahead(5 * DAY)) });
      expect(told(await stream.next())).toHaveLength(1);
      const move = (days: number) =>
        stage.mentor.rescheduleSession({
          requestId: rid(),
          sessionId,
          start: { case: "scheduledAt", value: timestampFromMs(stage.ahead(days * DAY)) },
        });
      await move(6);
      expect(await stream.next()).toMatchObject({ sessions: [], goneSessionIds: [sessionId], complete: false });
      await move(3);
      expect(told(await stream.next())).toEqual([[sessionId, SessionState.SCHEDULED, 3n]]);
      stream.leave();
    });

    test("tells nothing of other people's sessions, of other tenants, and of a side that the token does not carry", async () => {
      const stage = await createStage(world());
      const own = await stage.book(stage.ahead(2 * DAY));
      await stage.person("other");
      const matchId = await stage.match("mentor", "other");
      await stage.book(stage.ahead(2 * DAY) + 2 * HOUR, { matchId });
      const elsewhere = await createStage(world());
      const asMentee = await stage.as("mentee", "mentor");
      for (const [by, ids] of [
        [stage.mentee, [own.sessionId]],
        [elsewhere.mentee, []],
        [asMentee, []],
      ] as const) {
        const stream = open(by);
        const { sessions, complete } = await stream.next();
        expect([complete, sessions.map(({ sessionId }) => sessionId)]).toEqual([true, ids]);
        stream.leave();
      }
    });

    test("staff, and spans that are none, are refused", async () => {
      const stage = await createStage(world());
      const refused = (by: Scheduling, from: number, to: number) => {
        const stream = open(by, { fromAt: timestampFromMs(from), toAt: timestampFromMs(to) });
        return refusalOf(stream.next());
      };
      const now = stage.ahead(0);
      expect(await refused(stage.admin, now, now + DAY)).toMatchObject({ code: "PermissionDenied" });
      for (const to of [now, now - DAY, now + 367 * DAY]) {
        expect(await refused(stage.mentor, now, to)).toMatchObject({ code: "InvalidArgument", fields: ["to_at"] });
      }
    });
  });
}
