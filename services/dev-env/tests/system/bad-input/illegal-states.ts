import type { DescMethod } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import {
  Attendance,
  ConferencingService,
  MatchingService,
  Modality,
  ProgrammeService,
  SchedulingService,
  SessionState,
} from "@mentorship/client/v1";
import type { CallerRole } from "../contract/callers.ts";
import { type Cohort, MENTOR, type Pair } from "../contract/cohort.ts";
import type { Gallery } from "./gallery.ts";

type By = readonly [CallerRole, string];

/** A call of somebody who may call it about that row, which is in a state that refuses it. */
export interface IllegalCall {
  readonly method: DescMethod;
  readonly request: object;
  readonly by: By;
  readonly reason: string;
  /** The state that the refusal must name. */
  readonly state?: string;
  /** What the row is, for the reader of a failure. */
  readonly about: string;
}

const ADMIN: By = ["admin", "admin"];
const STAFF: By = ["staff", "staff"];
const { method: programme } = ProgrammeService;
const { method: matching } = MatchingService;
const { method: scheduling } = SchedulingService;

export const illegalCalls = (cohort: Cohort, gallery: Gallery): readonly IllegalCall[] => [
  ...ofProgrammes(cohort, gallery),
  ...ofApplications(cohort, gallery),
  ...ofMatches(cohort, gallery),
  ...ofSessions(cohort, gallery),
];

type ProgrammeState = keyof Gallery["programmes"];
const STATES: readonly ProgrammeState[] = ["DRAFT", "OPEN", "MATCHING", "ACTIVE", "COMPLETED"];

/** In which states each works; every other one refuses it. */
const WORKS_IN: readonly (readonly [DescMethod, readonly ProgrammeState[], object, By])[] = [
  [programme.openProgramme, ["DRAFT"], {}, ADMIN],
  [programme.startMatching, ["OPEN", "ACTIVE"], {}, ADMIN],
  [programme.activateProgramme, ["MATCHING"], {}, ADMIN],
  [programme.completeProgramme, ["ACTIVE"], {}, ADMIN],
  [programme.updateProgramme, ["DRAFT", "OPEN", "MATCHING", "ACTIVE"], { version: 5n, name: "Renamed" }, ADMIN],
  [programme.applyAsMentor, ["OPEN"], { personId: "spare-149" }, ADMIN],
  [programme.applyAsMentee, ["OPEN"], { personId: "spare-149" }, ADMIN],
  [matching.runMatching, ["MATCHING"], {}, STAFF],
];

const ofProgrammes = (_: Cohort, { programmes }: Gallery): IllegalCall[] =>
  WORKS_IN.flatMap(([method, states, more, by]) =>
    STATES.filter((state) => !states.includes(state)).map((state) => ({
      method,
      request: { programmeId: programmes[state], ...more },
      by,
      reason: "PROGRAMME_STATE",
      state,
      about: `a programme in ${state}`,
    })),
  );

function ofApplications({ openId }: Cohort, { applications, completed }: Gallery): IllegalCall[] {
  const refused: readonly (readonly [DescMethod, readonly (keyof typeof applications)[]])[] = [
    [programme.pauseMentor, ["PAUSED", "WITHDRAWN"]],
    [programme.resumeMentor, ["APPLIED", "APPROVED", "WITHDRAWN"]],
    [programme.withdrawApplication, ["WITHDRAWN"]],
  ];
  const over: readonly (readonly [DescMethod, string])[] = [
    [programme.pauseMentor, completed.applied],
    [programme.pauseMentor, completed.approved],
    [programme.resumeMentor, completed.paused],
    [programme.withdrawApplication, completed.applied],
  ];
  return [
    ...refused.flatMap(([method, states]) =>
      states.map((state) => ({
        method,
        request: { applicationId: applications[state].applicationId },
        by: ADMIN,
        reason: "APPLICATION_STATE",
        state,
        about: `an application in ${state}`,
      })),
    ),
    ...over.map(([method, applicationId]) => ({
      method,
      request: { applicationId },
      by: ADMIN,
      reason: "PROGRAMME_STATE",
      state: "COMPLETED",
      about: "an application in a completed programme",
    })),
    {
      method: programme.applyAsMentor,
      request: { programmeId: openId, personId: applications.APPLIED.person?.personId },
      by: ADMIN,
      reason: "ALREADY_APPLIED",
      state: "APPLIED",
      about: "somebody who has applied",
    },
    {
      method: programme.applyAsMentee,
      request: { programmeId: openId, personId: applications.mentee.person?.personId },
      by: ADMIN,
      reason: "ALREADY_APPLIED",
      state: "APPLIED",
      about: "somebody who has applied",
    },
  ];
}

