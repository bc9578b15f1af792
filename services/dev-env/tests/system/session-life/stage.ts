import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { Modality, SessionState } from "@mentorship/client/v1";
import { type Cast, createCast, must, rid, tenantNow, type World } from "../../../src/testing/index.ts";
import { answerOf } from "../../faults/answers.ts";
import { moveClock } from "../../faults/clock.ts";
import { clientsOf } from "../match-life/stage.ts";
import {
  byId,
  type Life,
  type ModelHold,
  type ModelMatch,
  type ModelRequest,
  type ModelSession,
  type Outcome,
  type Verb,
} from "./model.ts";

/** Two programmes with the same mentors: in one mentees book, in the other they ask. All matches are accepted. */
export interface Stage {
  readonly world: World;
  readonly cast: Cast;
  readonly bookingId: string;
  readonly programmeIds: readonly string[];
}

const mentors = ["ada", "bob"];
const bookers = ["one", "two", "three", "four"];
const askers = ["five", "six", "seven"];
const week = [1, 2, 3, 4, 5, 6, 7].map((isoWeekday) => ({ isoWeekday, startMinute: 0, endMinute: 1440 }));
const none = { seconds: 0n };

export async function setStage(world: World): Promise<Stage> {
  const cast = await createCast(world);
  await cast.people([...mentors, ...bookers, ...askers].map((id) => ({ id })));
  const open = async (selfBooking: boolean, mentees: readonly string[]): Promise<string> => {
    const { programmeId } = await cast.programme({ settings: { selfBooking } });
    await cast.enrol(programmeId, { mentors, mentees });
    for (const { matchId } of await cast.match(programmeId)) await cast.accept(matchId);
    await cast.admin.programme.activateProgramme({ requestId: rid(), programmeId });
    return programmeId;
  };
  const bookingId = await open(true, bookers);
  const askingId = await open(false, askers);
  for (const id of mentors) {
    const { scheduling } = await clientsOf(cast, "mentor", id);
    await scheduling.setAvailability({
      requestId: rid(),
      zone: "UTC",
      windows: week,
      bufferBefore: none,
      bufferAfter: none,
      minimumNotice: none,
    });
  }
  return { world, cast, bookingId, programmeIds: [bookingId, askingId] };
}

const outcomes: Readonly<Record<Outcome, SessionState>> = {
  completed: SessionState.COMPLETED,
  mentor_no_show: SessionState.MENTOR_NO_SHOW,
  learner_no_show: SessionState.LEARNER_NO_SHOW,
};

/** Does what the verb says, and tells how it was answered. */
export async function perform({ world, cast }: Stage, verb: Verb, life: Life): Promise<string> {
  const { admin } = cast;
  const requestId = rid();
  const by = "by" in verb ? (await clientsOf(cast, verb.as, verb.by)).scheduling : admin.scheduling;
  const start = (at: number) => ({ case: "scheduledAt", value: timestampFromMs(at) }) as const;
  const talk = (startsAt: number) => ({ start: start(startsAt), modality: Modality.VIDEO, title: "A talk" });
  switch (verb.kind) {
    case "book":
      return answerOf(by.bookSession({ requestId, matchId: verb.matchId, ...talk(verb.startsAt) }));
    case "request":
      return answerOf(by.requestSession({ requestId, matchId: verb.matchId, ...talk(verb.startsAt) }));
    case "hold":
      return answerOf(by.holdSlot({ requestId, matchId: verb.matchId, start: start(verb.startsAt) }));
    case "group": {
      const matches = verb.matchIds.map((id) => must(life.matches.get(id)));
      const { programmeId, mentorId } = must(matches[0]);
      const learnerIds = matches.map(({ menteeId }) => menteeId);
      return answerOf(
        by.bookSession({ requestId, programmeId, mentorIds: [mentorId], learnerIds, ...talk(verb.startsAt) }),
      );
    }
    case "move":
      return answerOf(by.rescheduleSession({ requestId, sessionId: verb.sessionId, start: start(verb.startsAt) }));
    case "cancel":
      return answerOf(by.cancelSession({ requestId, sessionId: verb.sessionId, reason: "Something came up" }));
    case "checkIn":
      return answerOf(by.checkIn({ requestId, sessionId: verb.sessionId }));
    case "rule": {
      const { sessionId, outcome } = verb;
      return answerOf(by.setSessionOutcome({ requestId, sessionId, outcome: outcomes[outcome], reason: "As told" }));
    }
    case "confirm":
      return answerOf(by.confirmSessionRequest({ requestId, sessionRequestId: verb.requestId }));
    case "refuse":
      return answerOf(by.refuseSessionRequest({ requestId, sessionRequestId: verb.requestId, reason: "Away" }));
    case "withdraw":
      return answerOf(by.withdrawSessionRequest({ requestId, sessionRequestId: verb.requestId }));
    case "terminate":
      return answerOf(admin.matching.terminateMatch({ requestId, matchId: verb.matchId }));
    case "suspend":
      return answerOf(cast.suspend(verb.personId));
    case "advance":
      return answerOf(moveClock(cast, new Date(verb.to)));
    case "crash":
      await world.kill("scheduling");
      return answerOf(world.restart("scheduling"));
  }
}

