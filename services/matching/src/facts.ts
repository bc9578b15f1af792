import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import {
  type ApplicationFacts,
  ApplicationRole,
  ApplicationState,
  MatchEndReason,
  type MatchFactsSchema,
  MatchState,
  type ProgrammeFacts,
  ProgrammeState,
} from "@mentorship/client/v1";
import type { Match } from "./domain/match.ts";
import type { Programme } from "./domain/programme.ts";
import type { ApplicationFact } from "./store/applications.ts";

/** The facts of a programme as this service keeps them. Throws Error for a state that this version does not know. */
export const toProgramme = (facts: ProgrammeFacts): Programme => ({
  id: facts.programmeId,
  name: facts.name,
  state: programmeState(facts.state),
  selfBooking: facts.selfBooking,
  version: Number(facts.version),
});

/** The facts of an application as this service keeps them. Throws Error for a role or state that this version does not know. */
export const toApplication = (facts: ApplicationFacts): ApplicationFact => ({
  programmeId: facts.programmeId,
  personId: facts.personId,
  role: known(ApplicationRole, facts.role),
  state: applicationState(facts.state),
  maxMentees: facts.maxMentees,
  version: Number(facts.version),
});

/** The name of a programme's state. Throws Error for one that this version does not know. */
export const programmeState = (state: ProgrammeState) => known(ProgrammeState, state);

/** The name of an application's state. Throws Error for one that this version does not know. */
export const applicationState = (state: ApplicationState) => known(ApplicationState, state);

/** A match as events and other services are told of it. */
export const matchFacts = (match: Omit<Match, "reasons">): MessageInitShape<typeof MatchFactsSchema> => ({
  matchId: match.id,
  programmeId: match.programmeId,
  mentorId: match.mentorId,
  menteeId: match.menteeId,
  state: MatchState[match.state],
  version: BigInt(match.version),
  proposedAt: timestampFromDate(match.proposedAt),
  ...(match.acceptedByMentorAt ? { acceptedByMentorAt: timestampFromDate(match.acceptedByMentorAt) } : {}),
  ...(match.acceptedAt ? { acceptedAt: timestampFromDate(match.acceptedAt) } : {}),
  ...(match.endedAt ? { endedAt: timestampFromDate(match.endedAt) } : {}),
  endReason: match.endReason === null ? MatchEndReason.UNSPECIFIED : MatchEndReason[match.endReason],
  runId: match.runId,
});

type EnumNames<E> = Exclude<keyof E & string, "UNSPECIFIED">;

/** The name of an enum's value without its prefix. Throws Error for the unspecified one and for those that this version does not know. */
function known<E extends Record<string, string | number>>(names: E, value: number): EnumNames<E> {
  const name = (names as Record<number, unknown>)[value];
  if (value === 0 || typeof name !== "string") throw new Error(`the value ${value} of an enum is not known here`);
  return name as EnumNames<E>;
}
