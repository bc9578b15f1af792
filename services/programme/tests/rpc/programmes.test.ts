import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import {
  ApplicationAction,
  ApplicationRole,
  ApplicationState,
  CapacityBasis,
  ProgrammeAction,
  ProgrammeState,
} from "@mentorship/client/v1";
import { type Cast, createCast, must, rid, startWorld, type World } from "@mentorship/dev-env/testing";
import { encodePageToken } from "@mentorship/shared/paging";
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

describe("ListProgrammes", () => {
  test("lists the newest first, in pages, by state, and no other tenant's", async () => {
    const cast = await createCast(world);
    await (await createCast(world)).programme();
    const made: string[] = [];
    for (let n = 0; n < 3; n += 1) made.unshift((await cast.programme({ name: `P${n}` })).programmeId);
    await cast.admin.programme.createProgramme({ requestId: rid(), ...draft });
    const states = [ProgrammeState.OPEN];
    const first = await cast.admin.programme.listProgrammes({ states, pageSize: 2 });
    const pageToken = first.nextPageToken;
    const second = await cast.admin.programme.listProgrammes({ states, pageSize: 2, pageToken });
    expect([...first.programmes, ...second.programmes].map(({ programmeId }) => programmeId)).toEqual(made);
    expect(second.nextPageToken).toBe("");
    expect(await refused(cast.admin.programme.listProgrammes({ pageToken }))).toMatchObject({
      reason: "PAGE_TOKEN_INVALID",
    });
    expect((await cast.admin.programme.listProgrammes({})).programmes).toHaveLength(4);
    const query = { list: "programmes", states: ["OPEN"] };
    for (const cursor of [{}, { createdAt: "now", id: "x" }, { createdAt: new Date(), id: "x" }]) {
      const forged = cast.admin.programme.listProgrammes({ states, pageToken: encodePageToken(query, cursor) });
      expect(await refused(forged)).toMatchObject({ code: "InvalidArgument", reason: "PAGE_TOKEN_INVALID" });
    }
  });
});