function ofMatches(cohort: Cohort, { matches, completed }: Gallery): IllegalCall[] {
  const { PROPOSED, ACCEPTED_BY_MENTOR, ACCEPTED, DECLINED, UNSEEN, TERMINATED } = matches;
  const call = (method: DescMethod, pair: Pair, by: By, state: string, more: object = {}): IllegalCall => ({
    method,
    request: { matchId: pair.matchId, ...more },
    by,
    reason: "MATCH_STATE",
    state,
    about: `a match in ${state}, by ${by[0]}`,
  });
  const mentor = (pair: Pair): By => ["mentor", pair.mentor];
  const mentee = (pair: Pair): By => ["mentee", pair.mentee];
  const service: By = ["service", "crm"];
  const booking = { start: startAt(cohort.hour()), modality: Modality.VIDEO, title: "Session" };
  return [
    ...[matching.acceptMatch, matching.declineMatch].flatMap((method) => [
      call(method, ACCEPTED_BY_MENTOR, mentor(ACCEPTED_BY_MENTOR), "ACCEPTED_BY_MENTOR"),
      call(method, ACCEPTED, mentor(ACCEPTED), "ACCEPTED"),
      call(method, DECLINED, mentor(DECLINED), "DECLINED"),
      call(method, UNSEEN, mentor(UNSEEN), "DECLINED"),
      call(method, TERMINATED, mentor(TERMINATED), "TERMINATED"),
      call(method, ACCEPTED, mentee(ACCEPTED), "ACCEPTED"),
      call(method, DECLINED, mentee(DECLINED), "DECLINED"),
      call(method, TERMINATED, mentee(TERMINATED), "TERMINATED"),
    ]),
    call(matching.terminateMatch, PROPOSED, mentor(PROPOSED), "PROPOSED"),
    call(matching.terminateMatch, ACCEPTED_BY_MENTOR, mentee(ACCEPTED_BY_MENTOR), "ACCEPTED_BY_MENTOR"),
    ...[mentor(DECLINED), mentee(DECLINED), STAFF, service, ADMIN].map((by) =>
      call(matching.terminateMatch, DECLINED, by, "DECLINED"),
    ),
    ...(
      [
        [PROPOSED, "PROPOSED"],
        [ACCEPTED_BY_MENTOR, "ACCEPTED_BY_MENTOR"],
        [DECLINED, "DECLINED"],
        [TERMINATED, "TERMINATED"],
      ] as const
    ).flatMap(([pair, state]) => [
      call(scheduling.listFreeSlots, pair, mentor(pair), state),
      call(scheduling.bookSession, pair, mentor(pair), state, booking),
    ]),
    {
      ...call(scheduling.bookSession, completed.pair, mentor(completed.pair), "COMPLETED", booking),
      reason: "PROGRAMME_STATE",
      about: "a match of a completed programme",
    },
  ];
}

const startAt = (date: Date) => ({ case: "scheduledAt" as const, value: timestampFromDate(date) });

function ofSessions({ hour }: Cohort, { sessions }: Gallery): IllegalCall[] {
  const { upcoming, cancelled, past, ruled, chat } = sessions;
  const mentor: By = ["mentor", MENTOR];
  const call = (method: DescMethod, sessionId: string, reason: string, more: object = {}, state = ""): IllegalCall => ({
    method,
    request: { sessionId, ...more },
    by: mentor,
    reason,
    ...(state === "" ? {} : { state }),
    about: `the session ${Object.keys(sessions).find((name) => sessions[name as keyof typeof sessions] === sessionId)}`,
  });
  const moving = { start: startAt(hour()) };
  const why = { reason: "Something came up" };
  const outcome = { outcome: SessionState.LEARNER_NO_SHOW, reason: "Seen otherwise" };
  const attendance = { marks: [{ personId: MENTOR, attendance: Attendance.PRESENT }] };
  const joining = { join: true };
  const { getJoinLink } = ConferencingService.method;
  return [
    call(scheduling.rescheduleSession, cancelled, "SESSION_STATE", moving, "CANCELLED"),
    call(scheduling.rescheduleSession, ruled, "SESSION_STATE", moving, "COMPLETED"),
    call(scheduling.rescheduleSession, past, "TIME_PASSED", moving),
    call(scheduling.cancelSession, cancelled, "SESSION_STATE", why, "CANCELLED"),
    call(scheduling.cancelSession, ruled, "SESSION_STATE", why, "COMPLETED"),
    call(scheduling.cancelSession, past, "TIME_PASSED", why),
    call(scheduling.checkIn, upcoming, "TOO_EARLY"),
    call(scheduling.checkIn, past, "TOO_LATE"),
    call(scheduling.checkIn, cancelled, "SESSION_STATE", {}, "CANCELLED"),
    call(scheduling.checkIn, ruled, "SESSION_STATE", {}, "COMPLETED"),
    call(scheduling.setSessionOutcome, upcoming, "TOO_EARLY", outcome),
    call(scheduling.setSessionOutcome, cancelled, "SESSION_STATE", outcome, "CANCELLED"),
    call(scheduling.recordAttendance, upcoming, "TOO_EARLY", attendance),
    call(scheduling.recordAttendance, cancelled, "SESSION_STATE", attendance, "CANCELLED"),
    call(scheduling.addNote, cancelled, "SESSION_STATE", { text: "A note" }, "CANCELLED"),
    call(getJoinLink, upcoming, "JOIN_WINDOW", joining),
    call(getJoinLink, past, "JOIN_WINDOW", joining),
    call(getJoinLink, cancelled, "NO_MEETING_LINK", joining),
    call(getJoinLink, chat, "NO_MEETING_LINK", joining),
  ];
}
