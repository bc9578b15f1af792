import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { Modality, NoteVisibility } from "@mentorship/client/v1";
import { type Cast, must, rid, tenantNow, type World } from "../../../src/testing/index.ts";

/** Texts that must be found nowhere but where they belong, by what they are. */
export interface Canaries {
  readonly note: string;
  readonly email: string;
  readonly agenda: string;
  readonly tokens: readonly string[];
  /** The tokens of join links, of both sides. */
  readonly joins: readonly string[];
  /** The session of the story. */
  readonly sessionId: string;
}

const NOTE = "canary-note-7f3a91 sang well";
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
  for (const visibility of [BOTH, MENTOR, ADMIN]) {
    await mentor.scheduling.addNote({ requestId: rid(), sessionId, text: NOTE, visibility });
  }
  const refusals = [
    mentor.scheduling.addNote({ requestId: rid(), sessionId, text: NOTE.repeat(200) }),
    mentor.scheduling.addNote({ requestId: rid(), sessionId, text: `${NOTE}\u0000` }),
    mentor.scheduling.addNote({ requestId: rid(), sessionId: match.matchId, text: NOTE }),
    (await cast.as("mentee", "mentee")).scheduling.addNote({ requestId: rid(), sessionId, text: NOTE }),
  ];
  const refused = await Promise.allSettled(refusals);
  if (refused.some(({ status }) => status === "fulfilled")) throw new Error("a note that is bad was taken");
  await cast.advance(24 * 60);
  return { note: NOTE, email: EMAIL, agenda: AGENDA, tokens: tokens.map(signatureOf), joins, sessionId };

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
