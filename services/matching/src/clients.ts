import {
  ApplicationRole,
  CapacityBasis,
  type MatchingMentee,
  type MatchingMentor,
  PairingStrategy,
  type Programme as ProgrammeMessage,
  ProgrammeState,
} from "@mentorship/client/v1";
import type { Call } from "@mentorship/shared/call";
import { notFound } from "@mentorship/shared/errors";
import type { MatchingContext } from "./context.ts";
import { DEFAULT_WEIGHTS, type MatcherMentee, type MatcherMentor } from "./domain/matcher/index.ts";
import type { Programme } from "./domain/programme.ts";
import type { RunRules } from "./domain/run.ts";
import { toApplication, toProgramme } from "./facts.ts";
import type { ApplicationFact } from "./store/applications.ts";
import type { ApplicationRole as Role } from "./store/tables.ts";

/** The programme as its owner has it now. Throws NOT_FOUND; UNAVAILABLE when the owner does not answer. */
export async function askProgramme(ctx: MatchingContext, call: Call, programmeId: string): Promise<Programme> {
  const { programme } = await ctx.people.peer.of(call).getProgrammeFacts({ programmeId });
  if (!programme) throw notFound("programme", programmeId);
  return toProgramme(programme);
}

/** Applications as their owner has them now. Throws NOT_FOUND; UNAVAILABLE when the owner does not answer. */
export function askApplications(
  ctx: MatchingContext,
  call: Call,
  programmeId: string,
  people: readonly { readonly personId: string; readonly role: Role }[],
): Promise<ApplicationFact[]> {
  return Promise.all(
    people.map(async ({ personId, role }) => {
      const request = { programmeId, personId, role: ApplicationRole[role] };
      const { application } = await ctx.people.peer.of(call).getApplicationFacts(request);
      if (!application) throw notFound("application", personId);
      return toApplication(application);
    }),
  );
}

/** All that programme has for a run, out of one snapshot. */
export interface RunMaterial {
  readonly programme: Pick<Programme, "id" | "name" | "state">;
  readonly rules: RunRules;
  /** Approved mentors; what they have taken is not known there. */
  readonly mentors: readonly Omit<MatcherMentor, "taken">[];
  readonly mentees: readonly MatcherMentee[];
}

/** Reads what a run considers. Throws NOT_FOUND; UNAVAILABLE when the owner does not answer; what `signal` was aborted with. */
export async function readRunMaterial(
  ctx: MatchingContext,
  call: Call,
  programmeId: string,
  signal: AbortSignal,
): Promise<RunMaterial> {
  const mentors: Omit<MatcherMentor, "taken">[] = [];
  const mentees: MatcherMentee[] = [];
  let programme: ProgrammeMessage | undefined;
  for await (const part of ctx.people.peer.of(call, { signal }).streamMatchingInputs({ programmeId })) {
    programme ??= part.programme;
    for (const mentor of part.mentors) mentors.push({ ...person(mentor), maxMentees: mentor.maxMentees });
    for (const mentee of part.mentees) mentees.push(person(mentee));
  }
  if (!programme) throw notFound("programme", programmeId);
  const { name } = programme;
  const state = ProgrammeState[programme.state] as Programme["state"];
  return { programme: { id: programmeId, name, state }, rules: rulesOf(programme), mentors, mentees };
}

const person = (from: MatchingMentor | MatchingMentee): MatcherMentee => ({
  personId: from.personId,
  tags: from.tags,
  department: from.department,
  batchYear: from.batchYear ?? null,
});

export function rulesOf({ programmeId, settings }: ProgrammeMessage): RunRules {
  const rules = settings?.pairingRules;
  if (!rules) throw new Error(`programme ${programmeId} came without its pairing rules`);
  return {
    strategy: rules.strategy === PairingStrategy.OPTIMAL ? "OPTIMAL" : "GREEDY",
    skillsWeight: rules.skillsWeightThousandths ?? DEFAULT_WEIGHTS.skillsThousandths,
    audienceWeight: rules.audienceWeightThousandths ?? DEFAULT_WEIGHTS.audienceThousandths,
    capacityWeight: rules.capacityWeightThousandths ?? DEFAULT_WEIGHTS.capacityThousandths,
    capacityBasis: rules.capacityBasis === CapacityBasis.AT_START ? "AT_START" : "LIVE",
    leastScore: Number(rules.leastScoreBillionths ?? 0n),
  };
}
