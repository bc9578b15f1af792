import { describe, expect, test } from "@jest/globals";
import type { DomainError } from "@mentorship/shared/errors";
import { decideMatch, matchActionsOf, mayBook, type MatchWish } from "../../src/domain/decide-match.ts";
import type { Match, MatchState } from "../../src/domain/match.ts";
import { actors, matchIn, now, person, programme } from "./match-data.ts";

const states: MatchState[] = ["PROPOSED", "ACCEPTED_BY_MENTOR", "ACCEPTED", "DECLINED", "TERMINATED"];
const wishes: MatchWish[] = [
  { action: "ACCEPT" },
  { action: "DECLINE" },
  { action: "TERMINATE", reason: "non_responsive" },
];
type Who = keyof typeof actors;

const refusalOf = (decide: () => unknown): DomainError | undefined => {
  try {
    decide();
    return undefined;
  } catch (error) {
    return error as DomainError;
  }
};
const endedOf = (match: Match) => match.endReason ?? "";

// State, action, actor → the state that follows (with its end reason), the same match, or the refusal.
const expected: Record<MatchState, Record<MatchWish["action"], Record<Who, string>>> = {
  PROPOSED: {
    ACCEPT: row("ACCEPTED_BY_MENTOR", "NOT_FOUND", "PERMISSION_DENIED", "PERMISSION_DENIED", "PERMISSION_DENIED"),
    DECLINE: row(
      "DECLINED DECLINED_BY_MENTOR",
      "NOT_FOUND",
      "PERMISSION_DENIED",
      "PERMISSION_DENIED",
      "PERMISSION_DENIED",
    ),
    TERMINATE: row(
      "MATCH_STATE",
      "NOT_FOUND",
      "TERMINATED TERMINATED_BY_STAFF",
      "TERMINATED TERMINATED_BY_STAFF",
      "TERMINATED TERMINATED_BY_SERVICE",
    ),
  },
  ACCEPTED_BY_MENTOR: {
    ACCEPT: row("MATCH_STATE", "ACCEPTED", "PERMISSION_DENIED", "PERMISSION_DENIED", "PERMISSION_DENIED"),
    DECLINE: row(
      "MATCH_STATE",
      "DECLINED DECLINED_BY_MENTEE",
      "PERMISSION_DENIED",
      "PERMISSION_DENIED",
      "PERMISSION_DENIED",
    ),
    TERMINATE: row(
      "TERMINATED TERMINATED_BY_MENTOR",
      "MATCH_STATE",
      "TERMINATED TERMINATED_BY_STAFF",
      "TERMINATED TERMINATED_BY_STAFF",
      "TERMINATED TERMINATED_BY_SERVICE",
    ),
  },
  ACCEPTED: {
    ACCEPT: row("MATCH_STATE", "MATCH_STATE", "PERMISSION_DENIED", "PERMISSION_DENIED", "PERMISSION_DENIED"),
    DECLINE: row("MATCH_STATE", "MATCH_STATE", "PERMISSION_DENIED", "PERMISSION_DENIED", "PERMISSION_DENIED"),
    TERMINATE: row(
      "TERMINATED TERMINATED_BY_MENTOR",
      "TERMINATED TERMINATED_BY_MENTEE",
      "TERMINATED TERMINATED_BY_STAFF",
      "TERMINATED TERMINATED_BY_STAFF",
      "TERMINATED TERMINATED_BY_SERVICE",
    ),
  },
  DECLINED: {
    ACCEPT: row("MATCH_STATE", "MATCH_STATE", "PERMISSION_DENIED", "PERMISSION_DENIED", "PERMISSION_DENIED"),
    DECLINE: row("MATCH_STATE", "MATCH_STATE", "PERMISSION_DENIED", "PERMISSION_DENIED", "PERMISSION_DENIED"),
    TERMINATE: row("MATCH_STATE", "MATCH_STATE", "MATCH_STATE", "MATCH_STATE", "MATCH_STATE"),
  },
  TERMINATED: {
    ACCEPT: row("MATCH_STATE", "MATCH_STATE", "PERMISSION_DENIED", "PERMISSION_DENIED", "PERMISSION_DENIED"),
    DECLINE: row("MATCH_STATE", "MATCH_STATE", "PERMISSION_DENIED", "PERMISSION_DENIED", "PERMISSION_DENIED"),
    TERMINATE: row("same", "same", "same", "same", "same"),
  },
};

function row(mentor: string, mentee: string, admin: string, staff: string, service: string): Record<Who, string> {
  return { mentor, mentee, admin, staff, service, otherMentor: "NOT_FOUND", otherMentee: "NOT_FOUND" };
}

