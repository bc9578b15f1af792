import { randomUUID } from "node:crypto";
import { Code, ConnectError } from "@connectrpc/connect";
import { type Match, MatchRunPhase, type Programme } from "@mentorship/client/v1";
import { type Clients5, clients5, rid } from "./clients.ts";
import type { World } from "./world.ts";

export interface PersonWish {
  readonly id: string;
  readonly zone?: string;
  readonly department?: string;
  readonly batchYear?: number;
}

/** One tenant of a test's own, and its people. Tenants don't see each other, so tests that share a world don't either. */
export interface Cast {
  readonly tenantId: string;
  readonly admin: Clients5;
  readonly service: Clients5;
  /** Clients of a person with one role, or of staff who are no admin (`staff`). */
  as(role: "admin" | "mentor" | "mentee" | "service" | "staff", sub: string): Promise<Clients5>;
  people(wishes: readonly PersonWish[]): Promise<void>;
  suspend(personId: string): Promise<void>;
  /** A programme in `open`, with `expertise` and `focus` tags of the catalogue `go`, `sql`, `ux`. */
  programme(over?: Partial<Parameters<Clients5["programme"]["createProgramme"]>[0]>): Promise<Programme>;
  /** Applies for people and approves the mentors. */
  enrol(
    programmeId: string,
    who: { mentors?: readonly string[]; mentees?: readonly string[]; maxMentees?: number },
  ): Promise<void>;
  /** Moves the programme on to `matching`, runs the matcher, and answers the proposals. */
  match(programmeId: string): Promise<Match[]>;
  /** Both sides accept; the answer is the accepted match. */
  accept(matchId: string): Promise<Match>;
  /** A programme in `active` with one mentor `mentor` and one mentee `mentee` whose match is accepted. */
  pair(over?: Parameters<Cast["programme"]>[0]): Promise<{ programme: Programme; match: Match }>;
  /** Moves the tenant's clock to a time, or by so many minutes. Answers the tenant's time then. */
  advance(to: Date | number): Promise<Date>;
}

/** Makes a call again while what it needs is away, as clients do: five processes that have just begun may stand still for seconds. */
async function untilAnswered<T>(call: () => Promise<T>, tries = 5): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (tries === 1 || ConnectError.from(error).code !== Code.Unavailable) throw error;
    return untilAnswered(call, tries - 1);
  }
}

