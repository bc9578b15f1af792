import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { Client, Connection } from "@temporalio/client";
import { historyToJSON } from "@temporalio/common/lib/proto-utils.js";
import { type Session, SessionState } from "@mentorship/client/v1";
import { must, rid, startWorld, type World } from "@mentorship/dev-env/testing";
import {
  GET_LAST_EVIDENCE,
  GET_NEXT_WAKE,
  GET_SESSION_PROGRESS,
  SESSION_CHANGED,
  sessionWorkflowId,
} from "../../src/workflows/names.ts";
import type { LastEvidence, NextWake, SessionProgress } from "../../src/workflows/types.ts";
import { createStage, DAY, HOUR, MINUTE, msOf, type Stage } from "../stage.ts";
import { type Scenario, WAKES } from "./scenarios.ts";

let world: World;
let connection: Connection;
let client: Client;
beforeAll(async () => {
  // The sweep stays out of it, so that what happens is the workflow's doing.
  world = await startWorld({ services: ["scheduling"], serviceEnv: { MENTORSHIP_SWEEP_SECONDS: "3600" } });
  connection = await Connection.connect({ address: world.temporalAddress });
  client = new Client({ connection, namespace: world.temporalNamespace });
}, 180_000);
afterAll(async () => {
  await connection?.close();
  await world?.stop();
});

const handleOf = ({ sessionId }: Session) => client.workflow.getHandle(sessionWorkflowId(sessionId));
const ended = (session: Session) =>
  world.settle(async () => (await handleOf(session).describe()).status.name === "COMPLETED", { timeoutMs: 30_000 });
const running = (session: Session) =>
  world.settle(async () => (await handleOf(session).describe()).status.name === "RUNNING", { timeoutMs: 30_000 });
const progressOf = (session: Session) => handleOf(session).query<SessionProgress>(GET_SESSION_PROGRESS);
const actorsOf = async (stage: Stage) =>
  (
    await stage.rows<{ actor_id: string; action: string }>(
      "select actor_id, action from scheduling.audit_entry where tenant_id = $1 order by sequence",
    )
  ).map((row) => `${row.actor_id} ${row.action}`);
const told = async (stage: Stage) => (await stage.published()).filter((subject) => subject.startsWith("session."));

/** Books three days ahead and waits for the workflow. */
async function booked(stage: Stage): Promise<Session> {
  const session = await stage.book(stage.ahead(3 * DAY));
  await running(session);
  return session;
}

/** Moves the clock from one due point to the next, as the platform's own advancing does, and then to `at`. */
async function live(stage: Stage, at: number): Promise<void> {
  const due = async () =>
    (await stage.rows<{ due_at: Date }>("select due_at from scheduling.due where tenant_id = $1 order by due_at"))
      .map((row) => row.due_at.getTime())
      .at(0) ?? Number.POSITIVE_INFINITY;
  for (let next = await due(); next <= at; next = await due()) {
    const stop = next;
    await stage.moveTo(Math.max(stop, stage.now()));
    await world.settle(async () => (await due()) > stop, { what: `what is due at ${stop}`, timeoutMs: 30_000 });
  }
  await stage.moveTo(Math.max(at, stage.now()));
}

/** Keeps the history of a session's newest run, when asked to record. */
async function record(scenario: Scenario, session: Session): Promise<void> {
  if (process.env["MENTORSHIP_RECORD_HISTORIES"] !== "1") return;
  const history = historyToJSON(await handleOf(session).fetchHistory());
  const folder = fileURLToPath(new URL("./histories/", import.meta.url));
  await mkdir(folder, { recursive: true });
  // The name of the worker that ran it holds a process and a machine.
  const anonymous = history.replaceAll(/"\d+@[^"]*"/g, '"worker"');
  await writeFile(`${folder}${scenario}.json`, `${JSON.stringify(JSON.parse(anonymous), null, 1)}\n`);
}

