import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { CapacityBasis, PairingStrategy, ProgrammeAction, ProgrammeState } from "@mentorship/client/v1";
import { type Cast, createCast, must, rid, startWorld, type World } from "@mentorship/dev-env/testing";
import { refused } from "../refusals.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld({ services: ["programme"], temporal: false });
}, 120_000);
afterAll(() => world?.stop(), 60_000);

const subjectsOf = async (cast: Cast, about: string) =>
  (
    await world.sql<{ subject: string }>(
      "select subject from programme.outbox where tenant_id = $1 and subject like $2 order by position",
      [cast.tenantId, `mentorship.${about}.%`],
    )
  ).map(({ subject }) => subject.split(".")[2]);

const draft = { name: "Spring", description: "A cohort" };

describe("CreateProgramme", () => {
  test("makes a draft with every setting filled in, which only staff see", async () => {
    const cast = await createCast(world);
    await cast.people([{ id: "m" }]);
    const { programme } = await cast.admin.programme.createProgramme({ requestId: rid(), ...draft });
    expect(programme).toMatchObject({
      ...draft,
      state: ProgrammeState.DRAFT,
      version: 1n,
      audienceScopeJson: "{}",
      allowedActions: [ProgrammeAction.UPDATE, ProgrammeAction.OPEN],
      settings: {
        mentorCapacityDefault: 20,
        autoApproveMentors: false,
        selfBooking: true,
        blindCopy: true,
        noShowGrace: { seconds: 600n },
        lateCancelWindow: { seconds: 86_400n },
        pairingRules: {
          skillsWeightThousandths: 2_000,
          audienceWeightThousandths: 1_000,
          capacityWeightThousandths: 500,
          capacityBasis: CapacityBasis.LIVE,
          leastScoreBillionths: 0n,
          strategy: PairingStrategy.GREEDY,
        },
      },
    });
    const { programmeId } = must(programme);
    const mentor = await cast.as("mentor", "m");
    const staff = await cast.as("staff", "s");
    expect(await refused(mentor.programme.getProgramme({ programmeId }))).toMatchObject({ reason: "NOT_FOUND" });
    expect((await mentor.programme.listProgrammes({})).programmes).toEqual([]);
    expect((await mentor.programme.listProgrammes({ states: [ProgrammeState.DRAFT] })).programmes).toEqual([]);
    expect((await staff.programme.getProgramme({ programmeId })).programme?.allowedActions).toEqual([]);
  });

  test("takes the audience typed or as JSON, with the same rules", async () => {
    const { admin } = await createCast(world);
    const create = (audience: Parameters<typeof admin.programme.createProgramme>[0]["audience"]) =>
      admin.programme.createProgramme({ requestId: rid(), ...draft, audience: audience as never });
    const typed = await create({
      case: "audienceScope",
      value: { $typeName: "mentorship.v1.AudienceScope", batchYearMin: 2010, departments: ["CS"] },
    });
    const text = await create({ case: "audienceScopeJson", value: '{"batch_year_min":2010,"departments":["CS"]}' });
    expect(text.programme?.audienceScope).toEqual(typed.programme?.audienceScope);
    expect(typed.programme?.audienceScopeJson).toBe('{"batch_year_min":2010,"departments":["CS"]}');
    expect(await refused(create({ case: "audienceScopeJson", value: '{"foo":1,"departments":[]}' }))).toMatchObject({
      code: "InvalidArgument",
      fields: ["audience_scope_json.foo"],
    });
  });

  test("refuses what breaks a rule and names it, and stores nothing", async () => {
    const { admin, tenantId } = await createCast(world);
    const starts = new Date("2026-05-01");
    const cases: [object, string[]][] = [
      [{ name: " " }, ["name"]],
      [{ description: "x".repeat(4_001) }, ["description"]],
      [{ startsAt: timestampFromDate(starts), endsAt: timestampFromDate(starts) }, [""]],
      [{ startsAt: { seconds: 90_000n, nanos: 1 }, endsAt: { seconds: 90_000n, nanos: 2 } }, ["ends_at"]],
      [{ startsAt: { seconds: 0n, nanos: 0 } }, ["starts_at"]],
      [{ settings: { noShowGrace: { seconds: 90n } } }, ["settings.no_show_grace"]],
      [{ settings: { mentorCapacityDefault: 101 } }, ["settings.mentor_capacity_default"]],
      [{ settings: { pairingRules: { capacityBasis: 9 } } }, ["settings.pairing_rules.capacity_basis"]],
      [{ settings: { pairingRules: { strategy: 9 } } }, ["settings.pairing_rules.strategy"]],
    ];
    for (const [over, fields] of cases) {
      const refusal = await refused(admin.programme.createProgramme({ requestId: rid(), ...draft, ...over }));
      expect(refusal).toMatchObject({ code: "InvalidArgument", fields });
    }
    expect(await world.sql("select from programme.programme where tenant_id = $1", [tenantId])).toEqual([]);
  });

  test("under one request id makes one programme", async () => {
    const { admin, tenantId } = await createCast(world);
    const requestId = rid();
    const answers = await Promise.all([1, 2, 3].map(() => admin.programme.createProgramme({ requestId, ...draft })));
    expect(new Set(answers.map(({ programme }) => programme?.programmeId)).size).toBe(1);
    expect(await world.sql("select from programme.programme where tenant_id = $1", [tenantId])).toHaveLength(1);
    expect(await refused(admin.programme.createProgramme({ requestId, ...draft, name: "Autumn" }))).toMatchObject({
      reason: "REQUEST_ID_REUSED",
    });
  });
});

