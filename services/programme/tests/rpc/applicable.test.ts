import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  ApplicationRole,
  ObstacleToApplying as Obstacle,
  ProgrammeService,
  ProgrammeState,
} from "@mentorship/client/v1";
import { type Cast, type Clients5, createCast, must, rid, startWorld, type World } from "@mentorship/dev-env/testing";
import { refused } from "../refusals.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld({ services: ["programme"], temporal: false });
}, 120_000);
afterAll(() => world?.stop(), 60_000);

const scope = (value: string) => ({ audience: { case: "audienceScopeJson", value } }) as const;
const { MENTOR, MENTEE } = ApplicationRole;

/** A programme of each kind that matters to `ada`, of Law and 2015, by name; the oldest first. */
async function kinds(cast: Cast): Promise<Map<string, string>> {
  const made = new Map<string, string>();
  const add = async (name: string, over: object = {}) => {
    made.set(name, (await cast.programme({ name, ...over })).programmeId);
    return must(made.get(name));
  };
  await add("open to all");
  await add("of her department", scope('{"departments":["Law","CS"]}'));
  await add("of another department", scope('{"departments":["CS"]}'));
  await add("of later batches", scope('{"batch_year_min":2016}'));
  await add("of her batch", scope('{"batch_year_min":2015,"batch_year_max":2015}'));
  await add("of others on both axes", scope('{"batch_year_max":2010,"departments":["law"]}'));
  const applied = await add("she applied as mentor");
  const withdrew = await add("she withdrew as mentor");
  const let_in = await add("she was let in", scope('{"departments":["CS"]}'));
  const matching = await add("in matching", scope('{"departments":["CS"]}'));
  const active = await add("in active");
  for (const programmeId of [applied, withdrew]) {
    const { application } = await cast.admin.programme.applyAsMentor({
      requestId: rid(),
      programmeId,
      personId: "ada",
    });
    const { applicationId } = must(application);
    if (programmeId === withdrew) await cast.admin.programme.withdrawApplication({ requestId: rid(), applicationId });
  }
  const eligibilityOverrideReason = "transferred";
  await cast.admin.programme.applyAsMentor({
    requestId: rid(),
    programmeId: let_in,
    personId: "ada",
    eligibilityOverrideReason,
  });
  for (const programmeId of [matching, active])
    await cast.admin.programme.startMatching({ requestId: rid(), programmeId });
  await cast.admin.programme.activateProgramme({ requestId: rid(), programmeId: active });
  return made;
}

const ada = { id: "ada", department: "Law", batchYear: 2015 };

async function asBoth(cast: Cast, sub: string): Promise<Pick<Clients5, "programme">> {
  const token = await world.token({ tenant: cast.tenantId, sub, roles: ["mentor", "mentee"] });
  return { programme: world.client(ProgrammeService, token) };
}

/** The obstacle in the programme's answer that each refusal of applying stands for. */
const obstaclesOf = (refusal: { reason: string; metadata: Readonly<Record<string, string>> }): Obstacle[] => {
  const axes = (refusal.metadata.axes ?? "").split(",");
  if (refusal.reason === "PROGRAMME_STATE") return [Obstacle.NOT_OPEN];
  if (refusal.reason === "ALREADY_APPLIED") return [Obstacle.ALREADY_APPLIED];
  return [
    ...(axes.includes("batch_year") ? [Obstacle.BATCH_YEAR] : []),
    ...(axes.includes("department") ? [Obstacle.DEPARTMENT] : []),
  ];
};

