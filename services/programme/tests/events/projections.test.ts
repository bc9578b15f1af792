import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampDate, timestampFromDate } from "@bufbuild/protobuf/wkt";
import {
  MatchAcceptedByMentorSchema,
  MatchAcceptedSchema,
  MatchDeclinedSchema,
  MatchProposedSchema,
  MatchTerminatedSchema,
  SessionCancelledSchema,
  SessionCompletedSchema,
  SessionNoShowSchema,
  SessionNoteAddedSchema,
  SessionOutcomePendingSchema,
  SessionScheduledSchema,
} from "@mentorship/client/events/v1";
import {
  ApplicationRole,
  ApplicationState,
  type DashboardFigures,
  MatchEndReason,
  type MatchFactsSchema,
  MatchState,
  Modality,
  NoteVisibility,
  ProgrammeService,
  type SessionFactsSchema,
  SessionState,
} from "@mentorship/client/v1";
import {
  type Cast,
  type Clients,
  createCast,
  createClients,
  type EventMeta,
  must,
  publishBytes,
  publishEvent,
  rid,
  startWorld,
  type World,
} from "@mentorship/dev-env/testing";
import { AUDIENCE, ISSUER } from "@mentorship/dev-env/keys";
import { createInternalTokens } from "@mentorship/shared/auth";
import { allOf, refused } from "../refusals.ts";

let world: World;
let cast: Cast;
let programmeId: string;
/** Past the edge, where the product's own services are. */
let direct: Clients;
beforeAll(async () => {
  world = await startWorld({ services: ["programme"], temporal: false });
  direct = createClients(must(world.addresses.programme));
}, 120_000);
afterAll(async () => {
  direct?.close();
  await world?.stop();
}, 60_000);

const day = 86_400_000;
const ago = (ms: number) => timestampFromDate(new Date(Date.now() - ms));

async function setTheScene(zone = "UTC"): Promise<void> {
  cast = await createCast(world, { zone });
  await cast.people([
    { id: "ada", zone: "Europe/Berlin" },
    { id: "bob", zone: "Europe/Berlin" },
    { id: "cy" },
    { id: "dee" },
    { id: "eve" },
  ]);
  ({ programmeId } = await cast.programme());
  await cast.enrol(programmeId, { mentors: ["ada", "bob"], mentees: ["cy", "dee", "eve"] });
}

const meta = (aggregateId: string, version: number, more: Partial<EventMeta> = {}): EventMeta => ({
  tenantId: cast.tenantId,
  aggregateId,
  version,
  ...more,
});

type MatchWish = Omit<Exclude<MessageInitShape<typeof MatchFactsSchema>, { $typeName: string }>, "$typeName">;
const matchSchemas = {
  proposed: [MatchProposedSchema, MatchState.PROPOSED],
  accepted_by_mentor: [MatchAcceptedByMentorSchema, MatchState.ACCEPTED_BY_MENTOR],
  accepted: [MatchAcceptedSchema, MatchState.ACCEPTED],
  declined: [MatchDeclinedSchema, MatchState.DECLINED],
  terminated: [MatchTerminatedSchema, MatchState.TERMINATED],
} as const;

/** Tells of a match as matching does. */
function tellMatch(
  what: keyof typeof matchSchemas,
  matchId: string,
  version: number,
  facts: MatchWish = {},
  more: Partial<EventMeta> = {},
): Promise<string> {
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
}

type SessionWish = Omit<Exclude<MessageInitShape<typeof SessionFactsSchema>, { $typeName: string }>, "$typeName">;
const sessionSchemas = {
  scheduled: SessionScheduledSchema,
  completed: SessionCompletedSchema,
  cancelled: SessionCancelledSchema,
  no_show: SessionNoShowSchema,
  outcome_pending: SessionOutcomePendingSchema,
} as const;

/** Tells of a session as scheduling does. */
function tellSession(what: keyof typeof sessionSchemas, sessionId: string, version: number, facts: SessionWish) {
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
}

/** Waits until nothing that was told waits in the stream any more. */
const applied = (): Promise<boolean> =>
  world.settle(async () => {
    const { lag } = await cast.admin.programme.getAdminDashboard({});
    return lag.length === 2 && lag.every(({ pending }) => pending === 0n);
  });

/** The figures of the programme once they are as a test says. */
const figures = (check: (found: DashboardFigures) => boolean): Promise<DashboardFigures> =>
  world.settle(async () => {
    const { programmes } = await cast.admin.programme.getAdminDashboard({ programmeId });
    const found = must(programmes[0]);
    return check(found) ? found : null;
  });