describe("the life of a session", () => {
  test("reminders, both there, completed at the end: all by the workflow, which then ends", async () => {
    const stage = await createStage(world);
    const session = await booked(stage);
    const at = msOf(session.scheduledAt);
    await world.settle(async () => (await progressOf(session)).nextKind === "reminder_24h");
    expect(await progressOf(session)).toMatchObject({ phase: "upcoming", nextAt: new Date(at - DAY).toISOString() });
    await live(stage, at - 5 * MINUTE);
    await stage.join(session.sessionId, "mentor");
    await stage.join(session.sessionId, "mentee");
    await live(stage, at + HOUR);
    await ended(session);
    expect(await told(stage)).toEqual([
      "session.scheduled",
      "session.reminder_24h",
      "session.reminder_1h",
      "session.started",
      "session.completed",
    ]);
    const actors = await actorsOf(stage);
    expect(actors).toEqual(
      expect.arrayContaining([
        "session-lifecycle session.reminder_24h",
        "session-lifecycle session.reminder_1h",
        "session-lifecycle session.in_progress",
        "session-lifecycle session.completed",
      ]),
    );
    const description = await handleOf(session).describe();
    expect(description.searchAttributes).toMatchObject({
      MentorshipTenant: [stage.tenantId],
      MentorshipProgramme: [stage.programmeId],
      MentorshipMatch: [stage.matchId],
      MentorshipSession: [session.sessionId],
      MentorshipPhase: ["closed"],
    });
    expect(await handleOf(session).result()).toMatchObject({ phase: "closed" });
    await record("completed", session);
  });

  test("a move sets both reminders anew, and the ones of the old time go out no more", async () => {
    const stage = await createStage(world);
    const session = await booked(stage);
    const at = msOf(session.scheduledAt);
    await live(stage, at - DAY + MINUTE);
    const to = at + 2 * DAY;
    await stage.mentor.rescheduleSession({
      requestId: rid(),
      sessionId: session.sessionId,
      start: { case: "scheduledAt", value: timestampFromMs(to) },
    });
    const nextAt = new Date(to - DAY).toISOString();
    await world.settle(async () => (await progressOf(session)).nextAt === nextAt);
    await live(stage, to - 30 * MINUTE);
    const notices = await stage.rows(
      "select distinct kind, schedule_version from scheduling.notice_sent where tenant_id = $1 order by 2, 1",
    );
    expect(notices).toEqual([
      { kind: "reminder_24h", schedule_version: "1" },
      { kind: "reminder_1h", schedule_version: "2" },
      { kind: "reminder_24h", schedule_version: "2" },
    ]);
    await stage.mentor.cancelSession({ requestId: rid(), sessionId: session.sessionId, reason: "recorded" });
    await ended(session);
    await record("moved", session);
  });

  test("a cancelled session ends its workflow and nobody is reminded", async () => {
    const stage = await createStage(world);
    const session = await booked(stage);
    await stage.mentee.cancelSession({ requestId: rid(), sessionId: session.sessionId, reason: "" });
    await ended(session);
    await stage.moveTo(msOf(session.scheduledAt) + HOUR);
    expect(await told(stage)).toEqual(["session.scheduled", "session.cancelled"]);
    await record("cancelled", session);
  });

  test.each([
    ["mentor-no-show", "mentee", SessionState.MENTOR_NO_SHOW],
    ["learner-no-show", "mentor", SessionState.LEARNER_NO_SHOW],
  ] as const)("%s: one came and the other did not by the end of the grace period", async (scenario, came, state) => {
    const stage = await createStage(world);
    const session = await booked(stage);
    const at = msOf(session.scheduledAt);
    await live(stage, at - 5 * MINUTE);
    await stage.join(session.sessionId, came);
    await live(stage, at + 9 * MINUTE);
    expect((await stage.mentor.getSession({ sessionId: session.sessionId })).session?.state).toBe(
      SessionState.SCHEDULED,
    );
    await live(stage, at + 11 * MINUTE);
    expect((await stage.mentor.getSession({ sessionId: session.sessionId })).session?.state).toBe(state);
    await live(stage, at + HOUR);
    await ended(session);
    expect((await told(stage)).at(-1)).toBe("session.no_show");
    await record(scenario, session);
  });

  test("a late join after the ruling runs it again, and a reversal by hand starts a run that ends at once", async () => {
    const stage = await createStage(world);
    const session = await booked(stage);
    const at = msOf(session.scheduledAt);
    await live(stage, at + MINUTE);
    await stage.join(session.sessionId, "mentor");
    await live(stage, at + 12 * MINUTE);
    await stage.join(session.sessionId, "mentee");
    await live(stage, at + HOUR);
    await ended(session);
    expect((await told(stage)).slice(-3)).toEqual(["session.no_show", "session.started", "session.completed"]);
    await record("late-join", session);
    const firstRun = (await handleOf(session).describe()).runId;
    const { sessionId } = session;
    const ruling = { requestId: rid(), sessionId, outcome: SessionState.LEARNER_NO_SHOW, reason: "left at once" };
    await stage.mentor.setSessionOutcome(ruling);
    await world.settle(async () => (await handleOf(session).describe()).runId !== firstRun, { timeoutMs: 30_000 });
    await ended(session);
  });

  test("a match that ends ends the workflows of its sessions", async () => {
    const stage = await createStage(world);
    const session = await booked(stage);
    await stage.end(stage.matchId);
    await ended(session);
    expect(await told(stage)).toEqual(["session.scheduled", "session.cancelled"]);
    await record("terminated-match", session);
  });

  test("a clock that jumps over everything wakes the workflow, and what is too late by then is left out", async () => {
    const stage = await createStage(world);
    const session = await booked(stage);
    const at = msOf(session.scheduledAt);
    await stage.moveTo(at - 30 * MINUTE);
    await stage.heard("select from scheduling.notice_sent where tenant_id = $1 and kind = 'reminder_1h'");
    await stage.moveTo(at + 2 * HOUR);
    await stage.heard("select from scheduling.session where tenant_id = $1 and outcome_pending_told");
    await stage.moveTo(msOf(session.endsAt) + 8 * DAY);
    await ended(session);
    expect(await told(stage)).toEqual(["session.scheduled", "session.reminder_1h", "session.outcome_pending"]);
    expect(await stage.rows("select from scheduling.due where tenant_id = $1")).toEqual([]);
    await record("clock-moved", session);
  });

  test("nobody can tell who came: the session waits for its outcome, and a ruling by hand ends the waiting", async () => {
    const stage = await createStage(world);
    const session = await booked(stage);
    await live(stage, msOf(session.endsAt) + HOUR);
    expect((await progressOf(session)).phase).toBe("awaiting_outcome");
    expect((await told(stage)).at(-1)).toBe("session.outcome_pending");
    const { sessionId } = session;
    await stage.mentor.setSessionOutcome({ requestId: rid(), sessionId, outcome: SessionState.COMPLETED });
    await ended(session);
    await record("outcome-unknown", session);
  });
});

