import { randomUUID } from "node:crypto";
import { create } from "@bufbuild/protobuf";
import type { Client } from "@connectrpc/connect";
import {
  ApplicationRole,
  ApplicationState,
  MatchingService,
  MatchRunPhase,
  type MatchRun,
  PersonInputSchema,
  ProgrammeService,
} from "@mentorship/client/v1";
import type { World as WholeWorld } from "@mentorship/dev-env/testing";

/** What is needed of a running platform to work in it. */
export type World = Pick<WholeWorld, "client" | "token" | "settle">;

type Role = "admin" | "mentor" | "mentee" | "service";

/** A tenant of one test's own, with what its test does in it through the front door. */
export interface Tenant {
  readonly id: string;
  readonly programme: Client<typeof ProgrammeService>;
  readonly matching: Client<typeof MatchingService>;
  /** A client of matching as somebody of the tenant. */
  as(sub: string, role: Role, capabilities?: readonly string[]): Promise<Client<typeof MatchingService>>;
  /** A client of programme as somebody of the tenant. */
  programmeAs(sub: string, role: Role): Promise<Client<typeof ProgrammeService>>;
}

export interface MentorWish {
  readonly id: string;
  readonly tags?: readonly string[];
  readonly seats?: number;
}
export interface MenteeWish {
  readonly id: string;
  readonly tags?: readonly string[];
}

/** A programme in `matching`, with approved mentors and waiting mentees. */
export interface Cohort extends Tenant {
  readonly programmeId: string;
  /** Application ids by person id. */
  readonly applications: ReadonlyMap<string, string>;
  /** Asks for a run and answers how it ended. */
  run(): Promise<MatchRun>;
}

const tags = ["sql", "go", "rust", "career"];
export const requestId = (): string => randomUUID();

/** Makes a tenant with a catalogue of four skills. */
export async function makeTenant(world: World): Promise<Tenant> {
  const id = `tenant-${randomUUID()}`;
  const token = (sub: string, role: Role, capabilities: readonly string[] = []) =>
    world.token({ tenant: id, sub, roles: [role], capabilities });
  const admin = await token("admin-1", "admin");
  const programme = world.client(ProgrammeService, admin);
  await programme.putTenant({
    requestId: requestId(),
    name: id,
    zone: "Europe/London",
    frontEndUrl: "https://front.example",
  });
  await programme.upsertSkills({ requestId: requestId(), skills: tags.map((tag) => ({ tag, label: tag })) });
  return {
    id,
    programme,
    matching: world.client(MatchingService, admin),
    as: async (sub, role, capabilities) => world.client(MatchingService, await token(sub, role, capabilities)),
    programmeAs: async (sub, role) => world.client(ProgrammeService, await token(sub, role)),
  };
}

/** Brings people in, `version` 1 unless said. */
export async function putPeople(
  tenant: Tenant,
  ids: readonly string[],
  change: { version?: bigint; suspended?: boolean } = {},
): Promise<void> {
  const { version = 1n, suspended = false } = change;
  async function* messages() {
    for (let from = 0; from < ids.length; from += 500) {
      const people = ids.slice(from, from + 500).map((personId) =>
        create(PersonInputSchema, {
          personId,
          version,
          displayName: `Name of ${personId}`,
          email: `${personId}@people.example`,
          zone: "Europe/Berlin",
          suspended,
        }),
      );
      yield { people };
    }
  }
  for await (const { results } of tenant.programme.upsertPeople(messages())) {
    const refused = results.find(({ problems }) => problems.length > 0);
    if (refused) throw new Error(`${refused.personId} was refused: ${JSON.stringify(refused.problems)}`);
  }
}

const several = async <T>(all: readonly T[], work: (each: T) => Promise<unknown>): Promise<void> => {
  const queue = [...all];
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: 24 }, worker));
};

/** Makes a tenant with a programme in `matching`; mentors have one seat and everybody the tag `sql` unless said. */
export async function makeCohort(
  world: World,
  mentors: readonly MentorWish[],
  mentees: readonly MenteeWish[],
): Promise<Cohort> {
  const tenant = await makeTenant(world);
  await putPeople(
    tenant,
    [...mentors, ...mentees].map(({ id }) => id),
  );
  const { programme } = tenant;
  const created = await programme.createProgramme({ requestId: requestId(), name: "Spring", description: "A cohort" });
  const programmeId = created.programme?.programmeId ?? "";
  await programme.openProgramme({ requestId: requestId(), programmeId });
  const applications = new Map<string, string>();
  await several(mentors, async ({ id, tags: expertiseTags = ["sql"], seats = 1 }) => {
    const request = {
      requestId: requestId(),
      programmeId,
      personId: id,
      expertiseTags: [...expertiseTags],
      maxMentees: seats,
    };
    const { application } = await programme.applyAsMentor({ ...request, bioShort: `Bio of ${id}` });
    applications.set(id, application?.applicationId ?? "");
  });
  await several(mentees, async ({ id, tags: focusTags = ["sql"] }) => {
    const request = { requestId: requestId(), programmeId, personId: id, focusTags: [...focusTags] };
    const { application } = await programme.applyAsMentee({ ...request, bioShort: `Bio of ${id}` });
    applications.set(id, application?.applicationId ?? "");
  });
  const mentorApplications = mentors.map(({ id }) => applications.get(id) ?? "");
  for (let from = 0; from < mentorApplications.length; from += 1_000) {
    await programme.approveMentors({
      requestId: requestId(),
      applicationIds: mentorApplications.slice(from, from + 1_000),
    });
  }
  await programme.startMatching({ requestId: requestId(), programmeId });
  const run = async (): Promise<MatchRun> => {
    const asked = await tenant.matching.runMatching({ requestId: requestId(), programmeId });
    return finished(tenant, asked.run?.runId ?? "");
  };
  return { ...tenant, programmeId, applications, run };
}

/** Watches a run to its end. */
export async function finished(tenant: Tenant, runId: string): Promise<MatchRun> {
  for await (const { run } of tenant.matching.watchMatchRun({ runId })) {
    if (run?.phase === MatchRunPhase.FINISHED) return run;
  }
  throw new Error("the stream ended before the run had finished");
}

/** A cohort of one mentor and one mentee with their proposal. */
export async function makeProposal(world: World): Promise<Cohort & { matchId: string }> {
  const cohort = await makeCohort(world, [{ id: "mentor-1" }], [{ id: "mentee-1" }]);
  await cohort.run();
  const { matches } = await cohort.matching.listMatches({ programmeId: cohort.programmeId });
  return { ...cohort, matchId: matches[0]?.matchId ?? "" };
}

/** Waits until programme shows the application in a state, which it learns by events. */
export async function applicationIn(
  world: World,
  cohort: Cohort,
  personId: string,
  state: ApplicationState,
): Promise<void> {
  await world.settle(async () => {
    const { applications } = await cohort.programme.listApplications({
      programmeId: cohort.programmeId,
      pageSize: 500,
    });
    return applications.some(
      ({ person, role, state: found }) =>
        person?.personId === personId && role !== ApplicationRole.UNSPECIFIED && found === state,
    );
  });
}
