import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type Match, Modality, NotificationService } from "@mentorship/client/v1";
import { SERVICES, type ServiceName } from "../../src/launch/index.ts";
import { must, rid, startWorld, type World } from "../../src/testing/index.ts";
import { insist, load, statusOf, tryAgain } from "./answers.ts";
import { HOUR, minuteAhead } from "./clock.ts";
import { makePairs, type Pairs } from "./pairs.ts";
import { quiet } from "./quiet.ts";
import { expectNothingBroken, textsOf } from "./recount.ts";

const LANES = 6;

let world: World;
let pairs: Pairs;
let match: Match;
let ended: { matchId: string; terminatedReason: string };
let sessionId: string;
let first: Date;
beforeAll(async () => {
  world = await startWorld({ serviceEnv: { MENTORSHIP_SWEEP_SECONDS: "2" } });
  pairs = await makePairs(world, 2);
  match = must(pairs.proposals[0]);
  await pairs.accept(match);
  ended = { matchId: must(pairs.proposals[1]).matchId, terminatedReason: "It ends" };
  first = await minuteAhead(world, pairs.cast, 48 * HOUR);
  sessionId = (await book()).sessionId;
}, 120_000);
afterAll(() => world?.stop(), 60_000);

let hours = 0;
const nextHour = (): Date => new Date(first.getTime() + hours++ * HOUR);
const book = (requestId?: string) => pairs.book(match, nextHour(), requestId);

/** One call that reads and one that writes, by the service that answers them. */
const calls: Record<ServiceName, readonly ((n: number) => Promise<unknown>)[]> = {
  programme: [
    () => pairs.cast.admin.programme.getAdminDashboard({}),
    (n) => pairs.cast.admin.programme.upsertSkills({ requestId: rid(), skills: [{ tag: "go", label: `Go ${n}` }] }),
  ],
  matching: [
    () => pairs.mentor.matching.listMatches({}),
    () => pairs.cast.service.matching.terminateMatch({ requestId: rid(), ...ended }),
  ],
  scheduling: [
    () => pairs.mentor.scheduling.listSessions({}),
    () => pairs.mentor.scheduling.setAvailability({ requestId: rid(), zone: "UTC", windows: [] }),
  ],
  conferencing: [() => pairs.mentor.conferencing.getJoinLink({ sessionId })],
  notification: [
    () => pairs.mentor.notification.listNotifications({}),
    () => pairs.mentor.notification.markNotificationsRead({ requestId: rid() }),
  ],
};
const callOf =
  (services: readonly ServiceName[]) =>
  (n: number): Promise<unknown> => {
    const all = services.flatMap((service) => calls[service]);
    return must(all[n % all.length])(n);
  };

test.each(SERVICES)(
  "%s is asked to stop while it is called: calls end well or are told to try again, and it ends by itself",
  async (service) => {
    await world.settle(async () => (await statusOf(callOf([service])(0))) === "Ok");
    const callers = load(LANES, callOf([service]));
    try {
      await callers.more(20);
      expect([callers.ok() >= 20, callers.odd]).toEqual([true, []]);
      expect(await world.kill(service, "SIGTERM")).toEqual({ code: 0, signal: null });
      await callers.more(LANES);
      await world.restart(service);
    } finally {
      await callers.stop();
    }
    expect(callers.odd).toEqual([]);
    expect(await Promise.all(calls[service].map((call) => statusOf(insist(() => call(0)))))).toEqual(
      calls[service].map(() => "Ok"),
    );
  },
  60_000,
);

test.each(["SIGTERM", "SIGKILL"] as const)(
  "streams of every protocol that are open when their service gets %s end, and tell their readers to try again",
  async (signal) => {
    const token = await world.token({ tenant: pairs.cast.tenantId, sub: "mentor", roles: ["mentor"] });
    let open = 0;
    const read = async (protocol: "connect" | "grpc" | "grpc-web"): Promise<void> => {
      for await (const _ of world.client(NotificationService, token, { protocol }).watchInbox({})) open += 1;
    };
    const readers = (["connect", "grpc", "grpc-web"] as const).map((protocol) => statusOf(read(protocol)));
    await world.settle(() => open === readers.length, { what: "the streams to open" });
    await world.kill("notification", signal);
    for (const status of await Promise.all(readers)) expect(tryAgain).toContain(status);
    await world.restart("notification");
  },
  60_000,
);

test("connections to the database are cut under load: whoever is told to try again does so, and nothing is lost or done twice", async () => {
  const booked = "select count(*)::text from scheduling.session where tenant_id = $1";
  const [before] = await textsOf(world, pairs.cast, booked);
  const callers = load(LANES, callOf(SERVICES));
  let bookings = 0;
  let isCutting = true;
  const keepBooking = async (): Promise<void> => {
    while (isCutting) {
      const [begins, requestId] = [nextHour(), rid()];
      await insist(() => pairs.book(match, begins, requestId));
      bookings += 1;
    }
  };
  const cut = async (): Promise<number> => {
    const rows = await world.sql(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename like 'svc_%'",
    );
    return rows.length;
  };
  const cutAll = async (): Promise<void> => {
    try {
      for (let round = 0; round < 10; round += 1) {
        await callers.more(25);
        expect(await cut()).toBeGreaterThan(0);
      }
    } finally {
      isCutting = false;
    }
  };
  try {
    await Promise.all([keepBooking(), cutAll()]);
  } finally {
    await callers.stop();
  }
  expect(callers.odd).toEqual([]);
  for (const service of SERVICES) {
    // Of the last cut an idle connection may still be left to be found dead.
    for (const call of calls[service]) expect(await statusOf(insist(() => call(0)))).toBe("Ok");
  }
  await quiet(world);
  expect(await textsOf(world, pairs.cast, booked)).toEqual([String(Number(before) + bookings)]);
  const told = "select count(*)::text from notification.inbox_item where tenant_id = $1 and kind = 'SESSION_SCHEDULED'";
  expect(await textsOf(world, pairs.cast, told)).toEqual([String(Number(before) + bookings)]);
  await expectNothingBroken(world, pairs.cast);
}, 90_000);

test("a session that is booked at its mentor's request id again and again is one session", async () => {
  const [begins, requestId] = [nextHour(), rid()];
  const request = {
    requestId,
    matchId: match.matchId,
    start: { case: "scheduledAt" as const, value: timestampFromDate(begins) },
    modality: Modality.CHAT,
    title: "Once",
  };
  const callers = load(LANES, () => pairs.mentor.scheduling.bookSession(request));
  try {
    await callers.more(10);
    await world.kill("scheduling");
    await world.restart("scheduling");
    await callers.more(10);
  } finally {
    await callers.stop();
  }
  expect(callers.odd).toEqual([]);
  const once = "select count(*)::text from scheduling.session where tenant_id = $1 and starts_at = $2";
  expect(await textsOf(world, pairs.cast, once, begins)).toEqual(["1"]);
}, 60_000);