const stateOf = async (personId: string, who = cast.admin) => {
  const { applications } = await who.programme.listApplications({ personId, role: ApplicationRole.MENTEE });
  return applications[0]?.state;
};

describe("a mentee's application", () => {
  test("is matched while a match is live, to staff at once and to the mentee once the mentor accepted", async () => {
    await setTheScene();
    const { programme: mine } = await cast.as("mentee", "cy");
    const own = async () => (await mine.listApplications({})).applications[0]?.state;
    const matchId = randomUUID();
    await tellMatch("proposed", matchId, 1);
    await world.settle(async () => (await stateOf("cy")) === ApplicationState.MATCHED);
    expect(await own()).toBe(ApplicationState.APPLIED);
    expect((await mine.listApplications({ states: [ApplicationState.MATCHED] })).applications).toEqual([]);
    await tellMatch("accepted_by_mentor", matchId, 2, { acceptedByMentorAt: ago(0) });
    await world.settle(async () => (await own()) === ApplicationState.MATCHED);
    await tellMatch("declined", matchId, 3, {
      acceptedByMentorAt: ago(0),
      endedAt: ago(0),
      endReason: MatchEndReason.DECLINED_BY_MENTEE,
    });
    await world.settle(async () => (await own()) === ApplicationState.APPLIED);
    expect(await stateOf("cy")).toBe(ApplicationState.APPLIED);
  });

  test("follows the newest event, whatever the order, and once however often it comes", async () => {
    await setTheScene();
    const matchId = randomUUID();
    const eventId = randomUUID();
    const ended = { endedAt: ago(0), endReason: MatchEndReason.TERMINATED_BY_STAFF };
    await tellMatch("terminated", matchId, 3, ended, { eventId });
    await tellMatch("proposed", matchId, 1);
    await tellMatch("accepted_by_mentor", matchId, 2, { acceptedByMentorAt: ago(0) });
    await tellMatch("terminated", matchId, 3, ended, { eventId });
    await figures(({ matches }) => matches?.terminated === 1n);
    await applied();
    const rows = await world.sql("select state, version from programme.match_row where id = $1", [matchId]);
    expect(rows).toEqual([{ state: "TERMINATED", version: "3" }]);
    expect(await stateOf("cy")).toBe(ApplicationState.APPLIED);
    const inbox = await world.sql("select state from programme.inbox where event_id = $1", [eventId]);
    expect(inbox).toEqual([{ state: "done" }]);
  });

  test("is untouched by bytes that are no event, which are put aside", async () => {
    await setTheScene();
    await publishBytes(world.natsUrl, "mentorship.match.proposed", new TextEncoder().encode("not a message"));
    const matchId = randomUUID();
    await tellMatch("proposed", matchId, 1);
    await world.settle(async () => (await stateOf("cy")) === ApplicationState.MATCHED);
    const buried = await world.settle(async () => {
      const rows = await world.sql("select subject from programme.dead_letter");
      return rows.length > 0 ? rows : null;
    });
    expect(buried).toEqual([{ subject: "mentorship.match.proposed" }]);
  });
});

describe("a mentor", () => {
  test("reads the full record of an assigned learner, without e-mail, and that is noted; of nobody else", async () => {
    await setTheScene();
    const { programme } = await cast.as("mentor", "ada");
    const matchId = randomUUID();
    await tellMatch("accepted_by_mentor", matchId, 2, { acceptedByMentorAt: ago(0) });
    await figures(({ matches }) => matches?.acceptedByMentor === 1n);
    expect(await refused(programme.getPerson({ personId: "cy" }))).toMatchObject({ reason: "NOT_FOUND" });
    await tellMatch("accepted", matchId, 3, { acceptedByMentorAt: ago(0), acceptedAt: ago(0) });
    const { person } = await world.settle(() => programme.getPerson({ personId: "cy" }));
    expect(person).toMatchObject({ displayName: "Name of cy", email: "", department: "CS" });
    expect(await refused(programme.getPerson({ personId: "dee" }))).toMatchObject({ reason: "NOT_FOUND" });
    const other = await cast.as("mentor", "bob");
    expect(await refused(other.programme.getPerson({ personId: "cy" }))).toMatchObject({ reason: "NOT_FOUND" });
    await world.settle(async () => {
      const reads = await world.sql(
        "select from programme.audit_entry where tenant_id = $1 and chain = 'reads' and actor_id = 'ada'",
        [cast.tenantId],
      );
      return reads.length === 1;
    });
  });
});

