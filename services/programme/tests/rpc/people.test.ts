import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { FinancialStatus, PersonOrder } from "@mentorship/client/v1";
import { type Cast, type Clients5, createCast, startWorld, type World } from "@mentorship/dev-env/testing";
import { encodePageToken } from "@mentorship/shared/paging";
import { allOf, refused } from "../refusals.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld({ services: ["programme"], temporal: false });
}, 120_000);
afterAll(() => world?.stop(), 60_000);

const directory = [
  { personId: "p1", displayName: "Zoë Adams", email: "zoe@mail.example", department: "CS", batchYear: 2015 },
  { personId: "p2", displayName: "émile Zola", email: "emile@mail.example", department: "Law", batchYear: 2020 },
  { personId: "p3", displayName: "adam 100% Smith", email: "adam@mail.example", department: "CS" },
  { personId: "p4", displayName: "Berta_X", email: "BERTA@Mail.example", department: "cs", batchYear: 2015 },
  { personId: "p5", displayName: "Straße", email: "s@other.example", batchYear: 1999, suspended: true },
];

async function* once<T>(message: T): AsyncGenerator<T> {
  yield message;
}

async function put(cast: Cast, people: readonly object[], version = 1n): Promise<void> {
  const rows = people.map((person) => ({ zone: "UTC", version, financialStatus: FinancialStatus.PAST_DUE, ...person }));
  await allOf(cast.admin.programme.upsertPeople(once({ people: rows as never })));
}

async function theDirectory(): Promise<Cast> {
  const cast = await createCast(world);
  await put(cast, directory);
  return cast;
}

type Ask = Parameters<Clients5["programme"]["listPeople"]>[0];
const idsOf = async (who: Clients5, ask: Ask = {}) =>
  (await who.programme.listPeople(ask)).people.map(({ personId }) => personId);

/** All pages of two, in the order of their coming. */
async function walk(who: Clients5, ask: Ask, meanwhile?: () => Promise<void>): Promise<string[]> {
  const ids: string[] = [];
  let pageToken = "";
  do {
    const page = await who.programme.listPeople({ ...ask, pageSize: 2, pageToken });
    ids.push(...page.people.map(({ personId }) => personId));
    pageToken = page.nextPageToken;
    await meanwhile?.();
    meanwhile = undefined;
  } while (pageToken !== "");
  return ids;
}

