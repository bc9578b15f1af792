import type { MessageInitShape } from "@bufbuild/protobuf";
import {
  ApplicationApprovedSchema,
  ApplicationPausedSchema,
  ApplicationResumedSchema,
  ApplicationSubmittedSchema,
  ApplicationUpdatedSchema,
  ApplicationWithdrawnSchema,
  PersonPutSchema,
  PersonReinstatedSchema,
  PersonSuspendedSchema,
  ProgrammeActivatedSchema,
  ProgrammeCompletedSchema,
  ProgrammeCreatedSchema,
  ProgrammeMatchingStartedSchema,
  ProgrammeOpenedSchema,
  ProgrammeUpdatedSchema,
  TenantClockMovedSchema,
  TenantPutSchema,
} from "@mentorship/client/events/v1";
import type { ApplicationFactsSchema, PersonFacts, ProgrammeFactsSchema } from "@mentorship/client/v1";
import { type OutgoingEvent, outgoing } from "@mentorship/shared/events";
import type { Application } from "../domain/application.ts";
import type { ApplicationState } from "../domain/application-states.ts";
import { personChange, type PutPerson } from "../domain/person.ts";
import type { Programme } from "../domain/programme.ts";
import type { Tenant } from "../domain/tenant.ts";
import { applicationFacts, personFacts, programmeFacts, tenantFacts } from "../facts.ts";

/** A tenant was created or changed. */
export const tenantPut = (tenant: Tenant): OutgoingEvent =>
  outgoing(TenantPutSchema, tenant, { tenant: tenantFacts(tenant) });

/** A test tenant's clock was moved. */
export const clockMoved = (tenant: Tenant): OutgoingEvent =>
  outgoing(TenantClockMovedSchema, tenant, { tenant: tenantFacts(tenant) });

type About = { readonly id: string; readonly version: number };
type PersonBody = { readonly person: PersonFacts };

const personEvents = {
  put: (about: About, body: PersonBody) => outgoing(PersonPutSchema, about, body),
  suspended: (about: About, body: PersonBody) => outgoing(PersonSuspendedSchema, about, body),
  reinstated: (about: About, body: PersonBody) => outgoing(PersonReinstatedSchema, about, body),
};

/** A person was brought in or changed. */
export const personEvent = (put: PutPerson): OutgoingEvent =>
  personEvents[personChange(put)](put.person, { person: personFacts(put.person) });

type ProgrammeBody = { readonly programme: MessageInitShape<typeof ProgrammeFactsSchema> };

const programmeEvents = {
  CREATE: (about: About, body: ProgrammeBody) => outgoing(ProgrammeCreatedSchema, about, body),
  UPDATE: (about: About, body: ProgrammeBody) => outgoing(ProgrammeUpdatedSchema, about, body),
  OPEN: (about: About, body: ProgrammeBody) => outgoing(ProgrammeOpenedSchema, about, body),
  START_MATCHING: (about: About, body: ProgrammeBody) => outgoing(ProgrammeMatchingStartedSchema, about, body),
  ACTIVATE: (about: About, body: ProgrammeBody) => outgoing(ProgrammeActivatedSchema, about, body),
  COMPLETE: (about: About, body: ProgrammeBody) => outgoing(ProgrammeCompletedSchema, about, body),
};

/** What happened to a programme. */
export const programmeEvent = (what: keyof typeof programmeEvents, programme: Programme): OutgoingEvent =>
  programmeEvents[what](programme, { programme: programmeFacts(programme) });

type ApplicationBody = { readonly application: MessageInitShape<typeof ApplicationFactsSchema> };

const applicationEvents = {
  SUBMIT: (about: About, body: ApplicationBody) => outgoing(ApplicationSubmittedSchema, about, body),
  APPROVE: (about: About, body: ApplicationBody) => outgoing(ApplicationApprovedSchema, about, body),
  PAUSE: (about: About, body: ApplicationBody) => outgoing(ApplicationPausedSchema, about, body),
  RESUME: (about: About, body: ApplicationBody) => outgoing(ApplicationResumedSchema, about, body),
  WITHDRAW: (about: About, body: ApplicationBody) => outgoing(ApplicationWithdrawnSchema, about, body),
  UPDATE: (about: About, body: ApplicationBody) => outgoing(ApplicationUpdatedSchema, about, body),
};

/** What happened to an application. `state` differs from the one kept where the person has a live match. */
export const applicationEvent = (
  what: keyof typeof applicationEvents,
  application: Application,
  state?: ApplicationState,
): OutgoingEvent => applicationEvents[what](application, { application: applicationFacts(application, state) });
