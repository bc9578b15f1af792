import { randomInt } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { must, startWorld, type World } from "../../src/testing/index.ts";
import { quiet } from "../faults/quiet.ts";
import { expectNothingBroken } from "../faults/recount.ts";
import { type Chance, chanceOf } from "./match-life/chance.ts";
import { disagreements } from "./session-life/agreement.ts";
import { type Life, lifeAfter, type ModelSession, type State, type Verb } from "./session-life/model.ts";
import { nextVerb } from "./session-life/next-verb.ts";
import { refusalsOf } from "./session-life/refusals.ts";
import { perform, readLife, setStage, type Stage } from "./session-life/stage.ts";

// How long the story is: things done one by one, with now and then some of them at once.
const chapters = Number(process.env["MENTORSHIP_CHAPTERS"] ?? 6);
const oneByOne = 7;
const atOnce = 5;

let world: World;
beforeAll(async () => {
  world = await startWorld({ serviceEnv: { MENTORSHIP_SWEEP_SECONDS: "2" } });
}, 180_000);
afterAll(() => world?.stop(), 60_000);

interface Story {
  readonly stage: Stage;
  readonly chance: Chance;
  /** What was done, as it will read when something is wrong. */
  readonly told: string[];
  life: Life;
}

/** Fails with everything that is wrong, the seed and what was done. */
function hold({ chance, told }: Story, wrong: readonly string[]): void {
  expect({ seed: chance.seed, wrong, told: wrong.length > 0 ? told : [] }).toEqual({
    seed: chance.seed,
    wrong: [],
    told: [],
  });
}

/** Waits until nothing is under way, and holds all services to the rows of sessions. */
async function settled(story: Story): Promise<Life> {
  const { stage, chance } = story;
  await quiet(stage.world);
  const people = [...story.life.matches.values()].flatMap(({ mentorId, menteeId }) => [mentorId, menteeId]);
  const reader = chance.pick(people.sort());
  let life = await readLife(stage);
  let wrong: string[] = [];
  const agrees = async (): Promise<boolean> => {
    life = await readLife(stage);
    wrong = await disagreements(stage, life, reader);
    return wrong.length === 0;
  };
  // A workflow's step may be under way although no event is.
  await stage.world.settle(agrees, { what: "all services to agree", timeoutMs: 10_000 }).catch(() => undefined);
  hold(story, wrong);
  return life;
}

/** Does one thing, and holds its answer and what becomes of it to the model. */
async function step(story: Story, verb: Verb): Promise<void> {
  const { stage } = story;
  // Real time passes as well: what it has ended meanwhile, such as a hold, is in the rows.
  const before = await readLife(stage);
  const refusals = refusalsOf(before, verb);
  const answer = await perform(stage, verb, before);
  story.told.push(`${JSON.stringify(verb)} → ${answer}, of ${refusals.join(", ") || "ok"}`);
  hold(
    story,
    (refusals.length === 0 ? ["ok"] : refusals).includes(answer) ? [] : [`the answer to the last was ${answer}`],
  );
  const found = await settled(story);
  hold(story, differences(answer === "ok" ? lifeAfter(before, verb) : before, found));
  story.life = found;
}

/** What is new has no id in the model: one that was not there before stands for it. */
function differences(expected: Life, found: Life): string[] {
  const plain = (life: Life, known: Life) => ({
    sessions: Object.fromEntries(
      [...life.sessions].map(([id, one]) => [known.sessions.has(id) ? id : "new", { ...one, id: "" }]),
    ),
    requests: Object.fromEntries(
      [...life.requests].map(([id, one]) => [known.requests.has(id) ? id : "new", { ...one, id: "", requestedAt: 0 }]),
    ),
    matches: Object.fromEntries(life.matches),
    suspended: [...life.suspended].sort(),
  });
  const [one, other] = [plain(expected, expected), plain(found, expected)];
  if (isDeepStrictEqual(one, other)) return [];
  const kinds = ["sessions", "requests", "matches"] as const;
  const apart = kinds.flatMap((kind) =>
    [...new Set([...Object.keys(one[kind]), ...Object.keys(other[kind])])].flatMap((id) => {
      const [left, right] = [one[kind] as Record<string, unknown>, other[kind] as Record<string, unknown>].map(
        (of) => of[id],
      );
      return isDeepStrictEqual(left, right)
        ? []
        : [`${kind} ${id}: expected ${JSON.stringify(left)}, found ${JSON.stringify(right)}`];
    }),
  );
  return apart.length > 0 ? apart : ["who is suspended differs"];
}