describe("every state, action and actor", () => {
  const cases = states.flatMap((state) =>
    wishes.flatMap((wish) =>
      (Object.keys(actors) as Who[]).map((who) => [state, wish, who, expected[state][wish.action][who]] as const),
    ),
  );
  test.each(cases)("%s, %j by %s: %s", (state, wish, who, outcome) => {
    const match = matchIn(state);
    const decide = () => decideMatch(match, wish, actors[who], programme(), now);
    const refusal = refusalOf(decide);
    const decision = refusal ? undefined : decide();
    const told = decision?.changed
      ? `${decision.match.state} ${endedOf(decision.match)}`.trim()
      : decision && decision.match === match
        ? "same"
        : refusal?.reason;
    expect(told).toBe(outcome);
    expect(decision?.match.version ?? match.version).toBe(match.version + (decision?.changed ? 1 : 0));
  });
});

test("a terminated match keeps its first reason and actor when it is terminated again", () => {
  const again = decideMatch(
    matchIn("TERMINATED"),
    { action: "TERMINATE", reason: "second" },
    actors.admin,
    programme(),
    now,
  );
  expect(again.match).toMatchObject({ terminatedReason: "first reason", endedBy: "mentor-1", version: 4 });
});

test("an end carries who, when and the reason as given", () => {
  const { match } = decideMatch(
    matchIn("ACCEPTED"),
    { action: "TERMINATE", reason: "moved away" },
    actors.mentee,
    programme(),
    now,
  );
  expect(match).toMatchObject({
    endedAt: now,
    endedBy: "mentee-1",
    terminatedReason: "moved away",
    endReason: "TERMINATED_BY_MENTEE",
  });
});

test("a refusal by state names the state and what this caller may do now", () => {
  const refusal = refusalOf(() =>
    decideMatch(matchIn("ACCEPTED"), { action: "ACCEPT" }, actors.mentee, programme(), now),
  );
  expect(refusal?.metadata).toEqual({ state: "ACCEPTED", allowed_actions: "TERMINATE,BOOK_SESSION" });
});

test("a mentee does not know of a match that ended before the mentor had accepted it", () => {
  const unseen: Match = { ...matchIn("TERMINATED"), acceptedByMentorAt: null, acceptedAt: null };
  const wish: MatchWish = { action: "TERMINATE", reason: "" };
  expect(refusalOf(() => decideMatch(unseen, wish, actors.mentee, programme(), now))?.reason).toBe("NOT_FOUND");
});

test("the side's role in the token is needed, the id alone is not enough", () => {
  const withoutRole = person("mentor-1", "mentee");
  expect(
    refusalOf(() => decideMatch(matchIn("PROPOSED"), { action: "ACCEPT" }, withoutRole, programme(), now))?.reason,
  ).toBe("NOT_FOUND");
});

test("a mentor who is an admin too ends the match as its mentor", () => {
  const both = person("mentor-1", "mentor", "admin");
  const { match } = decideMatch(matchIn("ACCEPTED"), { action: "TERMINATE", reason: "" }, both, programme(), now);
  expect(match.endReason).toBe("TERMINATED_BY_MENTOR");
});

describe("the programme's state", () => {
  const open = {
    ACCEPT: ["MATCHING", "ACTIVE"],
    DECLINE: ["MATCHING", "ACTIVE"],
    TERMINATE: ["MATCHING", "ACTIVE", "COMPLETED"],
  } as const;
  const cases = (["DRAFT", "OPEN", "MATCHING", "ACTIVE", "COMPLETED"] as const).flatMap((state) =>
    wishes.map((wish) => [wish, state, (open[wish.action] as readonly string[]).includes(state)] as const),
  );
  test.each(cases)("%j in %s: %s", (wish, state, isOpen) => {
    const mine = { ...matchIn(wish.action === "TERMINATE" ? "ACCEPTED" : "PROPOSED") };
    const refusal = refusalOf(() => decideMatch(mine, wish, actors.mentor, programme(state), now));
    expect([refusal?.reason, refusal?.metadata.state]).toEqual(
      isOpen ? [undefined, undefined] : ["PROGRAMME_STATE", state],
    );
  });

  test("nothing but ending is offered in a completed programme", () => {
    expect(matchActionsOf(matchIn("ACCEPTED"), actors.mentor, programme("COMPLETED"))).toEqual(["TERMINATE"]);
    expect(matchActionsOf(matchIn("PROPOSED"), actors.mentor, programme("COMPLETED"))).toEqual([]);
    expect(mayBook(matchIn("ACCEPTED"), actors.mentor, programme("COMPLETED"))).toBe(false);
  });
});

test("a mentee books by themselves only where the programme lets them; a service never books", () => {
  const shut = { ...programme(), selfBooking: false };
  expect(mayBook(matchIn("ACCEPTED"), actors.mentee, programme())).toBe(true);
  expect(mayBook(matchIn("ACCEPTED"), actors.mentee, shut)).toBe(false);
  expect(mayBook(matchIn("ACCEPTED"), actors.mentor, shut)).toBe(true);
  expect(mayBook(matchIn("ACCEPTED"), actors.service, programme())).toBe(false);
  expect(mayBook(matchIn("ACCEPTED_BY_MENTOR"), actors.mentor, programme())).toBe(false);
});
