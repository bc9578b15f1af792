import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { fromBinary } from "@bufbuild/protobuf";
import { ApplicationUpdatedSchema } from "@mentorship/client/events/v1";
import { type Application, ApplicationAction, ApplicationState, Modality } from "@mentorship/client/v1";
import { type Cast, type Clients5, createCast, must, rid, startWorld, type World } from "@mentorship/dev-env/testing";
import { ago, day, openScene } from "../events/scene.ts";
import { refused } from "../refusals.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld({ services: ["programme"], temporal: false });
}, 120_000);
afterAll(() => world?.stop(), 60_000);

const update = (who: Clients5, of: Application, wish: object) =>
  who.programme.updateApplication({
    requestId: rid(),
    applicationId: of.applicationId,
    version: of.version,
    ...wish,
  });

async function mentorOf(cast: Cast, personId = "ada"): Promise<{ application: Application; programmeId: string }> {
  await cast.people([{ id: personId }]);
  const { programmeId } = await cast.programme();
  await cast.enrol(programmeId, { mentors: [personId], maxMentees: 5 });
  const { applications } = await cast.admin.programme.listApplications({ programmeId });
  return { application: must(applications[0]), programmeId };
}

/** The events of this kind in the order of their writing, as they go out. */
const updates = async (cast: Cast) =>
  (
    await world.sql<{ payload: Buffer }>(
      "select payload from programme.outbox where tenant_id = $1 and subject = 'mentorship.application.updated' order by position",
      [cast.tenantId],
    )
  ).map(({ payload }) => must(fromBinary(ApplicationUpdatedSchema, payload).application));

