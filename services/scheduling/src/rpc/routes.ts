import { MachineryService, SchedulingService } from "@mentorship/client/v1";
import { machineryRoutes } from "@mentorship/shared/machinery";
import type { ServiceRouter } from "@mentorship/shared/rpc";
import type { SchedulingContext } from "../context.ts";
import { addNote } from "./add-note.ts";
import { bookSeries } from "./book-series.ts";
import { bookSession } from "./book-session.ts";
import { bookSessions } from "./book-sessions.ts";
import { cancelSession } from "./cancel-session.ts";
import { checkIn } from "./check-in.ts";
import { getAvailability } from "./get-availability.ts";
import { getWeekView } from "./get-week-view.ts";
import { getSession } from "./get-session.ts";
import { getSessionFacts } from "./get-session-facts.ts";
import { listFreeSlots } from "./list-free-slots.ts";
import { listSharedSlots } from "./list-shared-slots.ts";
import { listNotes } from "./list-notes.ts";
import { listSessions } from "./list-sessions.ts";
import { recordAttendance } from "./record-attendance.ts";
import { recordPresence } from "./record-presence.ts";
import { rescheduleSession } from "./reschedule-session.ts";
import { setActionItemDone } from "./set-action-item-done.ts";
import { listZoneDrift } from "./list-zone-drift.ts";
import { settleZoneDrift } from "./settle-zone-drift.ts";
import { substituteMentor } from "./substitute-mentor.ts";
import { streamFreeSlots } from "./stream-free-slots.ts";
import { setAvailability } from "./set-availability.ts";
import { setSessionOutcome } from "./set-session-outcome.ts";
import { holdSlot } from "./hold-slot.ts";
import { releaseHold } from "./release-hold.ts";
import { requestSession } from "./request-session.ts";
import { confirmSessionRequest } from "./confirm-session-request.ts";
import { refuseSessionRequest } from "./refuse-session-request.ts";
import { withdrawSessionRequest } from "./withdraw-session-request.ts";
import { listSessionRequests } from "./list-session-requests.ts";
import { watchSessions } from "./watch-sessions.ts";

/** Every RPC of this service. */
export const routes =
  (ctx: SchedulingContext) =>
  (router: ServiceRouter): void => {
    router
      .service(
        SchedulingService,
        {
          setAvailability: setAvailability(ctx),
          getAvailability: getAvailability(ctx),
          listFreeSlots: listFreeSlots(ctx),
          listSharedSlots: listSharedSlots(ctx),
          streamFreeSlots: streamFreeSlots(ctx),
          getWeekView: getWeekView(ctx),
          bookSession: bookSession(ctx),
          bookSeries: bookSeries(ctx),
          bookSessions: bookSessions(ctx),
          holdSlot: holdSlot(ctx),
          releaseHold: releaseHold(ctx),
          requestSession: requestSession(ctx),
          confirmSessionRequest: confirmSessionRequest(ctx),
          refuseSessionRequest: refuseSessionRequest(ctx),
          withdrawSessionRequest: withdrawSessionRequest(ctx),
          listSessionRequests: listSessionRequests(ctx),
          rescheduleSession: rescheduleSession(ctx),
          cancelSession: cancelSession(ctx),
          substituteMentor: substituteMentor(ctx),
          listZoneDrift: listZoneDrift(ctx),
          settleZoneDrift: settleZoneDrift(ctx),
          checkIn: checkIn(ctx),
          setSessionOutcome: setSessionOutcome(ctx),
          recordAttendance: recordAttendance(ctx),
          getSession: getSession(ctx),
          listSessions: listSessions(ctx),
          watchSessions: watchSessions(ctx),
          addNote: addNote(ctx),
          setActionItemDone: setActionItemDone(ctx),
          listNotes: listNotes(ctx),
          recordPresence: recordPresence(ctx),
          getSessionFacts: getSessionFacts(ctx),
        },
        { bulk: ["bookSessions"] },
      )
      .service(MachineryService, machineryRoutes(ctx));
  };
