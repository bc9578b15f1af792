import { type Availability, availabilityIn } from "./availability.ts";
import { openIntervals } from "./open-intervals.ts";
import type { Interval } from "./time/instant.ts";

/** Those of a mentor's sessions that do not lie whole in the windows that the mentor offers in their programmes, in the order given. */
export function sessionsOutside<S extends Interval & { readonly programmeId: string }>(
  availability: Availability,
  sessions: readonly S[],
): S[] {
  const offers = new Map<string, Availability>();
  return sessions.filter((session) => {
    const { start, end, programmeId } = session;
    const offer = offers.get(programmeId) ?? availabilityIn(availability, programmeId);
    offers.set(programmeId, offer);
    const open = openIntervals(offer, start, end);
    return open.length !== 1 || open[0]?.start !== start || open[0]?.end !== end;
  });
}
