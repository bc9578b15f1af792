import { timestampDate, timestampFromDate } from "@bufbuild/protobuf/wkt";
import { Modality, type Session, SessionState, type Slot } from "@mentorship/client/v1";
import { type Pair, refusal, rid, type Stage, until } from "./stage.ts";

const dayMs = 86_400_000;
const zones = [
  "Europe/Berlin",
  "America/New_York",
  "Asia/Kolkata",
  "Australia/Sydney",
  "America/Sao_Paulo",
  "Africa/Lagos",
];
const titles = ["First talk", "Portfolio", "Career", "Code review", "Exams", "Next steps"];

/** A pair and the session that it booked. */
export interface Booked extends Pair {
  session: Session;
  startsAt: Date;
  endsAt: Date;
}

/** What becomes of the six sessions, by the names that the next chapters use. */
export type Sessions = Record<"held" | "moved" | "cancelled" | "mentorMissing" | "learnerMissing" | "ended", Booked>;

/** Mentors publish availability in six zones; mentees see slots in their own and book; one booking too many is refused. */
export async function bookSessions(stage: Stage, pairs: readonly Pair[]): Promise<Sessions> {
  const { story } = stage;
  story.chapter("Availability in six zones, and sessions");
  const booked: Booked[] = [];
  for (const [n, pair] of pairs.entries()) {
    const zone = zones[n % zones.length] ?? "UTC";
    await publish(pair, zone);
    // The last one is still to come when its match is ended.
    const slot = await slotOf(stage, pair, n === pairs.length - 1 ? 20 : 3 + n);
    const session = await book(pair, slot, titles[n] ?? "Talk");
    story.tell(
      `${zone.padEnd(17)} ${slot.mentorTime?.localTime} is ${slot.viewerTime?.localTime} for the mentee in ${slot.viewerTime?.zone}: "${session.title}"`,
    );
    booked.push({ ...pair, session, ...timesOf(session) });
  }
  story.claim(
    "six sessions are booked by mentees within what their mentors offer",
    booked.every(({ session }) => session.state === SessionState.SCHEDULED),
  );

  const [held, moved, cancelled, mentorMissing, learnerMissing, ended] = booked as [
    Booked,
    Booked,
    Booked,
    Booked,
    Booked,
    Booked,
  ];
  const twice = await refusal(
    held.mentor.scheduling.bookSession({
      requestId: rid(),
      matchId: held.match.matchId,
      start: { case: "scheduledAt", value: timestampFromDate(new Date(held.startsAt.getTime() + 15 * 60_000)) },
      modality: Modality.CHAT,
      title: "Too much",
    }),
  );
  story.claim(
    `a second session at that time is refused: ${twice.code}, ${twice.reason}; free are ${twice.metadata.nearest_free}`,
    twice.reason === "SLOT_TAKEN" && twice.code === "AlreadyExists",
    twice,
  );
  const outside = await refusal(bookAt(held, new Date(held.startsAt.getTime() - 12 * 3_600_000)));
  story.claim(
    `mentees keep to what is offered: ${outside.reason} (${outside.metadata.rule})`,
    outside.reason === "OUTSIDE_AVAILABILITY",
    outside,
  );
  const linked = await until(
    () => held.mentee.scheduling.getSession({ sessionId: held.session.sessionId }),
    ({ session }) => session?.linkState === 2,
  );
  story.claim("its meeting link was made by itself", linked.session?.linkState === 2, linked.session?.linkState);
  return { held, moved, cancelled, mentorMissing, learnerMissing, ended };
}

async function publish(pair: Pair, zone: string): Promise<void> {
  await pair.mentor.scheduling.setAvailability({
    requestId: rid(),
    zone,
    windows: [1, 2, 3, 4, 5, 6, 7].map((isoWeekday) => ({ isoWeekday, startMinute: 9 * 60, endMinute: 17 * 60 })),
    bufferAfter: { seconds: 900n },
    minimumNotice: { seconds: 3_600n },
    lengths: [{ seconds: 2_700n }],
  });
}

async function slotOf(stage: Stage, pair: Pair, daysAhead: number): Promise<Slot> {
  const from = new Date(stage.clock.now.getTime() + daysAhead * dayMs);
  const { slots } = await pair.mentee.scheduling.listFreeSlots({
    matchId: pair.match.matchId,
    fromAt: timestampFromDate(from),
  });
  const [slot] = slots;
  if (!slot) throw new Error("a mentor who published availability has no free slot");
  return slot;
}

async function book(pair: Pair, slot: Slot, title: string): Promise<Session> {
  const { session } = await pair.mentee.scheduling.bookSession({
    requestId: rid(),
    matchId: pair.match.matchId,
    start: slot.startsAt ? { case: "scheduledAt", value: slot.startsAt } : { case: undefined },
    modality: Modality.VIDEO,
    title,
    agenda: "What went well, what did not",
  });
  if (!session) throw new Error("a booking answered without a session");
  return session;
}

const bookAt = (pair: Booked, startsAt: Date) =>
  pair.mentee.scheduling.bookSession({
    requestId: rid(),
    matchId: pair.match.matchId,
    start: { case: "scheduledAt", value: timestampFromDate(startsAt) },
    modality: Modality.VIDEO,
    title: "At night",
  });

/** When a session begins and ends. */
export function timesOf(session: Session): { startsAt: Date; endsAt: Date } {
  if (!session.scheduledAt || !session.endsAt) throw new Error("a session has no time");
  return { startsAt: timestampDate(session.scheduledAt), endsAt: timestampDate(session.endsAt) };
}
