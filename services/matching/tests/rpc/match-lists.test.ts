import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type ListMatchesRequest, type Match, MatchOrder, MatchState, MatchWaiting } from "@mentorship/client/v1";
import { type Cast, createCast, must, rid, startWorld, type World } from "@mentorship/dev-env/testing";
import { refusalOf } from "../refusals.ts";

let world: World;
let cast: Cast;
let programmeId: string;
const day = 24 * 60;
const mentees = Array.from({ length: 12 }, (_, n) => `mentee-${String(n).padStart(2, "0")}`);

beforeAll(async () => {
  world = await startWorld();
  cast = await createCast(world);
  await cast.people([{ id: "mentor-1" }, { id: "mentor-2" }, ...mentees.map((id) => ({ id }))]);
  ({ programmeId } = await cast.programme());
  await cast.enrol(programmeId, { mentors: ["mentor-1", "mentor-2"], mentees, maxMentees: 10 });
  await cast.admin.programme.startMatching({ requestId: rid(), programmeId });
}, 180_000);
afterAll(() => world?.stop());

const idOf = (match: Match) => match.mentee?.person?.personId ?? "";
const listed = async (over: Partial<ListMatchesRequest>) =>
  (await cast.admin.matching.listMatches({ programmeId, pageSize: 500, ...over } as ListMatchesRequest)).matches;
/** The same list, read page by page. */
async function paged(over: Partial<ListMatchesRequest>, pageSize: number): Promise<string[]> {
  const seen: string[] = [];
  let pageToken = "";
  do {
    const request = { programmeId, pageSize, pageToken, ...over } as ListMatchesRequest;
    const page = await cast.admin.matching.listMatches(request);
    seen.push(...page.matches.map(idOf));
    pageToken = page.nextPageToken;
  } while (pageToken !== "");
  return seen;
}
/** Pairs by hand, so that the order of the pairings is the test's own. */
async function pair(menteeId: string, mentorId = "mentor-1"): Promise<string> {
  const { match } = await cast.admin.matching.createMatch({ requestId: rid(), programmeId, mentorId, menteeId });
  return must(match).matchId;
}

describe("orders", () => {
  test("newest, oldest and best score, each page by page as in one", async () => {
    for (const id of mentees.slice(0, 3)) await pair(id);
    for (const id of mentees.slice(3, 5)) await pair(id, "mentor-2");
    const newest = mentees.slice(0, 5).toReversed();
    expect((await listed({})).map(idOf)).toEqual(newest);
    expect((await listed({ orderBy: MatchOrder.NEWEST })).map(idOf)).toEqual(newest);
    expect((await listed({ orderBy: MatchOrder.OLDEST })).map(idOf)).toEqual(newest.toReversed());
    const scores = (await listed({ orderBy: MatchOrder.BEST_SCORE })).map(({ scoreBillionths }) => scoreBillionths);
    expect(scores).toEqual(scores.toSorted((a, b) => Number(b - a)));
    // Both mentors begin with ten free seats: their first and their second pairs score the same.
    expect(new Set(scores).size).toBe(3);
    for (const orderBy of [MatchOrder.NEWEST, MatchOrder.OLDEST, MatchOrder.BEST_SCORE]) {
      const whole = (await listed({ orderBy })).map(idOf);
      for (const size of [1, 2, 3]) expect(await paged({ orderBy }, size)).toEqual(whole);
    }
  });

  test("a page token is of its order and filters, and an order that nobody knows is refused", async () => {
    const { nextPageToken: pageToken } = await cast.admin.matching.listMatches({ programmeId, pageSize: 1 });
    for (const other of [
      { orderBy: MatchOrder.OLDEST },
      { orderBy: MatchOrder.BEST_SCORE },
      { waiting: MatchWaiting.STUCK },
    ]) {
      const asked = cast.admin.matching.listMatches({ programmeId, pageSize: 1, pageToken, ...other });
      expect(await refusalOf(asked)).toMatchObject({ code: "InvalidArgument", reason: "PAGE_TOKEN_INVALID" });
    }
    expect(
      (await cast.admin.matching.listMatches({ programmeId, pageSize: 1, pageToken, orderBy: MatchOrder.NEWEST }))
        .matches,
    ).toHaveLength(1);
    for (const unknown of [{ orderBy: 99 as MatchOrder }, { waiting: 99 as MatchWaiting }]) {
      expect(await refusalOf(cast.admin.matching.listMatches(unknown))).toMatchObject({ reason: "INVALID_ARGUMENT" });
    }
  });
});

