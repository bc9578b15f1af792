import { describe, expect, test } from "@jest/globals";
import { MatchEndReason } from "@mentorship/client/v1";
import { noticesOfApplication } from "../../src/domain/application-notices.ts";
import { linkOf } from "../../src/domain/links.ts";
import {
  type MatchParties,
  noticesOfAcceptance,
  noticesOfDecline,
  noticesOfMentorsAcceptance,
  noticesOfProposal,
  noticesOfTermination,
} from "../../src/domain/match-notices.ts";
import type { Notice } from "../../src/domain/notice.ts";
import { sentenceOf } from "../../src/domain/sentences.ts";
import { noticesOfRequest } from "../../src/domain/request-notices.ts";
import { noticesOfSession, noticesOfSubstitution } from "../../src/domain/session-notices.ts";
import { topics } from "../../src/domain/topics.ts";

const match = (over: Partial<MatchParties> = {}): MatchParties => ({
  matchId: "m",
  programmeId: "p",
  mentorId: "mentor",
  menteeId: "mentee",
  menteeSaw: true,
  endReason: MatchEndReason.UNSPECIFIED,
  ...over,
});
const told = (notices: readonly Notice[]) => notices.map(({ personId, part }) => `${personId}:${part}`);

describe("a proposal", () => {
  test("is told to the mentor in full and to the mentee without match or name", () => {
    const [mentor, mentee] = noticesOfProposal(match(), true);
    expect(mentor).toMatchObject({ personId: "mentor", matchId: "m", aboutPersonId: "mentee" });
    expect(mentee).toMatchObject({ personId: "mentee", part: "blind", matchId: null, aboutPersonId: null });
  });
  test("is told to the mentor alone where the programme mutes the blind copy", () => {
    expect(told(noticesOfProposal(match(), false))).toEqual(["mentor:mentor"]);
  });
  test("names nobody in its blind sentence", () => {
    const words = { name: "Ana", programme: "Spring", at: "" };
    expect(sentenceOf("MATCH_PROPOSED", "blind", words)).toBe("A proposal is being considered for you in Spring.");
  });
});

test("the mentor's acceptance is told to the mentee, the mentee's to the mentor", () => {
  expect(told(noticesOfMentorsAcceptance(match()))).toEqual(["mentee:mentee"]);
  expect(told(noticesOfAcceptance(match()))).toEqual(["mentor:mentor"]);
});

test.each([
  [MatchEndReason.DECLINED_BY_MENTOR, false, []],
  [MatchEndReason.DECLINED_BY_MENTEE, true, ["mentor:mentor"]],
])("a decline with end reason %s is told to %j", (endReason, menteeSaw, expected) => {
  expect(told(noticesOfDecline(match({ endReason, menteeSaw })))).toEqual(expected);
});

const both = ["mentor:mentor", "mentee:mentee"];
test.each([
  [MatchEndReason.TERMINATED_BY_MENTOR, true, ["mentee:mentee"]],
  [MatchEndReason.TERMINATED_BY_MENTEE, true, ["mentor:mentor"]],
  [MatchEndReason.TERMINATED_BY_STAFF, true, both],
  [MatchEndReason.TERMINATED_BY_STAFF, false, ["mentor:mentor"]],
  [MatchEndReason.TERMINATED_BY_SERVICE, true, both],
  [MatchEndReason.MENTOR_UNAVAILABLE, true, ["mentee:mentee"]],
  [MatchEndReason.MENTOR_UNAVAILABLE, false, []],
  [MatchEndReason.MENTEE_WITHDREW, true, ["mentor:mentor"]],
  [MatchEndReason.SUSPENDED, true, both],
  [MatchEndReason.PROGRAMME_COMPLETED, false, ["mentor:mentor"]],
  [MatchEndReason.SUPERSEDED, false, ["mentor:mentor"]],
])("an end with reason %s, seen by the mentee: %s, is told to %j", (endReason, menteeSaw, expected) => {
  expect(told(noticesOfTermination(match({ endReason, menteeSaw })))).toEqual(expected);
});

