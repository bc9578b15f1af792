import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { startWorld, type World } from "../../src/testing/index.ts";
import { quiet } from "./quiet.ts";
import { expectNothingBroken, textsOf } from "./recount.ts";
import { MINUTE } from "./reminders/model.ts";
import { startStory, type Story } from "./reminders/story.ts";

const SEED = Number(process.env["MENTORSHIP_SEED"] ?? Math.floor(Math.random() * 1e9));
const STORIES = Number(process.env["MENTORSHIP_STORIES"] ?? 2);
const STEPS = Number(process.env["MENTORSHIP_STEPS"] ?? 14);

let world: World;
beforeAll(async () => {
  world = await startWorld({ serviceEnv: { MENTORSHIP_SWEEP_SECONDS: "2" } });
}, 120_000);
afterAll(() => world?.stop(), 60_000);

test(`no reminder and no no-show is wrong, doubled or missing, whatever happens; seed ${SEED}`, async () => {
  process.stdout.write(`reminders: MENTORSHIP_SEED=${SEED} MENTORSHIP_STORIES=${STORIES} MENTORSHIP_STEPS=${STEPS}\n`);
  let reminders = 0;
  for (let number = 0; number < STORIES; number += 1) {
    const story = await startStory(world, SEED + number);
    try {
      for (let step = 0; step < STEPS; step += 1) await story.step();
      await story.end();
      await quiet(world);
      await expectAsTheModelSays(story);
    } catch (error) {
      process.stdout.write(`story ${number} of seed ${SEED}:\n${story.log.join("\n")}\n`);
      throw error;
    }
    reminders += story.model.reminders.length;
  }
  // A check of nothing would be none.
  expect(reminders).toBeGreaterThan(0);
}, 600_000);

async function expectAsTheModelSays({ pairs: { cast }, model }: Story): Promise<void> {
  const told = `select kind || ' ' || person_id || ' ' || session_id || ' ' ||
      to_char(starts_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
    from notification.inbox_item where tenant_id = $1 and kind like 'SESSION_%'`;
  expect(await textsOf(world, cast, told)).toEqual(model.told.toSorted());
  const sent = await world.sql<{ key: string; sent_at: Date }>(
    `select kind || ' ' || person_id || ' ' || session_id || ' ' || schedule_version as key, sent_at
     from scheduling.notice_sent where tenant_id = $1`,
    [cast.tenantId],
  );
  expect(sent.map(({ key }) => key).sort()).toEqual(model.reminders.map(({ key }) => key).sort());
  for (const { key, sent_at } of sent) {
    const due = model.reminders.find((reminder) => reminder.key === key)?.at ?? 0;
    expect({ key, lateBy: sent_at.getTime() - due }).toEqual({ key, lateBy: expect.any(Number) });
    expect(sent_at.getTime() - due).toBeGreaterThanOrEqual(0);
    expect(sent_at.getTime() - due).toBeLessThan(4 * MINUTE);
  }
  const states =
    "select id || ' ' || regexp_replace(state, '^(mentor|learner)_', '') from scheduling.session where tenant_id = $1";
  expect(await textsOf(world, cast, states)).toEqual(model.sessions.map(({ id, state }) => `${id} ${state}`).sort());
  await expectNothingBroken(world, cast);
}