describe("matches that have waited for long", () => {
  /** What the dashboard shows of them. */
  const dashboard = async () => {
    const { programmes } = await cast.admin.programme.getAdminDashboard({ programmeId });
    return must(programmes[0]);
  };
  const waiting = async (kind: MatchWaiting) => (await listed({ waiting: kind })).map(({ matchId }) => matchId);

  test("are those of the dashboard, longest first, in tenant time: more than 7 days proposed, more than 14 half accepted", async () => {
    // Five were proposed by the test before. Two more a day later, and of the seven the mentor accepts three, in another order.
    await cast.advance(day);
    const late = [await pair("mentee-05"), await pair("mentee-06", "mentor-2")];
    const all = await listed({ orderBy: MatchOrder.OLDEST });
    const accept = async (menteeId: string) => {
      const match = must(all.find((each) => idOf(each) === menteeId));
      const mentor = await cast.as("mentor", must(match.mentor?.person).personId);
      await mentor.matching.acceptMatch({ requestId: rid(), matchId: match.matchId });
      return match.matchId;
    };
    const stuckFirst = await accept("mentee-05");
    await cast.advance(day);
    const stuckLater = await accept("mentee-00");
    expect(await waiting(MatchWaiting.PENDING_TOO_LONG)).toEqual([]);
    expect(await waiting(MatchWaiting.STUCK)).toEqual([]);

    // The first five are just older than seven days, the others are six days old.
    await cast.advance(5 * day + 1);
    const pending = all.filter((each) => ["mentee-01", "mentee-02", "mentee-03", "mentee-04"].includes(idOf(each)));
    expect(await waiting(MatchWaiting.PENDING_TOO_LONG)).toEqual(pending.map(({ matchId }) => matchId));
    expect(await waiting(MatchWaiting.STUCK)).toEqual([]);
    expect(await dashboard()).toMatchObject({ pendingTooLongCount: 4n, stuckCount: 0n });

    await cast.advance(8 * day + 1);
    expect(await waiting(MatchWaiting.STUCK)).toEqual([stuckFirst]);
    await cast.advance(day);
    expect(await waiting(MatchWaiting.STUCK)).toEqual([stuckFirst, stuckLater]);
    const shown = await world.settle(async () => {
      const found = await dashboard();
      return found.stuck.length === 2 ? found : undefined;
    });
    expect(shown.stuck.map(({ matchId }) => matchId)).toEqual(await waiting(MatchWaiting.STUCK));
    expect(shown.pendingTooLong.map(({ matchId }) => matchId)).toEqual(await waiting(MatchWaiting.PENDING_TOO_LONG));
    expect(await waiting(MatchWaiting.PENDING_TOO_LONG)).toEqual([...pending.map(({ matchId }) => matchId), late[1]]);
    // An order that is asked for goes before that of the waiting; states narrow further.
    const newest = await listed({ waiting: MatchWaiting.STUCK, orderBy: MatchOrder.NEWEST });
    expect(newest.map(({ matchId }) => matchId)).toEqual([stuckFirst, stuckLater]);
    const oldest = await listed({ waiting: MatchWaiting.STUCK, orderBy: MatchOrder.OLDEST });
    expect(oldest.map(({ matchId }) => matchId)).toEqual([stuckLater, stuckFirst]);
    expect(await listed({ waiting: MatchWaiting.STUCK, states: [MatchState.PROPOSED] })).toEqual([]);
    expect(await paged({ waiting: MatchWaiting.PENDING_TOO_LONG }, 2)).toEqual([...pending.map(idOf), "mentee-06"]);
  });

  test("a mentor sees own ones that wait, a mentee only what waits for them", async () => {
    const mentor = await cast.as("mentor", "mentor-2");
    const mine = (await mentor.matching.listMatches({ waiting: MatchWaiting.PENDING_TOO_LONG })).matches;
    expect(mine.map(idOf)).toEqual(["mentee-03", "mentee-04", "mentee-06"]);
    for (const [menteeId, kind, expected] of [
      ["mentee-01", MatchWaiting.PENDING_TOO_LONG, 0],
      ["mentee-05", MatchWaiting.STUCK, 1],
      ["mentee-05", MatchWaiting.PENDING_TOO_LONG, 0],
    ] as const) {
      const mentee = await cast.as("mentee", menteeId);
      expect((await mentee.matching.listMatches({ waiting: kind })).matches).toHaveLength(expected);
    }
  });
});
