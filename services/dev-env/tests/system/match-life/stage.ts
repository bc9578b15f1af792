import { type Match, MatchRunMode, MatchRunPhase } from "@mentorship/client/v1";
import {
  type Cast,
  type Clients5,
  createCast,
  must,
  type PersonWish,
  rid,
  type World,
} from "../../../src/testing/index.ts";
import { answerOf } from "../../faults/answers.ts";
import type { Life, ModelMatch, ModelMentor, Tags, Verb } from "./model.ts";

/** One programme in `matching` with its people, of whom no two are alike but in their tags. */
export interface Stage {
  readonly world: World;
  readonly cast: Cast;
  readonly programmeId: string;
  readonly tags: Tags;
  readonly mentors: readonly string[];
  readonly mentees: readonly string[];
}

const mentorTags = [["go", "sql"], ["go"], ["go"], ["sql"], ["ux"]];
const menteeTags = [
  ["go"],
  ["go"],
  ["go"],
  ["go"],
  ["go", "sql"],
  ["go", "sql"],
  ["sql"],
  ["sql", "ux"],
  ["ux"],
  ["go", "ux"],
];
const seatsAtStart = 2;

export async function setStage(world: World): Promise<Stage> {
  const cast = await createCast(world);
  const mentors = mentorTags.map((_, n) => `mentor-${n}`);
  const mentees = menteeTags.map((_, n) => `mentee-${n}`);
  await cast.people([...mentors, ...mentees].map(wishOf));
  const { programmeId } = await cast.programme();
  const apply = cast.admin.programme;
  const applied = await Promise.all(
    mentors.map((personId, n) =>
      apply.applyAsMentor({
        requestId: rid(),
        programmeId,
        personId,
        expertiseTags: mentorTags[n] ?? [],
        bioShort: "A mentor",
        maxMentees: seatsAtStart,
      }),
    ),
  );
  const applicationIds = applied.map(({ application }) => must(application).applicationId);
  await apply.approveMentors({ requestId: rid(), applicationIds });
  await Promise.all(
    mentees.map((personId, n) =>
      apply.applyAsMentee({ requestId: rid(), programmeId, personId, focusTags: menteeTags[n] ?? [] }),
    ),
  );
  await apply.startMatching({ requestId: rid(), programmeId });
  const tags: [string, readonly string[]][] = [
    ...mentors.map((id, n): [string, readonly string[]] => [id, mentorTags[n] ?? []]),
    ...mentees.map((id, n): [string, readonly string[]] => [id, menteeTags[n] ?? []]),
  ];
  return { world, cast, programmeId, tags: new Map(tags), mentors, mentees };
}

// A department and a decade of their own, so that tags alone make two fit.
function wishOf(id: string): PersonWish {
  const [role, n] = id.split("-");
  return { id, department: id, batchYear: 1900 + 10 * Number(n) + (role === "mentor" ? 0 : 100) };
}