describe("the dashboard", () => {
  test("counts matches by state and lists those that wait for too long, the oldest first, with names", async () => {
    await setTheScene();
    const [fresh, old, older, stuck, declined] = [1, 2, 3, 4, 5].map(() => randomUUID()) as [
      string,
      string,
      string,
      string,
      string,
    ];
    await tellMatch("proposed", fresh, 1, { proposedAt: ago(6 * day) });
    await tellMatch("proposed", old, 1, { proposedAt: ago(8 * day), menteeId: "dee" });
    await tellMatch("proposed", older, 1, { proposedAt: ago(9 * day), menteeId: "eve", mentorId: "bob" });
    await tellMatch("accepted_by_mentor", stuck, 2, { acceptedByMentorAt: ago(15 * day), proposedAt: ago(16 * day) });
    await tellMatch("declined", declined, 2, { endReason: MatchEndReason.DECLINED_BY_MENTOR, endedAt: ago(0) });
    const found = await figures(({ matches }) => matches?.declined === 1n && matches.acceptedByMentor === 1n);
    expect(found.matches).toMatchObject({ proposed: 3n, acceptedByMentor: 1n, accepted: 0n, terminated: 0n });
    expect(
      found.pendingTooLong.map(({ matchId, mentorName, menteeName }) => [matchId, mentorName, menteeName]),
    ).toEqual([
      [older, "Name of bob", "Name of eve"],
      [old, "Name of ada", "Name of dee"],
    ]);
    expect([found.pendingTooLongCount, found.stuckCount, found.stuck[0]?.matchId]).toEqual([2n, 1n, stuck]);
    expect(found.menteeDeclineRate).toBeUndefined();
    const { total, programmes } = await cast.admin.programme.getAdminDashboard({});
    expect(total).toMatchObject({ programmeId: "", pendingTooLongCount: 2n });
    expect(total?.pendingTooLong).toEqual(found.pendingTooLong);
    expect(programmes).toHaveLength(1);
  });

  test("counts sessions, rates, active mentors and their zones", async () => {
    await setTheScene();
    const accepted = { acceptedByMentorAt: ago(day), acceptedAt: ago(day) };
    const [first, second, third, no] = [1, 2, 3, 4].map(() => randomUUID()) as [string, string, string, string];
    await tellMatch("accepted", first, 3, accepted);
    await tellMatch("accepted", second, 3, { ...accepted, mentorId: "bob", menteeId: "dee" });
    await tellMatch("terminated", third, 4, { ...accepted, endedAt: ago(0), menteeId: "eve" });
    const byMentee = { endReason: MatchEndReason.DECLINED_BY_MENTEE, endedAt: ago(0), acceptedByMentorAt: ago(day) };
    await tellMatch("declined", no, 3, { ...byMentee, menteeId: "eve" });
    const past = { startsAt: ago(day), endsAt: ago(day - 60_000) };
    await tellSession("scheduled", randomUUID(), 1, { matchId: first });
    await tellSession("completed", randomUUID(), 3, { matchId: first, ...past, state: SessionState.COMPLETED });
    const missed = { matchId: first, ...past, state: SessionState.LEARNER_NO_SHOW, modality: Modality.CHAT };
    await tellSession("no_show", randomUUID(), 2, missed);
    await tellSession("cancelled", randomUUID(), 2, { matchId: second, state: SessionState.CANCELLED });
    await tellSession("outcome_pending", randomUUID(), 2, { matchId: third, ...past, outcomePending: true });
    const found = await figures(({ attendanceUnknown }) => attendanceUnknown === 1n);
    expect(found).toMatchObject({
      sessions: { scheduled: 2n, inProgress: 0n, completed: 1n, cancelled: 1n, mentorNoShow: 0n, learnerNoShow: 1n },
      completionRate: 1 / 5,
      noShowRate: 1 / 2,
      acceptedWithoutSession: 1n,
      sessionsPerMatch: 4 / 3,
      activeMentors: 2n,
      activeMentorZones: 1n,
      menteeDeclineRate: 1 / 4,
    });
    const rates = found.noShowsByModality.map((each) => [each.modality, each.noShows, each.completed, each.noShowRate]);
    expect(rates).toEqual([
      [Modality.IN_PERSON, 0n, 0n, undefined],
      [Modality.VIDEO, 0n, 1n, 0],
      [Modality.CHAT, 1n, 0n, 1],
    ]);
  });

  test("counts what is upcoming to the end of the week in the tenant's zone", async () => {
    const zone = "Pacific/Kiritimati";
    await setTheScene(zone);
    const [row] = await world.sql<{ ends: Date }>(
      "select (date_trunc('week', now() at time zone $1) + interval '7 days') at time zone $1 as ends",
      [zone],
    );
    const ends = must(row).ends.getTime();
    const at = (ms: number) => ({
      startsAt: timestampFromDate(new Date(ms)),
      endsAt: timestampFromDate(new Date(ms + 60_000)),
    });
    await tellSession("scheduled", randomUUID(), 1, at(ends - 1_000));
    await tellSession("scheduled", randomUUID(), 1, at(ends));
    await tellSession("scheduled", randomUUID(), 1, at(Date.now() - 60_000));
    const found = await figures(({ sessions }) => sessions?.scheduled === 3n);
    expect(found.upcomingThisWeek).toBe(1n);
  });

  test("counts admin notes that were not replaced, whichever of two is heard of first", async () => {
    await setTheScene();
    const sessionId = randomUUID();
    const [first, second, seen] = [randomUUID(), randomUUID(), randomUUID()] as const;
    const tell = (noteId: string, visibility: NoteVisibility, supersedesNoteId = "") =>
      publishEvent(world.natsUrl, SessionNoteAddedSchema, meta(noteId, 1), {
        sessionId,
        programmeId,
        noteId,
        visibility,
        supersedesNoteId,
      });
    await tell(second, NoteVisibility.ADMIN, first);
    await tell(first, NoteVisibility.ADMIN);
    await tell(seen, NoteVisibility.BOTH);
    await world.settle(
      async () => (await world.sql("select from programme.note_row where id = $1", [seen])).length === 1,
    );
    expect((await figures(() => true)).adminNotes).toBe(1n);
    await tell(randomUUID(), NoteVisibility.MENTOR, second);
    await figures(({ adminNotes }) => adminNotes === 0n);
  });

  test("tells how far each source is applied, and is for staff and services only", async () => {
    await setTheScene();
    const happened = new Date(Date.now() - 5_000);
    await tellMatch("proposed", randomUUID(), 1, {}, { at: happened });
    await figures(({ matches }) => matches?.proposed === 1n);
    const { lag, asOf } = await (await cast.as("staff", "s")).programme.getAdminDashboard({});
    const sources = lag.map(({ service, appliedAt }) => [service, appliedAt && timestampDate(appliedAt).getTime()]);
    expect(sources).toEqual([
      ["matching", happened.getTime()],
      ["scheduling", undefined],
    ]);
    expect(asOf).toBeDefined();
    const mentor = await cast.as("mentor", "ada");
    expect(await refused(mentor.programme.getAdminDashboard({}))).toMatchObject({ reason: "PERMISSION_DENIED" });
    await cast.service.programme.getAdminDashboard({ programmeId });
    const other = await createCast(world);
    expect(await refused(other.admin.programme.getAdminDashboard({ programmeId }))).toMatchObject({
      code: "NotFound",
      metadata: { resource: "programme", id: programmeId },
    });
  });

  test("equals a recount of its rows", async () => {
    await setTheScene();
    const states = ["proposed", "accepted_by_mentor", "accepted", "declined", "terminated"] as const;
    for (let n = 0; n < 30; n += 1) {
      const state = states[n % states.length] ?? "proposed";
      await tellMatch(state, randomUUID(), 1 + (n % 3), { menteeId: `x${n}`, mentorId: n % 2 ? "ada" : "bob" });
    }
    const found = await figures(({ matches }) => matches?.terminated === 6n && matches.declined === 6n);
    const counted = await world.sql<{ state: string; count: number }>(
      "select lower(state) as state, count(*)::int as count from programme.match_row where tenant_id = $1 group by 1",
      [cast.tenantId],
    );
    const byState = Object.fromEntries(counted.map(({ state, count }) => [state, BigInt(count)]));
    expect(found.matches).toMatchObject({
      proposed: byState.proposed,
      acceptedByMentor: byState.accepted_by_mentor,
      accepted: byState.accepted,
      declined: byState.declined,
      terminated: byState.terminated,
    });
  });
});

