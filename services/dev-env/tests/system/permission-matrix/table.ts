import { ROLES, type CallerRole } from "../contract/callers.ts";

/**
 * What a cell of the matrix says:
 * `o` answered · `e` answered, and the row was neither shown nor touched · `n` not found · `d` permission denied · `u` the person is not in this
 * tenant's directory · `f` refused by the row's state · `i` not the caller's cursor.
 */
export type Cell = "o" | "e" | "n" | "d" | "u" | "f" | "i";

/** A role's four cells: own row, somebody else's; then, from another tenant: as the row's namesake there, as somebody else. */
export type Cells = readonly [Cell, Cell, Cell, Cell];

// Roles in the order admin, staff, service, mentor, mentee. A line names an RPC, or one of the kinds of rows that it is called about.
const TABLE = `
ProgrammeService/PutTenant                                  oo oo  dd dd  oo oo  dd dd  dd dd
ProgrammeService/AdvanceTestClock                           oo oo  dd dd  dd dd  dd dd  dd dd
ProgrammeService/UpsertPeople                               oo oo  dd dd  oo oo  dd dd  dd dd
ProgrammeService/GetPerson of a mentor                      oo ee  oo ee  oo ee  on en  nn nn
ProgrammeService/GetPerson of an assigned learner           oo ee  oo ee  oo ee  on nn  on en
ProgrammeService/ListPeople                                 oo ee  oo ee  dd dd  dd dd  dd dd
ProgrammeService/UpsertSkills                               oo oo  dd dd  dd dd  dd dd  dd dd
ProgrammeService/ListSkills                                 oo ee  oo ee  oo ee  oo ee  oo ee
ProgrammeService/CreateProgramme                            oo oo  dd dd  dd dd  dd dd  dd dd
ProgrammeService/GetProgramme of a cohort                   oo nn  oo nn  dd dd  oo nn  oo nn
ProgrammeService/GetProgramme of a draft                    oo nn  oo nn  dd dd  nn nn  nn nn
ProgrammeService/ListProgrammes                             oo ee  oo ee  dd dd  oo ee  oo ee
ProgrammeService/ListApplicableProgrammes                   dd dd  dd dd  dd dd  oo ee  oo ee
ProgrammeService/UpdateProgramme                            oo nn  dd dd  dd dd  dd dd  dd dd
ProgrammeService/OpenProgramme                              oo nn  dd dd  dd dd  dd dd  dd dd
ProgrammeService/StartMatching                              oo nn  dd dd  dd dd  dd dd  dd dd
ProgrammeService/ActivateProgramme                          oo nn  dd dd  dd dd  dd dd  dd dd
ProgrammeService/CompleteProgramme                          oo nn  dd dd  dd dd  dd dd  dd dd
ProgrammeService/ApplyAsMentor                              oo nn  dd dd  dd dd  od nn  dd dd
ProgrammeService/ApplyAsMentee                              oo nn  dd dd  dd dd  dd dd  od nn
ProgrammeService/UpdateApplication of a mentor              oo nn  dd dd  dd dd  on nn  on nn
ProgrammeService/UpdateApplication of a mentee              oo nn  dd dd  dd dd  on nn  on nn
ProgrammeService/ApproveMentors                             oo ee  dd dd  dd dd  dd dd  dd dd
ProgrammeService/PauseMentor                                oo nn  dd dd  dd dd  on nn  dd dd
ProgrammeService/ResumeMentor                               oo nn  dd dd  dd dd  on nn  dd dd
ProgrammeService/WithdrawApplication of a mentor            oo nn  dd dd  dd dd  on nn  on nn
ProgrammeService/WithdrawApplication of a mentee            oo nn  dd dd  dd dd  on nn  on nn
ProgrammeService/ListApplications                           oo ee  oo ee  dd dd  oe ee  oe ee
ProgrammeService/GetAdminDashboard of a programme           oo nn  oo nn  oo nn  dd dd  dd dd
ProgrammeService/GetAdminDashboard of a tenant              oo ee  oo ee  oo ee  dd dd  dd dd
ProgrammeService/ListAudit                                  oo ee  oo ee  dd dd  dd dd  dd dd
ProgrammeService/VerifyAudit                                oo oo  oo oo  dd dd  dd dd  dd dd
MatchingService/RunMatching                                 oo nn  oo nn  dd dd  dd dd  dd dd
MatchingService/PreviewMatching                             oo nn  oo nn  dd dd  dd dd  dd dd
MatchingService/ExplainMatch                                oo nn  oo nn  dd dd  dd dd  dd dd
MatchingService/CreateMatch                                 oo nn  oo nn  dd dd  dd dd  dd dd
MatchingService/CancelMatchRun                              oo nn  oo nn  dd dd  dd dd  dd dd
MatchingService/VerifyMatchRun                              oo nn  oo nn  dd dd  dd dd  dd dd
MatchingService/ListMatchRuns                               oo ee  oo ee  dd dd  dd dd  dd dd
MatchingService/GetMatchRun                                 oo nn  oo nn  dd dd  dd dd  dd dd
MatchingService/WatchMatchRun                               oo nn  oo nn  dd dd  dd dd  dd dd
MatchingService/ListLeftOverMentees                         oo nn  oo nn  dd dd  dd dd  dd dd
MatchingService/GetMatch of an accepted match               oo nn  oo nn  oo nn  on nn  on nn
MatchingService/GetMatch of a proposal                      oo nn  oo nn  oo nn  on nn  nn nn
MatchingService/GetMatch of one that the mentor accepted    oo nn  oo nn  oo nn  on nn  on nn
MatchingService/ListMatches of an accepted match            oo ee  oo ee  dd dd  oe ee  oe ee
MatchingService/ListMatches of a proposal                   oo ee  oo ee  dd dd  oe ee  ee ee
MatchingService/AcceptMatch of a proposal                   dd dd  dd dd  dd dd  on nn  nn nn
MatchingService/AcceptMatch of one that the mentor accepted dd dd  dd dd  dd dd  fn nn  on nn
MatchingService/DeclineMatch of a proposal                  dd dd  dd dd  dd dd  on nn  nn nn
MatchingService/DeclineMatch of one that the mentor accepted dd dd  dd dd  dd dd  fn nn  on nn
MatchingService/TerminateMatch of an accepted match         oo nn  oo nn  oo nn  on nn  on nn
MatchingService/TerminateMatch of a proposal                oo nn  oo nn  oo nn  fn nn  nn nn
SchedulingService/SetSessionOutcome                         oo nn  oo nn  dd dd  on nn  dd dd
SchedulingService/RecordAttendance                          oo nn  oo nn  dd dd  on nn  dd dd
SchedulingService/GetAvailability                           oo ee  oo ee  dd dd  on en  on nn
SchedulingService/SetAvailability                           oo oo  dd dd  dd dd  od od  dd dd
SchedulingService/ListFreeSlots                             oo nn  oo nn  dd dd  on nn  on nn
SchedulingService/ListSharedSlots                           oo ee  oo ee  dd dd  on nn  on nn
SchedulingService/StreamFreeSlots                           oo ee  dd dd  dd dd  dd dd  dd dd
SchedulingService/GetWeekView                               oo ee  oo ee  dd dd  on en  on nn
SchedulingService/BookSession                               oo nn  oo nn  dd dd  on nn  on nn
SchedulingService/BookSeries                                oo nn  oo nn  dd dd  on nn  on nn
SchedulingService/BookSessions                              oo ee  oo ee  dd dd  oe ee  dd dd
SchedulingService/HoldSlot                                  oo nn  oo nn  dd dd  on nn  on nn
SchedulingService/ReleaseHold                               nn nn  nn nn  dd dd  nn nn  on nn
SchedulingService/RequestSession                            dd dd  dd dd  dd dd  dd dd  on nn
SchedulingService/ConfirmSessionRequest                     oo nn  oo nn  dd dd  on nn  dd dd
SchedulingService/RefuseSessionRequest                      oo nn  oo nn  dd dd  on nn  dd dd
SchedulingService/WithdrawSessionRequest                    dd dd  dd dd  dd dd  dd dd  on nn
SchedulingService/ListSessionRequests                       oo ee  oo ee  dd dd  oe ee  oe ee
SchedulingService/ListZoneDrift                             oo oo  oo oo  dd dd  dd dd  dd dd
SchedulingService/SettleZoneDrift                           oo nn  oo nn  dd dd  dd dd  dd dd
SchedulingService/SubstituteMentor                          oo nn  dd dd  dd dd  dd dd  dd dd
SchedulingService/RescheduleSession                         oo nn  oo nn  dd dd  on nn  on nn
SchedulingService/CancelSession                             oo nn  oo nn  dd dd  on nn  on nn
SchedulingService/CheckIn                                   dd dd  dd dd  dd dd  on nn  on nn
SchedulingService/GetSession                                oo nn  oo nn  dd dd  on nn  on nn
SchedulingService/ListSessions                              oo ee  oo ee  dd dd  oe ee  oe ee
SchedulingService/WatchSessions                             dd dd  dd dd  dd dd  oe ee  oe ee
SchedulingService/AddNote                                   oo nn  dd dd  dd dd  on nn  dd dd
SchedulingService/SetActionItemDone                         oo nn  dd dd  dd dd  on nn  on nn
SchedulingService/ListNotes                                 oo nn  dd dd  dd dd  on nn  on nn
ConferencingService/GetJoinLink                             dd dd  dd dd  dd dd  on nn  on nn
NotificationService/ListNotifications                       oe ee  oe ee  dd dd  oe ee  oe ee
NotificationService/MarkNotificationsRead                   oe ee  oe ee  dd dd  oe ee  oe ee
NotificationService/GetUnreadCount                          oo oo  oo oo  dd dd  oo oo  oo oo
NotificationService/WatchInbox of what comes                oo oo  oo oo  dd dd  oo oo  oo oo
NotificationService/WatchInbox of what came since the mentor's cursor oi ii  oi ii  dd dd  oi ii  oi ii
`;

/** Line by line: the name of the row, and each role's cells. */
export const matrix: ReadonlyMap<string, Readonly<Record<CallerRole, Cells>>> = new Map(
  TABLE.trim()
    .split("\n")
    .map((line) => {
      const found = /^(.*?) +((?:[a-z]{2} [a-z]{2} *){5})$/.exec(line);
      if (found === null) throw new Error(`this line of the matrix can't be read: ${line}`);
      const groups = (found[2] ?? "").trim().split(/ {2,}/);
      const cells = ROLES.map((role, index) => [role, (groups[index] ?? "").replace(" ", "").split("")]);
      return [found[1] ?? "", Object.fromEntries(cells) as Record<CallerRole, Cells>];
    }),
);
