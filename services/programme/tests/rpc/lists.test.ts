import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { ApplicationRole, ApplicationState, ProgrammeState } from "@mentorship/client/v1";
import { createCast, rid, startWorld, type World } from "@mentorship/dev-env/testing";
import { encodePageToken } from "@mentorship/shared/paging";
import { refused } from "../refusals.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld({ services: ["programme"], temporal: false });
}, 120_000);
afterAll(() => world?.stop(), 60_000);

const draft = { name: "Spring", description: "A cohort" };

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

describe("the catalogue of skills", () => {
  test("adds tags, changes labels, counts both, and is listed by tag in pages", async () => {
    const { admin } = await createCast(world);
    const skills = [
      { tag: "c++", label: "C++" },
      { tag: "go", label: "Golang" },
      { tag: "sql", label: "SQL" },
    ];
    const requestId = rid();
    expect(await admin.programme.upsertSkills({ requestId, skills })).toMatchObject({ added: 1, changed: 1 });
    expect(await admin.programme.upsertSkills({ requestId, skills })).toMatchObject({ added: 1, changed: 1 });
    const first = await admin.programme.listSkills({ pageSize: 2 });
    const second = await admin.programme.listSkills({ pageSize: 2, pageToken: first.nextPageToken });
    expect([...first.skills, ...second.skills].map(({ tag, label }) => [tag, label])).toEqual([
      ["c++", "C++"],
      ["go", "Golang"],
      ["sql", "SQL"],
      ["ux", "UX"],
    ]);
    expect(second.nextPageToken).toBe("");
    expect(await refused(admin.programme.listSkills({ pageToken: "x" }))).toMatchObject({
      code: "InvalidArgument",
      reason: "PAGE_TOKEN_INVALID",
    });
  });

  test("refuses tags of another form and tags given twice, and is changed by admins only", async () => {
    const cast = await createCast(world);
    const upsert = (tag: string, who = cast.admin) =>
      who.programme.upsertSkills({
        requestId: rid(),
        skills: [
          { tag: "ok", label: "x" },
          { tag, label: "x" },
        ],
      });
    for (const tag of ["Upper", "has space", "-dash", ""]) {
      expect(await refused(upsert(tag))).toMatchObject({ code: "InvalidArgument", fields: ["skills[1].tag"] });
    }
    expect(await refused(upsert("ok"))).toMatchObject({ fields: ["skills[1].tag"] });
    expect(await refused(upsert("new", cast.service))).toMatchObject({ reason: "PERMISSION_DENIED" });
    expect((await cast.service.programme.listSkills({})).skills.map(({ tag }) => tag)).toEqual(["go", "sql", "ux"]);
  });
});