describe("ListApplicableProgrammes", () => {
  test("tells for each programme and part whether the caller may apply, and each reason why not", async () => {
    const cast = await createCast(world);
    await cast.people([ada]);
    await kinds(cast);
    await cast.admin.programme.createProgramme({ requestId: rid(), name: "a draft", description: "d" });
    const { programmes } = await (await asBoth(cast, "ada")).programme.listApplicableProgrammes({});
    const told = programmes.map(({ programme, parts }) => [
      programme?.name,
      ...parts.map(({ role, mayApply, obstacles, applicationId }) => [role, mayApply, obstacles, applicationId !== ""]),
    ]);
    const { NOT_OPEN, BATCH_YEAR, DEPARTMENT, ALREADY_APPLIED } = Obstacle;
    const both = (...obstacles: Obstacle[]) => [
      [MENTOR, obstacles.length === 0, obstacles, false],
      [MENTEE, obstacles.length === 0, obstacles, false],
    ];
    expect(told).toEqual([
      ["in active", ...both(NOT_OPEN)],
      ["in matching", ...both(NOT_OPEN, DEPARTMENT)],
      ["she was let in", [MENTOR, false, [DEPARTMENT, ALREADY_APPLIED], true], [MENTEE, false, [DEPARTMENT], false]],
      ["she withdrew as mentor", [MENTOR, true, [], true], [MENTEE, true, [], false]],
      ["she applied as mentor", [MENTOR, false, [ALREADY_APPLIED], true], [MENTEE, true, [], false]],
      ["of others on both axes", ...both(BATCH_YEAR, DEPARTMENT)],
      ["of her batch", ...both()],
      ["of later batches", ...both(BATCH_YEAR)],
      ["of another department", ...both(DEPARTMENT)],
      ["of her department", ...both()],
      ["open to all", ...both()],
    ]);
  });

  test("agrees with what applying then answers, in every programme and part", async () => {
    const cast = await createCast(world);
    await cast.people([ada]);
    const made = await kinds(cast);
    const { programme } = await asBoth(cast, "ada");
    const { programmes } = await programme.listApplicableProgrammes({});
    expect(programmes).toHaveLength(made.size);
    for (const { programme: of, parts } of programmes) {
      for (const { role, mayApply, obstacles } of parts) {
        const request = { requestId: rid(), programmeId: must(of).programmeId };
        const answer = role === MENTOR ? programme.applyAsMentor(request) : programme.applyAsMentee(request);
        if (mayApply) {
          await answer;
          continue;
        }
        // A refusal names the first obstacle that it meets; no refusal names one that was not told.
        const named = obstaclesOf(await refused(answer));
        expect(named.length).toBeGreaterThan(0);
        expect(obstacles).toEqual(expect.arrayContaining(named));
      }
    }
    const { programmes: after } = await programme.listApplicableProgrammes({ onlyApplicable: true });
    expect(after).toEqual([]);
  });

  test("is for the parts of the token, or the one asked for, and for nobody else's", async () => {
    const cast = await createCast(world);
    const other = await createCast(world);
    await cast.people([ada]);
    await other.people([ada]);
    await cast.programme();
    const roles = async (who: Pick<Clients5, "programme">, role?: ApplicationRole) => {
      const { programmes } = await who.programme.listApplicableProgrammes(role === undefined ? {} : { role });
      return programmes.flatMap(({ parts }) => parts.map((part) => part.role));
    };
    const mentor = await cast.as("mentor", "ada");
    expect(await roles(mentor)).toEqual([MENTOR]);
    expect(await roles(await asBoth(cast, "ada"), MENTEE)).toEqual([MENTEE]);
    expect(await refused(roles(mentor, MENTEE))).toMatchObject({ reason: "PERMISSION_DENIED" });
    expect(await refused(roles(cast.admin))).toMatchObject({ reason: "PERMISSION_DENIED" });
    expect(await roles(await other.as("mentor", "ada"))).toEqual([]);
  });

  test("leaves out on demand what the caller may not apply to, in pages without gap or repetition", async () => {
    const cast = await createCast(world);
    await cast.people([ada]);
    const made = await kinds(cast);
    const { programme } = await asBoth(cast, "ada");
    const names: string[] = [];
    let pageToken = "";
    let pages = 0;
    do {
      const page = await programme.listApplicableProgrammes({ onlyApplicable: true, pageSize: 2, pageToken });
      names.push(...page.programmes.map(({ programme: each }) => must(each).name));
      pageToken = page.nextPageToken;
      pages += 1;
    } while (pageToken !== "");
    const may = ["open to all", "of her department", "of her batch", "she applied as mentor", "she withdrew as mentor"];
    expect(names).toEqual([...made.keys()].filter((name) => may.includes(name)).reverse());
    expect(pages).toBeGreaterThan(2);
    const { nextPageToken } = await programme.listApplicableProgrammes({ pageSize: 2 });
    expect(
      await refused(programme.listApplicableProgrammes({ onlyApplicable: true, pageToken: nextPageToken })),
    ).toMatchObject({ code: "InvalidArgument", reason: "PAGE_TOKEN_INVALID" });
    const { programmes } = await programme.listApplicableProgrammes({ pageSize: 200 });
    expect(programmes.every(({ programme: each }) => each?.state !== ProgrammeState.DRAFT)).toBe(true);
  });
});
