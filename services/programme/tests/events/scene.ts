import type { MessageInitShape } from "@bufbuild/protobuf";
import { type Timestamp, timestampFromDate } from "@bufbuild/protobuf/wkt";
import {
  MatchAcceptedByMentorSchema,
  MatchAcceptedSchema,
  MatchDeclinedSchema,
  MatchProposedSchema,
  MatchTerminatedSchema,
  SessionCancelledSchema,
  SessionCompletedSchema,
  SessionNoShowSchema,
  SessionOutcomePendingSchema,
  SessionParticipantsChangedSchema,
  SessionScheduledSchema,
} from "@mentorship/client/events/v1";
import {
  ApplicationRole,
  type ApplicationState,
  type DashboardFigures,
  type MatchFactsSchema,
  MatchState,
  Modality,
  type SessionFactsSchema,
  SessionState,
} from "@mentorship/client/v1";
import { type Cast, createCast, type EventMeta, must, publishEvent, type World } from "@mentorship/dev-env/testing";

export const day = 86_400_000;
/** So many milliseconds before now. */
export const ago = (ms: number): Timestamp => timestampFromDate(new Date(Date.now() - ms));

type MatchWish = Omit<Exclude<MessageInitShape<typeof MatchFactsSchema>, { $typeName: string }>, "$typeName">;
const matchSchemas = {
  proposed: [MatchProposedSchema, MatchState.PROPOSED],
  accepted_by_mentor: [MatchAcceptedByMentorSchema, MatchState.ACCEPTED_BY_MENTOR],
  accepted: [MatchAcceptedSchema, MatchState.ACCEPTED],
  declined: [MatchDeclinedSchema, MatchState.DECLINED],
  terminated: [MatchTerminatedSchema, MatchState.TERMINATED],
} as const;

type SessionWish = Omit<Exclude<MessageInitShape<typeof SessionFactsSchema>, { $typeName: string }>, "$typeName">;
const sessionSchemas = {
  scheduled: SessionScheduledSchema,
  completed: SessionCompletedSchema,
  cancelled: SessionCancelledSchema,
  no_show: SessionNoShowSchema,
  outcome_pending: SessionOutcomePendingSchema,
  participants_changed: SessionParticipantsChangedSchema,
} as const;

/** A tenant with an open programme of two approved mentors, `ada` and `bob`, and the mentees `cy`, `dee` and `eve`. */
export interface Scene {
  readonly cast: Cast;
  readonly programmeId: string;
  meta(aggregateId: string, version: number, more?: Partial<EventMeta>): EventMeta;
  /** Tells of a match as matching does: of `ada` and `cy`, proposed a day ago, unless said. */
  tellMatch(
    what: keyof typeof matchSchemas,
    matchId: string,
    version: number,
    facts?: MatchWish,
    more?: Partial<EventMeta>,
  ): Promise<string>;
  /** Tells of a session as scheduling does: by video, in ten minutes, unless said. */
  tellSession(
    what: keyof typeof sessionSchemas,
    sessionId: string,
    version: number,
    facts: SessionWish,
  ): Promise<string>;
  /** Waits until nothing that was told waits in the stream any more. */
  applied(): Promise<unknown>;
  /** The figures of the programme once they are as a test says. */
  figures(check: (found: DashboardFigures) => boolean): Promise<DashboardFigures>;
  /** Where a mentee's application stands, as a caller is told. */
  stateOf(personId: string, who?: Cast["admin"]): Promise<ApplicationState | undefined>;
}

export async function openScene(world: World, zone = "UTC"): Promise<Scene> {
  const cast = await createCast(world, { zone });
  const berlin = { zone: "Europe/Berlin" };
  await cast.people([{ id: "ada", ...berlin }, { id: "bob", ...berlin }, { id: "cy" }, { id: "dee" }, { id: "eve" }]);
  const { programmeId } = await cast.programme();
  await cast.enrol(programmeId, { mentors: ["ada", "bob"], mentees: ["cy", "dee", "eve"] });
  const meta: Scene["meta"] = (aggregateId, version, more = {}) => ({
    tenantId: cast.tenantId,
    aggregateId,
    version,
    ...more,
  });
  return {
    cast,
    programmeId,
    meta,
    tellMatch(what, matchId, version, facts = {}, more = {}) {
      const [schema, state] = matchSchemas[what];
      const match = {
        matchId,
        programmeId,
        mentorId: "ada",
        menteeId: "cy",
        state,
        version: BigInt(version),
        proposedAt: ago(day),
        ...facts,
      };
      return publishEvent(world.natsUrl, schema as typeof MatchProposedSchema, meta(matchId, version, more), { match });
    },
    tellSession(what, sessionId, version, facts) {
      const starts = Date.now() + 10 * 60_000;
      const session = {
        sessionId,
        programmeId,
        modality: Modality.VIDEO,
        state: SessionState.SCHEDULED,
        startsAt: timestampFromDate(new Date(starts)),
        endsAt: timestampFromDate(new Date(starts + 45 * 60_000)),
        version: BigInt(version),
        ...facts,
      };
      const schema = sessionSchemas[what] as typeof SessionScheduledSchema;
      return publishEvent(world.natsUrl, schema, meta(sessionId, version), { session });
    },
    applied: () =>
      world.settle(async () => {
        const { lag } = await cast.admin.programme.getAdminDashboard({});
        return lag.length === 2 && lag.every(({ pending }) => pending === 0n);
      }),
    figures: (check) =>
      world.settle(async () => {
        const { programmes } = await cast.admin.programme.getAdminDashboard({ programmeId });
        const found = must(programmes[0]);
        return check(found) ? found : null;
      }),
    async stateOf(personId, who = cast.admin) {
      const { applications } = await who.programme.listApplications({ personId, role: ApplicationRole.MENTEE });
      return applications[0]?.state;
    },
  };
}
