import { withClient } from "@mentorship/dev-env/launch";
import { type Hold, settle, whileHeld } from "@mentorship/dev-env/testing";
import type { MatchRunMode, PairingStrategy } from "@mentorship/client/v1";
import { type Cohort, makeCohort, requestId, type World } from "../cohort.ts";

/** So many mentees take two parts to write, of which each holds half of them. */
export const twoParts = 1_040;

/** So many take three parts: whoever goes on after a part that was not written shows it by the third. */
export const threeParts = 2_040;

const last = "mentee-last";

/** Mentors with a hundred seats each, and mentees of whom the last fits worse than all others and so is proposed last. */
export const cohortOf = (world: World, mentors: number, mentees: number): Promise<Cohort> =>
  makeCohort(
    world,
    Array.from({ length: mentors }, (_, n) => ({ id: `mentor-${n}`, seats: 100 })),
    Array.from({ length: mentees }, (_, n) =>
      n === mentees - 1 ? { id: last, tags: ["sql", "go"] } : { id: `mentee-${n}` },
    ),
  );

/** Asks for a run and answers its id. */
export async function ask(
  { matching, programmeId }: Cohort,
  how: { mode?: MatchRunMode; strategy?: PairingStrategy } = {},
): Promise<string> {
  const { run } = await matching.runMatching({ requestId: requestId(), programmeId, ...how });
  return run?.runId ?? "";
}

/** Has a run propose everybody while one mentor is paused: the next one that replaces proposals shares the mentees out anew. */
export async function runWithoutOneMentor({ applications, programme, run }: Cohort): Promise<void> {
  const applicationId = applications.get("mentor-0") ?? "";
  await programme.pauseMentor({ requestId: requestId(), applicationId });
  await run();
  await programme.resumeMentor({ requestId: requestId(), applicationId });
}

/** Runs `body` while nobody can write a match: a run stands still in the middle of its first part. */
export const inFirstPart = <R>(adminUrl: string, body: (reached: Hold["reached"]) => Promise<R>): Promise<R> =>
  whileHeld(adminUrl, "lock table matching.match in share mode", [], body);

/** Runs `body` while nobody can read applications: a run stands still while it loads. */
export const inLoading = <R>(adminUrl: string, body: (reached: Hold["reached"]) => Promise<R>): Promise<R> =>
  whileHeld(adminUrl, "lock table programme.application in access exclusive mode", [], body);

/** Runs `body` while the last mentee's row is held: a run stands still in its last part, and all parts before are written. */
export async function inLastPart<R>(
  adminUrl: string,
  cohort: Cohort,
  body: (reached: Hold["reached"]) => Promise<R>,
): Promise<R> {
  const row = "select from matching.application_facts where tenant_id = $1 and person_id = $2 and version > 0";
  const key = [cohort.id, last];
  const heard = () => withClient(adminUrl, async (client) => (await client.query(row, key)).rowCount);
  await settle(heard, { what: "matching to hear of the last mentee" });
  return whileHeld(adminUrl, `${row} for update`, key, body);
}
