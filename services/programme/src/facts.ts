import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { durationFromMs } from "@bufbuild/protobuf/wkt";
import {
  type ApplicationFactsSchema,
  ApplicationRole,
  ApplicationState,
  type PersonFacts,
  PersonFactsSchema,
  type ProgrammeFactsSchema,
  ProgrammeState,
  type TenantFacts,
  TenantFactsSchema,
} from "@mentorship/client/v1";
import type { Application } from "./domain/application.ts";
import type { ApplicationState as StateName } from "./domain/application-states.ts";
import type { Person } from "./domain/person.ts";
import type { ProgrammeCore } from "./domain/programme.ts";
import type { Tenant } from "./domain/tenant.ts";

/** What other services keep of a tenant. */
export const tenantFacts = (tenant: Omit<Tenant, "name" | "zone">): TenantFacts =>
  create(TenantFactsSchema, {
    tenantId: tenant.id,
    zone: tenant.canonicalZone,
    frontEndUrl: tenant.frontEndUrl,
    test: tenant.test,
    clockOffsetMs: BigInt(tenant.clockOffsetMs),
    clockVersion: BigInt(tenant.clockVersion),
  });

/** What other services keep of a person. */
export const personFacts = (person: Pick<Person, "id" | "version" | "canonicalZone" | "suspended">): PersonFacts =>
  create(PersonFactsSchema, {
    personId: person.id,
    version: BigInt(person.version),
    zone: person.canonicalZone,
    suspended: person.suspended,
  });

/** What other services keep of a programme. */
export const programmeFacts = (programme: ProgrammeCore): MessageInitShape<typeof ProgrammeFactsSchema> => ({
  programmeId: programme.id,
  name: programme.name,
  state: ProgrammeState[programme.state],
  version: BigInt(programme.version),
  mentorCapacityDefault: programme.settings.mentorCapacityDefault,
  selfBooking: programme.settings.selfBooking,
  noShowGrace: durationFromMs(programme.settings.noShowGraceMs),
  lateCancelWindow: durationFromMs(programme.settings.lateCancelWindowMs),
  blindCopy: programme.settings.blindCopy,
});

/** What other services keep of an application. `state` differs from the one kept where the person has a live match. */
export const applicationFacts = (
  application: Application,
  state: StateName = application.state,
): MessageInitShape<typeof ApplicationFactsSchema> => ({
  applicationId: application.id,
  programmeId: application.programmeId,
  personId: application.personId,
  role: ApplicationRole[application.role],
  state: ApplicationState[state],
  maxMentees: application.maxMentees,
  version: BigInt(application.version),
});
