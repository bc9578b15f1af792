import { MachineryService, SchedulingService } from "@mentorship/client/v1";
import { machineryRoutes } from "@mentorship/shared/machinery";
import type { ServiceRouter } from "@mentorship/shared/rpc";
import type { SchedulingContext } from "../context.ts";
import { addNote } from "./add-note.ts";
import { bookSession } from "./book-session.ts";
import { cancelSession } from "./cancel-session.ts";
import { checkIn } from "./check-in.ts";
import { getAvailability } from "./get-availability.ts";
import { getSession } from "./get-session.ts";
import { getSessionFacts } from "./get-session-facts.ts";
import { listFreeSlots } from "./list-free-slots.ts";
import { listNotes } from "./list-notes.ts";
import { listSessions } from "./list-sessions.ts";
import { rescheduleSession } from "./reschedule-session.ts";
import { setAvailability } from "./set-availability.ts";
import { setSessionOutcome } from "./set-session-outcome.ts";

/** Every RPC of this service. */
export const routes =
  (ctx: SchedulingContext) =>
  (router: ServiceRouter): void => {
    router
      .service(SchedulingService, {
        setAvailability: setAvailability(ctx),
        getAvailability: getAvailability(ctx),
        listFreeSlots: listFreeSlots(ctx),
        bookSession: bookSession(ctx),
        rescheduleSession: rescheduleSession(ctx),
        cancelSession: cancelSession(ctx),
        checkIn: checkIn(ctx),
        setSessionOutcome: setSessionOutcome(ctx),
        getSession: getSession(ctx),
        listSessions: listSessions(ctx),
        addNote: addNote(ctx),
        listNotes: listNotes(ctx),
        getSessionFacts: getSessionFacts(ctx),
      })
      .service(MachineryService, machineryRoutes(ctx));
  };
