import { ApplicationRole } from "@mentorship/client/v1";
import type { Cohort } from "./cohort.ts";

/** A valid request for each RPC between the services that needs more than an empty one. */
export const internalRequests: Readonly<Record<string, (cohort: Cohort) => object | Promise<object>>> = {
  "ProgrammeService/GetPersonFacts": ({ pair }) => ({ personId: pair.mentor }),
  "ProgrammeService/GetProgrammeFacts": ({ programmeId }) => ({ programmeId }),
  "ProgrammeService/GetApplicationFacts": ({ programmeId, pair }) => ({
    programmeId,
    personId: pair.mentor,
    role: ApplicationRole.MENTOR,
  }),
  "ProgrammeService/BatchGetPeople": ({ pair }) => ({ personIds: [pair.mentor] }),
  "ProgrammeService/StreamMatchingInputs": ({ programmeId }) => ({ programmeId }),
  "MatchingService/GetMatchFacts": ({ pair }) => ({ matchId: pair.matchId }),
  "SchedulingService/RecordPresence": async ({ session, pair }) => ({
    sessionId: await session(),
    reports: [{ eventId: "joined", personId: pair.mentor, stayId: "first", joinedAt: { seconds: 1_800_000_000n } }],
  }),
  "SchedulingService/GetSessionFacts": async ({ session }) => ({ sessionId: await session() }),
  "MachineryService/ListAuditChain": () => ({ limit: 10 }),
};