describe("ListPeople", () => {
  test("lists by name whatever the case, by id, or the newest batch first, whole or in pages", async () => {
    const { admin } = await theDirectory();
    const orders: [PersonOrder, string[]][] = [
      [PersonOrder.UNSPECIFIED, ["p3", "p4", "p5", "p1", "p2"]],
      [PersonOrder.NAME, ["p3", "p4", "p5", "p1", "p2"]],
      [PersonOrder.ID, ["p1", "p2", "p3", "p4", "p5"]],
      [PersonOrder.NEWEST_BATCH, ["p2", "p1", "p4", "p5", "p3"]],
    ];
    for (const [orderBy, ids] of orders) {
      expect(await idsOf(admin, { orderBy })).toEqual(ids);
      expect(await walk(admin, { orderBy })).toEqual(ids);
    }
  });

  test.each<[string, Ask, string[]]>([
    ["part of a name, whatever the case", { text: "ADAM" }, ["p3", "p1"]],
    ["a letter with an accent in the other case", { text: "ÉMILE" }, ["p2"]],
    ["a letter composed of two", { text: "e\u0301mile" }, ["p2"]],
    ["letters that fold to two", { text: "STRASSE" }, ["p5"]],
    ["part of an e-mail address", { text: "berta@mail" }, ["p4"]],
    ["an id", { text: "P3" }, ["p3"]],
    ["a per cent sign as it stands", { text: "0% s" }, ["p3"]],
    ["an underscore as it stands", { text: "a_x" }, ["p4"]],
    ["no wildcard", { text: "z%a" }, []],
    ["nothing but white space, which is no text", { text: "  " }, ["p3", "p4", "p5", "p1", "p2"]],
    ["departments as written", { departments: ["CS", "Law"] }, ["p3", "p1", "p2"]],
    ["batches from a year on", { batchYearMin: 2015 }, ["p4", "p1", "p2"]],
    ["batches up to a year", { batchYearMax: 2015 }, ["p4", "p5", "p1"]],
    ["suspended people", { suspended: true }, ["p5"]],
    ["people who are not suspended", { suspended: false }, ["p3", "p4", "p1", "p2"]],
    ["everything at once", { text: "a", departments: ["CS"], batchYearMin: 2000, suspended: false }, ["p1"]],
  ])("finds by %s", async (_what, ask, ids) => {
    expect(await idsOf((await theDirectory()).admin, ask)).toEqual(ids);
  });

  test("misses and repeats nobody who stays, whoever comes, goes and is renamed between pages", async () => {
    const cast = await theDirectory();
    const ids = await walk(cast.admin, {}, async () => {
      await put(cast, [{ ...directory[0], personId: "p0", displayName: "Aaron", email: "a@mail.example" }]);
      await put(cast, [{ ...directory[4], suspended: false, department: "New" }], 2n);
      await put(cast, [{ ...directory[0], personId: "p9", displayName: "Zz", email: "z@mail.example" }]);
    });
    expect(ids).toEqual(["p3", "p4", "p5", "p1", "p9", "p2"]);
  });

  test("binds page tokens to the query, the order and the caller", async () => {
    const cast = await theDirectory();
    const { nextPageToken: pageToken } = await cast.admin.programme.listPeople({ pageSize: 2, text: "a" });
    const other = await cast.as("admin", "another");
    const calls: [Clients5, Ask][] = [
      [cast.admin, { text: "b", pageToken }],
      [cast.admin, { text: "a", suspended: false, pageToken }],
      [cast.admin, { text: "a", orderBy: PersonOrder.ID, pageToken }],
      [other, { text: "a", pageToken }],
      [cast.admin, { text: "a", pageToken: `${pageToken}x` }],
      [cast.admin, { text: "a", pageToken: encodePageToken({}, { key: "a", id: "p1" }) }],
    ];
    for (const [who, ask] of calls) {
      expect(await refused(who.programme.listPeople(ask))).toMatchObject({
        code: "InvalidArgument",
        reason: "PAGE_TOKEN_INVALID",
      });
    }
    // Filters that restrict nothing new are the same query.
    const same = await idsOf(cast.admin, { text: " a ", pageToken, orderBy: PersonOrder.UNSPECIFIED });
    expect(same).toEqual(["p5", "p1", "p2"]);
  });

  test("refuses a place that was made up, though it is bound to the query", async () => {
    const { admin, tenantId } = await theDirectory();
    const query = { list: "people", tenantId, caller: "admin", text: "", departments: [], order: "NAME" };
    for (const place of [{ key: "a\u0000", id: "p1" }, { key: 1, id: "p1" }, { key: "a" }, null, "p1"]) {
      const forged = admin.programme.listPeople({ pageToken: encodePageToken(query, place) });
      expect(await refused(forged)).toMatchObject({ code: "InvalidArgument", reason: "PAGE_TOKEN_INVALID" });
    }
    const sound = encodePageToken(query, { key: "b", id: "p1" });
    expect(await idsOf(admin, { pageToken: sound })).toEqual(["p4", "p5", "p1", "p2"]);
  });

  test("shows finances to admins alone, is for staff alone, and shows no other tenant's people", async () => {
    const cast = await theDirectory();
    const other = await createCast(world);
    const staff = await cast.as("staff", "sam");
    const [shown] = (await cast.admin.programme.listPeople({ text: "p1" })).people;
    expect(shown).toMatchObject({
      email: "zoe@mail.example",
      financialStatus: FinancialStatus.PAST_DUE,
      batchYear: 2015,
    });
    const [withheld] = (await staff.programme.listPeople({ text: "p1" })).people;
    expect(withheld).toMatchObject({ email: "zoe@mail.example", financialStatus: FinancialStatus.UNSPECIFIED });
    expect(await idsOf(other.admin)).toEqual([]);
    for (const who of [await cast.as("mentor", "p1"), await cast.as("mentee", "p1"), cast.service]) {
      expect(await refused(who.programme.listPeople({}))).toMatchObject({ reason: "PERMISSION_DENIED" });
    }
  });

  test("notes who was shown whom, one entry a call, and nobody's own row", async () => {
    const cast = await theDirectory();
    const own = await cast.as("admin", "p1");
    await idsOf(own, { departments: ["CS"] });
    await idsOf(own, { text: "nobody of this name" });
    const [entry, ...more] = await world.settle(async () => {
      const found = await world.sql<{ chain: string; after: object; actor_id: string }>(
        "select chain, after, actor_id from programme.audit_entry where tenant_id = $1 and action = 'person.listed'",
        [cast.tenantId],
      );
      return found.length > 0 ? found : null;
    });
    expect(entry).toEqual({ chain: "reads", after: { ids: ["p3"] }, actor_id: "p1" });
    expect(more).toEqual([]);
  });
});
