import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { timestampDate, timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { Programme } from "@mentorship/client/v1";
import { createCast, must, rid, startWorld, type World } from "@mentorship/dev-env/testing";
import { refused } from "../refusals.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld({ services: ["programme"], temporal: false });
}, 120_000);
afterAll(() => world?.stop(), 60_000);

const at = (day: number) => timestampFromDate(new Date(Date.UTC(2027, 0, day, 9, 30, 0, 125)));
const phase = (name: string, from: number, to: number, phaseId = "") => ({
  phaseId,
  name,
  startsAt: at(from),
  endsAt: at(to),
});
const shown = ({ phases }: Programme) =>
  phases.map(({ name, startsAt, endsAt }) => [
    name,
    timestampDate(must(startsAt)).toISOString(),
    timestampDate(must(endsAt)).toISOString(),
  ]);
const onboarding = ["Onboarding", "2027-01-01T09:30:00.125Z", "2027-01-08T09:30:00.125Z"];
const work = ["Work", "2027-01-08T09:30:00.125Z", "2027-03-01T09:30:00.125Z"];

describe("the phases of a programme", () => {
  test("are created with it in their order, and read by whoever reads it", async () => {
    const cast = await createCast(world);
    await cast.people([{ id: "m" }]);
    const phases = [phase(" Onboarding ", 1, 8), phase("Work", 8, 60)];
    const programme = await cast.programme({ phases } as never);
    expect(shown(programme)).toEqual([onboarding, work]);
    expect(new Set(programme.phases.map(({ phaseId }) => phaseId)).size).toBe(2);
    const { programme: read } = await (await cast.as("mentor", "m")).programme.getProgramme({
      programmeId: programme.programmeId,
    });
    expect(read?.phases).toEqual(programme.phases);
    const { programmes } = await cast.admin.programme.listProgrammes({});
    expect(programmes[0]?.phases).toEqual(programme.phases);
    const { programme: moved } = await cast.admin.programme.startMatching({
      requestId: rid(),
      programmeId: programme.programmeId,
    });
    expect(moved?.phases).toEqual(programme.phases);
  });

  test("are replaced whole, keep their ids, and are versioned and audited without their names", async () => {
    const cast = await createCast(world);
    const programme = await cast.programme({ phases: [phase("Onboarding", 1, 8), phase("Work", 8, 60)] } as never);
    const [first, second] = programme.phases.map(({ phaseId }) => phaseId) as [string, string];
    const { programmeId, version } = programme;
    const update = (from: bigint, phases: object[]) =>
      cast.admin.programme.updateProgramme({
        requestId: rid(),
        programmeId,
        version: from,
        phases: { phases } as never,
      });
    const phases = [phase("Work", 8, 60, second), phase("Onboarding", 8, 9, first), phase("Farewell", 60, 61)];
    const { programme: changed } = await update(version, phases);
    expect(changed?.version).toBe(version + 1n);
    expect(changed?.phases.map(({ phaseId, name }) => [phaseId, name])).toEqual([
      [second, "Work"],
      [first, "Onboarding"],
      [expect.any(String), "Farewell"],
    ]);
    expect(await refused(update(version, phases))).toMatchObject({ reason: "STALE_VERSION" });
    const rename = cast.admin.programme.updateProgramme({
      requestId: rid(),
      programmeId,
      version: version + 1n,
      name: "X",
    });
    expect((await rename).programme?.phases).toEqual(changed?.phases);
    const [entry] = await world.sql<{ before: object; after: Record<string, unknown> }>(
      "select before, after from programme.audit_entry where tenant_id = $1 and action = 'programme.updated' order by sequence limit 1",
      [cast.tenantId],
    );
    const { after } = must(entry);
    expect(after.phases).toMatchObject([{ id: second }, { id: first, endsAt: "2027-01-09T09:30:00.125Z" }, {}]);
    expect(JSON.stringify(entry)).not.toMatch(/Onboarding|Farewell/);
    expect(Object.keys(after).filter((key) => key.startsWith("phases."))).toHaveLength(1);
    expect((await update(version + 2n, [])).programme?.phases).toEqual([]);
    expect(await world.sql("select from programme.programme_phase where tenant_id = $1", [cast.tenantId])).toEqual([]);
  });

  test("that change nothing leave the version", async () => {
    const cast = await createCast(world);
    const { programmeId, version, phases } = await cast.programme({ phases: [phase("Work", 8, 60)] } as never);
    const same = { requestId: rid(), programmeId, version, phases: { phases } };
    expect((await cast.admin.programme.updateProgramme(same as never)).programme?.version).toBe(version);
  });

  test("are refused by the field that breaks a rule, and nothing is stored", async () => {
    const cast = await createCast(world);
    const create = (phases: object[]) =>
      cast.admin.programme.createProgramme({
        requestId: rid(),
        name: "Spring",
        description: "A cohort",
        phases: phases as never,
      });
    const cases: [object[], string[]][] = [
      [[phase("A", 2, 3), phase("B", 1, 3)], ["phases[1].starts_at"]],
      [[phase("A", 2, 3, randomUUID())], ["phases[0].phase_id"]],
      [
        [{ ...phase("A", 2, 3), startsAt: { seconds: 90_000n, nanos: 1 }, endsAt: { seconds: 90_000n, nanos: 2 } }],
        ["phases[0].ends_at"],
      ],
      [[{ ...phase("A", 2, 3), startsAt: { seconds: 1n } }], ["phases[0].starts_at"]],
      [[phase(" ", 2, 3)], ["phases[0].name"]],
      [[phase("A", 3, 3)], ["phases[0]"]],
      [[{ name: "A", endsAt: at(1) }], ["phases[0].starts_at"]],
      [Array.from({ length: 51 }, () => phase("A", 1, 2)), ["phases"]],
    ];
    for (const [phases, fields] of cases) {
      expect(await refused(create(phases))).toMatchObject({ code: "InvalidArgument", fields });
    }
    expect(await world.sql("select from programme.programme where tenant_id = $1", [cast.tenantId])).toEqual([]);
    const mine = await cast.programme({ phases: [phase("Work", 8, 60)] } as never);
    const theirs = await cast.programme({ phases: [phase("Work", 8, 60)] } as never);
    const foreign = cast.admin.programme.updateProgramme({
      requestId: rid(),
      programmeId: mine.programmeId,
      version: mine.version,
      phases: { phases: [phase("A", 1, 2), phase("B", 2, 3, must(theirs.phases[0]).phaseId)] } as never,
    });
    expect(await refused(foreign)).toMatchObject({ code: "InvalidArgument", fields: ["phases.phases[1].phase_id"] });
  });
});