/** Creates a test tenant with its catalogue of skills. */
export async function createCast(world: World, tenant: { test?: boolean; zone?: string } = {}): Promise<Cast> {
  const tenantId = `t-${randomUUID().slice(0, 8)}`;
  const versions = new Map<string, { wish: PersonWish; version: bigint }>();
  const as: Cast["as"] = async (role, sub) => {
    const roles = role === "staff" ? [] : [role];
    const capabilities = role === "staff" ? ["mentorship.match"] : [];
    const token = await world.token({ tenant: tenantId, sub, roles, capabilities });
    return clients5((service) => world.client(service, token));
  };
  const [admin, service] = await Promise.all([as("admin", "admin"), as("service", "crm")]);
  const request = {
    requestId: rid(),
    name: `Tenant ${tenantId}`,
    zone: tenant.zone ?? "UTC",
    frontEndUrl: "https://front.example",
    test: tenant.test ?? true,
  };
  await untilAnswered(() => admin.programme.putTenant(request));
  await admin.programme.upsertSkills({
    requestId: rid(),
    skills: ["go", "sql", "ux"].map((tag) => ({ tag, label: tag.toUpperCase() })),
  });

  const put = async (wishes: readonly PersonWish[], suspended: boolean): Promise<void> => {
    const people = wishes.map((wish) => {
      const version = (versions.get(wish.id)?.version ?? 0n) + 1n;
      versions.set(wish.id, { wish, version });
      return {
        personId: wish.id,
        version,
        displayName: `Name of ${wish.id}`,
        email: `${wish.id}@mail.example`,
        zone: wish.zone ?? "Europe/Berlin",
        department: wish.department ?? "CS",
        batchYear: wish.batchYear ?? 2015,
        suspended,
      };
    });
    for await (const answer of admin.programme.upsertPeople(once({ people }))) {
      const refused = answer.results.filter(({ problems }) => problems.length > 0);
      if (refused.length > 0)
        throw new Error(`people were refused: ${JSON.stringify(refused.map((row) => row.problems))}`);
    }
  };

  const cast: Cast = {
    tenantId,
    admin,
    service,
    as,
    people: (wishes) => put(wishes, false),
    suspend: (id) => put([versions.get(id)?.wish ?? { id }], true),
    async programme(over = {}) {
      const { programme } = await admin.programme.createProgramme({
        requestId: rid(),
        name: "Spring",
        description: "A cohort",
        ...over,
      } as Parameters<Clients5["programme"]["createProgramme"]>[0]);
      const opened = await admin.programme.openProgramme({
        requestId: rid(),
        programmeId: programme?.programmeId ?? "",
      });
      return must(opened.programme);
    },
    async enrol(programmeId, { mentors = [], mentees = [], maxMentees }) {
      const applications = await Promise.all(
        mentors.map((personId) =>
          admin.programme.applyAsMentor({
            requestId: rid(),
            programmeId,
            personId,
            expertiseTags: ["go", "sql"],
            bioShort: `Bio of ${personId}`,
            ...(maxMentees === undefined ? {} : { maxMentees }),
          }),
        ),
      );
      const ids = applications.map(({ application }) => must(application).applicationId);
      if (ids.length > 0) await admin.programme.approveMentors({ requestId: rid(), applicationIds: ids });
      await Promise.all(
        mentees.map((personId) =>
          admin.programme.applyAsMentee({ requestId: rid(), programmeId, personId, focusTags: ["go"] }),
        ),
      );
    },
    async match(programmeId) {
      await admin.programme.startMatching({ requestId: rid(), programmeId });
      const { run } = await admin.matching.runMatching({ requestId: rid(), programmeId });
      const { runId } = must(run);
      await world.settle(async () => {
        const { run: now } = await admin.matching.getMatchRun({ runId });
        return now?.phase === MatchRunPhase.FINISHED;
      });
      return (await admin.matching.listMatches({ programmeId, runId, pageSize: 500 })).matches;
    },
    async accept(matchId) {
      const { match } = await admin.matching.getMatch({ matchId });
      const mentor = await as("mentor", must(match?.mentor?.person).personId);
      const mentee = await as("mentee", must(match?.mentee?.person).personId);
      await mentor.matching.acceptMatch({ requestId: rid(), matchId });
      return must((await mentee.matching.acceptMatch({ requestId: rid(), matchId })).match);
    },
    async pair(over) {
      await cast.people([{ id: "mentor" }, { id: "mentee" }]);
      const programme = await cast.programme(over);
      await cast.enrol(programme.programmeId, { mentors: ["mentor"], mentees: ["mentee"] });
      const [proposal] = await cast.match(programme.programmeId);
      const { programmeId } = programme;
      const active = await admin.programme.activateProgramme({ requestId: rid(), programmeId });
      return { programme: must(active.programme), match: await cast.accept(must(proposal).matchId) };
    },
    async advance(to) {
      const now = await tenantNow(world, tenantId);
      const target = typeof to === "number" ? new Date(now.getTime() + to * 60_000) : to;
      let reached = now;
      const moves = admin.programme.advanceTestClock(
        {
          requestId: rid(),
          targetAt: { seconds: BigInt(Math.floor(target.getTime() / 1000)), nanos: (target.getTime() % 1000) * 1e6 },
        },
        { timeoutMs: 60_000 },
      );
      for await (const move of moves) reached = new Date(Number(move.now?.seconds ?? 0n) * 1000);
      return reached;
    },
  };
  return cast;
}

/** The tenant's time, by the rows of its owner. */
export async function tenantNow(world: World, tenantId: string): Promise<Date> {
  const [row] = await world.sql<{ now: Date }>(
    "select now() + clock_offset_ms * interval '1 millisecond' as now from programme.tenant where id = $1",
    [tenantId],
  );
  return must(row).now;
}

/** The value, where a test can't go on without it. */
export function must<T>(value: T | null | undefined): T {
  if (value === undefined || value === null) throw new Error("a value that this test needs is missing");
  return value;
}

async function* once<T>(message: T): AsyncGenerator<T> {
  yield message;
}