// What may be answered when others do things at the same moment: any refusal that names a state, and no fault.
const refusable: ReadonlySet<string> = new Set(
  `ok MATCH_STATE SLOT_TAKEN TIME_PASSED SELF_BOOKING_OFF SELF_BOOKING_ON ALREADY_REQUESTED SESSION_STATE SESSION_REQUEST_STATE
    TOO_EARLY TOO_LATE PERSON_SUSPENDED NOT_FOUND STALE_VERSION`.split(/\s+/),
);
const ruled: readonly State[] = ["completed", "mentor_no_show", "learner_no_show"];
const ways: Readonly<Record<State, readonly State[]>> = {
  scheduled: ["in_progress", "cancelled", ...ruled],
  in_progress: ruled,
  mentor_no_show: ["in_progress", ...ruled],
  learner_no_show: ["in_progress", ...ruled],
  completed: ruled,
  cancelled: [],
};

/** Something of which there is something to do it with. */
function anyVerb({ chance, life }: Story, except: ReadonlySet<Verb["kind"]> = new Set()): Verb {
  for (;;) {
    const verb = nextVerb(chance, life);
    if (verb !== null && !except.has(verb.kind)) return verb;
  }
}

/** Does several things at once; what came first is not known, so what is there now is held to what may be at all. */
async function together(story: Story): Promise<void> {
  const { stage } = story;
  const before = await readLife(stage);
  const alone = new Set<Verb["kind"]>(["advance", "crash"]);
  const verbs = Array.from({ length: atOnce }, () => anyVerb(story, alone));
  story.told.push(`at once: ${verbs.map((verb) => JSON.stringify(verb)).join(", ")}`);
  const answers = await Promise.all(verbs.map((verb) => perform(stage, verb, before)));
  hold(
    story,
    answers.filter((answer) => !refusable.has(answer)).map((answer) => `an answer was ${answer}`),
  );
  const found = await settled(story);
  const gone = [...before.sessions.values()].filter(({ id }) => !found.sessions.has(id));
  const impossible = [...before.sessions.values()].filter(
    (session) => !mayBecome(session, found.sessions.get(session.id)),
  );
  hold(
    story,
    [...gone, ...impossible].map(
      (session) => `${JSON.stringify(session)} became ${JSON.stringify(found.sessions.get(session.id))}`,
    ),
  );
  story.life = found;
}

const mayBecome = (before: ModelSession, now: ModelSession | undefined): boolean =>
  now !== undefined &&
  now.scheduleVersion >= before.scheduleVersion &&
  (now.startsAt === before.startsAt) >= (now.scheduleVersion === before.scheduleVersion) &&
  (now.state === before.state || ways[before.state].includes(now.state));

test("whatever is done to sessions, in whatever order, at once and through crashes, ends as the rules say, and every service tells the same", async () => {
  const seed = Number(process.env["MENTORSHIP_TEST_SEED"] ?? randomInt(2 ** 31));
  const stage = await setStage(world);
  await quiet(world);
  const story: Story = { stage, chance: chanceOf(seed), told: [], life: await readLife(stage) };
  for (let chapter = 0; chapter < chapters; chapter += 1) {
    for (let n = 0; n < oneByOne; n += 1) {
      await step(story, anyVerb(story));
    }
    await together(story);
  }
  const last = Math.max(...[...story.life.sessions.values()].map(({ startsAt }) => startsAt), story.life.now);
  await step(story, { kind: "advance", to: last + 3 * 3_600_000 });
  await expectNothingBroken(world, stage.cast);
  // A story in which nothing was booked, refused or judged would prove nothing.
  const states = new Set([...must(story.life.sessions).values()].map(({ state }) => state));
  expect(story.life.sessions.size).toBeGreaterThanOrEqual(chapters);
  expect(states.size).toBeGreaterThan(1);
}, 420_000);
