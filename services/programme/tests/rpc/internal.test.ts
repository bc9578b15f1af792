import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { ApplicationRole, ApplicationState, PairingStrategy, ProgrammeService } from "@mentorship/client/v1";
import { AUDIENCE, ISSUER } from "@mentorship/dev-env/keys";
import {
  type Cast,
  type Clients,
  createCast,
  createClients,
  must,
  rid,
  startWorld,
  type World,
} from "@mentorship/dev-env/testing";
import { createInternalTokens } from "@mentorship/shared/auth";
import { openScene, type Scene } from "../events/scene.ts";
import { allOf, refused } from "../refusals.ts";

let world: World;
let scene: Scene;
let cast: Cast;
let programmeId: string;
/** Past the edge, where the product's own services are. */
let direct: Clients;
beforeAll(async () => {
  world = await startWorld({ services: ["programme"], temporal: false });
  direct = createClients(must(world.addresses.programme));
}, 120_000);
afterAll(async () => {
  direct?.close();
  await world?.stop();
}, 60_000);

async function setTheScene(): Promise<void> {
  scene = await openScene(world);
  ({ cast, programmeId } = scene);
}

describe("what is only for the product's own services", () => {
  test("is refused to an admin of the platform, whichever way they come", async () => {
    await setTheScene();
    const token = await world.token({ tenant: cast.tenantId, sub: "root", roles: ["admin"] });
    const admin = direct.client(ProgrammeService, token);
    const calls: (() => Promise<unknown>)[] = [
      () => admin.getTenantFacts({}),
      () => admin.getPersonFacts({ personId: "ada" }),
      () => admin.getProgrammeFacts({ programmeId }),
      () => admin.getApplicationFacts({ programmeId, personId: "ada", role: ApplicationRole.MENTOR }),
      () => admin.batchGetPeople({ personIds: ["ada"] }),
      () => allOf(admin.streamMatchingInputs({ programmeId })),
    ];
    for (const call of calls) {
      expect(await refused(call())).toMatchObject({ code: "PermissionDenied", reason: "INTERNAL_ONLY" });
    }
    expect(await refused(cast.admin.programme.getTenantFacts({}))).toMatchObject({ code: "PermissionDenied" });
  });

  test("answers facts, cards and inputs to a sibling, of its call's tenant alone", async () => {
    await setTheScene();
    await cast.admin.programme.putTenant({ ...tenantOf(cast), zone: "Asia/Calcutta" });
    const sibling = await siblingOf(cast.tenantId);
    expect((await sibling.getTenantFacts({})).tenant).toMatchObject({ tenantId: cast.tenantId, zone: "Asia/Kolkata" });
    expect((await sibling.getPersonFacts({ personId: "ada" })).person).toMatchObject({ version: 1n, suspended: false });
    expect((await sibling.getProgrammeFacts({ programmeId })).programme).toMatchObject({ name: "Spring", version: 2n });
    const role = ApplicationRole.MENTOR;
    const { application } = await sibling.getApplicationFacts({ programmeId, personId: "ada", role });
    expect(application).toMatchObject({ state: ApplicationState.APPROVED, maxMentees: 20, version: 2n });
    const { people } = await sibling.batchGetPeople({ personIds: ["ada", "cy", "nobody"], programmeId });
    const cards = people.map(({ card, mentorTags, menteeTags }) => [
      card?.personId,
      card?.bioShort,
      mentorTags,
      menteeTags,
    ]);
    expect(cards).toEqual(
      expect.arrayContaining([
        ["ada", "Bio of ada", ["go", "sql"], []],
        ["cy", "", [], ["go"]],
      ]),
    );
    expect(people).toHaveLength(2);
    const elsewhere = await siblingOf((await createCast(world)).tenantId);
    expect(await refused(elsewhere.getPersonFacts({ personId: "ada" }))).toMatchObject({ reason: "NOT_FOUND" });
    expect(await refused(elsewhere.getProgrammeFacts({ programmeId }))).toMatchObject({ reason: "NOT_FOUND" });
    expect((await elsewhere.batchGetPeople({ personIds: ["ada"] })).people).toEqual([]);
    const nowhere = await siblingOf("no-such-tenant");
    expect(await refused(nowhere.getTenantFacts({}))).toMatchObject({ reason: "TENANT_UNKNOWN" });
  });

  test("streams the approved mentors and the mentees who have not withdrawn, nobody suspended, with where they stand", async () => {
    await setTheScene();
    await cast.people([{ id: "new" }, { id: "gone" }]);
    await cast.admin.programme.applyAsMentor({ requestId: rid(), programmeId, personId: "new" });
    await cast.enrol(programmeId, { mentees: ["gone"] });
    await withdraw("gone");
    await scene.tellMatch("proposed", randomUUID(), 1, { menteeId: "dee" });
    await scene.figures(({ matches }) => matches?.proposed === 1n);
    await cast.suspend("bob");
    await cast.suspend("eve");
    const parts = await allOf((await siblingOf(cast.tenantId)).streamMatchingInputs({ programmeId }));
    expect(parts[0]?.programme).toMatchObject({ programmeId, settings: { mentorCapacityDefault: 20 } });
    expect(parts[0]?.programme?.settings?.pairingRules?.strategy).toBe(PairingStrategy.GREEDY);
    expect(parts.slice(1).every(({ programme }) => programme === undefined)).toBe(true);
    expect(parts.flatMap(({ mentors }) => mentors)).toMatchObject([
      {
        personId: "ada",
        tags: ["go", "sql"],
        department: "CS",
        batchYear: 2015,
        maxMentees: 20,
        state: ApplicationState.APPROVED,
        suspended: false,
      },
    ]);
    expect(parts.flatMap(({ mentees }) => mentees).map(({ personId, state }) => [personId, state])).toEqual([
      ["cy", ApplicationState.APPLIED],
      ["dee", ApplicationState.MATCHED],
    ]);
    const stranger = (await siblingOf(cast.tenantId)).streamMatchingInputs({ programmeId: randomUUID() });
    expect(await refused(allOf(stranger))).toMatchObject({ reason: "NOT_FOUND" });
  });

  test("streams the people who are named alone, in each part that they have, whatever became of them", async () => {
    await setTheScene();
    await cast.people([{ id: "new" }]);
    await cast.admin.programme.applyAsMentor({ requestId: rid(), programmeId, personId: "new" });
    await cast.admin.programme.applyAsMentee({ requestId: rid(), programmeId, personId: "new" });
    await scene.tellMatch("proposed", randomUUID(), 1, { menteeId: "dee" });
    await scene.figures(({ matches }) => matches?.proposed === 1n);
    await cast.suspend("bob");
    await withdraw("eve");
    const { applications } = await cast.admin.programme.listApplications({ programmeId, personId: "ada" });
    await cast.admin.programme.pauseMentor({
      requestId: rid(),
      applicationId: must(applications[0]).applicationId,
    });
    const sibling = await siblingOf(cast.tenantId);
    const named = async (...personIds: string[]) => {
      const parts = await allOf(sibling.streamMatchingInputs({ programmeId, personIds }));
      const told = (side: "mentors" | "mentees") =>
        parts.flatMap((part) => part[side].map(({ personId, state, suspended }) => [personId, state, suspended]));
      return { first: parts[0]?.programme?.programmeId, mentors: told("mentors"), mentees: told("mentees") };
    };
    const { APPLIED, APPROVED, PAUSED, MATCHED, WITHDRAWN } = ApplicationState;
    const first = programmeId;
    expect(await named("ada", "dee")).toEqual({
      first,
      mentors: [["ada", PAUSED, false]],
      mentees: [["dee", MATCHED, false]],
    });
    expect(await named("bob", "eve")).toEqual({
      first,
      mentors: [["bob", APPROVED, true]],
      mentees: [["eve", WITHDRAWN, false]],
    });
    expect(await named("new")).toEqual({
      first,
      mentors: [["new", APPLIED, false]],
      mentees: [["new", APPLIED, false]],
    });
    expect(await named("nobody")).toEqual({ first, mentors: [], mentees: [] });
    expect(await refused(named("ada", "bob", "cy"))).toMatchObject({ code: "InvalidArgument", fields: ["person_ids"] });
  });

  test("tells the strategy that the programme was given", async () => {
    const optimal = { settings: { pairingRules: { strategy: PairingStrategy.OPTIMAL, leastScoreBillionths: 5n } } };
    const own = await createCast(world);
    const { programmeId: id, version } = await own.programme(optimal as never);
    const strategyOf = async () => {
      const [first] = await allOf((await siblingOf(own.tenantId)).streamMatchingInputs({ programmeId: id }));
      return first?.programme?.settings?.pairingRules;
    };
    expect(await strategyOf()).toMatchObject({ strategy: PairingStrategy.OPTIMAL, leastScoreBillionths: 5n });
    const greedy = { pairingRules: { strategy: PairingStrategy.GREEDY } } as never;
    await own.admin.programme.updateProgramme({ requestId: rid(), programmeId: id, version, settings: greedy });
    expect(await strategyOf()).toMatchObject({ strategy: PairingStrategy.GREEDY, leastScoreBillionths: 5n });
  });
});

async function withdraw(personId: string): Promise<void> {
  const { applications } = await cast.admin.programme.listApplications({ programmeId, personId });
  const { applicationId } = must(applications[0]);
  await cast.admin.programme.withdrawApplication({ requestId: rid(), applicationId });
}

const tenantOf = ({ tenantId }: Cast) => ({
  requestId: rid(),
  name: `Tenant ${tenantId}`,
  frontEndUrl: "https://front.example",
  test: true,
});

/** A client that calls as matching does, for one tenant. */
async function siblingOf(tenantId: string) {
  const tokens = await createInternalTokens({
    service: "matching",
    environment: "development",
    issuer: ISSUER,
    audience: AUDIENCE,
    platformKeys: { file: world.keys.jwksFile },
    internalKeysFile: world.keys.internalJwksFile,
    internalKeyFile: world.keys.internalKeyFile("matching"),
  });
  return direct.client(ProgrammeService, await tokens.tokenFor(tenantId));
}