describe("applying", () => {
  test("as a mentor waits for approval and takes the programme's seats", async () => {
    const cast = await createCast(world);
    await cast.people([{ id: "ada" }]);
    const { programmeId } = await cast.programme({ settings: { mentorCapacityDefault: 7 } });
    const { programme } = await cast.as("mentor", "ada");
    const request = {
      requestId: rid(),
      programmeId,
      expertiseTags: ["go"],
      bioShort: " Hello ",
      availabilityHoursPerMonth: 4,
    };
    const { application } = await programme.applyAsMentor(request);
    expect(application).toMatchObject({
      programmeName: "Spring",
      person: { personId: "ada", displayName: "Name of ada", zone: "Europe/Berlin" },
      role: ApplicationRole.MENTOR,
      state: ApplicationState.APPLIED,
      tags: ["go"],
      bioShort: "Hello",
      availabilityHoursPerMonth: 4,
      maxMentees: 7,
      version: 1n,
      allowedActions: [ApplicationAction.PAUSE, ApplicationAction.WITHDRAW],
    });
    expect((await programme.applyAsMentor(request)).application).toEqual(application);
    expect(await refused(programme.applyAsMentor({ ...request, bioShort: "x" }))).toMatchObject({
      reason: "REQUEST_ID_REUSED",
    });
    expect(await refused(programme.applyAsMentor({ ...request, requestId: rid() }))).toMatchObject({
      code: "AlreadyExists",
      reason: "ALREADY_APPLIED",
      metadata: { application_id: application?.applicationId, state: "APPLIED", allowed_actions: "PAUSE,WITHDRAW" },
    });
    const seen = await programme.getProgramme({ programmeId });
    expect(seen.programme).toMatchObject({ myApplicationIds: [application?.applicationId], allowedActions: [] });
    expect(await subjectsOf(cast, "application")).toEqual(["submitted"]);
  });

  test("as a mentor is approved at once where the programme says so, and told as both", async () => {
    const cast = await createCast(world);
    await cast.people([{ id: "ada" }]);
    const { programmeId } = await cast.programme({ settings: { autoApproveMentors: true } });
    const { programme } = await cast.as("mentor", "ada");
    const { application } = await programme.applyAsMentor({ requestId: rid(), programmeId });
    expect(application).toMatchObject({ state: ApplicationState.APPROVED, version: 2n });
    expect(await subjectsOf(cast, "application")).toEqual(["submitted", "approved"]);
  });

  test("of one person many times at once makes one application", async () => {
    const cast = await createCast(world);
    await cast.people([{ id: "ada" }]);
    const { programmeId } = await cast.programme();
    const { programme } = await cast.as("mentee", "ada");
    const tries = await Promise.allSettled(
      Array.from({ length: 8 }, () => programme.applyAsMentee({ requestId: rid(), programmeId, focusTags: ["go"] })),
    );
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const losers = await Promise.all(
      tries.flatMap((each) => (each.status === "rejected" ? [refused(Promise.reject(each.reason))] : [])),
    );
    expect(new Set(losers.map(({ reason }) => reason))).toEqual(new Set(["ALREADY_APPLIED"]));
    expect(await world.sql("select from programme.application where tenant_id = $1", [cast.tenantId])).toHaveLength(1);
  });

  test("is refused outside the audience, by axis, unless an admin gives a reason", async () => {
    const cast = await createCast(world);
    await cast.people([{ id: "ada", department: "Law", batchYear: 1999 }]);
    const audience = { case: "audienceScopeJson", value: '{"departments":["CS"],"batch_year_min":2000}' } as const;
    const { programmeId } = await cast.programme({ audience });
    const { programme } = await cast.as("mentee", "ada");
    const request = () => ({ requestId: rid(), programmeId, focusTags: ["go"] });
    expect(await refused(programme.applyAsMentee(request()))).toMatchObject({
      code: "FailedPrecondition",
      reason: "NOT_ELIGIBLE",
      metadata: { axes: "batch_year,department" },
    });
    const why = { ...request(), eligibilityOverrideReason: "transferred" };
    expect(await refused(programme.applyAsMentee(why))).toMatchObject({ reason: "PERMISSION_DENIED" });
    const let_in = await cast.admin.programme.applyAsMentee({ ...why, personId: "ada" });
    expect(let_in.application?.eligibilityOverrideReason).toBe("transferred");
    const [mine] = (await programme.listApplications({})).applications;
    expect(mine).toMatchObject({ state: ApplicationState.APPLIED, eligibilityOverrideReason: "" });
  });

  test("is refused by state, person, tags, role and tenant", async () => {
    const cast = await createCast(world);
    const other = await createCast(world);
    await cast.people([{ id: "ada" }, { id: "bob" }]);
    await cast.suspend("bob");
    const { programmeId } = await cast.programme();
    const draftOnly = must((await cast.admin.programme.createProgramme({ requestId: rid(), ...draft })).programme);
    const mentor = await cast.as("mentor", "ada");
    const apply = (over: object, who = cast.admin) =>
      refused(who.programme.applyAsMentor({ requestId: rid(), programmeId, personId: "ada", ...over }));
    expect(await apply({ personId: "nobody" })).toMatchObject({
      reason: "PERSON_UNKNOWN",
      metadata: { person_id: "nobody" },
    });
    expect(await apply({ personId: "bob" })).toMatchObject({ code: "PermissionDenied", reason: "PERSON_SUSPENDED" });
    expect(await apply({ expertiseTags: ["go", "rust", "ada"] })).toMatchObject({
      code: "InvalidArgument",
      reason: "SKILL_UNKNOWN",
      metadata: { tags: "ada,rust" },
    });
    expect(await apply({ personId: "bob" }, mentor)).toMatchObject({ reason: "PERMISSION_DENIED" });
    expect(await apply({ programmeId: draftOnly.programmeId }, mentor)).toMatchObject({ reason: "NOT_FOUND" });
    expect(await apply({ programmeId: draftOnly.programmeId })).toMatchObject({ reason: "PROGRAMME_STATE" });
    expect(await apply({}, other.admin)).toMatchObject({ reason: "NOT_FOUND" });
    expect(await apply({}, await cast.as("mentee", "ada"))).toMatchObject({ reason: "PERMISSION_DENIED" });
    await cast.admin.programme.startMatching({ requestId: rid(), programmeId });
    expect(await apply({}, mentor)).toMatchObject({
      reason: "PROGRAMME_STATE",
      metadata: { state: "MATCHING", allowed_actions: "" },
    });
    expect(await world.sql("select from programme.application where tenant_id = $1", [cast.tenantId])).toEqual([]);
  });
});

