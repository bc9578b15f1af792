import {
  ConferencingService,
  MatchingService,
  NoteVisibility,
  ProgrammeService,
  SchedulingService,
} from "@mentorship/client/v1";
import { must, rid } from "../../../src/testing/index.ts";
import { MENTOR, type Cohort } from "../contract/cohort.ts";
import { nameOf, publicMethods, takesRequestId } from "../contract/methods.ts";
import type { Target, TargetRow } from "../contract/target.ts";
import { targets } from "../contract/targets.ts";

/** A mutation, a request of it, and another one that could be answered as well. */
export interface Repeat {
  readonly row: TargetRow;
  readonly arrange: (cohort: Cohort) => Promise<{ target: Target; other: object }>;
}

/** Other requests of rows that a call leaves as they were: where nothing is used up, a second row would be the same. */
const OTHERS: Readonly<Record<string, (cohort: Cohort, request: object) => object | Promise<object>>> = {
  [nameOf(ProgrammeService.method.putTenant)]: (_, request) => ({ ...request, name: "Yet another name" }),
  [nameOf(ProgrammeService.method.upsertSkills)]: () => ({ skills: [{ tag: "go", label: "Golang" }] }),
  [nameOf(ProgrammeService.method.createProgramme)]: (_, request) => ({ ...request, name: "Another" }),
  [nameOf(MatchingService.method.runMatching)]: async ({ here }) => {
    const { programmeId } = await here.programme({ name: "Another that is matching" });
    await here.admin.programme.startMatching({ requestId: rid(), programmeId });
    return { programmeId };
  },
  [nameOf(SchedulingService.method.setAvailability)]: (_, request) => ({ ...request, zone: "Europe/Berlin" }),
  [nameOf(SchedulingService.method.addNote)]: (_, request) => ({ ...request, visibility: NoteVisibility.MENTOR }),
  [nameOf(SchedulingService.method.settleZoneDrift)]: async ({ session }, request) => ({
    ...request,
    sessionId: await session(),
  }),
  [nameOf(SchedulingService.method.checkIn)]: async ({ session }) => ({ sessionId: await session() }),
};

/** Joining is a mutation, reading one's link is none: a session that is open for joining. */
const joining: Repeat = {
  row: must(targets.find(({ method }) => method === ConferencingService.method.getJoinLink)),
  arrange: async (cohort) => {
    const checkIn = must(targets.find(({ method }) => method === SchedulingService.method.checkIn));
    const target = await checkIn.arrange(cohort);
    const other = { sessionId: await cohort.session(), join: true };
    const { conferencing } = await cohort.here.as("mentor", MENTOR);
    for (const request of [target.request, other] as { sessionId: string }[]) {
      await cohort.world.settle(() => conferencing.getJoinLink({ sessionId: request.sessionId }));
    }
    return { target: { ...target, request: { ...target.request, join: true } }, other };
  },
};

/** Every unary RPC that takes a request id. */
export const repeats: readonly Repeat[] = publicMethods
  .filter((method) => method.methodKind === "unary" && takesRequestId(method))
  .map((method) => {
    if (method === ConferencingService.method.getJoinLink) return joining;
    const row = must(targets.find((each) => each.method === method));
    return {
      row,
      arrange: async (cohort) => {
        const target = await row.arrange(cohort);
        const other = OTHERS[nameOf(method)];
        return { target, other: other ? await other(cohort, target.request) : (await row.arrange(cohort)).request };
      },
    };
  });

// Read afresh by a repeat, or on the way while the first call and its repeats are compared.
const VOLATILE = new Set(["now", "clockOffset", "allowedActions", "followUps", "linkState", "unread", "joinUrl"]);

/** The part of an answer that a repeat must give again, whole. */
export function lastingPart(answer: string, row: TargetRow): string {
  const kept = JSON.parse(answer, (key, value: unknown) => (VOLATILE.has(key) ? undefined : value)) as {
    run?: { runId: string };
  };
  // A run goes on while it is asked for: only which one it is stays.
  return JSON.stringify(row.method === MatchingService.method.runMatching ? kept.run?.runId : kept);
}
