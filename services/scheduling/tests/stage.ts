import { randomUUID } from "node:crypto";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import type { Client } from "@connectrpc/connect";
import {
  MatchAcceptedSchema,
  MatchDeclinedSchema,
  MatchTerminatedSchema,
  MeetingJoinedSchema,
  MeetingLinkReadySchema,
  PersonPutSchema,
  PersonSuspendedSchema,
  ProgrammeActivatedSchema,
  ProgrammeUpdatedSchema,
  TenantClockMovedSchema,
  TenantPutSchema,
} from "@mentorship/client/events/v1";
import {
  MatchState,
  MeetingLinkState,
  Modality,
  ProgrammeState,
  SchedulingService,
  type Session,
} from "@mentorship/client/v1";
import { must, publishEvent, rid, type World } from "@mentorship/dev-env/testing";

export type Scheduling = Client<typeof SchedulingService>;
export type RoleWord = "admin" | "mentor" | "mentee" | "staff";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A programme, and how it lets people book. */
export type ProgrammeWish = {
  selfBooking?: boolean;
  graceMinutes?: number;
  /** So long before the start a cancellation counts as late, 24 when unset. */
  lateCancelHours?: number;
  state?: ProgrammeState;
  version?: number;
};

/** What a stage needs of the world around it. */
export type StageWorld = Pick<World, "client" | "natsUrl" | "settle" | "sql" | "token">;

/**
 * One tenant with a programme and the accepted match of `mentor` and `mentee`, told to the service by the events of their owners. Tenants
 * don't see each other, so tests that share a world don't either.
 */
export interface Stage {
  readonly tenantId: string;
  readonly programmeId: string;
  readonly matchId: string;
  readonly mentor: Scheduling;
  readonly mentee: Scheduling;
  readonly admin: Scheduling;
  readonly staff: Scheduling;
  as(role: RoleWord, id: string): Promise<Scheduling>;
  person(id: string, zone?: string): Promise<void>;
  suspend(id: string, eventId?: string): Promise<void>;
  programme(wish: ProgrammeWish): Promise<void>;
  /** Another accepted match in the programme. */
  match(mentorId: string, menteeId: string): Promise<string>;
  /** Ends a match; answers the event's id. */
  end(matchId: string, how?: "terminated" | "declined", eventId?: string): Promise<string>;
  /** Somebody joins through the link, at so many minutes from the tenant's now. */
  join(sessionId: string, personId: string, at?: number): Promise<void>;
  /** The meeting link of a session is ready, of a provider that tells who joins, or that does not. */
  link(sessionId: string, reportsEvents: boolean): Promise<void>;
  /** The tenant's time, real milliseconds ahead included. */
  now(): number;
  /** Sets the tenant's clock. */
  moveTo(at: number): Promise<void>;
  /** The start of a minute, so far ahead of the tenant's time. */
  ahead(ms: number): number;
  /** Books a video session of the match, by the mentor unless said. */
  book(at: number, over?: { by?: Scheduling; matchId?: string; minutes?: number; title?: string }): Promise<Session>;
  /** Rows of a statement about this tenant, `$1`. */
  rows<Row = Record<string, unknown>>(text: string, ...more: unknown[]): Promise<Row[]>;
  /** The subjects of what the service has published of this tenant, oldest first. */
  published(): Promise<string[]>;
  /** Waits until the service has heard of something: rows of the statement exist. */
  heard(text: string, ...more: unknown[]): Promise<void>;
}

