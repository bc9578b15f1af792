import { Code, ConnectError } from "@connectrpc/connect";
import { Modality } from "@mentorship/client/v1";
import { startAt } from "../tests/rpc/requests.ts";
import { HOUR, MINUTE, type Scheduling } from "../tests/stage.ts";
import type { Crowd } from "./crowd.ts";
import { loadOf, ms, type Report } from "./report.ts";
import { requireNoOverlap } from "./storms.ts";

const CALLS = 6;
const MATCHES = 25;
const STARTS = 4;
const MOST_TRIES = 4;

/** Several admins book the same people by bulk calls at once, each with the rows in an order of its own. */
export async function benchBulk({ stage, clients }: Crowd, report: Report): Promise<void> {
  const from = stage.ahead(60 * 24 * HOUR);
  const mentors = ["bulk-1", "bulk-2", "bulk-3", "bulk-4", "bulk-5"];
  for (const mentor of mentors) await stage.person(mentor);
  const mentees = clients.slice(0, MATCHES / mentors.length).map((one) => one.menteeId);
  const matches: string[] = [];
  for (const mentor of mentors) for (const mentee of mentees) matches.push(await stage.match(mentor, mentee));
  const rows = matches.flatMap((matchId) =>
    Array.from({ length: STARTS }, (_, place) => ({
      matchId,
      start: startAt(from + place * 15 * MINUTE),
      modality: Modality.CHAT,
      title: "A talk",
    })),
  );
  const started = performance.now();
  const answers = await Promise.all(
    Array.from({ length: CALLS }, (_, call) => bookAll(stage.admin, shuffled(rows, call + 1))),
  );
  const took = performance.now() - started;
  const kinds: Record<string, number> = {};
  for (const { refusal } of answers.flatMap((one) => one.results)) {
    const kind = refusal?.reason ?? "ok";
    kinds[kind] = (kinds[kind] ?? 0) + 1;
  }
  report.say(
    `${CALLS} bulk calls at once, ${rows.length} rows each, the same people in ${CALLS} orders: ${ms(took)} (${loadOf()})`,
  );
  report.must(
    "each row is booked or told SLOT_TAKEN",
    Object.keys(kinds).every((kind) => kind === "ok" || kind === "SLOT_TAKEN") && (kinds["ok"] ?? 0) > 0,
    kinds,
  );
  await requireNoOverlap(stage, report);
}

type Rows = NonNullable<Parameters<Scheduling["bookSessions"]>[0]["rows"]>;

/** Books them all; a call that was cut off goes on when it is repeated. */
async function bookAll(admin: Scheduling, rows: Rows): ReturnType<Scheduling["bookSessions"]> {
  const request = { requestId: crypto.randomUUID(), rows };
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await admin.bookSessions(request, { timeoutMs: 29_000 });
    } catch (error) {
      if (attempt === MOST_TRIES || ConnectError.from(error).code !== Code.DeadlineExceeded) throw error;
    }
  }
}

/** The same rows in an order that the seed decides. */
function shuffled<T>(rows: readonly T[], seed: number): T[] {
  const keyed = rows.map((row, index) => ({ row, key: Math.imul(index + 1, 0x9e3779b1 * seed) >>> 0 }));
  return keyed.sort((one, other) => one.key - other.key).map(({ row }) => row);
}
