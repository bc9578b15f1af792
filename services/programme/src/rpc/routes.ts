import { MachineryService, ProgrammeService } from "@mentorship/client/v1";
import { machineryRoutes } from "@mentorship/shared/machinery";
import type { ServiceRouter } from "@mentorship/shared/rpc";
import type { ProgrammeContext } from "../context.ts";
import { activateProgramme } from "./activate-programme.ts";
import { advanceTestClock } from "./advance-test-clock.ts";
import { applyAsMentee } from "./apply-as-mentee.ts";
import { applyAsMentor } from "./apply-as-mentor.ts";
import { approveMentors } from "./approve-mentors.ts";
import { batchGetPeople } from "./batch-get-people.ts";
import { completeProgramme } from "./complete-programme.ts";
import { createProgramme } from "./create-programme.ts";
import { getAdminDashboard } from "./get-admin-dashboard.ts";
import { getApplicationFacts } from "./get-application-facts.ts";
import { getPerson } from "./get-person.ts";
import { getPersonFacts } from "./get-person-facts.ts";
import { getProgramme } from "./get-programme.ts";
import { getProgrammeFacts } from "./get-programme-facts.ts";
import { getTenantFacts } from "./get-tenant-facts.ts";
import { listApplications } from "./list-applications.ts";
import { listApplicableProgrammes } from "./list-applicable-programmes.ts";
import { listAudit } from "./list-audit.ts";
import { listPeople } from "./list-people.ts";
import { listProgrammes } from "./list-programmes.ts";
import { listSkills } from "./list-skills.ts";
import { openProgramme } from "./open-programme.ts";
import { pauseMentor } from "./pause-mentor.ts";
import { putTenant } from "./put-tenant.ts";
import { resumeMentor } from "./resume-mentor.ts";
import { startMatching } from "./start-matching.ts";
import { streamMatchingInputs } from "./stream-matching-inputs.ts";
import { updateApplication } from "./update-application.ts";
import { updateProgramme } from "./update-programme.ts";
import { upsertPeople } from "./upsert-people.ts";
import { upsertSkills } from "./upsert-skills.ts";
import { verifyAudit } from "./verify-audit.ts";
import { withdrawApplication } from "./withdraw-application.ts";

/** Every RPC of this service with its handler. */
export const routes =
  (ctx: ProgrammeContext) =>
  (router: ServiceRouter): void => {
    router.service(MachineryService, machineryRoutes(ctx));
    router.service(
      ProgrammeService,
      {
        putTenant: putTenant(ctx),
        advanceTestClock: advanceTestClock(ctx),
        upsertPeople: upsertPeople(ctx),
        getPerson: getPerson(ctx),
        listPeople: listPeople(ctx),
        upsertSkills: upsertSkills(ctx),
        listSkills: listSkills(ctx),
        createProgramme: createProgramme(ctx),
        getProgramme: getProgramme(ctx),
        listProgrammes: listProgrammes(ctx),
        listApplicableProgrammes: listApplicableProgrammes(ctx),
        updateProgramme: updateProgramme(ctx),
        openProgramme: openProgramme(ctx),
        startMatching: startMatching(ctx),
        activateProgramme: activateProgramme(ctx),
        completeProgramme: completeProgramme(ctx),
        applyAsMentor: applyAsMentor(ctx),
        applyAsMentee: applyAsMentee(ctx),
        updateApplication: updateApplication(ctx),
        approveMentors: approveMentors(ctx),
        pauseMentor: pauseMentor(ctx),
        resumeMentor: resumeMentor(ctx),
        withdrawApplication: withdrawApplication(ctx),
        listApplications: listApplications(ctx),
        getAdminDashboard: getAdminDashboard(ctx),
        listAudit: listAudit(ctx),
        verifyAudit: verifyAudit(ctx),
        getTenantFacts: getTenantFacts(ctx),
        getPersonFacts: getPersonFacts(ctx),
        getProgrammeFacts: getProgrammeFacts(ctx),
        getApplicationFacts: getApplicationFacts(ctx),
        batchGetPeople: batchGetPeople(ctx),
        streamMatchingInputs: streamMatchingInputs(ctx),
      },
      { bulk: ["upsertSkills"] },
    );
  };