test("a session is told to all participants but the one who did it", () => {
  const session = {
    sessionId: "s",
    matchIdOf: (personId: string) => (personId === "mentor" ? null : "m"),
    programmeId: "p",
    mentorIds: ["mentor"],
    learnerIds: ["mentee"],
    startsAt: new Date(0),
  };
  expect(told(noticesOfSession("SESSION_SCHEDULED", session, "mentor"))).toEqual(["mentee:mentee"]);
  expect(told(noticesOfSession("SESSION_REMINDER_24H", session, null))).toEqual(both);
});

test("an application is told to its mentor unless they did it themselves", () => {
  const application = { programmeId: "p", personId: "mentor" };
  expect(told(noticesOfApplication("APPLICATION_PAUSED", application, "admin"))).toEqual(["mentor:mentor"]);
  expect(noticesOfApplication("APPLICATION_PAUSED", application, "mentor")).toEqual([]);
});

test.each([
  [{ matchId: "m", sessionId: "s", part: "mentor" }, "https://x.example/app/mentorship/sessions/s"],
  [{ matchId: "m", sessionId: null, part: "mentor" }, "https://x.example/app/mentorship/matches/m"],
  [{ matchId: null, sessionId: null, part: "blind" }, "https://x.example/app/mentorship/matches"],
  [{ matchId: null, sessionId: null, part: "mentor" }, "https://x.example/app/mentorship"],
])("a notification with %j leads to %s", (notice, link) => {
  expect(linkOf("https://x.example", notice)).toBe(link);
});

test("every kind has the topic of an event and a sentence for each part", () => {
  for (const [kind, topic] of Object.entries(topics)) {
    expect(topic).toMatch(/^mentorship\.(match|session|session_request|application)\./);
    for (const part of ["mentor", "mentee", "blind"] as const) {
      const text = sentenceOf(kind as keyof typeof topics, part, { name: "N", programme: "P", at: "T" });
      expect(text).toMatch(/^[A-Z].*\.$/);
    }
  }
});

const request = { matchId: "m", programmeId: "p", mentorId: "mentor", menteeId: "mentee", startsAt: new Date(0) };
test.each([
  ["SESSION_REQUESTED", "mentee", ["mentor:mentor"]],
  ["SESSION_REQUEST_REFUSED", "mentor", ["mentee:mentee"]],
  ["SESSION_REQUEST_REFUSED", "admin", both],
  ["SESSION_REQUEST_WITHDRAWN", "mentee", ["mentor:mentor"]],
  ["SESSION_REQUEST_LAPSED", null, both],
  ["SESSION_REQUEST_ENDED", null, both],
] as const)("%s by %s is told to %j", (kind, actorId, expected) => {
  expect(told(noticesOfRequest(kind, request, actorId))).toEqual(expected);
  expect(noticesOfRequest(kind, request, actorId)[0]).toMatchObject({ matchId: "m", sessionId: null });
});

test("a substitution is told to everybody of the session and to the mentor who is replaced, but for the one who did it", () => {
  const session = {
    sessionId: "s",
    programmeId: "p",
    mentorIds: ["new"],
    learnerIds: ["one", "two"],
    matchIdOf: (personId: string) => (personId === "new" ? null : `match of ${personId}`),
    startsAt: new Date(0),
  };
  const notices = noticesOfSubstitution(session, "old", "new", "admin");
  expect(told(notices)).toEqual(["new:mentor", "one:mentee", "two:mentee", "old:mentor"]);
  expect(notices.map(({ aboutPersonId, matchId }) => [aboutPersonId, matchId])).toEqual([
    ["new", null],
    ["new", "match of one"],
    ["new", "match of two"],
    ["new", null],
  ]);
  expect(told(noticesOfSubstitution(session, "old", "new", "old"))).not.toContain("old:mentor");
});
