import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { ApplicationRole, ApplicationState, ProgrammeService } from "@mentorship/client/v1";
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

  test("streams exactly the approved mentors and the mentees without a live match, nobody suspended", async () => {
    await setTheScene();
    await cast.people([{ id: "new" }]);
    await cast.admin.programme.applyAsMentor({ requestId: rid(), programmeId, personId: "new" });
    await scene.tellMatch("proposed", randomUUID(), 1, { menteeId: "dee" });
    await scene.figures(({ matches }) => matches?.proposed === 1n);
    await cast.suspend("bob");
    await cast.suspend("eve");
    const parts = await allOf((await siblingOf(cast.tenantId)).streamMatchingInputs({ programmeId }));
    expect(parts[0]?.programme).toMatchObject({ programmeId, settings: { mentorCapacityDefault: 20 } });
    expect(parts.slice(1).every(({ programme }) => programme === undefined)).toBe(true);
    expect(parts.flatMap(({ mentors }) => mentors)).toMatchObject([
      { personId: "ada", tags: ["go", "sql"], department: "CS", batchYear: 2015, maxMentees: 20 },
    ]);
    expect(parts.flatMap(({ mentees }) => mentees).map(({ personId }) => personId)).toEqual(["cy"]);
    const stranger = (await siblingOf(cast.tenantId)).streamMatchingInputs({ programmeId: randomUUID() });
    expect(await refused(allOf(stranger))).toMatchObject({ reason: "NOT_FOUND" });
  });
});

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
