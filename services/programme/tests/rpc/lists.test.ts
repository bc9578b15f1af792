import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  ApplicationOrder,
  ApplicationRole,
  ApplicationState,
  ProgrammeOrder,
  ProgrammeState,
} from "@mentorship/client/v1";
import { type Clients5, createCast, must, rid, startWorld, type World } from "@mentorship/dev-env/testing";
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
    const { tenantId } = cast;
    const query = {
      list: "programmes",
      tenantId,
      caller: "admin",
      states: ["OPEN"],
      text: "",
      department: "",
      order: "NEWEST",
    };
    for (const place of [{}, { key: "now", id: must(made[0]) }, { key: new Date(), id: "x" }]) {
      const forged = cast.admin.programme.listProgrammes({ states, pageToken: encodePageToken(query, place) });
      expect(await refused(forged)).toMatchObject({ code: "InvalidArgument", reason: "PAGE_TOKEN_INVALID" });
    }
    const sound = encodePageToken(query, { key: new Date(), id: must(made[0]) });
    expect((await cast.admin.programme.listProgrammes({ states, pageToken: sound })).programmes).toHaveLength(3);
  });

  test("finds by text and by who is let in, and orders by name or beginning, whole or in pages", async () => {
    const cast = await createCast(world);
    const at = (day: number) => ({ seconds: BigInt(Date.UTC(2027, 0, day)) / 1000n });
    const audience = (value: string) => ({ case: "audienceScopeJson", value }) as const;
    await cast.programme({ name: "Über 100%", description: "For lawyers", startsAt: at(5) as never });
    await cast.programme({ name: "autumn", audience: audience('{"departments":["Law"]}') });
    await cast.programme({ name: "Zebra_1", startsAt: at(2) as never, audience: audience('{"departments":["CS"]}') });
    await cast.programme({ name: "Autumn", description: "LAWYERS only" });
    const names = async (ask: object) => {
      const all: string[] = [];
      let pageToken = "";
      do {
        const page = await cast.admin.programme.listProgrammes({ ...ask, pageSize: 1, pageToken });
        all.push(...page.programmes.map(({ name }) => name));
        pageToken = page.nextPageToken;
      } while (pageToken !== "");
      expect((await cast.admin.programme.listProgrammes(ask)).programmes.map(({ name }) => name)).toEqual(all);
      return all;
    };
    expect(await names({ text: "lawyers" })).toEqual(["Autumn", "Über 100%"]);
    expect(await names({ text: "ü" })).toEqual(["Über 100%"]);
    expect(await names({ text: "0%" })).toEqual(["Über 100%"]);
    expect(await names({ text: "_" })).toEqual(["Zebra_1"]);
    expect(await names({ department: "Law" })).toEqual(["Autumn", "autumn", "Über 100%"]);
    expect(await names({ department: "law" })).toEqual(["Autumn", "Über 100%"]);
    const byName = await names({ orderBy: ProgrammeOrder.NAME });
    expect(byName.map((name) => name.toLowerCase())).toEqual(["autumn", "autumn", "zebra_1", "über 100%"]);
    const byStart = await names({ orderBy: ProgrammeOrder.START });
    expect(byStart.slice(0, 2)).toEqual(["Zebra_1", "Über 100%"]);
    expect(byStart.slice(2).sort()).toEqual(["Autumn", "autumn"]);
    const { nextPageToken } = await cast.admin.programme.listProgrammes({ pageSize: 1 });
    const another = await cast.as("admin", "another");
    expect(await refused(another.programme.listProgrammes({ pageToken: nextPageToken }))).toMatchObject({
      reason: "PAGE_TOKEN_INVALID",
    });
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

describe("ListApplications with filters", () => {
  async function theCohort() {
    const cast = await createCast(world);
    const people = [
      { id: "ada", department: "CS" },
      { id: "bob", department: "Law" },
      { id: "cy", department: "CS" },
    ];
    await cast.people(people);
    const { programmeId } = await cast.programme();
    const apply = (personId: string, expertiseTags: string[], bioShort: string) =>
      cast.admin.programme.applyAsMentor({ requestId: rid(), programmeId, personId, expertiseTags, bioShort });
    await apply("cy", ["go", "sql", "ux"], "Likes 100% ÉCLAIRS");
    await apply("ada", ["go", "sql"], "Rows_and columns");
    await apply("bob", ["ux"], "");
    return { cast, programmeId };
  }
  const who = async (client: Clients5, ask: object) =>
    (await client.programme.listApplications(ask)).applications.map(({ person }) => must(person).personId);

  test("finds by all of some tags, by department, and by name or bio as written, whatever the case", async () => {
    const { cast, programmeId } = await theCohort();
    const cases: [object, string[]][] = [
      [{ tags: ["go"] }, ["ada", "cy"]],
      [{ tags: ["ux", "go"] }, ["cy"]],
      [{ tags: ["rust"] }, []],
      [{ department: "CS" }, ["ada", "cy"]],
      [{ department: "cs" }, []],
      [{ text: "NAME OF B" }, ["bob"]],
      [{ text: "e\u0301clair" }, ["cy"]],
      [{ text: "0% é" }, ["cy"]],
      [{ text: "s_a" }, ["ada"]],
      [{ text: "l%s" }, []],
      [{ tags: ["sql"], department: "CS", text: "rows", states: [ApplicationState.APPLIED], programmeId }, ["ada"]],
    ];
    for (const [ask, ids] of cases) expect(await who(cast.admin, ask)).toEqual(ids);
  });

  test("orders by name, oldest or newest first, the same whole and in pages, whoever applies meanwhile", async () => {
    const { cast, programmeId } = await theCohort();
    const orders: [ApplicationOrder, string[]][] = [
      [ApplicationOrder.UNSPECIFIED, ["bob", "ada", "cy"]],
      [ApplicationOrder.NEWEST, ["bob", "ada", "cy"]],
      [ApplicationOrder.OLDEST, ["cy", "ada", "bob"]],
      [ApplicationOrder.NAME, ["ada", "bob", "cy"]],
    ];
    for (const [orderBy, ids] of orders) expect(await who(cast.admin, { orderBy })).toEqual(ids);
    const ask = { orderBy: ApplicationOrder.NAME, pageSize: 1 };
    const first = await cast.admin.programme.listApplications(ask);
    await cast.people([{ id: "aaa" }, { id: "zed" }]);
    await cast.enrol(programmeId, { mentees: ["aaa", "zed"] });
    const rest = await who(cast.admin, { ...ask, pageSize: 0, pageToken: first.nextPageToken });
    expect(rest).toEqual(["bob", "cy", "zed"]);
  });

  test("gives a mentor their own alone, whatever the filter, and no token of somebody else's", async () => {
    const { cast } = await theCohort();
    const ada = await cast.as("mentor", "ada");
    expect(await who(ada, { tags: ["go"] })).toEqual(["ada"]);
    expect(await who(ada, { department: "Law" })).toEqual([]);
    expect(await who(ada, { text: "Name of b" })).toEqual([]);
    expect(await who(ada, { personId: "bob", orderBy: ApplicationOrder.NAME })).toEqual([]);
    const { nextPageToken: pageToken } = await cast.admin.programme.listApplications({ pageSize: 1 });
    for (const other of [ada, await cast.as("staff", "sam")]) {
      expect(await refused(other.programme.listApplications({ pageToken }))).toMatchObject({
        reason: "PAGE_TOKEN_INVALID",
      });
    }
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
