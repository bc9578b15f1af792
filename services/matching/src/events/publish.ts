import {
  MatchAcceptedByMentorSchema,
  MatchAcceptedSchema,
  MatchDeclinedSchema,
  MatchProposedSchema,
  MatchRunCancelRequestedSchema,
  MatchRunFinishedSchema,
  MatchRunRequestedSchema,
  MatchTerminatedSchema,
} from "@mentorship/client/events/v1";
import { MatchRunOutcome } from "@mentorship/client/v1";
import { type OutgoingEvent, outgoing } from "@mentorship/shared/events";
import type { Match, MatchState } from "../domain/match.ts";
import { countOf, type Run } from "../domain/run.ts";
import { matchFacts } from "../facts.ts";

type MatchToTell = Omit<Match, "reasons">;
type MatchBody = { readonly match: ReturnType<typeof matchFacts> };

const publishers: Readonly<
  Record<MatchState, (about: { id: string; version: number }, body: MatchBody) => OutgoingEvent>
> = {
  PROPOSED: (about, body) => outgoing(MatchProposedSchema, about, body),
  ACCEPTED_BY_MENTOR: (about, body) => outgoing(MatchAcceptedByMentorSchema, about, body),
  ACCEPTED: (about, body) => outgoing(MatchAcceptedSchema, about, body),
  DECLINED: (about, body) => outgoing(MatchDeclinedSchema, about, body),
  TERMINATED: (about, body) => outgoing(MatchTerminatedSchema, about, body),
};

/** What others are told when a match has come into its state. */
export const matchEvent = (match: MatchToTell): OutgoingEvent =>
  publishers[match.state]({ id: match.id, version: match.version }, { match: matchFacts(match) });

/** What starts the run's workflow. */
export const runRequested = (run: Run): OutgoingEvent =>
  outgoing(
    MatchRunRequestedSchema,
    { id: run.id, version: run.version },
    { runId: run.id, programmeId: run.programmeId },
  );

/** What tells the run's workflow that somebody wants it to stop. */
export const runCancelRequested = (run: Run): OutgoingEvent =>
  outgoing(
    MatchRunCancelRequestedSchema,
    { id: run.id, version: run.version },
    { runId: run.id, programmeId: run.programmeId },
  );

/** What others are told when a run has ended. */
export const runFinished = (run: Run): OutgoingEvent =>
  outgoing(
    MatchRunFinishedSchema,
    { id: run.id, version: run.version },
    {
      runId: run.id,
      programmeId: run.programmeId,
      outcome: MatchRunOutcome[run.outcome ?? "UNSPECIFIED"],
      proposalsInserted: run.proposalsInserted,
      menteesLeftOver: countOf(run.leftOver),
    },
  );
