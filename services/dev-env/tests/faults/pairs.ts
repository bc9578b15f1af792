import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { type Match, Modality, type Session } from "@mentorship/client/v1";
import { type Cast, type Clients5, createCast, must, rid, type World } from "../../src/testing/index.ts";

/** One mentor, `mentor`, with proposals for several mentees, in a programme in `active`. */
export interface Pairs {
  readonly cast: Cast;
  readonly programmeId: string;
  readonly mentor: Clients5;
  /** Proposed matches, each of another mentee. */
  readonly proposals: readonly Match[];
  /** The clients of a match's mentee. */
  menteeOf(match: Match): Promise<Clients5>;
  accept(match: Match): Promise<void>;
  /** The mentor books a video session of 30 minutes. */
  book(match: Match, begins: Date, requestId?: string): Promise<Session>;
}

/** `others` are known people who take no part in the programme. */
export async function makePairs(world: World, count: number, others: readonly string[] = []): Promise<Pairs> {
  const cast = await createCast(world);
  const mentees = Array.from({ length: count }, (_, n) => `mentee-${n}`);
  await cast.people(["mentor", ...mentees, ...others].map((id) => ({ id })));
  const { programmeId } = await cast.programme();
  await cast.enrol(programmeId, { mentors: ["mentor"], mentees, maxMentees: 100 });
  const proposals = await cast.match(programmeId);
  await cast.admin.programme.activateProgramme({ requestId: rid(), programmeId });
  const mentor = await cast.as("mentor", "mentor");
  const menteeOf = (match: Match): Promise<Clients5> => cast.as("mentee", must(match.mentee?.person).personId);
  return {
    cast,
    programmeId,
    mentor,
    proposals,
    menteeOf,
    async accept({ matchId }) {
      await cast.accept(matchId);
    },
    async book({ matchId }, begins, requestId = rid()) {
      const { session } = await mentor.scheduling.bookSession({
        requestId,
        matchId,
        start: { case: "scheduledAt", value: timestampFromDate(begins) },
        length: { seconds: 1_800n },
        modality: Modality.VIDEO,
        title: "A talk",
      });
      return must(session);
    },
  };
}
