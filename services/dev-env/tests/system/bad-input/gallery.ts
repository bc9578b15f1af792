import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { type Application, Modality, SessionState } from "@mentorship/client/v1";
import { must, rid, tenantNow } from "../../../src/testing/index.ts";
import { type Cohort, MENTOR, type Pair } from "../contract/cohort.ts";

/** A row for each state that something can be in. */
export interface Gallery {
  readonly programmes: Readonly<Record<"DRAFT" | "OPEN" | "MATCHING" | "ACTIVE" | "COMPLETED", string>>;
  /** Mentors' applications in the open programme; `mentee` is a mentee's. */
  readonly applications: Readonly<Record<"APPLIED" | "APPROVED" | "PAUSED" | "WITHDRAWN" | "mentee", Application>>;
  /** Applications and an accepted match of the completed programme. */
  readonly completed: {
    readonly applied: string;
    readonly approved: string;
    readonly paused: string;
    readonly pair: Pair;
  };
  readonly matches: Readonly<
    Record<"PROPOSED" | "ACCEPTED_BY_MENTOR" | "ACCEPTED" | "DECLINED" | "UNSEEN" | "TERMINATED", Pair>
  >;
  /** Of the cohort's pair. `past` is over and nobody knows who came; `chat` has no room. */
  readonly sessions: Readonly<Record<"upcoming" | "cancelled" | "past" | "ruled" | "chat", string>>;
}

export async function hangGallery(cohort: Cohort): Promise<Gallery> {
  const matches = await hangMatches(cohort);
  const completed = await hangCompleted(cohort);
  const applications = await hangApplications(cohort);
  const programmes = {
    DRAFT: await draft(cohort),
    OPEN: cohort.openId,
    MATCHING: cohort.programmeId,
    ACTIVE: await active(cohort),
    COMPLETED: completed.programmeId,
  };
  return { programmes, applications, completed, matches, sessions: await hangSessions(cohort) };
}

async function draft({ here }: Cohort): Promise<string> {
  const created = await here.admin.programme.createProgramme({
    requestId: rid(),
    name: "Draft",
    description: "A draft",
  });
  return must(created.programme).programmeId;
}

async function active({ here }: Cohort): Promise<string> {
  const { programmeId } = await here.programme({ name: "Active" });
  await here.admin.programme.startMatching({ requestId: rid(), programmeId });
  await here.admin.programme.activateProgramme({ requestId: rid(), programmeId });
  return programmeId;
}

async function apply({ here }: Cohort, programmeId: string, personId: string): Promise<Application> {
  const request = { requestId: rid(), programmeId, personId, expertiseTags: ["go"] };
  return must((await here.admin.programme.applyAsMentor(request)).application);
}

async function hangCompleted(cohort: Cohort) {
  const { here, person } = cohort;
  const { programme } = here.admin;
  const { programmeId } = await here.programme({ name: "Completed" });
  const [applied, approved, paused] = [person(), person(), person()];
  const ids: string[] = [];
  for (const who of [applied, approved, paused]) ids.push((await apply(cohort, programmeId, who)).applicationId);
  const [, second = "", third = ""] = ids;
  await programme.approveMentors({ requestId: rid(), applicationIds: [second, third] });
  await programme.pauseMentor({ requestId: rid(), applicationId: third });
  await here.enrol(programmeId, { mentees: [person()] });
  const match = must((await here.match(programmeId))[0]);
  await here.accept(match.matchId);
  await programme.activateProgramme({ requestId: rid(), programmeId });
  await programme.completeProgramme({ requestId: rid(), programmeId });
  const pair = {
    matchId: match.matchId,
    mentor: must(match.mentor?.person).personId,
    mentee: must(match.mentee?.person).personId,
  };
  return { programmeId, applied: ids[0] ?? "", approved: second, paused: third, pair };
}

async function hangApplications(cohort: Cohort): Promise<Gallery["applications"]> {
  const { here, openId, person } = cohort;
  const { programme } = here.admin;
  const hung: Application[] = [];
  for (let count = 0; count < 4; count += 1) hung.push(await apply(cohort, openId, person()));
  const [APPLIED, APPROVED, PAUSED, WITHDRAWN] = hung as [Application, Application, Application, Application];
  const approving = [APPROVED, PAUSED].map(({ applicationId }) => applicationId);
  await programme.approveMentors({ requestId: rid(), applicationIds: approving });
  await programme.pauseMentor({ requestId: rid(), applicationId: PAUSED.applicationId });
  await programme.withdrawApplication({ requestId: rid(), applicationId: WITHDRAWN.applicationId });
  const request = { requestId: rid(), programmeId: openId, personId: person(), focusTags: ["go"] };
  return { APPLIED, APPROVED, PAUSED, WITHDRAWN, mentee: must((await programme.applyAsMentee(request)).application) };
}

async function hangMatches({ here, proposed, acceptedByMentor, accepted }: Cohort): Promise<Gallery["matches"]> {
  const [DECLINED, UNSEEN, TERMINATED] = [await acceptedByMentor(), proposed(), await accepted()];
  const [mentor, mentee] = [await here.as("mentor", MENTOR), await here.as("mentee", DECLINED.mentee)];
  await mentee.matching.declineMatch({ requestId: rid(), matchId: DECLINED.matchId });
  await mentor.matching.declineMatch({ requestId: rid(), matchId: UNSEEN.matchId });
  await here.admin.matching.terminateMatch({ requestId: rid(), matchId: TERMINATED.matchId });
  return {
    PROPOSED: proposed(),
    ACCEPTED_BY_MENTOR: await acceptedByMentor(),
    ACCEPTED: await accepted(),
    DECLINED,
    UNSEEN,
    TERMINATED,
  };
}

async function hangSessions(cohort: Cohort): Promise<Gallery["sessions"]> {
  const { here, world, hour, session, pair } = cohort;
  const { scheduling } = here.admin;
  const now = (await tenantNow(world, here.tenantId)).getTime();
  const inHours = (hours: number) => new Date((Math.ceil(now / 3_600_000) + hours) * 3_600_000);
  const [past, ruled] = [await session(inHours(20)), await session(inHours(21))];
  await here.advance(inHours(24));
  await scheduling.setSessionOutcome({ requestId: rid(), sessionId: ruled, outcome: SessionState.COMPLETED });
  const cancelled = await session();
  await scheduling.cancelSession({ requestId: rid(), sessionId: cancelled, reason: "Something came up" });
  const booked = await scheduling.bookSession({
    requestId: rid(),
    matchId: pair.matchId,
    start: { case: "scheduledAt", value: timestampFromDate(hour()) },
    modality: Modality.CHAT,
    title: "By chat",
  });
  return { upcoming: await session(), cancelled, past, ruled, chat: must(booked.session).sessionId };
}