describe("UpdateApplication", () => {
  test("changes what is given and nothing else, tells it and audits it without the text", async () => {
    const cast = await createCast(world);
    const { application } = await mentorOf(cast);
    const ada = await cast.as("mentor", "ada");
    const wish = { tags: { tags: ["sql"] }, bioShort: "  Fresh ", maxMentees: 2, modalityPreference: Modality.CHAT };
    const { application: changed } = await update(ada, application, wish);
    expect(changed).toMatchObject({
      tags: ["sql"],
      bioShort: "Fresh",
      maxMentees: 2,
      modalityPreference: Modality.CHAT,
      availabilityHoursPerMonth: 0,
      state: ApplicationState.APPROVED,
      version: application.version + 1n,
      allowedActions: [ApplicationAction.PAUSE, ApplicationAction.WITHDRAW, ApplicationAction.UPDATE],
    });
    const [facts] = await updates(cast);
    expect(facts).toMatchObject({ maxMentees: 2, state: ApplicationState.APPROVED, version: must(changed).version });
    const [entry] = await world.sql<{ text: string }>(
      "select to_jsonb(e)::text as text from programme.audit_entry e where tenant_id = $1 and action = 'application.updated'",
      [cast.tenantId],
    );
    expect(must(entry).text).toContain('"maxMentees": 2');
    expect(must(entry).text).not.toContain("Fresh");
    const none = await update(ada, must(changed), { modalityPreference: Modality.UNSPECIFIED, tags: {}, bioShort: "" });
    expect(none.application).toMatchObject({ tags: [], bioShort: "", modalityPreference: Modality.UNSPECIFIED });
  });

  test("under one request id changes once, and refuses another body", async () => {
    const cast = await createCast(world);
    const { application } = await mentorOf(cast);
    const ada = await cast.as("mentor", "ada");
    const request = { requestId: rid(), applicationId: application.applicationId, version: application.version };
    const first = await ada.programme.updateApplication({ ...request, maxMentees: 1 });
    const again = await ada.programme.updateApplication({ ...request, maxMentees: 1 });
    expect(again.application).toEqual(first.application);
    expect(await updates(cast)).toHaveLength(1);
    expect(await refused(ada.programme.updateApplication({ ...request, maxMentees: 3 }))).toMatchObject({
      reason: "REQUEST_ID_REUSED",
    });
  });

  test("that changes nothing leaves the version and tells nobody", async () => {
    const cast = await createCast(world);
    const { application } = await mentorOf(cast);
    const same = await update(cast.admin, application, { maxMentees: 5, bioShort: "Bio of ada" });
    expect(same.application?.version).toBe(application.version);
    expect(await updates(cast)).toEqual([]);
  });

  test("is refused from an old version, by tags, by fields of the other role, and stores nothing", async () => {
    const cast = await createCast(world);
    const { application, programmeId } = await mentorOf(cast);
    await cast.people([{ id: "cy" }]);
    await cast.enrol(programmeId, { mentees: ["cy"] });
    const { applications } = await cast.admin.programme.listApplications({ programmeId, personId: "cy" });
    const mentee = must(applications[0]);
    const cy = await cast.as("mentee", "cy");
    const stale = { version: application.version - 1n, bioShort: "x" };
    expect(await refused(update(cast.admin, application, stale))).toMatchObject({
      code: "Aborted",
      reason: "STALE_VERSION",
      metadata: { version: String(application.version) },
    });
    expect(await refused(update(cast.admin, application, { tags: { tags: ["go", "rust"] } }))).toMatchObject({
      code: "InvalidArgument",
      reason: "SKILL_UNKNOWN",
      metadata: { tags: "rust" },
    });
    expect(await refused(update(cy, mentee, { maxMentees: 3, availabilityHoursPerMonth: 1 }))).toMatchObject({
      code: "InvalidArgument",
      reason: "INVALID_ARGUMENT",
      fields: ["availability_hours_per_month", "max_mentees"],
    });
    expect(await refused(update(cast.admin, application, { bioShort: "x".repeat(501) }))).toMatchObject({
      fields: ["bio_short"],
    });
    expect(await updates(cast)).toEqual([]);
  });

  test("is refused to anyone but the person and admins, in other tenants, and by state", async () => {
    const cast = await createCast(world);
    const other = await createCast(world);
    const { application, programmeId } = await mentorOf(cast);
    await cast.people([{ id: "bob" }]);
    const stranger = await cast.as("mentor", "bob");
    const expected = { code: "NotFound", reason: "NOT_FOUND" };
    expect(await refused(update(stranger, application, { bioShort: "x" }))).toMatchObject(expected);
    expect(await refused(update(other.admin, application, { bioShort: "x" }))).toMatchObject(expected);
    const unknown = { ...application, applicationId: randomUUID() };
    expect(await refused(update(cast.admin, unknown, { bioShort: "x" }))).toMatchObject(expected);
    expect(await refused(update(await cast.as("staff", "s"), application, { bioShort: "x" }))).toMatchObject({
      reason: "PERMISSION_DENIED",
    });
    const { applicationId } = application;
    const withdrawn = await cast.admin.programme.withdrawApplication({ requestId: rid(), applicationId });
    expect(await refused(update(cast.admin, must(withdrawn.application), { bioShort: "x" }))).toMatchObject({
      code: "FailedPrecondition",
      reason: "APPLICATION_STATE",
      metadata: { state: "WITHDRAWN", allowed_actions: "APPLY_AGAIN" },
    });
    for (const step of ["startMatching", "activateProgramme", "completeProgramme"] as const) {
      await cast.admin.programme[step]({ requestId: rid(), programmeId });
    }
    expect(await refused(update(cast.admin, must(withdrawn.application), { bioShort: "x" }))).toMatchObject({
      reason: "PROGRAMME_STATE",
      metadata: { state: "COMPLETED" },
    });
  });

  test("of a mentee with a match reads applied to them while it is blind, and matched to admins", async () => {
    const { cast, programmeId, tellMatch, stateOf } = await openScene(world);
    const matchId = randomUUID();
    await tellMatch("proposed", matchId, 1);
    await world.settle(async () => (await stateOf("cy")) === ApplicationState.MATCHED);
    const { applications } = await cast.admin.programme.listApplications({ programmeId, personId: "cy" });
    const application = must(applications[0]);
    const cy = await cast.as("mentee", "cy");
    const blind = await update(cy, application, { bioShort: "Hello" });
    expect(blind.application?.state).toBe(ApplicationState.APPLIED);
    const byAdmin = await update(cast.admin, must(blind.application), { tags: { tags: ["ux"] } });
    expect(byAdmin.application?.state).toBe(ApplicationState.MATCHED);
    await tellMatch("accepted_by_mentor", matchId, 2, { acceptedByMentorAt: ago(day) });
    await world.settle(async () => (await stateOf("cy", cy)) === ApplicationState.MATCHED);
    const seen = await update(cy, must(byAdmin.application), { bioShort: "Hello again" });
    expect(seen.application?.state).toBe(ApplicationState.MATCHED);
    // Other services are told what they would be answered.
    const told = (await updates(cast)).map(({ state }) => state);
    expect(told).toEqual([ApplicationState.MATCHED, ApplicationState.MATCHED, ApplicationState.MATCHED]);
  });
});
