import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { type Match, Modality, NoteVisibility, SessionState } from "@mentorship/client/v1";
import { type Cast, must, rid, tenantNow, type World } from "../../../src/testing/index.ts";

/** Texts that must be found nowhere but where they belong, by what they are. */
export interface Canaries {
  /** What the texts of all notes hold. */
  readonly note: string;
  /** The whole texts, by who may read them. */
  readonly notes: Readonly<Record<"both" | "mentor" | "admin" | "outcome", string>>;
  /** Something to be done, of the note for both. */
  readonly item: string;
  readonly email: string;
  readonly agenda: string;
  readonly tokens: readonly string[];
  /** The tokens of join links, of both sides. */
  readonly joins: readonly string[];
  /** The session of the story. */
  readonly sessionId: string;
  readonly match: Match;
}

const NOTE = "canary-note-7f3a91";
const NOTES = {
  both: `${NOTE} for both`,
  mentor: `${NOTE} for the mentor`,
  admin: `${NOTE} for admins`,
  outcome: `${NOTE} with the outcome`,
};
const ITEM = "canary-item-7f3a91";
const EMAIL = "canary.7f3a91@private.example";
const AGENDA = "canary-agenda-7f3a91";

/**
 * Lives through a small story that holds each of them, told well and badly: people, a session by video with an agenda, joined by link,
 * notes of each visibility, and requests with the same texts that are refused.
 */
export async function tellStory(world: World, cast: Cast): Promise<Canaries> {
  const { match } = await cast.pair();
  await bringIn(cast, EMAIL);
  await bringIn(cast, `${EMAIL} twice@`);
  const tokens = await Promise.all(
    (["mentor", "mentee"] as const).map((role) => world.token({ tenant: cast.tenantId, sub: role, roles: [role] })),
  );
  const mentor = await cast.as("mentor", "mentor");
  const windows = [1, 2, 3, 4, 5, 6, 7].map((isoWeekday) => ({ isoWeekday, startMinute: 0, endMinute: 1440 }));
  await mentor.scheduling.setAvailability({ requestId: rid(), zone: "Europe/Berlin", windows });
  const now = (await tenantNow(world, cast.tenantId)).getTime();
  const { session } = await mentor.scheduling.bookSession({
    requestId: rid(),
    matchId: match.matchId,
    start: { case: "scheduledAt", value: timestampFromDate(new Date(Math.ceil(now / 60_000) * 60_000 + 600_000)) },
    modality: Modality.VIDEO,
    title: "Session",
    agenda: AGENDA,
  });
  const { sessionId } = must(session);
  const joins = await join(world, cast, sessionId);
  const { BOTH, MENTOR, ADMIN } = NoteVisibility;
  const write = (text: string, visibility: NoteVisibility, more = {}) =>
    mentor.scheduling.addNote({ requestId: rid(), sessionId, text, visibility, ...more });
  const first = await write(`${NOTE} at first`, BOTH);
  const supersedesNoteId = must(first.note).noteId;
  await write(NOTES.both, BOTH, { supersedesNoteId, actionItems: [{ text: ITEM, ownerId: "mentee" }] });
  await write(NOTES.mentor, MENTOR);
  await write(NOTES.admin, ADMIN);
  const refusals = [
    mentor.scheduling.addNote({ requestId: rid(), sessionId, text: NOTE.repeat(300) }),
    mentor.scheduling.addNote({ requestId: rid(), sessionId, text: `${NOTE}\u0000` }),
    mentor.scheduling.addNote({ requestId: rid(), sessionId: match.matchId, text: NOTE }),
    (await cast.as("mentee", "mentee")).scheduling.addNote({ requestId: rid(), sessionId, text: NOTE }),
  ];
  const refused = await Promise.allSettled(refusals);
  if (refused.some(({ status }) => status === "fulfilled")) throw new Error("a note that is bad was taken");
  await cast.advance(24 * 60);
  await mentor.scheduling.setSessionOutcome({
    requestId: rid(),
    sessionId,
    outcome: SessionState.LEARNER_NO_SHOW,
    reason: "Left at once",
    note: NOTES.outcome,
  });
  return {
    note: NOTE,
    notes: NOTES,
    item: ITEM,
    match,
    email: EMAIL,
    agenda: AGENDA,
    tokens: tokens.map(signatureOf),
    joins,
    sessionId,
  };

  async function bringIn({ admin }: Cast, email: string): Promise<void> {
    const row = { personId: "mentor", version: 50n, displayName: "Mentor", email, zone: "Europe/Berlin" };
    const answers = admin.programme.upsertPeople(
      (async function* () {
        yield { people: [row] };
      })(),
    );
    for await (const _ of answers) continue;
  }
}

/** Tokens are looked for by their signature, which is in no other text. */
const signatureOf = (token: string): string => must(token.split(".").at(-1));

/** Both sides join by their links, and somebody tries one that was tampered with. */
async function join(world: World, cast: Cast, sessionId: string): Promise<string[]> {
  const joins: string[] = [];
  for (const role of ["mentor", "mentee"] as const) {
    const { conferencing } = await cast.as(role, role);
    const link = await world.settle(() => conferencing.getJoinLink({ sessionId }), { what: "a join link" });
    const { pathname } = new URL(link.joinUrl);
    await fetch(`${world.edgeUrl}${pathname}`);
    await fetch(`${world.edgeUrl}${pathname}x`, { method: "POST", redirect: "manual" });
    const { status } = await fetch(`${world.edgeUrl}${pathname}`, { method: "POST", redirect: "manual" });
    if (status !== 303) throw new Error(`joining answered ${status}`);
    joins.push(must(pathname.split("/").at(-1)));
  }
  return joins;
}