export async function createStage(world: StageWorld, wish: ProgrammeWish = {}): Promise<Stage> {
  const tenantId = `t-${randomUUID().slice(0, 8)}`;
  const programmeId = randomUUID();
  let offset = 0;
  let clockVersion = 0;
  let programmeVersion = 0;
  const personVersions = new Map<string, number>();

  const as: Stage["as"] = async (role, id) => {
    const [roles, capabilities] = role === "staff" ? [[], ["mentorship.match"]] : [[role], []];
    return world.client(SchedulingService, await world.token({ tenant: tenantId, sub: id, roles, capabilities }));
  };
  const rows: Stage["rows"] = (text, ...more) => world.sql(text, [tenantId, ...more]);
  const heard: Stage["heard"] = async (text, ...more) => {
    await world.settle(async () => (await rows(text, ...more)).length > 0, { what: text, timeoutMs: 30_000 });
  };
  const nextVersion = (id: string): number => {
    const version = (personVersions.get(id) ?? 0) + 1;
    personVersions.set(id, version);
    return version;
  };
  const personFacts = (id: string, zone: string, suspended: boolean) => {
    const version = nextVersion(id);
    return { version, facts: { personId: id, version: BigInt(version), zone, suspended } };
  };
  const tenantFacts = () => ({
    tenantId,
    zone: "UTC",
    frontEndUrl: "https://front.example",
    test: true,
    clockOffsetMs: BigInt(offset),
    clockVersion: BigInt(clockVersion),
  });
  const matchFacts = (matchId: string, mentorId: string, menteeId: string, state: MatchState, version: number) => ({
    matchId,
    programmeId,
    mentorId,
    menteeId,
    state,
    version: BigInt(version),
    ...(state === MatchState.DECLINED ? {} : { acceptedByMentorAt: timestampFromMs(Date.now()) }),
  });
  const pairs = new Map<string, [string, string]>();

  const stage: Omit<Stage, "matchId" | "mentor" | "mentee" | "admin" | "staff"> = {
    tenantId,
    programmeId,
    as,
    rows,
    heard,
    async person(id, zone = "Europe/Berlin") {
      const { version, facts } = personFacts(id, zone, false);
      await publishEvent(world.natsUrl, PersonPutSchema, { tenantId, aggregateId: id, version }, { person: facts });
      await heard("select from scheduling.person where tenant_id = $1 and id = $2", id);
    },
    async suspend(id, eventId = randomUUID()) {
      const { version, facts } = personFacts(id, "Europe/Berlin", true);
      const meta = { tenantId, aggregateId: id, version, eventId };
      await publishEvent(world.natsUrl, PersonSuspendedSchema, meta, { person: facts });
      await heard("select from scheduling.person where tenant_id = $1 and id = $2 and suspended", id);
    },
    async programme(given) {
      programmeVersion = given.version ?? programmeVersion + 1;
      const schema = programmeVersion === 1 ? ProgrammeActivatedSchema : ProgrammeUpdatedSchema;
      const meta = { tenantId, aggregateId: programmeId, version: programmeVersion };
      const programme = {
        programmeId,
        name: "Spring",
        state: given.state ?? ProgrammeState.ACTIVE,
        version: BigInt(programmeVersion),
        mentorCapacityDefault: 20,
        selfBooking: given.selfBooking ?? true,
        noShowGrace: { seconds: BigInt((given.graceMinutes ?? 10) * 60) },
        lateCancelWindow: { seconds: BigInt((given.lateCancelHours ?? 24) * 3_600) },
        blindCopy: true,
      };
      await publishEvent(world.natsUrl, schema as typeof ProgrammeUpdatedSchema, meta, { programme });
      const known = "select from scheduling.programme_facts where tenant_id = $1 and id = $2 and version >= $3";
      await heard(known, programmeId, programmeVersion);
    },
    async match(mentorId, menteeId) {
      const matchId = randomUUID();
      pairs.set(matchId, [mentorId, menteeId]);
      const match = matchFacts(matchId, mentorId, menteeId, MatchState.ACCEPTED, 3);
      await publishEvent(world.natsUrl, MatchAcceptedSchema, { tenantId, aggregateId: matchId, version: 3 }, { match });
      await heard("select from scheduling.match_facts where tenant_id = $1 and id = $2", matchId);
      return matchId;
    },
    async end(matchId, how = "terminated", eventId = randomUUID()) {
      const [mentorId, menteeId] = must(pairs.get(matchId));
      const isDeclined = how === "declined";
      const state = isDeclined ? MatchState.DECLINED : MatchState.TERMINATED;
      const schema = isDeclined
        ? (MatchDeclinedSchema as unknown as typeof MatchTerminatedSchema)
        : MatchTerminatedSchema;
      const match = matchFacts(matchId, mentorId, menteeId, state, 4);
      await publishEvent(world.natsUrl, schema, { tenantId, aggregateId: matchId, version: 4, eventId }, { match });
      return eventId;
    },
    async join(sessionId, personId, at = 0) {
      const body = { sessionId, personId, joinedAt: timestampFromMs(stage.now() + at * MINUTE) };
      const eventId = await publishEvent(
        world.natsUrl,
        MeetingJoinedSchema,
        { tenantId, aggregateId: sessionId },
        body,
      );
      await heard("select from scheduling.inbox where tenant_id = $1 and event_id = $2", eventId);
    },
    async link(sessionId, reportsEvents) {
      const link = { sessionId, state: MeetingLinkState.READY, scheduleVersion: 1n, version: 1n, reportsEvents };
      const meta = { tenantId, aggregateId: sessionId };
      const eventId = await publishEvent(world.natsUrl, MeetingLinkReadySchema, meta, { link });
      await heard("select from scheduling.inbox where tenant_id = $1 and event_id = $2", eventId);
    },
    now: () => Date.now() + offset,
    ahead: (ms) => Math.ceil((Date.now() + offset + ms) / MINUTE) * MINUTE,
    async moveTo(at) {
      offset = at - Date.now();
      clockVersion += 1;
      const meta = { tenantId, aggregateId: tenantId, version: clockVersion + 1 };
      await publishEvent(world.natsUrl, TenantClockMovedSchema, meta, { tenant: tenantFacts() });
      await heard("select from scheduling.tenant where id = $1 and clock_version >= $2", clockVersion);
    },
    async book(at, over = {}) {
      const { session } = await (over.by ?? whole.mentor).bookSession({
        requestId: rid(),
        matchId: over.matchId ?? whole.matchId,
        start: { case: "scheduledAt", value: timestampFromMs(at) },
        length: { seconds: BigInt((over.minutes ?? 45) * 60) },
        modality: Modality.VIDEO,
        title: over.title ?? "A talk",
      });
      return must(session);
    },
    published: async () =>
      (
        await rows<{ subject: string }>("select subject from scheduling.outbox where tenant_id = $1 order by position")
      ).map((row) => row.subject.replace("mentorship.", "")),
  };
  await publishEvent(world.natsUrl, TenantPutSchema, { tenantId, aggregateId: tenantId }, { tenant: tenantFacts() });
  await stage.person("mentor", "Europe/Berlin");
  await stage.person("mentee", "America/New_York");
  await stage.programme(wish);
  const whole: Stage = {
    ...stage,
    matchId: await stage.match("mentor", "mentee"),
    mentor: await as("mentor", "mentor"),
    mentee: await as("mentee", "mentee"),
    admin: await as("admin", "admin"),
    staff: await as("staff", "staff"),
  };
  return whole;
}

/** The instant of a message's timestamp, milliseconds. */
export const msOf = (at: { seconds: bigint; nanos: number } | undefined): number =>
  Number(must(at).seconds) * 1_000 + must(at).nanos / 1e6;