describe("the states of a programme", () => {
  test("go from draft to completed, with a top-up round, and every step is told and audited", async () => {
    const cast = await createCast(world);
    const { programmeId } = must(
      (await cast.admin.programme.createProgramme({ requestId: rid(), ...draft })).programme,
    );
    const { programme } = cast.admin;
    const steps = [
      [() => programme.openProgramme({ requestId: rid(), programmeId }), ProgrammeState.OPEN],
      [() => programme.startMatching({ requestId: rid(), programmeId }), ProgrammeState.MATCHING],
      [() => programme.activateProgramme({ requestId: rid(), programmeId }), ProgrammeState.ACTIVE],
      [() => programme.startMatching({ requestId: rid(), programmeId }), ProgrammeState.MATCHING],
      [() => programme.activateProgramme({ requestId: rid(), programmeId }), ProgrammeState.ACTIVE],
      [() => programme.completeProgramme({ requestId: rid(), programmeId }), ProgrammeState.COMPLETED],
    ] as const;
    for (const [step, state] of steps) expect((await step()).programme?.state).toBe(state);
    const told = ["created", "opened", "matching_started", "activated", "matching_started", "activated", "completed"];
    expect(await subjectsOf(cast, "programme")).toEqual(told);
    const entries = await world.sql<{ action: string }>(
      "select action from programme.audit_entry where tenant_id = $1 and entity_id = $2 order by sequence",
      [cast.tenantId, programmeId],
    );
    expect(entries.map(({ action }) => action)).toEqual(told.map((what) => `programme.${what}`));
  });

  test("refuse a step from the wrong state, with the state found and what may be done", async () => {
    const cast = await createCast(world);
    const { programmeId } = await cast.programme();
    expect(await refused(cast.admin.programme.completeProgramme({ requestId: rid(), programmeId }))).toMatchObject({
      code: "FailedPrecondition",
      reason: "PROGRAMME_STATE",
      metadata: { state: "OPEN", allowed_actions: "UPDATE,START_MATCHING,APPLY_AS_MENTOR,APPLY_AS_MENTEE" },
    });
  });

  test("allow pairing by hand to staff while it is matched and under way, and to nobody else", async () => {
    const cast = await createCast(world);
    await cast.people([{ id: "m" }]);
    const { programmeId } = await cast.programme();
    const mayPair = async (role: "admin" | "staff" | "mentor") => {
      const { programme } = await (await cast.as(role, "m")).programme.getProgramme({ programmeId });
      return programme?.allowedActions.includes(ProgrammeAction.PAIR_BY_HAND);
    };
    expect(await mayPair("admin")).toBe(false);
    for (const step of ["startMatching", "activateProgramme"] as const) {
      await cast.admin.programme[step]({ requestId: rid(), programmeId });
      expect([await mayPair("admin"), await mayPair("staff"), await mayPair("mentor")]).toEqual([true, true, false]);
    }
    await cast.admin.programme.completeProgramme({ requestId: rid(), programmeId });
    expect(await mayPair("admin")).toBe(false);
  });

  test("are moved by admins of the own tenant only, and once per request", async () => {
    const cast = await createCast(world);
    const other = await createCast(world);
    const { programmeId } = await cast.programme();
    const request = { requestId: rid(), programmeId };
    expect(await refused(other.admin.programme.startMatching(request))).toMatchObject({ reason: "NOT_FOUND" });
    expect(await refused((await cast.as("staff", "s")).programme.startMatching(request))).toMatchObject({
      reason: "PERMISSION_DENIED",
    });
    const first = await cast.admin.programme.startMatching(request);
    const again = await cast.admin.programme.startMatching(request);
    expect([first.programme?.version, again.programme?.version]).toEqual([3n, 3n]);
    const otherBody = { ...request, programmeId: randomUUID() };
    expect(await refused(cast.admin.programme.startMatching(otherBody))).toMatchObject({ reason: "REQUEST_ID_REUSED" });
  });
});

describe("UpdateProgramme", () => {
  test("changes what is given, from the newest version only", async () => {
    const cast = await createCast(world);
    const { programmeId, version } = await cast.programme({ settings: { blindCopy: false } });
    const wish = { programmeId, version, name: "Autumn", settings: { noShowGrace: { seconds: 300n } } };
    const { programme } = await cast.admin.programme.updateProgramme({ requestId: rid(), ...wish });
    expect(programme).toMatchObject({
      name: "Autumn",
      description: "A cohort",
      version: version + 1n,
      settings: { blindCopy: false, noShowGrace: { seconds: 300n }, mentorCapacityDefault: 20 },
    });
    expect(await refused(cast.admin.programme.updateProgramme({ requestId: rid(), ...wish }))).toMatchObject({
      code: "Aborted",
      reason: "STALE_VERSION",
      metadata: { version: String(version + 1n) },
    });
    expect(await subjectsOf(cast, "programme")).toEqual(["created", "opened", "updated"]);
  });

  test("is refused for a completed programme, another tenant's, and anyone but admins", async () => {
    const cast = await createCast(world);
    const other = await createCast(world);
    const { programmeId } = await cast.programme();
    const wish = { requestId: rid(), programmeId, version: 2n, name: "X" };
    expect(await refused(other.admin.programme.updateProgramme(wish))).toMatchObject({ reason: "NOT_FOUND" });
    expect(await refused((await cast.as("staff", "s")).programme.updateProgramme(wish))).toMatchObject({
      reason: "PERMISSION_DENIED",
    });
    for (const step of ["startMatching", "activateProgramme", "completeProgramme"] as const) {
      await cast.admin.programme[step]({ requestId: rid(), programmeId });
    }
    expect(await refused(cast.admin.programme.updateProgramme(wish))).toMatchObject({
      reason: "PROGRAMME_STATE",
      metadata: { state: "COMPLETED", allowed_actions: "" },
    });
  });
});
