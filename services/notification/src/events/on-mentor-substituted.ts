import type { SessionMentorSubstituted } from "@mentorship/client/events/v1";
import type { Arrived } from "@mentorship/shared/events";
import { tellPeople } from "../commands/tell-people.ts";
import { noticesOfSubstitution } from "../domain/session-notices.ts";
import type { NotificationTables } from "../store/tables.ts";
import { noticesOf, sessionParties } from "./parties.ts";

/** Tells everybody of a session, and the mentor who is replaced, who takes over; but for the one who did it. */
export async function onMentorSubstituted(
  arrived: readonly Arrived<NotificationTables, SessionMentorSubstituted>[],
): Promise<void> {
  const [first] = arrived;
  if (!first) return;
  const notices = arrived.flatMap(({ event }) => {
    const { header, session, mentorId, substituteId } = event;
    const actorId = header?.actorKind === "person" ? header.actorId : null;
    return noticesOf(header, noticesOfSubstitution(sessionParties(session), mentorId, substituteId, actorId));
  });
  await tellPeople(first.trx, notices);
}
