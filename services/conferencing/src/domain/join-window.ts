import { DomainError } from "@mentorship/shared/errors";
import type { Link } from "./link.ts";

/** A join link opens so long before the start; it closes at the end. */
const opensBeforeMs = 15 * 60_000;

/** From when to when people can join: half-open. */
export const joinWindow = (link: Pick<Link, "startsAt" | "endsAt">): { opensAt: Date; closesAt: Date } => ({
  opensAt: new Date(link.startsAt.getTime() - opensBeforeMs),
  closesAt: link.endsAt,
});

/** Passes when a link can be used to join now. Throws NO_MEETING_LINK when it was removed and JOIN_WINDOW outside its time. */
export function assertJoinable(link: Link, now: Date): asserts link is Link & { readonly room: string } {
  assertLinked(link);
  const { opensAt, closesAt } = joinWindow(link);
  if (now >= opensAt && now < closesAt) return;
  throw new DomainError("JOIN_WINDOW", "the link opens 15 minutes before the start and closes at the end", {
    opens_at: opensAt.toISOString(),
    closes_at: closesAt.toISOString(),
  });
}

/** Passes while a session has its link. Throws NO_MEETING_LINK once it was removed. */
export function assertLinked(link: Link): asserts link is Link & { readonly room: string } {
  if (link.state !== "ready" || link.room === null) throw noMeetingLink("REMOVED");
}

/** The refusal where there is no link: `linkState` by its name in the contract. */
export const noMeetingLink = (linkState: string): DomainError =>
  new DomainError("NO_MEETING_LINK", "this session has no meeting link", { link_state: linkState });
