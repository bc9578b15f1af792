import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { Modality, SessionState } from "@mentorship/client/v1";
import { type Clients5, must, rid, tenantNow, type World } from "../../../src/testing/index.ts";
import { insist } from "../answers.ts";
import { moveClock, moveClockKilling } from "../clock.ts";
import { makePairs, type Pairs } from "../pairs.ts";
import {
  createModel,
  endOf,
  GRACE,
  HOUR,
  judge,
  MINUTE,
  type Model,
  type ModelSession,
  momentsOf,
  pass,
  randomOf,
  tell,
} from "./model.ts";

// So long nothing falls due after a step, so that real time, which passes as well, changes nothing.
const CALM = 4 * MINUTE;
const LEADS = [20, 45, 90, 180, 20 * 60, 25 * 60, 30 * 60, 50 * 60] as const;

/** A life of one mentor and three mentees in a tenant of its own, in step with the model of it. */
export interface Story {
  readonly pairs: Pairs;
  readonly model: Model;
  /** What was done, to be read when it went wrong. */
  readonly log: readonly string[];
  step(): Promise<void>;
  /** Lets the time pass until nothing more can happen by itself. */
  end(): Promise<void>;
}

export async function startStory(world: World, seed: number): Promise<Story> {
  const pairs = await makePairs(world, 3);
  const { cast, mentor } = pairs;
  const random = randomOf(seed);
  const model = createModel();
  const log: string[] = [];
  const alive = [...pairs.proposals];
  for (const match of alive) await pairs.accept(match);
  const staff = await cast.as("staff", "staff");
  const pick = <T>(all: readonly T[]): T | undefined => all[random(all.length)];
  const now = async (): Promise<number> => (await tenantNow(world, cast.tenantId)).getTime();
  const nameOf = (session: ModelSession): string => `session ${model.sessions.indexOf(session)}`;
  const upcoming = (at: number) =>
    model.sessions.filter((one) => one.state === "scheduled" && one.startsAt > at + CALM);

  /** A start that overlaps nothing of the mentor's and makes nothing due in a moment. */
  function freeStart(at: number, length: number, except?: ModelSession): number | undefined {
    for (let tries = 0; tries < 20; tries += 1) {
      const lead = (pick(LEADS) ?? 90) + 6 + random(8);
      const start = Math.floor(at / MINUTE) * MINUTE + lead * MINUTE;
      const isFree = model.sessions.every(
        (one) => one === except || one.state === "cancelled" || start + length <= one.startsAt || endOf(one) <= start,
      );
      if (isFree) return start;
    }
    return undefined;
  }

  async function book(): Promise<void> {
    const match = pick(alive);
    const at = await now();
    const length = pick([30, 45, 60] as const)! * MINUTE;
    const startsAt = freeStart(at, length);
    if (match === undefined || startsAt === undefined) return;
    const request = {
      requestId: rid(),
      matchId: match.matchId,
      start: startOf(startsAt),
      length: { seconds: BigInt(length / 1_000) },
      modality: Modality.VIDEO,
      title: "A talk",
    };
    const { session } = await insist(() => mentor.scheduling.bookSession(request));
    const booked: ModelSession = {
      id: must(session).sessionId,
      matchId: match.matchId,
      mentor: "mentor",
      mentee: must(match.mentee?.person).personId,
      length,
      startsAt,
      timeSetAt: at,
      version: 1,
      state: "scheduled",
      there: new Set(),
      ruledByHand: false,
    };
    model.sessions.push(booked);
    tell(model, booked, "SCHEDULED", "mentor");
    log.push(`booked ${nameOf(booked)} in ${minutes(startsAt - at)}`);
  }

  async function move(): Promise<void> {
    const at = await now();
    const session = pick(upcoming(at));
    const startsAt = session && freeStart(at, session.length, session);
    if (session === undefined || startsAt === undefined || startsAt === session.startsAt) return;
    const request = { requestId: rid(), sessionId: session.id, start: startOf(startsAt) };
    await insist(() => mentor.scheduling.rescheduleSession(request));
    session.startsAt = startsAt;
    session.timeSetAt = at;
    session.version += 1;
    // Whoever waited for the time before is not there at the new one.
    session.there.clear();
    tell(model, session, "RESCHEDULED", "mentor");
    log.push(`moved ${nameOf(session)} to in ${minutes(startsAt - at)}`);
  }

  async function cancel(): Promise<void> {
    const session = pick(upcoming(await now()));
    if (session === undefined) return;
    const request = { requestId: rid(), sessionId: session.id, reason: "Something came up" };
    await insist(() => mentor.scheduling.cancelSession(request));
    drop(session, "mentor");
  }

  function drop(session: ModelSession, by = ""): void {
    session.state = "cancelled";
    tell(model, session, "CANCELLED", by);
    log.push(`cancelled ${nameOf(session)}`);
  }

  /** Ends a match, or lets a mentee call nothing any more: what has not begun of theirs is cancelled. */
  async function part(how: "terminate" | "suspend"): Promise<void> {
    if (alive.length < 2) return;
    const match = must(alive.pop());
    const mentee = must(match.mentee?.person).personId;
    const lost = upcoming(await now()).filter((one) => one.matchId === match.matchId);
    if (model.sessions.some((one) => one.matchId === match.matchId && isRunning(one))) return void alive.push(match);
    log.push(`${how} ${mentee}`);
    if (how === "suspend") await insist(() => cast.suspend(mentee));
    else {
      const request = { requestId: rid(), matchId: match.matchId, reason: "It did not work out" };
      await insist(() => cast.admin.matching.terminateMatch(request));
    }
    const gone = "select id from scheduling.session where tenant_id = $1 and state = 'cancelled'";
    const isGone = async (): Promise<boolean> => {
      const ids = (await world.sql<{ id: string }>(gone, [cast.tenantId])).map((row) => row.id);
      return lost.every((one) => ids.includes(one.id));
    };
    await world.settle(isGone, { what: "sessions to be cancelled", timeoutMs: 30_000 });
    for (const session of lost) drop(session);
  }

  const isRunning = (one: ModelSession): boolean =>
    one.state === "in_progress" || one.state === "no_show" || (one.state === "scheduled" && one.there.size > 0);

  async function advance(to: number, killing: boolean): Promise<void> {
    const from = await now();
    let target = Math.max(to, from + MINUTE);
    const isCalm = (): boolean =>
      !model.sessions.some(
        (one) => one.state !== "cancelled" && momentsOf(one).some((at) => at > target && at <= target + CALM),
      );
    while (!isCalm()) target += CALM;
    log.push(`${killing ? "killed in the middle of " : ""}an advance by ${minutes(target - from)}`);
    if (killing) await moveClockKilling(world, cast, new Date(target), "scheduling");
    else await moveClock(cast, new Date(target));
    pass(model, from, target);
  }

  /** The doors of the next session open, and nobody, one or both come, in time or late. */
  async function attend(): Promise<void> {
    const session = upcoming(await now()).toSorted((one, other) => one.startsAt - other.startsAt)[0];
    if (session === undefined) return;
    await advance(session.startsAt - 9 * MINUTE, random(4) === 0);
    if (session.state !== "scheduled" || (await now()) >= session.startsAt) return;
    const people = [session.mentor, session.mentee].filter(() => random(3) > 0);
    for (const person of people) await checkIn(session, person);
    if (random(2) === 0 || people.length !== 1) return;
    await advance(session.startsAt + GRACE + MINUTE, random(3) === 0);
    const missing = people[0] === session.mentor ? session.mentee : session.mentor;
    if (isNoShow(session) && (await now()) < endOf(session) - CALM) await checkIn(session, missing);
  }

  async function checkIn(session: ModelSession, person: string): Promise<void> {
    const by: Clients5 = await cast.as(person === "mentor" ? "mentor" : "mentee", person);
    const request = { requestId: rid(), sessionId: session.id };
    await insist(() => by.scheduling.checkIn(request));
    session.there.add(person);
    judge(model, session, await now());
    log.push(`${person} came to ${nameOf(session)}`);
  }

  /** What nobody can tell is ruled by hand. */
  async function rule(): Promise<void> {
    const at = await now();
    const session = model.sessions.find((one) => one.state === "scheduled" && endOf(one) < at);
    if (session === undefined) return;
    const [outcome, state] =
      random(2) === 0
        ? ([SessionState.COMPLETED, "completed"] as const)
        : ([SessionState.LEARNER_NO_SHOW, "no_show"] as const);
    const request = { requestId: rid(), sessionId: session.id, outcome, reason: "" };
    await insist(() => staff.scheduling.setSessionOutcome(request));
    Object.assign(session, { state, ruledByHand: true });
    tell(model, session, state.toUpperCase(), "staff");
    log.push(`ruled on ${nameOf(session)}`);
  }

  async function crash(): Promise<void> {
    log.push("killed scheduling");
    await world.kill("scheduling");
    await world.restart("scheduling");
  }

  const steps: readonly (readonly [number, () => Promise<void>])[] = [
    [5, book],
    [3, move],
    [1, cancel],
    [4, attend],
    [2, async () => advance((await now()) + (10 + random(30 * 60)) * MINUTE, random(3) === 0)],
    [1, rule],
    [1, () => part(random(2) === 0 ? "terminate" : "suspend")],
    [1, crash],
  ];
  const wheel = steps.flatMap(([weight, step]) => Array.from({ length: weight }, () => step));
  return {
    pairs,
    model,
    log,
    step: async () => must(pick(wheel))(),
    async end() {
      const last = Math.max(await now(), ...model.sessions.map(endOf));
      await advance(last + HOUR, false);
    },
  };
}

const isNoShow = (session: ModelSession): boolean => session.state === "no_show";
const startOf = (at: number) => ({ case: "scheduledAt", value: timestampFromDate(new Date(at)) }) as const;
const minutes = (ms: number): string => `${Math.round(ms / MINUTE)} min`;
