import {
  ApplicationOrder,
  type ListApplicationsRequest,
  type ListPeopleRequest,
  type ListProgrammesRequest,
  PersonOrder,
  ProgrammeOrder,
} from "@mentorship/client/v1";
import type { ListApplications } from "../queries/list-applications.ts";
import type { ListPeople } from "../queries/list-people.ts";
import type { ListProgrammes } from "../queries/list-programmes.ts";
import { applicationStatesOf, programmeStatesOf, roleOf } from "./convert.ts";

/** Whom a list of the directory is to hold; empty parts of the request restrict nothing. */
export const personFilterOf = (req: ListPeopleRequest): ListPeople => ({
  text: req.text,
  departments: req.departments,
  batchYearMin: req.batchYearMin,
  batchYearMax: req.batchYearMax,
  suspended: req.suspended,
  order: PersonOrder[req.orderBy || PersonOrder.NAME] as ListPeople["order"],
  pageSize: req.pageSize,
  pageToken: req.pageToken,
});

/** Which programmes a list is to hold. */
export const programmeFilterOf = (req: ListProgrammesRequest): ListProgrammes => ({
  states: programmeStatesOf(req.states),
  text: req.text,
  department: req.department,
  order: ProgrammeOrder[req.orderBy || ProgrammeOrder.NEWEST] as ListProgrammes["order"],
  pageSize: req.pageSize,
  pageToken: req.pageToken,
});

/** Which applications a list is to hold. */
export const applicationFilterOf = (req: ListApplicationsRequest): ListApplications => ({
  programmeId: req.programmeId || undefined,
  role: roleOf(req.role),
  states: applicationStatesOf(req.states),
  personId: req.personId || undefined,
  tags: req.tags,
  department: req.department,
  text: req.text,
  order: ApplicationOrder[req.orderBy || ApplicationOrder.NEWEST] as ListApplications["order"],
  pageSize: req.pageSize,
  pageToken: req.pageToken,
});
