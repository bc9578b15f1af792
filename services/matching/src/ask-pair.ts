import {
  ApplicationRole as WireRole,
  type MatchingMentee,
  type MatchingMentor,
  type PersonFacts,
  type Programme as ProgrammeMessage,
} from "@mentorship/client/v1";
import type { Call } from "@mentorship/shared/call";
import { DomainError, notFound } from "@mentorship/shared/errors";
import { rulesOf } from "./clients.ts";
import type { MatchingContext } from "./context.ts";
import type { ApplicationRole, ApplicationState } from "./domain/application.ts";
import type { MatcherMentee } from "./domain/matcher/index.ts";
import type { Programme } from "./domain/programme.ts";
import type { RunRules } from "./domain/run.ts";
import { applicationState, programmeState, toApplication } from "./facts.ts";
import type { ApplicationFact } from "./store/applications.ts";

/** One side of a pair as programme has it. `maxMentees` is 0 for a mentee. */
export interface Candidate extends MatcherMentee {
  readonly state: ApplicationState;
  readonly suspended: boolean;
  readonly maxMentees: number;
}

/** Two people of a programme, out of one snapshot of its owner. A side that has not applied in that part is undefined. */
export interface PairMaterial {
  readonly programme: Programme;
  readonly rules: RunRules;
  readonly mentor: Candidate | undefined;
  readonly mentee: Candidate | undefined;
}

type Two = { readonly programmeId: string; readonly mentorId: string; readonly menteeId: string };

/** Reads two people as they stand, whatever the state of their applications. Throws NOT_FOUND (programme) and UNAVAILABLE. */
export async function readPair(
  ctx: MatchingContext,
  call: Call,
  { programmeId, mentorId, menteeId }: Two,
): Promise<PairMaterial> {
  const personIds = [...new Set([mentorId, menteeId])];
  let programme: ProgrammeMessage | undefined;
  let mentor: Candidate | undefined;
  let mentee: Candidate | undefined;
  for await (const part of ctx.people.peer.of(call).streamMatchingInputs({ programmeId, personIds })) {
    programme ??= part.programme;
    for (const each of part.mentors) {
      if (each.personId === mentorId) mentor = { ...candidateOf(each), maxMentees: each.maxMentees };
    }
    for (const each of part.mentees) {
      if (each.personId === menteeId) mentee = { ...candidateOf(each), maxMentees: 0 };
    }
  }
  if (!programme) throw notFound("programme", programmeId);
  return { programme: programmeOf(programme), rules: rulesOf(programme), mentor, mentee };
}

/** The same with versions, so that what events have brought since is told from what they have not brought yet. */
export interface AskedPair extends PairMaterial {
  readonly applications: readonly ApplicationFact[];
  readonly people: readonly PersonFacts[];
}

/** Asks for two people whom somebody wants to pair. Undefined: there is no such programme. Throws UNAVAILABLE. */
export async function askPair(ctx: MatchingContext, call: Call, two: Two): Promise<AskedPair | undefined> {
  const material = await unlessNotFound(readPair(ctx, call, two));
  if (!material) return undefined;
  // Read after the snapshot, so that whatever it does not have yet is known to be newer.
  const [mentor, mentee, ...people] = await Promise.all([
    application(ctx, call, two.programmeId, two.mentorId, "MENTOR"),
    application(ctx, call, two.programmeId, two.menteeId, "MENTEE"),
    unlessNotFound(ctx.people.owner.getPerson(call.tenantId, two.mentorId)),
    unlessNotFound(ctx.people.owner.getPerson(call.tenantId, two.menteeId)),
  ]);
  const applications = [mentor, mentee].filter((each) => each !== undefined);
  return { ...material, applications, people: people.filter((each) => each !== undefined) };
}

async function application(
  ctx: MatchingContext,
  call: Call,
  programmeId: string,
  personId: string,
  role: ApplicationRole,
): Promise<ApplicationFact | undefined> {
  const request = { programmeId, personId, role: WireRole[role] };
  const answer = await unlessNotFound(ctx.people.peer.of(call).getApplicationFacts(request));
  return answer?.application && toApplication(answer.application);
}

async function unlessNotFound<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof DomainError && error.reason === "NOT_FOUND") return undefined;
    throw error;
  }
}

const candidateOf = (from: MatchingMentor | MatchingMentee): Omit<Candidate, "maxMentees"> => ({
  personId: from.personId,
  tags: from.tags,
  department: from.department,
  batchYear: from.batchYear ?? null,
  state: applicationState(from.state),
  suspended: from.suspended,
});

const programmeOf = (from: ProgrammeMessage): Programme => ({
  id: from.programmeId,
  name: from.name,
  state: programmeState(from.state),
  selfBooking: from.settings?.selfBooking ?? true,
  version: Number(from.version),
});
