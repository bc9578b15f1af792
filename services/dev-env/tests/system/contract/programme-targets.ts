import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import {
  type ApproveMentorsResponse,
  type Application,
  type PhaseInputSchema,
  ProgrammeService,
} from "@mentorship/client/v1";
import { must, rid, tenantNow } from "../../../src/testing/index.ts";
import type { CallerRole } from "./callers.ts";
import { type Cohort, MENTOR } from "./cohort.ts";
import { lasting, type Target, type TargetRow, tenants, usedUp } from "./target.ts";

const { method } = ProgrammeService;

/** What one person's own row looks like: theirs in whichever role they come. */
const ofPerson = <Request>(request: Request, person: string, by: CallerRole, shows?: string): Target<Request> => ({
  request,
  mentor: person,
  mentee: person,
  by: [by, person],
  ...(shows === undefined ? {} : { shows }),
});

const phase = (): MessageInitShape<typeof PhaseInputSchema> => ({
  name: "Onboarding",
  startsAt: timestampFromDate(new Date("2030-01-07T09:00:00Z")),
  endsAt: timestampFromDate(new Date("2030-01-21T17:00:00Z")),
});

type State = "draft" | "open" | "matching" | "active";

async function programmeIn({ here }: Cohort, state: State): Promise<{ programmeId: string; version: bigint }> {
  const { programme } = here.admin;
  const created = await programme.createProgramme({
    requestId: rid(),
    name: "Disposable",
    description: "To be used up",
  });
  const { programmeId, version } = must(created.programme);
  const steps = [programme.openProgramme, programme.startMatching, programme.activateProgramme];
  const upTo = ["draft", "open", "matching", "active"].indexOf(state);
  for (const step of steps.slice(0, upTo)) await step({ requestId: rid(), programmeId });
  return { programmeId, version };
}

/** A mentor's application of a person of its own, `approved`, or `applied` when so asked. */
export async function mentorApplication(
  { here, openId, person }: Cohort,
  approved = true,
): Promise<[Application, string]> {
  const personId = person();
  const request = { requestId: rid(), programmeId: openId, personId, expertiseTags: ["go"] };
  const application = must((await here.admin.programme.applyAsMentor(request)).application);
  if (approved) {
    await here.admin.programme.approveMentors({ requestId: rid(), applicationIds: [application.applicationId] });
  }
  return [application, personId];
}

async function menteeApplication({ here, openId, person }: Cohort): Promise<[Application, string]> {
  const personId = person();
  const request = { requestId: rid(), programmeId: openId, personId, focusTags: ["go"] };
  return [must((await here.admin.programme.applyAsMentee(request)).application), personId];
}

let personVersion = 10n;

