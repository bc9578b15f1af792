import { ApplicationRole, ApplicationState, type Programme, ProgrammeState } from "@mentorship/client/v1";
import { menteeCount, menteeId, mentorCount, mentorId, seeded, tagsOf } from "./bring-in-people.ts";
import { inParallel, refusal, rid, type Stage } from "./stage.ts";
import { seconds } from "./story.ts";

/** Drafts and opens a programme; mentors apply and are approved in bulk, mentees apply, one is not eligible. */
export async function openProgramme(stage: Stage): Promise<Programme> {
  const { admin, story } = stage;
  story.chapter("A programme, and those who apply");
  const drafted = await admin.programme.createProgramme({
    requestId: rid(),
    name: "Spring cohort",
    description: "Mentors of the alumni guide students through their first year.",
    audience: {
      case: "audienceScopeJson",
      value: JSON.stringify({ departments: ["CS", "EEE", "Mechanics", "Physics", "Law", "Medicine"] }),
    },
    settings: { mentorCapacityDefault: 10 },
  });
  const programmeId = drafted.programme?.programmeId ?? "";
  story.claim("a programme is drafted", drafted.programme?.state === ProgrammeState.DRAFT, drafted.programme?.state);
  const someone = await stage.as("mentee", menteeId(0));
  const early = await refusal(someone.programme.applyAsMentee({ requestId: rid(), programmeId }));
  story.claim(
    `nobody can apply to a draft: ${early.reason}`,
    early.reason === "NOT_FOUND" || early.reason === "PROGRAMME_STATE",
    early,
  );
  const { programme } = await admin.programme.openProgramme({ requestId: rid(), programmeId });
  story.claim("it is open", programme?.state === ProgrammeState.OPEN, programme?.state);

  const start = performance.now();
  const mentors = Array.from({ length: mentorCount }, (_, n) => n);
  const applicationIds: string[] = [];
  await inParallel(stage, mentors, 24, "mentors applied", async (n) => {
    const mentor = await stage.as("mentor", mentorId(n));
    const { application } = await mentor.programme.applyAsMentor({
      requestId: rid(),
      programmeId,
      expertiseTags: tagsOf(n, 11),
      bioShort: "Likes to listen.",
      availabilityHoursPerMonth: 4,
      maxMentees: 1 + seeded(n, 5, 12),
    });
    applicationIds.push(application?.applicationId ?? "");
  });
  const { results } = await admin.programme.approveMentors({ requestId: rid(), applicationIds });
  const approved = results.filter((row) => row.approved).length;
  story.claim(`${approved} mentors are approved by one call`, approved === mentorCount, approved);

  await inParallel(
    stage,
    Array.from({ length: menteeCount }, (_, n) => n),
    24,
    "mentees applied",
    async (n) => {
      const mentee = await stage.as("mentee", menteeId(n));
      await mentee.programme.applyAsMentee({ requestId: rid(), programmeId, focusTags: tagsOf(n, 23) });
    },
  );
  story.figure("applications, one RPC each", `${mentorCount + menteeCount} in ${seconds(performance.now() - start)}`);
  const outsider = await stage.as("mentee", "outsider");
  const refused = await refusal(outsider.programme.applyAsMentee({ requestId: rid(), programmeId }));
  story.claim(
    `who is outside the audience is refused: ${refused.reason}, axis ${refused.metadata.axes}`,
    refused.reason === "NOT_ELIGIBLE" && refused.metadata.axes === "department",
    refused,
  );
  const { applications } = await admin.programme.listApplications({
    programmeId,
    role: ApplicationRole.MENTOR,
    states: [ApplicationState.APPLIED],
  });
  story.claim("no mentor waits for approval any more", applications.length === 0, applications.length);
  return drafted.programme as Programme;
}
