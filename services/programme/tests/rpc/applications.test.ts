import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { ApplicationAction, ApplicationRole, ApplicationState } from "@mentorship/client/v1";
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
      allowedActions: [ApplicationAction.PAUSE, ApplicationAction.WITHDRAW, ApplicationAction.UPDATE],
    });
    expect((await programme.applyAsMentor(request)).application).toEqual(application);
    expect(await refused(programme.applyAsMentor({ ...request, bioShort: "x" }))).toMatchObject({
      reason: "REQUEST_ID_REUSED",
    });
    expect(await refused(programme.applyAsMentor({ ...request, requestId: rid() }))).toMatchObject({
      code: "AlreadyExists",
      reason: "ALREADY_APPLIED",
      metadata: {
        application_id: application?.applicationId,
        state: "APPLIED",
        allowed_actions: "PAUSE,WITHDRAW,UPDATE",
      },
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
      metadata: { state: "APPROVED", allowed_actions: "PAUSE,WITHDRAW,UPDATE" },
    });
    const paused = await ada.programme.pauseMentor(request());
    expect(paused.application).toMatchObject({
      state: ApplicationState.PAUSED,
      allowedActions: [ApplicationAction.RESUME, ApplicationAction.WITHDRAW, ApplicationAction.UPDATE],
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
