/** Where a notification leads, by the routes of the tenant's front end. `frontEndUrl` has no slash at its end. */
export function linkOf(
  frontEndUrl: string,
  notice: { readonly matchId: string | null; readonly sessionId: string | null; readonly part: string },
): string {
  if (notice.sessionId) return `${frontEndUrl}/app/mentorship/sessions/${notice.sessionId}`;
  if (notice.matchId) return `${frontEndUrl}/app/mentorship/matches/${notice.matchId}`;
  if (notice.part === "blind") return `${frontEndUrl}/app/mentorship/matches`;
  return `${frontEndUrl}/app/mentorship`;
}
