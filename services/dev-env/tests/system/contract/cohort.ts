import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { Modality, type Notification } from "@mentorship/client/v1";
import { type Cast, createCast, must, rid, tenantNow, type World } from "../../../src/testing/index.ts";

/** A match and its two sides. */
export interface Pair {
  readonly matchId: string;
  readonly mentor: string;
  readonly mentee: string;
}

export const LEARNERS = Array.from({ length: 36 }, (_, index) => `learner-${String(index + 1).padStart(2, "0")}`);
const SPARES = Array.from({ length: 200 }, (_, index) => `spare-${String(index + 1).padStart(3, "0")}`);

/** One mentor whom all learners are proposed to, and a pair of their own who have nothing to do with them. */
export const MENTOR = "mentor";
export const OTHER_MENTOR = "other-mentor";
export const OTHER_MENTEE = "other-mentee";
export const SUSPENDED = "suspended";

/** A tenant with a cohort under way, whose rows are there to be used up, and a second tenant with people of the same ids. */
export interface Cohort {
  readonly world: World;
  readonly here: Cast;
  readonly elsewhere: Cast;
  /** In `matching`, with its run. */
  readonly programmeId: string;
  readonly runId: string;
  /** In `open`. */
  readonly openId: string;
  /** A match that stays accepted, of a mentor whose availability is published whole. */
  readonly pair: Pair;
  /** A match that nobody has used yet, in this state. */
  readonly proposed: () => Pair;
  readonly acceptedByMentor: () => Promise<Pair>;
  readonly accepted: () => Promise<Pair>;
  /** Somebody of the directory, in both tenants, who has done nothing yet. */
  readonly person: () => string;
  /** A whole hour, days ahead, that nobody has booked. */
  readonly hour: () => Date;
  /** A session by video of `pair`. */
  readonly session: (startsAt?: Date) => Promise<string>;
  /** An unread notification of the mentor that nobody has used yet. */
  readonly unread: () => Promise<Notification>;
}

export async function createCohort(world: World): Promise<Cohort> {
  const [here, elsewhere] = await Promise.all([createCast(world), createCast(world)]);
  await Promise.all([bringIn(here), bringIn(elsewhere)]);
  await here.admin.programme.upsertSkills({ requestId: rid(), skills: [{ tag: "only-here", label: "Only here" }] });
  await putPeople(here, [SUSPENDED], { suspended: true, version: 2n });
  const { programmeId } = await here.programme({ name: "Cohort" });
  const { programmeId: openId } = await here.programme({ name: "Open" });
  await applyAll(here, programmeId);
  const proposals = await here.match(programmeId);
  const pairs = proposals.map((match) => ({
    matchId: match.matchId,
    mentor: must(match.mentor?.person).personId,
    mentee: must(match.mentee?.person).personId,
  }));
  const others = must(pairs.find(({ mentor }) => mentor === OTHER_MENTOR));
  await here.accept(others.matchId);
  const pool = pairs.filter(({ mentor, mentee }) => mentor === MENTOR && mentee !== OTHER_MENTEE);
  const people = SPARES.values();
  const mentor = await here.as("mentor", MENTOR);

  const proposed = (): Pair => must(pool.pop());
  const acceptedByMentor = async (): Promise<Pair> => {
    const pair = proposed();
    await mentor.matching.acceptMatch({ requestId: rid(), matchId: pair.matchId });
    return pair;
  };
  const accepted = async (): Promise<Pair> => {
    const pair = proposed();
    await here.accept(pair.matchId);
    return pair;
  };
  const pair = await accepted();
  await mentor.scheduling.setAvailability({
    requestId: rid(),
    zone: "UTC",
    windows: [1, 2, 3, 4, 5, 6, 7].map((isoWeekday) => ({ isoWeekday, startMinute: 0, endMinute: 1440 })),
  });
  let hours = Math.ceil((await tenantNow(world, here.tenantId)).getTime() / 3_600_000) + 72;
  const seen = new Set<string>();
  return {
    world,
    here,
    elsewhere,
    programmeId,
    runId: must(proposals[0]).runId,
    openId,
    pair,
    proposed,
    acceptedByMentor,
    accepted,
    person: () => must(people.next().value),
    hour: () => new Date(hours++ * 3_600_000),
    async session(startsAt) {
      const at = startsAt ?? new Date(hours++ * 3_600_000);
      const { session } = await here.admin.scheduling.bookSession({
        requestId: rid(),
        matchId: pair.matchId,
        start: { case: "scheduledAt", value: timestampFromDate(at) },
        length: { seconds: 1800n },
        modality: Modality.VIDEO,
        title: "Session",
      });
      return must(session).sessionId;
    },
    async unread() {
      const look = async () => {
        const { notifications } = await mentor.notification.listNotifications({ unreadOnly: true, pageSize: 200 });
        return notifications.find(({ notificationId }) => !seen.has(notificationId));
      };
      const found = await world.settle(look, { what: "an unread notification of the mentor" });
      seen.add(found.notificationId);
      return found;
    },
  };
}

const everybody = [MENTOR, OTHER_MENTOR, OTHER_MENTEE, SUSPENDED, ...LEARNERS, ...SPARES];

const bringIn = (cast: Cast): Promise<void> => putPeople(cast, everybody, { suspended: false, version: 1n });

/** The names tell the tenants apart: the same ids stand in both. */
async function putPeople(
  cast: Cast,
  ids: readonly string[],
  state: { suspended: boolean; version: bigint },
): Promise<void> {
  const people = ids.map((personId) => ({
    personId,
    displayName: `${personId} of ${cast.tenantId}`,
    email: `${personId}@mail.example`,
    zone: "Europe/Berlin",
    department: "CS",
    batchYear: 2015,
    ...state,
  }));
  const answers = cast.admin.programme.upsertPeople(
    (async function* () {
      yield { people };
    })(),
  );
  for await (const { results } of answers) {
    const problem = results.find(({ problems }) => problems.length > 0);
    if (problem !== undefined) throw new Error(`${problem.personId} was refused: ${problem.problems[0]?.description}`);
  }
}

async function applyAll(cast: Cast, programmeId: string): Promise<void> {
  const { programme } = cast.admin;
  const mentors = [
    { personId: MENTOR, expertiseTags: ["go"], maxMentees: 100 },
    { personId: OTHER_MENTOR, expertiseTags: ["ux"], maxMentees: 1 },
  ];
  const answers = await Promise.all(
    mentors.map((each) => programme.applyAsMentor({ requestId: rid(), programmeId, ...each })),
  );
  const applicationIds = answers.map(({ application }) => must(application).applicationId);
  await programme.approveMentors({ requestId: rid(), applicationIds });
  for (const personId of LEARNERS) {
    await programme.applyAsMentee({ requestId: rid(), programmeId, personId, focusTags: ["go"] });
  }
  await programme.applyAsMentee({ requestId: rid(), programmeId, personId: OTHER_MENTEE, focusTags: ["ux"] });
}