type SessionRow = Omit<ModelSession, "startsAt" | "learners"> & {
  readonly startsAt: Date;
  readonly learners: Record<string, string>;
};

/** What the rows of their owners say now. */
export async function readLife({ world, cast, bookingId }: Stage): Promise<Life> {
  const of = [cast.tenantId];
  const now = (await tenantNow(world, cast.tenantId)).getTime();
  const matches = await world.sql<ModelMatch>(
    `select id, programme_id as "programmeId", mentor_id as "mentorId", mentee_id as "menteeId", state = 'ACCEPTED' as live
      from matching.match where tenant_id = $1`,
    of,
  );
  const sessions = await world.sql<SessionRow>(
    `select s.id, s.programme_id as "programmeId", s.state, s.starts_at as "startsAt", s.schedule_version::int4 as "scheduleVersion",
      coalesce(s.ruling ->> 'by' = 'hand', false) as "byHand",
      max(p.person_id) filter (where p.role = 'mentor') as "mentorId",
      jsonb_object_agg(p.person_id, p.match_id) filter (where p.role = 'mentee') as learners,
      (select coalesce(array_agg(distinct e.person_id order by e.person_id), '{}') from scheduling.attendance_evidence e
        where e.tenant_id = s.tenant_id and e.session_id = s.id and e.source = 'check_in' and e.schedule_version = s.schedule_version) as seen
      from scheduling.session s join scheduling.session_participant p
        on p.tenant_id = s.tenant_id and p.session_id = s.id and p.kind = 'session'
      where s.tenant_id = $1 group by s.tenant_id, s.id`,
    of,
  );
  const requests = await world.sql<
    Omit<ModelRequest, "startsAt" | "requestedAt"> & { startsAt: Date; requestedAt: Date }
  >(
    `select id, match_id as "matchId", starts_at as "startsAt", requested_at as "requestedAt", state
      from scheduling.session_request where tenant_id = $1`,
    of,
  );
  const holds = await world.sql<Omit<ModelHold, "startsAt"> & { startsAt: Date }>(
    `select id, holder_id as "holderId", match_id as "matchId", kind = 'request' as "isRequest", array[mentor_id, mentee_id] as people, starts_at as "startsAt"
      from scheduling.slot_hold where tenant_id = $1 and expires_at > $2`,
    [cast.tenantId, new Date(now)],
  );
  const suspended = await world.sql<{ id: string }>(
    "select id from programme.person_record where tenant_id = $1 and suspended",
    of,
  );
  return {
    now,
    bookingId,
    matches: byId(matches),
    sessions: byId(sessions.map((row): ModelSession => ({ ...row, startsAt: row.startsAt.getTime() }))),
    requests: byId(
      requests.map(
        (row): ModelRequest => ({
          ...row,
          startsAt: row.startsAt.getTime(),
          requestedAt: row.requestedAt.getTime(),
        }),
      ),
    ),
    holds: byId(holds.map((row): ModelHold => ({ ...row, startsAt: row.startsAt.getTime() }))),
    suspended: new Set(suspended.map(({ id }) => id)),
  };
}
