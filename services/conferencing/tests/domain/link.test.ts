import { describe, expect, test } from "@jest/globals";
import type { DomainError } from "@mentorship/shared/errors";
import { assertJoinable } from "../../src/domain/join-window.ts";
import { type JoinKey, makeJoinToken, readJoinToken } from "../../src/domain/join-token.ts";
import { decideLink, type Link, type LinkedSession } from "../../src/domain/link.ts";

const at = (minutes: number) => new Date(Date.UTC(2026, 0, 5, 10, minutes));
const session = (over: Partial<LinkedSession> = {}): LinkedSession => ({
  sessionId: "s",
  programmeId: "p",
  matchId: "m",
  video: true,
  cancelled: false,
  startsAt: at(0),
  endsAt: at(45),
  scheduleVersion: 1,
  version: 1,
  ...over,
});
function refusalOf(use: () => void): string | null {
  try {
    use();
    return null;
  } catch (error) {
    return (error as DomainError).reason;
  }
}
const made = (over: Partial<LinkedSession> = {}): Link => decideLink(null, session(over), "room-1")!.link;

describe("the link of a session", () => {
  test("is made for a video session and for no other", () => {
    expect(decideLink(null, session(), "room-1")).toMatchObject({
      change: "made",
      link: { state: "ready", room: "room-1" },
    });
    expect(decideLink(null, session({ video: false }), "room-1")).toBeNull();
  });
  test("is remembered as removed when the end of its session is heard of first", () => {
    const ended = decideLink(null, session({ version: 2, cancelled: true }), "room-1");
    expect(ended).toMatchObject({ change: "none", link: { state: "removed", room: null } });
    expect(decideLink(ended!.link, session({ version: 1 }), "room-2")).toMatchObject({ link: { state: "removed" } });
  });
  test("keeps its room and is bound anew when the session moves", () => {
    const moved = session({ version: 2, scheduleVersion: 2, startsAt: at(60), endsAt: at(105) });
    expect(decideLink(made(), moved, "room-2")).toMatchObject({
      change: "rebound",
      link: { room: "room-1", startsAt: at(60), scheduleVersion: 2, version: 2 },
    });
  });
  test("is removed with its session and stays removed", () => {
    const removed = decideLink(made(), session({ version: 2, cancelled: true }), "room-2");
    expect(removed).toMatchObject({ change: "removed", link: { state: "removed", room: null, version: 2 } });
    expect(decideLink(removed!.link, session({ version: 3, cancelled: true }), "room-3")).toMatchObject({
      change: "none",
    });
  });
  test("does not follow older facts", () => {
    const link = made({ version: 5 });
    expect(decideLink(link, session({ version: 5, cancelled: true }), "room-2")).toEqual({ link, change: "none" });
    expect(decideLink(link, session({ version: 4, cancelled: true }), "room-2")).toEqual({ link, change: "none" });
  });
  test.each([
    [at(-16), "JOIN_WINDOW"],
    [at(-15), null],
    [at(44), null],
    [at(45), "JOIN_WINDOW"],
  ])("at %s can be used: %s", (now, reason) => {
    expect(refusalOf(() => assertJoinable(made(), now))).toBe(reason);
  });
  test("that was removed can't be used", () => {
    const removed = decideLink(made(), session({ version: 2, cancelled: true }), "r")!.link;
    expect(() => assertJoinable(removed, at(0))).toThrow(expect.objectContaining({ reason: "NO_MEETING_LINK" }));
  });
});

describe("a join token", () => {
  const key = (id: string): JoinKey => ({ id, secret: Buffer.alloc(32, id) });
  const claim = { tenantId: "t", sessionId: "s", personId: 'ünï|"', generation: 3 };

  test("says what it was made with, also after the key was rotated", () => {
    const token = makeJoinToken([key("old")], claim);
    expect(readJoinToken([key("new"), key("old")], token)).toEqual(claim);
  });
  test("is worth nothing when a byte of it is changed, or its key is gone", () => {
    const token = makeJoinToken([key("a")], claim);
    expect(readJoinToken([key("b")], token)).toBeNull();
    for (const index of [0, 5, token.indexOf(".") + 1, token.length - 3]) {
      const changed = token.slice(0, index) + (token[index] === "A" ? "B" : "A") + token.slice(index + 1);
      expect(readJoinToken([key("a")], changed)).toBeNull();
    }
  });
  test.each(["", ".", "a.b.c", "!!!.???", `${"x".repeat(2_000)}.y`])("is not %j", (text) => {
    expect(readJoinToken([key("a")], text)).toBeNull();
  });
});
