import type { MessageInitShape } from "@bufbuild/protobuf";
import { ApplicationState, type StreamMatchingInputsResponseSchema } from "@mentorship/client/v1";
import type { MatchingInputs } from "../queries/stream-matching-inputs.ts";
import type { Candidate } from "../store/candidates.ts";
import { presentBare } from "./present-programme.ts";

/** A part of what a run considers. */
export const presentInputs = ({
  programme,
  mentors,
  mentees,
}: MatchingInputs): MessageInitShape<typeof StreamMatchingInputsResponseSchema> => ({
  ...(programme ? { programme: presentBare(programme) } : {}),
  mentors: mentors.map((mentor) => ({ ...presentCandidate(mentor), maxMentees: mentor.maxMentees })),
  mentees: mentees.map(presentCandidate),
});

const presentCandidate = ({ personId, tags, department, batchYear, state, suspended }: Candidate) => ({
  personId,
  tags: [...tags],
  department,
  ...(batchYear === null ? {} : { batchYear }),
  state: ApplicationState[state],
  suspended,
});
