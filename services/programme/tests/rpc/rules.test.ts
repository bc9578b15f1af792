import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type Application, ApplicationState, Modality } from "@mentorship/client/v1";
import { type Cast, createCast, must, rid, startWorld, type World } from "@mentorship/dev-env/testing";
import { refused } from "../refusals.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld({ services: ["programme"], temporal: false });
}, 120_000);
afterAll(() => world?.stop(), 60_000);

type Draft = Parameters<Cast["admin"]["programme"]["createProgramme"]>[0];
const create = (cast: Cast, over: object) =>
  cast.admin.programme.createProgramme({ requestId: rid(), name: "P", description: "d", ...over } as Draft);
const typed = (value: object) => ({ audience: { case: "audienceScope", value } });
const asText = (value: object) => ({ audience: { case: "audienceScopeJson", value: JSON.stringify(value) } });

describe("an audience", () => {
  const many = Array.from({ length: 101 }, (_, n) => `D${n}`);
  test.each<[string, object, object, string]>([
    ["a year too early", { batchYearMin: 1899 }, { batch_year_min: 1899 }, "batch_year_min"],
    ["a year too late", { batchYearMax: 2201 }, { batch_year_max: 2201 }, "batch_year_max"],
    [
      "years in the wrong order",
      { batchYearMin: 2011, batchYearMax: 2010 },
      { batch_year_min: 2011, batch_year_max: 2010 },
      "",
    ],
    ["too many departments", { departments: many }, { departments: many }, "departments"],
    ["a department without a name", { departments: ["CS", "  "] }, { departments: ["CS", "  "] }, "departments[1]"],
    ["a name too long", { departments: ["x".repeat(101)] }, { departments: ["x".repeat(101)] }, "departments[0]"],
    ["a department twice", { departments: ["é", "e\u0301"] }, { departments: ["é", "e\u0301"] }, "departments"],
  ])("with %s is refused typed and as text, by the same field", async (_what, wire, json, field) => {
    const cast = await createCast(world);
    const path = (root: string) => [field === "" ? root : `${root}.${field}`];
    expect(await refused(create(cast, typed(wire)))).toMatchObject({
      code: "InvalidArgument",
      fields: path("audience_scope"),
    });
    expect(await refused(create(cast, asText(json)))).toMatchObject({
      code: "InvalidArgument",
      fields: path("audience_scope_json"),
    });
  });

  test.each<[object, object]>([
    [{}, {}],
    [
      { batchYearMin: 1900, batchYearMax: 2200 },
      { batch_year_min: 1900, batch_year_max: 2200 },
    ],
    [
      { batchYearMin: 2010, batchYearMax: 2010, departments: [" CS ", "Law"] },
      { batch_year_min: 2010, batch_year_max: 2010, departments: [" CS ", "Law"] },
    ],
  ])("is the same typed as %j and as the text %j", async (wire, json) => {
    const cast = await createCast(world);
    const [fromTyped, fromText] = [await create(cast, typed(wire)), await create(cast, asText(json))];
    expect(fromText.programme?.audienceScope).toEqual(fromTyped.programme?.audienceScope);
    expect(fromText.programme?.audienceScopeJson).toBe(fromTyped.programme?.audienceScopeJson);
  });

  test("that changes binds new applications at once, and touches none that there is", async () => {
    const cast = await createCast(world);
    await cast.people([{ id: "ada" }, { id: "bob" }]);
    const { programmeId, version } = await cast.programme();
    await cast.enrol(programmeId, { mentors: ["ada"] });
    const law = { audience: { case: "audienceScopeJson", value: '{"departments":["Law"]}' } } as const;
    await cast.admin.programme.updateProgramme({ requestId: rid(), programmeId, version, ...law });
    const bob = await cast.as("mentee", "bob");
    expect(await refused(bob.programme.applyAsMentee({ requestId: rid(), programmeId }))).toMatchObject({
      reason: "NOT_ELIGIBLE",
      metadata: { axes: "department" },
    });
    const { applications } = await cast.admin.programme.listApplications({ programmeId });
    expect(applications).toMatchObject([{ state: ApplicationState.APPROVED, version: 2n }]);
    const ada = await cast.as("mentor", "ada");
    const { applicationId, version: held } = must(applications[0]);
    const kept = await ada.programme.updateApplication({
      requestId: rid(),
      applicationId,
      version: held,
      bioShort: "x",
    });
    expect(kept.application?.state).toBe(ApplicationState.APPROVED);
    await ada.programme.withdrawApplication({ requestId: rid(), applicationId });
    const again = ada.programme.applyAsMentor({ requestId: rid(), programmeId });
    expect(await refused(again)).toMatchObject({ reason: "NOT_ELIGIBLE", metadata: { axes: "department" } });
  });
});

