import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { timestampDate, timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { AdvanceTestClockResponse } from "@mentorship/client/v1";
import { Modality } from "@mentorship/client/v1";
import { type Cast, createCast, must, rid, startWorld, tenantNow, type World } from "@mentorship/dev-env/testing";
import { allOf, refused } from "../refusals.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 180_000);
afterAll(() => world?.stop(), 60_000);

const hour = 3_600_000;
/** So many milliseconds ahead of the tenant's time. */
const ahead = async (cast: Cast, ms: number) => new Date((await tenantNow(world, cast.tenantId)).getTime() + ms);

const move = (cast: Cast, targetAt: Date, requestId = rid(), signal?: AbortSignal) =>
  cast.admin.programme.advanceTestClock(
    { requestId, targetAt: timestampFromDate(targetAt) },
    { timeoutMs: 60_000, ...(signal ? { signal } : {}) },
  );

const versions = async (tenantId: string) =>
  Promise.all(
    ["programme", "matching", "scheduling", "conferencing", "notification"].map(async (service) => {
      const [row] = await world.sql<{ clock_version: string }>(
        `select clock_version from ${service}.tenant where id = $1`,
        [tenantId],
      );
      return row?.clock_version;
    }),
  );

/** Has every service hear of the tenant, as callers of a real one do. */
const warm = (cast: Cast) =>
  world.settle(async () => (await versions(cast.tenantId)).every((version) => version !== undefined));

describe("AdvanceTestClock", () => {
  test("moves the tenant's time in all five services and no other tenant's", async () => {
    const cast = await createCast(world);
    const other = await createCast(world);
    await warm(cast);
    const target = await ahead(cast, 30 * 24 * hour);
    const stops = await allOf(move(cast, target));
    expect(stops).toHaveLength(1);
    expect(stops[0]).toMatchObject({ arrived: true, clockVersion: 1n });
    expect(stops[0]?.dueAt).toBeUndefined();
    expect(timestampDate(must(stops[0]?.now)).getTime()).toBeGreaterThanOrEqual(target.getTime());
    expect(await versions(cast.tenantId)).toEqual(["1", "1", "1", "1", "1"]);
    const [row] = await world.sql<{ clock_offset_ms: string }>(
      "select clock_offset_ms from programme.tenant where id = $1",
      [other.tenantId],
    );
    expect(row?.clock_offset_ms).toBe("0");
    const [entry] = await world.sql(
      "select action, before, after from programme.audit_entry where tenant_id = $1 and action = 'tenant.clock_moved'",
      [cast.tenantId],
    );
    expect(entry).toMatchObject({ before: { clockVersion: 0 }, after: { clockVersion: 1 } });
  }, 90_000);

  test("stops at what is due on the way, and what is due there is done when it says so", async () => {
    const cast = await createCast(world);
    const { match } = await cast.pair();
    const startsAt = new Date(Math.ceil((await ahead(cast, 48 * hour)).getTime() / 60_000) * 60_000);
    const { scheduling } = await cast.as("mentor", "mentor");
    const { session } = await scheduling.bookSession({
      requestId: rid(),
      matchId: match.matchId,
      title: "First",
      modality: Modality.VIDEO,
      start: { case: "scheduledAt", value: timestampFromDate(startsAt) },
    });
    const { notification } = await cast.as("mentee", "mentee");
    const kinds = async () => (await notification.listNotifications({})).notifications.map(({ topic }) => topic);
    const seen: [AdvanceTestClockResponse, string[]][] = [];
    for await (const stop of move(cast, await ahead(cast, 47.5 * hour))) seen.push([stop, await kinds()]);
    const dues = seen.flatMap(([{ dueAt }]) => (dueAt ? [timestampDate(dueAt).getTime()] : []));
    const starts = timestampDate(must(session?.scheduledAt)).getTime();
    expect(dues).toEqual(expect.arrayContaining([starts - 24 * hour, starts - hour]));
    expect(dues).toEqual([...dues].sort((a, b) => a - b));
    const at = (ms: number) => must(seen.find(([{ dueAt }]) => dueAt && timestampDate(dueAt).getTime() === ms))[1];
    expect(at(starts - 24 * hour)).toContain("mentorship.session.reminder_24h");
    expect(at(starts - 24 * hour)).not.toContain("mentorship.session.reminder_1h");
    expect(at(starts - hour)).toContain("mentorship.session.reminder_1h");
    expect(seen.at(-1)?.[0]).toMatchObject({ arrived: true });
  }, 120_000);

  test("answers a repeat of a move that arrived at once, and refuses the id for another target", async () => {
    const cast = await createCast(world);
    await warm(cast);
    const target = await ahead(cast, hour);
    const requestId = rid();
    await allOf(move(cast, target, requestId));
    const again = await allOf(move(cast, target, requestId));
    expect(again.map(({ arrived, clockVersion }) => [arrived, clockVersion])).toEqual([[true, 1n]]);
    expect(await refused(allOf(move(cast, await ahead(cast, 2 * hour), requestId)))).toMatchObject({
      reason: "REQUEST_ID_REUSED",
    });
  }, 90_000);

  test("is resumed by its request id after it was cut off, and keeps other calls out while it is under way", async () => {
    const cast = await createCast(world);
    await warm(cast);
    const target = await ahead(cast, hour);
    const requestId = rid();
    // The clock waits for a service that does not answer.
    await world.kill("conferencing");
    const cut = new AbortController();
    const first = allOf(move(cast, target, requestId, cut.signal)).catch(() => "cut off");
    await world.settle(async () => {
      const movers = await world.sql("select from programme.clock_mover where tenant_id = $1", [cast.tenantId]);
      return movers.length === 1;
    });
    expect(await refused(allOf(move(cast, target)))).toMatchObject({ code: "Aborted", reason: "CLOCK_BUSY" });
    cut.abort();
    expect(await first).toBe("cut off");
    await world.restart("conferencing");
    const stops = await allOf(move(cast, target, requestId));
    expect(stops.at(-1)).toMatchObject({ arrived: true });
    expect(await world.sql("select from programme.clock_mover where tenant_id = $1", [cast.tenantId])).toEqual([]);
  }, 120_000);

  test("refuses targets that lie behind or too far ahead, tenants of the real kind, and anyone but admins", async () => {
    const cast = await createCast(world);
    const real = await createCast(world, { test: false });
    for (const ms of [-hour, 367 * 24 * hour]) {
      const refusal = await refused(allOf(move(cast, await ahead(cast, ms))));
      expect(refusal).toMatchObject({ code: "InvalidArgument", reason: "CLOCK_TARGET_REFUSED" });
      expect(new Date(must(refusal.metadata.now)).getTime()).toBeLessThanOrEqual(Date.now());
    }
    expect(await refused(allOf(move(real, await ahead(real, hour))))).toMatchObject({
      code: "FailedPrecondition",
      reason: "NOT_A_TEST_TENANT",
    });
    const target = timestampFromDate(await ahead(cast, hour));
    const service = cast.service.programme.advanceTestClock({ requestId: rid(), targetAt: target });
    expect(await refused(allOf(service))).toMatchObject({ reason: "PERMISSION_DENIED" });
    const none = cast.admin.programme.advanceTestClock({ requestId: rid() });
    expect(await refused(allOf(none))).toMatchObject({ code: "InvalidArgument", fields: ["target_at"] });
  }, 60_000);
});

describe("the audit", () => {
  test("merges all five services, the newest first, in pages without gap or repetition", async () => {
    const cast = await createCast(world);
    await cast.pair();
    const whole: string[] = [];
    const times: number[] = [];
    let pageToken = "";
    do {
      const page = await cast.admin.programme.listAudit({ pageSize: 7, pageToken });
      // Reading the audit is itself noted: those entries come on top while the pages are turned.
      const entries = page.entries.filter(({ action }) => action !== "audit.read");
      whole.push(...entries.map((entry) => `${entry.service}/${entry.chain}/${entry.sequence}`));
      times.push(...entries.map((entry) => timestampDate(must(entry.occurredAt)).getTime()));
      pageToken = page.nextPageToken;
    } while (pageToken !== "");
    expect(new Set(whole).size).toBe(whole.length);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    const services = ["programme", "matching", "scheduling", "conferencing", "notification"];
    const rows = await Promise.all(
      services.map((service) =>
        world.sql<{ key: string }>(
          `select $2 || '/' || chain || '/' || sequence as key from ${service}.audit_entry
           where tenant_id = $1 and action <> 'audit.read'`,
          [cast.tenantId, service],
        ),
      ),
    );
    expect([...whole].sort()).toEqual(
      rows
        .flat()
        .map(({ key }) => key)
        .sort(),
    );
    expect(new Set(whole.map((key) => key.split("/")[0])).size).toBeGreaterThanOrEqual(2);
  }, 90_000);

  test("tells the history of one thing, and notes who read it", async () => {
    const cast = await createCast(world);
    const { programmeId } = await cast.programme();
    const filter = { entityType: "programme", entityId: programmeId };
    const { entries } = await (await cast.as("staff", "sam")).programme.listAudit(filter);
    expect(entries.map(({ action, actorId }) => [action, actorId])).toEqual([
      ["programme.opened", "admin"],
      ["programme.created", "admin"],
    ]);
    expect(entries[0]).toMatchObject({ service: "programme", before: { state: "DRAFT" }, after: { state: "OPEN" } });
    await world.settle(async () => {
      const reads = await world.sql(
        "select from programme.audit_entry where tenant_id = $1 and action = 'audit.read' and actor_id = 'sam'",
        [cast.tenantId],
      );
      return reads.length === 1;
    });
    const other = await createCast(world);
    expect((await other.admin.programme.listAudit(filter)).entries).toEqual([]);
    expect(await refused(cast.service.programme.listAudit({}))).toMatchObject({ reason: "PERMISSION_DENIED" });
    expect(await refused(cast.admin.programme.listAudit({ pageToken: randomUUID() }))).toMatchObject({
      reason: "PAGE_TOKEN_INVALID",
    });
  });

  test("is verified in all five services, and names the first entry that was tampered with", async () => {
    const cast = await createCast(world);
    await cast.programme();
    const sound = await cast.admin.programme.verifyAudit({});
    expect([sound.intact, sound.chains.length]).toEqual([true, 10]);
    const [programme] = sound.chains.filter(({ service, chain }) => service === "programme" && chain === "changes");
    expect(Number(programme?.entries)).toBeGreaterThanOrEqual(3);
    await world.sql(
      "update programme.audit_entry set actor_id = 'somebody else' where tenant_id = $1 and chain = 'changes' and sequence = 2",
      [cast.tenantId],
    );
    const broken = await cast.admin.programme.verifyAudit({});
    expect(broken.intact).toBe(false);
    expect(broken.chains.filter(({ intact }) => !intact)).toMatchObject([
      { service: "programme", chain: "changes", firstBrokenSequence: 2n },
    ]);
    expect((await (await createCast(world)).admin.programme.verifyAudit({})).intact).toBe(true);
    expect(await refused(cast.service.programme.verifyAudit({}))).toMatchObject({ reason: "PERMISSION_DENIED" });
  });
});