/** Does what the verb says, and tells how it was answered. A run is waited for. */
export async function perform(stage: Stage, verb: Verb): Promise<string> {
  const { cast, programmeId } = stage;
  const { programme, matching } = cast.admin;
  const applicationOf = async (personId: string) => {
    const [row] = await stage.world.sql<{ id: string; version: number | string }>(
      "select id, version from programme.application where tenant_id = $1 and programme_id = $2 and person_id = $3",
      [cast.tenantId, programmeId, personId],
    );
    return { applicationId: must(row).id, version: BigInt(must(row).version) };
  };
  const named = async (personId: string) => ({
    requestId: rid(),
    applicationId: (await applicationOf(personId)).applicationId,
  });
  switch (verb.kind) {
    case "run":
      return answerOf(runThrough(stage, verb.replace));
    case "create": {
      const { mentorId, menteeId } = verb;
      const by =
        verb.by === "mentor" ? await clientsOf(cast, "mentor", mentorId) : await clientsOf(cast, verb.by, verb.by);
      const fitOverrideReason = verb.override ? "they know each other" : "";
      return answerOf(
        by.matching.createMatch({ requestId: rid(), programmeId, mentorId, menteeId, fitOverrideReason }),
      );
    }
    case "accept":
      return answerOf((await clientsOf(cast, verb.as, verb.personId)).matching.acceptMatch(onMatch(verb)));
    case "decline":
      return answerOf((await clientsOf(cast, verb.as, verb.personId)).matching.declineMatch(onMatch(verb)));
    case "terminate": {
      const request = { ...onMatch(verb), terminatedReason: "mentee_non_responsive" };
      return answerOf((await clientsOf(cast, verb.as, verb.personId)).matching.terminateMatch(request));
    }
    case "pause":
      return answerOf(programme.pauseMentor(await named(verb.mentorId)));
    case "resume":
      return answerOf(programme.resumeMentor(await named(verb.mentorId)));
    case "withdraw":
      return answerOf(programme.withdrawApplication(await named(verb.personId)));
    case "seats": {
      const application = await applicationOf(verb.mentorId);
      return answerOf(programme.updateApplication({ requestId: rid(), ...application, maxMentees: verb.seats }));
    }
    case "applyAgain": {
      const focusTags = [...(stage.tags.get(verb.menteeId) ?? [])];
      return answerOf(programme.applyAsMentee({ requestId: rid(), programmeId, personId: verb.menteeId, focusTags }));
    }
    case "suspend":
      return answerOf(cast.suspend(verb.personId));
    case "lift":
      return answerOf(cast.people([wishOf(verb.personId)]));
    case "activate":
      return answerOf(programme.activateProgramme({ requestId: rid(), programmeId }));
    case "startMatching":
      return answerOf(programme.startMatching({ requestId: rid(), programmeId }));
    case "complete":
      return answerOf(programme.completeProgramme({ requestId: rid(), programmeId }));
  }

  async function runThrough({ world }: Stage, replace: boolean): Promise<void> {
    const mode = replace ? MatchRunMode.REPLACE_PROPOSED : MatchRunMode.ADDITIVE;
    const { run } = await matching.runMatching({ requestId: rid(), programmeId, mode });
    const { runId } = must(run);
    await world.settle(async () => (await matching.getMatchRun({ runId })).run?.phase === MatchRunPhase.FINISHED, {
      what: "the run to finish",
      timeoutMs: 60_000,
    });
  }
}

const onMatch = ({ matchId }: { readonly matchId: string }) => ({ requestId: rid(), matchId });

const known = new WeakMap<Cast, Map<string, Promise<Clients5>>>();
export function clientsOf(cast: Cast, role: Parameters<Cast["as"]>[0], sub: string): Promise<Clients5> {
  const of = known.get(cast) ?? new Map<string, Promise<Clients5>>();
  known.set(cast, of);
  const key = `${role} ${sub}`;
  const clients = of.get(key) ?? cast.as(role, sub);
  of.set(key, clients);
  return clients;
}

/** What the rows of their owners say of the programme. */
export async function readLife({ world, cast, programmeId }: Stage): Promise<Life> {
  const of = [cast.tenantId, programmeId];
  const [programme] = await world.sql<{ state: Life["programme"] }>(
    "select state from programme.programme where tenant_id = $1 and id = $2",
    of,
  );
  const applications = await world.sql<{ person_id: string; role: string; state: string; max_mentees: number }>(
    `select person_id, role, state, max_mentees from programme.application where tenant_id = $1 and programme_id = $2
      order by person_id`,
    of,
  );
  const suspended = await world.sql<{ id: string }>(
    "select id from programme.person_record where tenant_id = $1 and suspended",
    [cast.tenantId],
  );
  const matches = await world.sql<ModelMatch>(
    `select id, mentor_id as "mentorId", mentee_id as "menteeId", state, accepted_by_mentor_at is not null as seen,
      coalesce(end_reason, '') as end from matching.match where tenant_id = $1 and programme_id = $2`,
    of,
  );
  const mentors = applications
    .filter(({ role }) => role === "MENTOR")
    .map((row): [string, ModelMentor] => [
      row.person_id,
      { state: row.state as ModelMentor["state"], seats: row.max_mentees },
    ]);
  const mentees = applications
    .filter(({ role }) => role === "MENTEE")
    .map((row): [string, boolean] => [row.person_id, row.state === "WITHDRAWN"]);
  return {
    programme: must(programme).state,
    mentors: new Map(mentors),
    mentees: new Map(mentees),
    suspended: new Set(suspended.map(({ id }) => id)),
    matches: new Map(matches.map((match) => [match.id, match])),
  };
}

/** The ids of matches that somebody sees in their list. */
export const listedFor = async (stage: Stage, role: "mentor" | "mentee", personId: string): Promise<string[]> => {
  const { matching } = await clientsOf(stage.cast, role, personId);
  const { matches } = await matching.listMatches({ programmeId: stage.programmeId, pageSize: 500 });
  return matches.map(({ matchId }: Match) => matchId).sort();
};