export const programmeTargets: readonly TargetRow[] = [
  lasting(method.putTenant, () =>
    tenants({ name: "Tenant again", zone: "UTC", frontEndUrl: "https://front.example", test: true }),
  ),
  usedUp(method.advanceTestClock, async ({ world, here }) => {
    const now = await tenantNow(world, here.tenantId);
    return tenants({ targetAt: timestampFromDate(new Date(now.getTime() + 120_000)) });
  }),
  usedUp(method.upsertPeople, ({ here }) => {
    const version = personVersion++;
    const displayName = `spare of ${here.tenantId} again`;
    return tenants({
      people: [{ personId: "spare-150", version, displayName, email: "spare@mail.example", zone: "Europe/Berlin" }],
    });
  }),
  lasting(
    method.getPerson,
    ({ here, pair }) => ({
      request: { personId: MENTOR },
      mentor: MENTOR,
      mentee: pair.mentee,
      by: ["mentor", MENTOR],
      shows: `${MENTOR} of ${here.tenantId}`,
    }),
    { of: "a mentor" },
  ),
  lasting(
    method.getPerson,
    ({ here, pair }) => ({
      request: { personId: pair.mentee },
      mentor: MENTOR,
      mentee: pair.mentee,
      by: ["mentor", MENTOR],
      shows: `${pair.mentee} of ${here.tenantId}`,
    }),
    { of: "an assigned learner" },
  ),
  lasting(method.listPeople, ({ here }) => tenants({ pageSize: 500 }, `${MENTOR} of ${here.tenantId}`)),
  lasting(method.upsertSkills, () => tenants({ skills: [{ tag: "go", label: "GO" }] })),
  lasting(method.listSkills, () => tenants({ pageSize: 1000 }, "only-here")),
  usedUp(method.createProgramme, () => tenants({ name: "New", description: "A programme", phases: [phase()] })),
  lasting(method.getProgramme, ({ programmeId }) => tenants({ programmeId }), { of: "a cohort" }),
  lasting(
    method.getProgramme,
    async (cohort) => tenants({ programmeId: (await programmeIn(cohort, "draft")).programmeId }),
    {
      of: "a draft",
    },
  ),
  lasting(method.listProgrammes, ({ programmeId }) => tenants({ pageSize: 200 }, programmeId)),
  lasting(method.listApplicableProgrammes, ({ openId }) => ofPerson({ pageSize: 200 }, MENTOR, "mentor", openId)),
  usedUp(method.updateProgramme, async (cohort) =>
    tenants({ ...(await programmeIn(cohort, "draft")), name: "Renamed", phases: { phases: [phase()] } }),
  ),
  ...(
    [
      [method.openProgramme, "draft"],
      [method.startMatching, "open"],
      [method.activateProgramme, "matching"],
      [method.completeProgramme, "active"],
    ] as const
  ).map(([step, from]) =>
    usedUp(step, async (cohort) => tenants({ programmeId: (await programmeIn(cohort, from)).programmeId })),
  ),
  usedUp(method.applyAsMentor, ({ openId, person }) => {
    const personId = person();
    return ofPerson({ programmeId: openId, personId, expertiseTags: ["go"] }, personId, "mentor");
  }),
  usedUp(method.applyAsMentee, ({ openId, person }) => {
    const personId = person();
    return ofPerson({ programmeId: openId, personId, focusTags: ["go"] }, personId, "mentee");
  }),
  usedUp(
    method.updateApplication,
    async (cohort) => {
      const [{ applicationId, version }, person] = await mentorApplication(cohort, false);
      return ofPerson({ applicationId, version, bioShort: "New" }, person, "mentor");
    },
    { of: "a mentor" },
  ),
  usedUp(
    method.updateApplication,
    async (cohort) => {
      const [{ applicationId, version }, person] = await menteeApplication(cohort);
      return ofPerson({ applicationId, version, bioShort: "New" }, person, "mentee");
    },
    { of: "a mentee" },
  ),
  usedUp(
    method.approveMentors,
    async (cohort) => tenants({ applicationIds: [(await mentorApplication(cohort, false))[0].applicationId] }),
    { refusal: (answer) => (answer as ApproveMentorsResponse).results[0]?.refusal ?? "" },
  ),
  usedUp(method.pauseMentor, async (cohort) => {
    const [{ applicationId }, person] = await mentorApplication(cohort);
    return ofPerson({ applicationId }, person, "mentor");
  }),
  usedUp(method.resumeMentor, async (cohort) => {
    const [{ applicationId }, person] = await mentorApplication(cohort);
    const { programme } = await cohort.here.as("mentor", person);
    await programme.pauseMentor({ requestId: rid(), applicationId });
    return ofPerson({ applicationId }, person, "mentor");
  }),
  usedUp(
    method.withdrawApplication,
    async (cohort) => {
      const [{ applicationId }, person] = await mentorApplication(cohort);
      return ofPerson({ applicationId }, person, "mentor");
    },
    { of: "a mentor" },
  ),
  usedUp(
    method.withdrawApplication,
    async (cohort) => {
      const [{ applicationId }, person] = await menteeApplication(cohort);
      return ofPerson({ applicationId }, person, "mentee");
    },
    { of: "a mentee" },
  ),
  lasting(method.listApplications, async (cohort) => {
    const [{ applicationId }, person] = await mentorApplication(cohort);
    return ofPerson({ personId: person, pageSize: 500 }, person, "mentor", applicationId);
  }),
  lasting(method.getAdminDashboard, ({ programmeId }) => tenants({ programmeId }), { of: "a programme" }),
  lasting(method.getAdminDashboard, ({ programmeId }) => tenants({}, programmeId), { of: "a tenant" }),
  lasting(method.listAudit, ({ programmeId }) =>
    tenants({ entityType: "programme", entityId: programmeId }, programmeId),
  ),
  lasting(method.verifyAudit, () => tenants({})),
];