describe("an application", () => {
  const apply = async (over: object): Promise<Application> => {
    const cast = await createCast(world);
    await cast.people([{ id: "ada" }]);
    const { programmeId } = await cast.programme({ settings: { mentorCapacityDefault: 100 } } as never);
    const { programme } = await cast.as("mentor", "ada");
    return must((await programme.applyAsMentor({ requestId: rid(), programmeId, ...over })).application);
  };

  test.each<[string, object, object]>([
    ["500 characters of four bytes", { bioShort: "🎓".repeat(500) }, { bioShort: "🎓".repeat(500) }],
    ["500 characters of two parts", { bioShort: ` ${"e\u0301".repeat(500)} ` }, { bioShort: "é".repeat(500) }],
    ["every hour of a month", { availabilityHoursPerMonth: 744 }, { availabilityHoursPerMonth: 744 }],
    ["one seat", { maxMentees: 1 }, { maxMentees: 1 }],
    ["no number of seats", {}, { maxMentees: 100, modalityPreference: Modality.UNSPECIFIED, tags: [] }],
    ["a way to meet", { modalityPreference: Modality.IN_PERSON }, { modalityPreference: Modality.IN_PERSON }],
  ])("with %s is kept as it stands", async (_what, given, kept) => {
    expect(await apply(given)).toMatchObject(kept);
  });

  test.each<[string, object, string]>([
    ["501 characters", { bioShort: "🎓".repeat(501) }, "bio_short"],
    ["more hours than a month has", { availabilityHoursPerMonth: 745 }, "availability_hours_per_month"],
    ["no seat at all", { maxMentees: 0 }, "max_mentees"],
    ["101 seats", { maxMentees: 101 }, "max_mentees"],
    ["21 tags", { expertiseTags: Array.from({ length: 21 }, (_, n) => `t${n}`) }, "expertise_tags"],
    ["a tag twice", { expertiseTags: ["go", "go"] }, "expertise_tags"],
    ["a way to meet that nobody knows", { modalityPreference: 9 }, "modality_preference"],
  ])("with %s is refused by its field", async (_what, given, field) => {
    expect(await refused(apply(given))).toMatchObject({ code: "InvalidArgument", fields: [field] });
  });

  test("sent again after it was withdrawn is approved at once where mentors are, and told as both again", async () => {
    const cast = await createCast(world);
    await cast.people([{ id: "ada" }]);
    const { programmeId } = await cast.programme({ settings: { autoApproveMentors: true } } as never);
    const { programme } = await cast.as("mentor", "ada");
    const first = must((await programme.applyAsMentor({ requestId: rid(), programmeId })).application);
    await programme.withdrawApplication({ requestId: rid(), applicationId: first.applicationId });
    const again = must((await programme.applyAsMentor({ requestId: rid(), programmeId })).application);
    expect(again).toMatchObject({ applicationId: first.applicationId, state: ApplicationState.APPROVED, version: 5n });
    const events = await world.sql<{ subject: string }>(
      "select subject from programme.outbox where tenant_id = $1 and subject like 'mentorship.application.%' order by position",
      [cast.tenantId],
    );
    expect(events.map(({ subject }) => subject.split(".")[2])).toEqual([
      "submitted",
      "approved",
      "withdrawn",
      "submitted",
      "approved",
    ]);
  });

  test("let in with a reason has it audited as a hash, with who let them in", async () => {
    const cast = await createCast(world);
    await cast.people([{ id: "ada", department: "Law" }]);
    const audience = { case: "audienceScopeJson", value: '{"departments":["CS"]}' } as const;
    const { programmeId } = await cast.programme({ audience });
    const reason = { personId: "ada", eligibilityOverrideReason: "moves in autumn" };
    await cast.admin.programme.applyAsMentee({ requestId: rid(), programmeId, ...reason });
    const [entry] = await world.sql<{ actor_id: string; text: string; hash: string }>(
      `select actor_id, to_jsonb(e)::text as text, after ->> 'overrideReason' as hash from programme.audit_entry e
       where tenant_id = $1 and action = 'application.submitted'`,
      [cast.tenantId],
    );
    expect(entry).toMatchObject({ actor_id: "admin", hash: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) });
    expect(must(entry).text).not.toContain("autumn");
  });
});

describe("settings", () => {
  test("keep every value that is given, at its bounds, and leave the rest as it was", async () => {
    const cast = await createCast(world);
    const settings = {
      mentorCapacityDefault: 1,
      autoApproveMentors: true,
      selfBooking: false,
      noShowGrace: { seconds: 7_200n },
      lateCancelWindow: { seconds: 0n },
      blindCopy: false,
      pairingRules: {
        skillsWeightThousandths: 0,
        audienceWeightThousandths: 100_000,
        capacityWeightThousandths: 1,
        capacityBasis: 2,
        leastScoreBillionths: 300_000_000_000n,
        strategy: 2,
      },
    };
    const { programme } = await create(cast, { settings });
    expect(programme?.settings).toMatchObject(settings);
    const { programmeId, version } = must(programme);
    const change = { noShowGrace: { seconds: 60n }, pairingRules: { capacityWeightThousandths: 0 } };
    const updated = await cast.admin.programme.updateProgramme({
      requestId: rid(),
      programmeId,
      version,
      settings: change as never,
    });
    expect(updated.programme?.settings).toMatchObject({
      ...settings,
      noShowGrace: { seconds: 60n },
      pairingRules: { ...settings.pairingRules, capacityWeightThousandths: 0 },
    });
  });

  test("change the seats of later applications alone", async () => {
    const cast = await createCast(world);
    await cast.people([{ id: "ada" }, { id: "bob" }]);
    const { programmeId, version } = await cast.programme({ settings: { mentorCapacityDefault: 3 } } as never);
    await cast.enrol(programmeId, { mentors: ["ada"] });
    const settings = { mentorCapacityDefault: 9 } as never;
    await cast.admin.programme.updateProgramme({ requestId: rid(), programmeId, version, settings });
    await cast.enrol(programmeId, { mentors: ["bob"] });
    const { applications } = await cast.admin.programme.listApplications({ programmeId });
    expect(applications.map(({ person, maxMentees }) => [person?.personId, maxMentees])).toEqual([
      ["bob", 9],
      ["ada", 3],
    ]);
  });
});
