import { DomainError, invalid } from "@mentorship/shared/errors";
import type { Actor, Part } from "../actor.ts";
import { SESSION_LENGTH_RULE, isSessionLength } from "../availability.ts";
import { requireFit } from "../availability-fit.ts";
import type { Hold } from "../hold.ts";
import { type Instant, MINUTE } from "../time/instant.ts";
import { type BookingFacts, type BookingRequest, bookingPart, requireStates } from "./book.ts";
import { requireFuture, startProblems } from "./decision.ts";

/** A time that somebody wants to have kept. */
export type HoldRequest = Pick<BookingRequest, "participants" | "startsAt"> & { readonly lengthMinutes: number };

/**
 * Whether a time may be kept for the actor, and in which part: who may book it may hold it, and a mentee may ask for it where mentees don't
 * book by themselves. Refuses as `bookSession`, in the same order, and with `SELF_BOOKING_ON` a request where one can book.
 */
export function decideHold(
  request: HoldRequest,
  facts: BookingFacts,
  kind: Hold["kind"],
  actor: Actor,
  now: Instant,
): Part {
  const part = bookingPart(request, facts, actor);
  if (kind === "request" && part !== "mentee") {
    throw new DomainError("PERMISSION_DENIED", "a session is asked for by the mentee; others book");
  }
  const problems = startProblems(request.startsAt, now);
  if (!isSessionLength(request.lengthMinutes)) problems.push({ field: "length", description: SESSION_LENGTH_RULE });
  if (problems.length > 0) throw invalid(problems);
  requireStates(facts);
  if (request.startsAt === now) throw new DomainError("TIME_PASSED", "the time begins right now");
  requireFuture(request.startsAt, now);
  if (kind === "request" && facts.programme.selfBooking) {
    throw new DomainError("SELF_BOOKING_ON", "this programme lets mentees book by themselves: book instead");
  }
  if (part !== "mentee") return part;
  for (const { availability, busy } of facts.mentors) {
    requireFit({ availability, busy, startsAt: request.startsAt, lengthMinutes: request.lengthMinutes, now });
  }
  return part;
}

/** The end of a time that begins so. */
export const endOf = ({ startsAt, lengthMinutes }: Pick<HoldRequest, "startsAt" | "lengthMinutes">): Instant =>
  startsAt + lengthMinutes * MINUTE;
