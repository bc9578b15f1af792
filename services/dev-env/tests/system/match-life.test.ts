import { randomInt } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { must, startWorld, type World } from "../../src/testing/index.ts";
import { quiet } from "../faults/quiet.ts";
import { disagreements } from "./match-life/agreement.ts";
import { type Chance, chanceOf } from "./match-life/chance.ts";
import { answerTo, type Life, lifeAfter, type Verb } from "./match-life/model.ts";
import { nextVerb } from "./match-life/next-verb.ts";
import { faultsOfRun, impossibleChanges } from "./match-life/rules-of-runs.ts";
import { perform, readLife, setStage, type Stage } from "./match-life/stage.ts";

// How long the story is: things done one by one, with now and then some of them at once.
const chapters = 11;
const oneByOne = 5;
const atOnce = 4;

let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 180_000);
afterAll(() => world?.stop());

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

/** Waits until nothing is under way, and holds all services to the rows of matches. */
async function settled(story: Story): Promise<Life> {
  const { stage, chance } = story;
  await quiet(stage.world);
  const life = await readLife(stage);
  hold(story, await disagreements(stage, life, chance.pick([...stage.mentors, ...stage.mentees])));
  return life;
}

/** Does one thing, and holds its answer and what becomes of it to the model. */
async function step(story: Story, verb: Verb): Promise<void> {
  const { stage, life: before } = story;
  const expected = answerTo(before, verb, stage.tags);
  story.told.push(`${JSON.stringify(verb)} → ${expected}`);
  const answer = await perform(stage, verb);
  hold(story, answer === expected ? [] : [`the answer to the last was ${answer}`]);
  const found = await settled(story);
  if (answer !== "ok") hold(story, differences(before, found));
  else if (verb.kind === "run") hold(story, faultsOfRun(before, found, verb.replace, stage.tags));
  else if (verb.kind === "create") hold(story, differences(withNewest(before, found, verb), found));
  else hold(story, differences(lifeAfter(before, verb), found));
  story.life = found;
}

const differences = (expected: Life, found: Life): string[] =>
  isDeepStrictEqual(plain(expected), plain(found)) ? [] : [`expected ${text(expected)}`, `found ${text(found)}`];
const plain = (life: Life) => ({
  ...life,
  mentors: Object.fromEntries(life.mentors),
  mentees: Object.fromEntries(life.mentees),
  suspended: [...life.suspended].sort(),
  matches: Object.fromEntries(life.matches),
});
const text = (life: Life): string => JSON.stringify(plain(life));

/** What there was, and the one match that a pairing by hand has added. */
function withNewest(before: Life, found: Life, { mentorId, menteeId }: Extract<Verb, { kind: "create" }>): Life {
  const id = [...found.matches.keys()].find((each) => !before.matches.has(each)) ?? "none";
  const match = { id, mentorId, menteeId, state: "PROPOSED", seen: false, end: "" } as const;
  return { ...before, matches: new Map([...before.matches, [id, match]]) };
}

// What may be answered when others do things at the same moment: any refusal that names a state, and no fault.
const refusals: ReadonlySet<string> = new Set([
  "ok",
  "PROGRAMME_STATE",
  "APPLICATION_STATE",
  "MATCH_STATE",
  "NOT_FOUND",
  "PERMISSION_DENIED",
  "SELF_PAIR",
  "PERSON_SUSPENDED",
  "MENTEE_HAS_MATCH",
  "PAIR_BARRED",
  "NO_FREE_SEAT",
  "PAIR_DOES_NOT_FIT",
  "STALE_VERSION",
]);

/** Does several things at once; what came first is not known, so what is there now is held to what may be at all. */
async function together(story: Story): Promise<void> {
  const { stage, chance, life: before } = story;
  const verbs = Array.from({ length: atOnce }, () => nextVerb(chance, before, stage));
  story.told.push(`at once: ${verbs.map((verb) => JSON.stringify(verb)).join(", ")}`);
  const answers = await Promise.all(verbs.map((verb) => perform(stage, verb)));
  hold(
    story,
    answers.filter((answer) => !refusals.has(answer)).map((answer) => `an answer was ${answer}`),
  );
  const found = await settled(story);
  hold(story, impossibleChanges(before, found));
  story.life = found;
}

test("whatever is done to matches, in whatever order and at once, ends as the rules say, and every service tells the same of it", async () => {
  const seed = Number(process.env.MENTORSHIP_TEST_SEED ?? randomInt(2 ** 31));
  const stage = await setStage(world);
  const story: Story = { stage, chance: chanceOf(seed), told: [], life: await settledStage(stage) };
  for (let chapter = 0; chapter < chapters; chapter += 1) {
    for (let n = 0; n < oneByOne; n += 1) await step(story, nextVerb(story.chance, story.life, stage));
    await together(story);
  }
  // The end of the story: nobody who fits is left apart, and what nobody has answered ends with the programme.
  if (story.life.programme === "ACTIVE") await step(story, { kind: "startMatching" });
  await step(story, { kind: "run", replace: false });
  await step(story, { kind: "activate" });
  await completed(story);
  const { chains, intact } = await stage.cast.admin.programme.verifyAudit({});
  expect({ seed, intact, broken: chains.filter((chain) => !chain.intact) }).toEqual({ seed, intact: true, broken: [] });
  expect(story.life.matches.size).toBeGreaterThan(chapters);
}, 240_000);

async function settledStage(stage: Stage): Promise<Life> {
  await quiet(stage.world);
  return readLife(stage);
}

/** Completes the programme. Its unanswered matches end after the event is done with: wait for that. */
async function completed(story: Story): Promise<void> {
  const { stage, life: before } = story;
  story.told.push("complete");
  hold(
    story,
    [await perform(stage, { kind: "complete" })].filter((answer) => answer !== "ok"),
  );
  const expected = lifeAfter(before, { kind: "complete" });
  await stage.world.settle(async () => differences(expected, await readLife(stage)).length === 0, {
    what: `the unanswered matches to end (seed ${story.chance.seed})`,
  });
  story.life = must(await settled(story));
  hold(story, differences(expected, story.life));
}