describe("approving, pausing, resuming, withdrawing", () => {
  async function applied(cast: Cast, ...ids: string[]): Promise<{ programmeId: string; applications: string[] }> {
    await cast.people(ids.map((id) => ({ id })));
    const { programmeId } = await cast.programme();
    const applications: string[] = [];
    for (const personId of ids) {
      const { application } = await cast.admin.programme.applyAsMentor({ requestId: rid(), programmeId, personId });
      applications.push(must(application).applicationId);
    }
    return { programmeId, applications };
  }

  test("approves in bulk and tells each row's result", async () => {
    const cast = await createCast(world);
    const { applications, programmeId } = await applied(cast, "ada", "bob");
    await cast.people([{ id: "cy" }]);
    const mentee = await cast.admin.programme.applyAsMentee({ requestId: rid(), programmeId, personId: "cy" });
    const stranger = randomUUID();
    const request = {
      requestId: rid(),
      applicationIds: [must(applications[1]), stranger, must(mentee.application).applicationId, must(applications[0])],
    };
    const { results } = await cast.admin.programme.approveMentors(request);
    expect(results.map(({ approved, refusal, state }) => [approved, refusal, state])).toEqual([
      [true, "", ApplicationState.APPROVED],
      [false, "NOT_FOUND", ApplicationState.UNSPECIFIED],
      [false, "APPLICATION_STATE", ApplicationState.APPLIED],
      [true, "", ApplicationState.APPROVED],
    ]);
    expect((await cast.admin.programme.approveMentors(request)).results).toEqual(results);
    const again = await cast.admin.programme.approveMentors({ ...request, requestId: rid() });
    expect(again.results.map(({ approved, refusal }) => [approved, refusal])).toEqual([
      [false, "APPLICATION_STATE"],
      [false, "NOT_FOUND"],
      [false, "APPLICATION_STATE"],
      [false, "APPLICATION_STATE"],
    ]);
    expect((await subjectsOf(cast, "application")).filter((what) => what === "approved")).toHaveLength(2);
  });

  test("approves one mentor once, however its id is written", async () => {
    const cast = await createCast(world);
    const { applications } = await applied(cast, "ada");
    const applicationId = must(applications[0]);
    const applicationIds = [applicationId, applicationId.toUpperCase()];
    const { results } = await cast.admin.programme.approveMentors({ requestId: rid(), applicationIds });
    expect(results.map(({ refusal }) => refusal)).toEqual(["", "APPLICATION_STATE"]);
    expect(await subjectsOf(cast, "application")).toEqual(["submitted", "approved"]);
  });

  test("pauses and resumes, by the mentor or an admin, and refuses by state and by actor", async () => {
    const cast = await createCast(world);
    const other = await createCast(world);
    const { applications } = await applied(cast, "ada", "bob");
    const applicationId = must(applications[0]);
    const ada = await cast.as("mentor", "ada");
    const bob = await cast.as("mentor", "bob");
    await cast.admin.programme.approveMentors({ requestId: rid(), applicationIds: [applicationId] });
    const request = () => ({ requestId: rid(), applicationId });
    expect(await refused(bob.programme.pauseMentor(request()))).toMatchObject({
      code: "NotFound",
      reason: "NOT_FOUND",
    });
    expect(await refused(other.admin.programme.pauseMentor(request()))).toMatchObject({ reason: "NOT_FOUND" });
    expect(await refused(ada.programme.resumeMentor(request()))).toMatchObject({
      code: "FailedPrecondition",
      reason: "APPLICATION_STATE",
      metadata: { state: "APPROVED", allowed_actions: "PAUSE,WITHDRAW" },
    });
    const paused = await ada.programme.pauseMentor(request());
    expect(paused.application).toMatchObject({
      state: ApplicationState.PAUSED,
      allowedActions: [ApplicationAction.RESUME, ApplicationAction.WITHDRAW],
    });
    expect((await ada.programme.resumeMentor(request())).application?.state).toBe(ApplicationState.APPROVED);
    await cast.admin.programme.pauseMentor(request());
    expect(await refused(ada.programme.resumeMentor(request()))).toMatchObject({
      code: "PermissionDenied",
      reason: "PERMISSION_DENIED",
    });
    const once = request();
    const resumed = await cast.admin.programme.resumeMentor(once);
    expect((await cast.admin.programme.resumeMentor(once)).application).toEqual(resumed.application);
    expect(await subjectsOf(cast, "application")).toEqual(
      "submitted submitted approved paused resumed paused resumed".split(" "),
    );
  });

  test("withdraws, and applies again with the same application while the programme is open", async () => {
    const cast = await createCast(world);
    const { programmeId, applications } = await applied(cast, "ada");
    const applicationId = must(applications[0]);
    const { programme } = await cast.as("mentor", "ada");
    const withdrawn = await programme.withdrawApplication({ requestId: rid(), applicationId });
    expect(withdrawn.application).toMatchObject({
      state: ApplicationState.WITHDRAWN,
      allowedActions: [ApplicationAction.APPLY_AGAIN],
    });
    expect(await refused(programme.withdrawApplication({ requestId: rid(), applicationId }))).toMatchObject({
      reason: "APPLICATION_STATE",
      metadata: { state: "WITHDRAWN", allowed_actions: "APPLY_AGAIN" },
    });
    const again = await programme.applyAsMentor({
      requestId: rid(),
      programmeId,
      expertiseTags: ["sql"],
      maxMentees: 2,
    });
    expect(again.application).toMatchObject({
      applicationId,
      state: ApplicationState.APPLIED,
      tags: ["sql"],
      maxMentees: 2,
      version: 3n,
    });
  });

  test("is refused once the programme is completed", async () => {
    const cast = await createCast(world);
    const { programmeId, applications } = await applied(cast, "ada");
    for (const step of ["startMatching", "activateProgramme", "completeProgramme"] as const) {
      await cast.admin.programme[step]({ requestId: rid(), programmeId });
    }
    const applicationId = must(applications[0]);
    const completed = { reason: "PROGRAMME_STATE", metadata: { state: "COMPLETED" } };
    expect(await refused(cast.admin.programme.pauseMentor({ requestId: rid(), applicationId }))).toMatchObject(
      completed,
    );
    expect(await refused(cast.admin.programme.withdrawApplication({ requestId: rid(), applicationId }))).toMatchObject(
      completed,
    );
    const { results } = await cast.admin.programme.approveMentors({
      requestId: rid(),
      applicationIds: [applicationId],
    });
    expect(results[0]).toMatchObject({ approved: false, refusal: "PROGRAMME_STATE" });
  });
});