test("at each wake: news before it sets it anew, it comes by itself at its moment, and news after it changes nothing", async () => {
  const stage = await createStage(world);
  const session = await booked(stage);
  const handle = handleOf(session);
  const nextWake = () => handle.query<NextWake>(GET_NEXT_WAKE);
  for (const [index, kind] of WAKES.entries()) {
    const wake = await world.settle(
      async () => {
        const next = await nextWake();
        return next?.kind === kind ? next : undefined;
      },
      { what: `to wait for ${kind}` },
    );
    // The timer was set for days ahead: news make it look again, and find the moment two seconds away.
    await stage.moveTo(Date.parse(wake.at) - 2_000);
    await handle.signal(SESSION_CHANGED);
    const isLast = index === WAKES.length - 1;
    if (isLast) break;
    await world.settle(async () => (await nextWake())?.kind !== kind, { what: `${kind} to come`, timeoutMs: 30_000 });
    await handle.signal(SESSION_CHANGED);
  }
  await ended(session);
  expect(await told(stage)).toEqual([
    "session.scheduled",
    "session.reminder_24h",
    "session.reminder_1h",
    "session.outcome_pending",
  ]);
  await record("every-wake", session);
  // After the last of its wakes nothing runs any more: news start a run that finds nothing and ends.
  const { runId } = await handle.describe();
  await stage.mentor.setSessionOutcome({
    requestId: rid(),
    sessionId: session.sessionId,
    outcome: SessionState.COMPLETED,
  });
  await world.settle(async () => (await handle.describe()).runId !== runId, { timeoutMs: 30_000 });
  await ended(session);
  await record("after-the-window", session);
});

