import { timestampDate } from "@bufbuild/protobuf/wkt";
import type { MatchRun } from "@mentorship/client/v1";
import type { Sessions } from "./book-sessions.ts";
import { type Stage, until } from "./stage.ts";
import { tellHistories } from "./tell-history.ts";

/** What those in charge see: inboxes, the dashboard, the audit, and the histories. `added`: proposals made after the first run. */
export async function lookAtIt(
  stage: Stage,
  programmeId: string,
  run: MatchRun,
  sessions: Sessions,
  added: number,
): Promise<void> {
  const { story, admin, crm } = stage;
  story.chapter("Inboxes");
  for (const [name, person] of [
    ["mentee", sessions.held.mentee],
    ["mentor", sessions.held.mentor],
  ] as const) {
    const { notifications } = await person.notification.listNotifications({ pageSize: 50 });
    const { unread } = await person.notification.getUnreadCount({});
    story.tell(`the ${name} of the held session, ${unread} unread:`);
    for (const { text, linkUrl } of notifications.toReversed()) story.tell(`   · ${text}   ${linkUrl}`);
    const topics = notifications.map(
      ({ topic, matchId, sessionId, createdAt }) => `${topic} ${matchId} ${sessionId} ${createdAt?.seconds}`,
    );
    story.claim(`nothing came twice`, new Set(topics).size === topics.length, topics);
  }

  story.chapter("The dashboard");
  const start = performance.now();
  const { total, programmes, lag } = await until(
    () => crm.programme.getAdminDashboard({}),
    (answer) => answer.lag.every(({ pending }) => pending === 0n),
  );
  story.figure("GetAdminDashboard", `${(performance.now() - start).toFixed(0)} ms`);
  const [figures] = programmes;
  const { matches, sessions: counts } = figures ?? {};
  story.tell(
    `matches: ${matches?.proposed} proposed, ${matches?.acceptedByMentor} accepted by the mentor, ${matches?.accepted} accepted, ${matches?.declined} declined, ${matches?.terminated} terminated`,
  );
  story.tell(
    `sessions: ${counts?.completed} completed, ${counts?.cancelled} cancelled, ${counts?.mentorNoShow} + ${counts?.learnerNoShow} no-shows; no-show rate ${(figures?.noShowRate ?? 0).toFixed(2)}, completion rate ${(figures?.completionRate ?? 0).toFixed(2)}`,
  );
  const { proposed, acceptedByMentor, accepted, declined, terminated } = matches ?? {};
  story.claim(
    "its figures are what this story did: 5 accepted, 1 declined, 1 terminated, the rest proposed",
    accepted === 5n &&
      declined === 1n &&
      terminated === 1n &&
      acceptedByMentor === 0n &&
      proposed === BigInt(run.proposalsInserted - 7 + added),
    matches,
  );
  story.claim(
    "3 sessions completed, one of them after its no-show was reversed, 2 cancelled, 1 no-show of a mentor, 1 note for admins",
    counts?.completed === 3n &&
      counts.cancelled === 2n &&
      counts.mentorNoShow === 1n &&
      counts.learnerNoShow === 0n &&
      figures?.adminNotes === 1n,
    { counts, notes: figures?.adminNotes },
  );
  story.claim("and nothing is on its way", total !== undefined && lag.every(({ pending }) => pending === 0n), lag);

  story.chapter("The audit");
  const { intact, chains } = await admin.programme.verifyAudit({});
  const entries = chains.reduce((sum, chain) => sum + Number(chain.entries), 0);
  story.claim(
    `${chains.length} chains with ${entries} entries are intact`,
    intact,
    chains.filter((chain) => !chain.intact),
  );
  const { entries: newest } = await admin.programme.listAudit({
    entityType: "match",
    entityId: sessions.ended.match.matchId,
  });
  for (const entry of newest) {
    const at = entry.occurredAt ? timestampDate(entry.occurredAt).toISOString() : "";
    story.tell(`   ${at} ${entry.actorKind} ${entry.actorId}: ${entry.action}`);
  }
  story.claim(
    "and tell the life of the ended match",
    newest.some(({ action }) => action === "match.terminated"),
    newest.map(({ action }) => action),
  );

  story.chapter("For operators");
  const { temporalAddress } = stage.platform;
  const sessionWorkflow = `session/${sessions.moved.session.sessionId}`;
  await tellHistories(stage, [run.workflowId, sessionWorkflow]);
  story.tell("the same by Temporal's command line, while a platform runs:");
  story.tell(`  temporal workflow show --address ${temporalAddress} --workflow-id ${run.workflowId}`);
  story.tell(`  temporal workflow show --address ${temporalAddress} --workflow-id ${sessionWorkflow}`);
  story.tell(`  temporal workflow list --address ${temporalAddress} --query 'MentorshipProgramme = "${programmeId}"'`);
}