describe("ListApplications", () => {
  test("gives staff all and others their own, filtered and in pages, the newest first", async () => {
    const cast = await createCast(world);
    await cast.people([{ id: "ada" }, { id: "bob" }, { id: "cy" }]);
    const { programmeId } = await cast.programme();
    await cast.enrol(programmeId, { mentors: ["ada", "bob"] });
    await cast.enrol(programmeId, { mentees: ["cy"] });
    await cast.admin.programme.applyAsMentor({ requestId: rid(), programmeId, personId: "cy" });
    const list = async (filter: object, who = cast.admin) =>
      (await who.programme.listApplications({ programmeId, ...filter })).applications.map(
        ({ person, role }) => `${person?.personId} ${ApplicationRole[role]}`,
      );
    expect(await list({ role: ApplicationRole.MENTEE })).toEqual(["cy MENTEE"]);
    expect(await list({ states: [ApplicationState.APPROVED] })).toHaveLength(2);
    expect(await list({ personId: "cy" })).toEqual(["cy MENTOR", "cy MENTEE"]);
    const cy = await cast.as("mentee", "cy");
    expect(await list({}, cy)).toEqual(["cy MENTOR", "cy MENTEE"]);
    expect(await list({ personId: "ada" }, cy)).toEqual([]);
    expect(await list({}, await cast.as("staff", "s"))).toHaveLength(4);
    const first = await cast.admin.programme.listApplications({ pageSize: 3 });
    const second = await cast.admin.programme.listApplications({ pageSize: 3, pageToken: first.nextPageToken });
    const ids = [...first.applications, ...second.applications].map(({ applicationId }) => applicationId);
    expect([new Set(ids).size, second.nextPageToken]).toEqual([4, ""]);
    expect(await refused(cy.programme.listApplications({ pageSize: 3, pageToken: first.nextPageToken }))).toMatchObject(
      {
        reason: "PAGE_TOKEN_INVALID",
      },
    );
    const other = await createCast(world);
    expect((await other.admin.programme.listApplications({})).applications).toEqual([]);
  });
});