describe("what is only for the product's own services", () => {
  test("is refused to an admin of the platform, whichever way they come", async () => {
    await setTheScene();
    const token = await world.token({ tenant: cast.tenantId, sub: "root", roles: ["admin"] });
    const admin = direct.client(ProgrammeService, token);
    const calls: (() => Promise<unknown>)[] = [
      () => admin.getTenantFacts({}),
      () => admin.getPersonFacts({ personId: "ada" }),
      () => admin.getProgrammeFacts({ programmeId }),
      () => admin.getApplicationFacts({ programmeId, personId: "ada", role: ApplicationRole.MENTOR }),
      () => admin.batchGetPeople({ personIds: ["ada"] }),
      () => allOf(admin.streamMatchingInputs({ programmeId })),
    ];
    for (const call of calls) {
      expect(await refused(call())).toMatchObject({ code: "PermissionDenied", reason: "INTERNAL_ONLY" });
    }
    expect(await refused(cast.admin.programme.getTenantFacts({}))).toMatchObject({ code: "PermissionDenied" });
  });

  test("answers facts, cards and inputs to a sibling, of its call's tenant alone", async () => {
    await setTheScene();
    await cast.admin.programme.putTenant({ ...tenantOf(cast), zone: "Asia/Calcutta" });
    const sibling = await siblingOf(cast.tenantId);
    expect((await sibling.getTenantFacts({})).tenant).toMatchObject({ tenantId: cast.tenantId, zone: "Asia/Kolkata" });
    expect((await sibling.getPersonFacts({ personId: "ada" })).person).toMatchObject({ version: 1n, suspended: false });
    expect((await sibling.getProgrammeFacts({ programmeId })).programme).toMatchObject({ name: "Spring", version: 2n });
    const role = ApplicationRole.MENTOR;
    const { application } = await sibling.getApplicationFacts({ programmeId, personId: "ada", role });
    expect(application).toMatchObject({ state: ApplicationState.APPROVED, maxMentees: 20, version: 2n });
    const { people } = await sibling.batchGetPeople({ personIds: ["ada", "cy", "nobody"], programmeId });
    const cards = people.map(({ card, mentorTags, menteeTags }) => [
      card?.personId,
      card?.bioShort,
      mentorTags,
      menteeTags,
    ]);
    expect(cards).toEqual(
      expect.arrayContaining([
        ["ada", "Bio of ada", ["go", "sql"], []],
        ["cy", "", [], ["go"]],
      ]),
    );
    expect(people).toHaveLength(2);
    const elsewhere = await siblingOf((await createCast(world)).tenantId);
    expect(await refused(elsewhere.getPersonFacts({ personId: "ada" }))).toMatchObject({ reason: "NOT_FOUND" });
    expect(await refused(elsewhere.getProgrammeFacts({ programmeId }))).toMatchObject({ reason: "NOT_FOUND" });
    expect((await elsewhere.batchGetPeople({ personIds: ["ada"] })).people).toEqual([]);
    const nowhere = await siblingOf("no-such-tenant");
    expect(await refused(nowhere.getTenantFacts({}))).toMatchObject({ reason: "TENANT_UNKNOWN" });
  });

  test("streams exactly the approved mentors and the mentees without a live match, nobody suspended", async () => {
    await setTheScene();
    await cast.people([{ id: "new" }]);
    await cast.admin.programme.applyAsMentor({ requestId: rid(), programmeId, personId: "new" });
    await tellMatch("proposed", randomUUID(), 1, { menteeId: "dee" });
    await figures(({ matches }) => matches?.proposed === 1n);
    await cast.suspend("bob");
    await cast.suspend("eve");
    const parts = await allOf((await siblingOf(cast.tenantId)).streamMatchingInputs({ programmeId }));
    expect(parts[0]?.programme).toMatchObject({ programmeId, settings: { mentorCapacityDefault: 20 } });
    expect(parts.slice(1).every(({ programme }) => programme === undefined)).toBe(true);
    expect(parts.flatMap(({ mentors }) => mentors)).toMatchObject([
      { personId: "ada", tags: ["go", "sql"], department: "CS", batchYear: 2015, maxMentees: 20 },
    ]);
    expect(parts.flatMap(({ mentees }) => mentees).map(({ personId }) => personId)).toEqual(["cy"]);
    const stranger = (await siblingOf(cast.tenantId)).streamMatchingInputs({ programmeId: randomUUID() });
    expect(await refused(allOf(stranger))).toMatchObject({ reason: "NOT_FOUND" });
  });
});

const tenantOf = ({ tenantId }: Cast) => ({
  requestId: rid(),
  name: `Tenant ${tenantId}`,
  frontEndUrl: "https://front.example",
  test: true,
});

/** A client that calls as matching does, for one tenant. */
async function siblingOf(tenantId: string) {
  const tokens = await createInternalTokens({
    service: "matching",
    environment: "development",
    issuer: ISSUER,
    audience: AUDIENCE,
    platformKeys: { file: world.keys.jwksFile },
    internalKeysFile: world.keys.internalJwksFile,
    internalKeyFile: world.keys.internalKeyFile("matching"),
  });
  return direct.client(ProgrammeService, await tokens.tokenFor(tenantId));
}
