import type { Notice, NoticeKind } from "./notice.ts";

/** The mentor, unless they did it themselves. */
export function noticesOfApplication(
  kind: NoticeKind,
  application: { readonly programmeId: string; readonly personId: string },
  actorId: string,
): Notice[] {
  if (actorId === application.personId) return [];
  return [
    {
      personId: application.personId,
      kind,
      part: "mentor",
      programmeId: application.programmeId,
      matchId: null,
      sessionId: null,
      aboutPersonId: null,
      startsAt: null,
    },
  ];
}
