import { type MatchRun, MatchRunPhase } from "@mentorship/client/v1";
import {
  type Cast,
  createCast,
  type Hold,
  hold,
  must,
  type PersonWish,
  rid,
  type World,
} from "../../src/testing/index.ts";
import { insist } from "./answers.ts";

/** A programme in `matching` with mentors and waiting mentees, in a tenant of its own. */
export interface Cohort {
  readonly cast: Cast;
  readonly programmeId: string;
  /** How many mentees a run proposes a mentor. */
  readonly mentees: number;
  /** Fits worse than all others and so is proposed last. */
  readonly last: string;
  /** Waits too, and shares nothing with any mentor: a run leaves them over. */
  readonly stranger: string | undefined;
}

/** So many mentees take two parts to write, of which each holds half of them. */
export const twoParts = 1_040;

const atOnce = 12;

/** Brings in `mentors`, each with room for a part of the mentees and some over, and `mentees`, of whom the last fits worst. */
export async function makeCohort(
  world: World,
  mentors: number,
  mentees: number,
  { stranger }: { stranger?: string } = {},
): Promise<Cohort> {
  const cast = await createCast(world);
  const mentorIds = idsOf("mentor", mentors);
  const menteeIds = idsOf("mentee", mentees);
  const wishes = menteeIds.map((personId, n) => ({ personId, focusTags: n === mentees - 1 ? ["go", "ux"] : ["go"] }));
  const everybody: PersonWish[] = [...mentorIds, ...menteeIds].map((id) => ({ id }));
  if (stranger !== undefined) {
    wishes.push({ personId: stranger, focusTags: ["ux"] });
    everybody.push({ id: stranger, department: "Far away", batchYear: 1985 });
  }
  for (let from = 0; from < everybody.length; from += 500) await cast.people(everybody.slice(from, from + 500));
  const { programmeId } = await cast.programme();
  await cast.enrol(programmeId, { mentors: mentorIds, maxMentees: Math.min(100, Math.ceil(mentees / mentors) + 2) });
  const lane = async (): Promise<void> => {
    for (let wish = wishes.shift(); wish !== undefined; wish = wishes.shift()) {
      await cast.admin.programme.applyAsMentee({ requestId: rid(), programmeId, ...wish });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  await cast.admin.programme.startMatching({ requestId: rid(), programmeId });
  return { cast, programmeId, mentees, last: must(menteeIds.at(-1)), stranger };
}

/** Asks for a run and answers its id. */
export async function askForRun({ cast, programmeId }: Cohort): Promise<string> {
  const request = { requestId: rid(), programmeId };
  return must((await insist(() => cast.admin.matching.runMatching(request))).run).runId;
}

/** The phase of a run's row, which stands still for no service. */
export async function phaseOf(world: World, runId: string): Promise<{ phase: string; inserted: number }> {
  const text = "select phase, proposals_inserted as inserted from matching.match_run where id = $1";
  return must((await world.sql<{ phase: string; inserted: number }>(text, [runId]))[0]);
}

/**
 * Stands in the way of the last part of a cohort's proposals: whoever writes it waits for the row of the last mentee, and all parts
 * before are committed by then.
 */
export const holdLastPart = (world: World, { cast, last }: Cohort): Promise<Hold> =>
  hold(
    world.database.adminUrl,
    "select from matching.application_facts where person_id = $1 and tenant_id = $2 for update",
    [last, cast.tenantId],
  );

/** Waits for a run's end. */
export async function finished(world: World, { cast }: Cohort, runId: string): Promise<MatchRun> {
  const look = async () => {
    const run = must((await cast.admin.matching.getMatchRun({ runId })).run);
    if (run.phase !== MatchRunPhase.FINISHED) throw new Error(`it is in ${MatchRunPhase[run.phase]}`);
    return run;
  };
  return world.settle(look, { what: "the run to finish", timeoutMs: 60_000 });
}

const idsOf = (kind: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => `${kind}-${String(n).padStart(4, "0")}`);
