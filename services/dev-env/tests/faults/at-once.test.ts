import { setTimeout as pause } from "node:timers/promises";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { FollowUpState, type Match, Modality } from "@mentorship/client/v1";
import { must, rid, startWorld, type World } from "../../src/testing/index.ts";
import { answerOf, insist } from "./answers.ts";
import { HOUR, minuteAhead } from "./clock.ts";
import { makePairs, type Pairs } from "./pairs.ts";
import { quiet } from "./quiet.ts";
import { expectNothingBroken, textsOf } from "./recount.ts";

const PAIRS = 50;
const ROUNDS = 40;

let world: World;
let pairs: Pairs;
let first: Date;
beforeAll(async () => {
  world = await startWorld();
  pairs = await makePairs(world, PAIRS);
  first = await minuteAhead(world, pairs.cast, 48 * HOUR);
}, 120_000);
afterAll(() => world?.stop(), 60_000);

/** No two hours are the same, so that only what a test means to overlap does. */
let hours = 0;
const nextHour = (): Date => new Date(first.getTime() + hours++ * HOUR);

/** A deadlock that was retried shows nowhere else. */
async function deadlocks(): Promise<number> {
  const [row] = await world.sql<{ deadlocks: number }>(
    "select deadlocks::int4 as deadlocks from pg_stat_database where datname = current_database()",
  );
  return must(row).deadlocks;
}

test(`who accepts can book at once, ${PAIRS} times in a row`, async () => {
  for (const match of pairs.proposals) {
    await pairs.accept(match);
    const session = await pairs.book(match, nextHour());
    expect(session.matchId).toBe(match.matchId);
  }
  await quiet(world);
  const sessions = "select state from scheduling.session where tenant_id = $1";
  expect(await textsOf(world, pairs.cast, sessions)).toEqual(Array(PAIRS).fill("scheduled"));
}, 60_000);

test("of 200 bookings of one hour at once one wins, and 199 hear that it is taken", async () => {
  const begins = nextHour();
  const bookers = await Promise.all(
    pairs.proposals.map(async (match) => ({
      matchId: match.matchId,
      clients: [pairs.mentor, pairs.cast.admin, pairs.mentor, await pairs.cast.as("staff", "matcher")],
    })),
  );
  const calls = bookers.flatMap(({ matchId, clients }) =>
    clients.map(({ scheduling }) =>
      answerOf(
        scheduling.bookSession({
          requestId: rid(),
          matchId,
          start: { case: "scheduledAt", value: timestampFromDate(begins) },
          modality: Modality.CHAT,
          title: "The same hour",
        }),
      ),
    ),
  );
  const answers = await Promise.all(calls);
  expect(answers).toHaveLength(200);
  expect(answers.filter((answer) => answer === "ok")).toHaveLength(1);
  expect(answers.filter((answer) => answer === "SLOT_TAKEN")).toHaveLength(199);
  const there = `select count(*)::text from scheduling.session where tenant_id = $1 and starts_at = $2`;
  expect(await textsOf(world, pairs.cast, there, begins)).toEqual(["1"]);
  await quiet(world);
  expect(await deadlocks()).toBe(0);
}, 60_000);

test(`a match that is terminated while its sessions are booked leaves none of them behind, ${ROUNDS} times`, async () => {
  const ended = pairs.proposals.slice(0, ROUNDS);
  const booked = await Promise.all(ended.map(terminateWhileBooking));
  expect(Math.max(...booked)).toBeGreaterThan(0);
  for (const [n, { matchId }] of ended.entries()) {
    const followUps = await world.settle(async () => {
      const { match } = await pairs.cast.service.matching.getMatch({ matchId });
      const all = must(match).followUps;
      if (all.length < 3 || all.some(({ state }) => state !== FollowUpState.DONE)) throw new Error("not done yet");
      return all.map(({ count }) => count);
    });
    const states = "select state from scheduling.session where tenant_id = $1 and match_id = $2 and title = 'A talk'";
    // One was booked when the match was accepted.
    expect(await textsOf(world, pairs.cast, states, matchId)).toEqual(Array(must(booked[n]) + 1).fill("cancelled"));
    const sessions = "select state from scheduling.session where tenant_id = $1 and match_id = $2";
    const links = "select state from conferencing.link where tenant_id = $1 and match_id = $2 and state = 'removed'";
    const told = `select person_id from notification.inbox_item
      where tenant_id = $1 and match_id = $2 and kind = 'MATCH_TERMINATED'`;
    const counts = [sessions, links, told].map((text) => textsOf(world, pairs.cast, text, matchId));
    expect(followUps).toEqual((await Promise.all(counts)).map((rows) => rows.length));
  }
  await quiet(world);
  const left = `select s.id from scheduling.session s join matching.match m on m.id = s.match_id
    where s.tenant_id = $1 and s.state <> 'cancelled' and m.state = 'TERMINATED'`;
  expect(await textsOf(world, pairs.cast, left)).toEqual([]);
  await expectNothingBroken(world, pairs.cast);
  expect(await deadlocks()).toBe(0);
}, 90_000);

/** One books hour after hour until it is refused, the other terminates within 20 ms. Answers how many bookings there were. */
async function terminateWhileBooking(match: Match): Promise<number> {
  const { matchId } = match;
  const bookOn = async (): Promise<number> => {
    for (let booked = 0; ; booked += 1) {
      const [begins, requestId] = [nextHour(), rid()];
      const answer = await answerOf(insist(() => pairs.book(match, begins, requestId)));
      if (answer === "MATCH_STATE") return booked;
      expect(answer).toBe("ok");
    }
  };
  const terminate = async (): Promise<void> => {
    await pause(Math.random() * 20);
    await pairs.cast.service.matching.terminateMatch({ requestId: rid(), matchId, terminatedReason: "It ends" });
  };
  return (await Promise.all([bookOn(), terminate()]))[0];
}