test("operators are told what is waited for and what was learnt last of who came", async () => {
  const stage = await createStage(world);
  const session = await booked(stage);
  const at = msOf(session.scheduledAt);
  const last = () => handleOf(session).query<LastEvidence | null>(GET_LAST_EVIDENCE);
  expect(await last()).toBeNull();
  await live(stage, at - 5 * MINUTE);
  await stage.mentor.checkIn({ requestId: rid(), sessionId: session.sessionId });
  const nextWake = () => handleOf(session).query<NextWake>(GET_NEXT_WAKE);
  expect(await nextWake()).toEqual({ kind: "start", at: new Date(at).toISOString() });
  // It looks again when its next moment comes.
  await live(stage, at + MINUTE);
  expect(await world.settle(last)).toMatchObject({ personId: "mentor", source: "check_in", says: "present" });
  expect((await nextWake())?.kind).toBe("grace");
  await live(stage, msOf(session.endsAt) + HOUR);
  await ended(session);
  expect(await nextWake()).toBeNull();
});

test("a workflow that has looked a hundred times goes on in a new run, found by the same attributes", async () => {
  const stage = await createStage(world);
  const session = await booked(stage);
  const firstRun = (await handleOf(session).describe()).runId;
  const isNewRun = async () => (await handleOf(session).describe()).runId !== firstRun;
  // Signals that arrive during a look count as one, so how many it takes is not known beforehand.
  for (let look = 0; look < 1_500 && !(await isNewRun()); look += 1) await handleOf(session).signal(SESSION_CHANGED);
  expect(await isNewRun()).toBe(true);
  const { searchAttributes } = await handleOf(session).describe();
  expect(searchAttributes).toMatchObject({ MentorshipSession: [session.sessionId], MentorshipPhase: ["upcoming"] });
  await live(stage, msOf(session.scheduledAt) - DAY);
  expect(await told(stage)).toEqual(["session.scheduled", "session.reminder_24h"]);
});

test("no payload of a history holds what a person wrote", async () => {
  const stage = await createStage(world);
  const session = await stage.book(stage.ahead(3 * DAY), { title: "zebra crossing" });
  await running(session);
  await stage.mentor.addNote({ requestId: rid(), sessionId: session.sessionId, text: "zebra note" });
  await stage.mentor.cancelSession({ requestId: rid(), sessionId: session.sessionId, reason: "zebra reason" });
  await ended(session);
  const history = await handleOf(session).fetchHistory();
  const text = JSON.stringify(history, (_key, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString("utf8") : value,
  );
  expect(text).toContain(session.sessionId);
  expect(text).not.toContain("zebra");
});

test("a session booked while Temporal is away, or lost by it, has its workflow once it is back", async () => {
  const stage = await createStage(world);
  const kept = await booked(stage);
  await connection.close();
  await world.stopTemporal();
  const missed = await stage.book(stage.ahead(4 * DAY));
  await world.startTemporal({ wiped: true });
  connection = await Connection.connect({ address: world.temporalAddress });
  client = new Client({ connection, namespace: world.temporalNamespace });
  await world.settle(async () => (await handleOf(missed).describe()).status.name === "RUNNING", { timeoutMs: 60_000 });
  // What Temporal has lost, the reconciler finds when it next looks: here, when the service starts.
  await world.restart("scheduling");
  await running(kept);
  const rebuilt = /"waiting":\d+,"rebuilt":[1-9]/;
  await world.settle(async () => rebuilt.test(await world.logs("scheduling")), { what: "the line that tells of it" });
  await live(stage, must(msOf(kept.scheduledAt)) - DAY);
  expect(await told(stage)).toEqual(["session.scheduled", "session.scheduled", "session.reminder_24h"]);
});
