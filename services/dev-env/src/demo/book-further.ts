import { type Timestamp, timestampDate, timestampFromDate } from "@bufbuild/protobuf/wkt";
import { Modality, type Session, SessionState } from "@mentorship/client/v1";
import type { Sessions } from "./book-sessions.ts";
import { type Pair, refusal, rid, type Stage } from "./stage.ts";

const hour = 3_600_000;
const day = 24 * hour;

/** A weekly series over a change of the clocks, a panel with two learners, a hold, and twenty who want one slot. */
export async function bookFurther(stage: Stage, programmeId: string, sessions: Sessions): Promise<void> {
  stage.story.chapter("Over a clock change, in a group, on hold, and in a storm");
  await seriesOverClockChange(stage, sessions.held);
  await panel(stage, programmeId, sessions.held, sessions.cancelled);
  await holdAndBook(stage, sessions.cancelled);
  await smallStorm(stage, sessions.cancelled);
}

const startAt = (at: Date) => ({ case: "scheduledAt", value: timestampFromDate(at) }) as const;
const talk = (title: string) => ({ requestId: rid(), modality: Modality.CHAT, title });
const dateOf = (at: Timestamp | undefined): Date => timestampDate(at as Timestamp);

/** Four weeks at ten o'clock in Berlin; one of them is taken. The clocks change between the first and the last. */
async function seriesOverClockChange({ story, clock }: Stage, { mentor, match }: Pair): Promise<void> {
  const zone = "Europe/Berlin";
  const change = nextClockChange(zone, clock.now);
  const first = new Date(change.getTime() - 11 * day).toISOString().slice(0, 10);
  const local = { case: "local", value: { localTime: `${first}T10:00`, zone } } as const;
  const { matchId } = match;
  const single = await mentor.scheduling.bookSession({ ...talk("In the way"), matchId, start: local });
  const inTheWay = dateOf(single.session?.scheduledAt);
  const { results } = await mentor.scheduling.bookSeries({
    ...talk("Every week"),
    matchId,
    start: { case: "local", value: { localTime: `${first}T10:15`, zone } },
    everyWeeks: 1,
    count: 4,
  });
  const booked = results.flatMap(({ session }) => session ?? []);
  story.claim(
    `a weekly series of four: the one that is in the way is refused (${results[0]?.refusal?.reason}), the other three are booked`,
    results[0]?.refusal?.reason === "SLOT_TAKEN" && booked.length === 3,
    results.map((one) => one.refusal?.reason ?? "booked"),
  );
  for (const { meantAs, scheduledAt } of booked) {
    story.tell(`   ${meantAs?.localTime} ${zone} is ${dateOf(scheduledAt).toISOString()}`);
  }
  const wallTimes = new Set(booked.map(({ meantAs }) => meantAs?.localTime.slice(11)));
  const offsets = new Set([single.session, ...booked].map((session) => session?.meantAs?.offsetSeconds));
  story.claim(
    `the clocks change on ${change.toISOString().slice(0, 10)}: the same wall time before and after, with two offsets from UTC`,
    wallTimes.size === 1 && wallTimes.has("10:15") && offsets.size === 2,
    { wallTimes: [...wallTimes], offsets: [...offsets] },
  );
  const weeks = (dateOf(booked.at(-1)?.scheduledAt).getTime() - inTheWay.getTime() - hour / 4) / (7 * day);
  story.claim("so three weeks are not a whole number of days of 24 hours", !Number.isInteger(weeks * 7), weeks);
}

/** The beginning of the next UTC day in which the zone's offset changes; the zone has to have changes. */
function nextClockChange(zone: string, from: Date): Date {
  const clock = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset", year: "numeric" });
  const offsetAt = (at: number) => clock.formatToParts(at).find((part) => part.type === "timeZoneName")?.value;
  // The first session is to be a week and a half before it, and in the future.
  for (let at = Math.ceil(from.getTime() / day) * day + 14 * day; ; at += day) {
    if (offsetAt(at) !== offsetAt(at + day)) return new Date(at);
  }
}

/** Two mentors with a learner of each; all four are taken then. */
async function panel({ admin, story, clock }: Stage, programmeId: string, one: Pair, other: Pair): Promise<void> {
  const start = startAt(hoursAhead(clock.now, 33 * 24));
  const { session } = await admin.scheduling.bookSession({
    ...talk("A panel"),
    programmeId,
    mentorIds: [one.mentorId, other.mentorId],
    learnerIds: [one.menteeId, other.menteeId],
    start,
  });
  story.claim(
    `one session of two mentors and two learners: ${session?.participants.map((person) => person.displayName).join(", ")}`,
    session?.state === SessionState.SCHEDULED && session.participants.length === 4,
    session?.participants,
  );
  const refusals = await Promise.all(
    [one, other].map(({ mentor, match }) =>
      refusal(mentor.scheduling.bookSession({ ...talk("Beside it"), matchId: match.matchId, start })),
    ),
  );
  story.claim(
    "each of the four is taken then, one-on-one as well",
    refusals.every(({ reason }) => reason === "SLOT_TAKEN"),
    refusals,
  );
}

/** The mentee holds a slot, nobody else gets it, and the hold becomes the session. */
async function holdAndBook({ admin, story, clock }: Stage, pair: Pair): Promise<void> {
  const { mentee, mentor, match } = pair;
  const { matchId } = match;
  const { slots } = await mentee.scheduling.listFreeSlots({
    matchId,
    fromAt: timestampFromDate(new Date(clock.now.getTime() + 2 * day)),
  });
  const at = dateOf(slots[0]?.startsAt);
  const start = startAt(at);
  const { hold } = await mentee.scheduling.holdSlot({ requestId: rid(), matchId, start });
  const lasts = dateOf(hold?.expiresAt).getTime() - clock.now.getTime();
  story.claim(
    `a mentee holds ${at.toISOString()} while they make up their mind, for ${Math.round(lasts / 60_000)} minutes at most`,
    hold !== undefined && lasts < 6 * 60_000,
    lasts,
  );
  const others = await Promise.all(
    [mentor, admin].map((who) => refusal(who.scheduling.bookSession({ ...talk("Quicker"), matchId, start }))),
  );
  story.claim(
    "neither the mentor nor an admin gets that time, and all they are told is that it is not free",
    others.every(({ reason, metadata }) => reason === "SLOT_TAKEN" && !JSON.stringify(metadata).includes("hold")),
    others,
  );
  const holdId = hold?.holdId ?? "";
  const { session } = await mentee.scheduling.bookSession({ ...talk("Held"), matchId, start, holdId });
  story.claim("the hold becomes the session", session?.state === SessionState.SCHEDULED, session?.state);
}

/** Twenty bookings of one slot at the same moment. */
async function smallStorm({ story, clock }: Stage, { mentor, mentee, match }: Pair): Promise<void> {
  const start = startAt(hoursAhead(clock.now, 34 * 24));
  const begun = performance.now();
  const won: Session[] = [];
  const lost: string[] = [];
  await Promise.all(
    Array.from({ length: 20 }, async () => {
      const booking = mentor.scheduling.bookSession({ ...talk("Mine"), matchId: match.matchId, start });
      const { reason } = await refusal(booking.then(({ session }) => session && won.push(session)));
      if (reason !== "") lost.push(reason);
    }),
  );
  story.claim(
    "of twenty who want one slot at once one gets it, and nineteen are told that it is taken",
    won.length === 1 && lost.length === 19 && lost.every((reason) => reason === "SLOT_TAKEN"),
    { won: won.length, lost },
  );
  story.figure("20 bookings of one slot at once", `${(performance.now() - begun).toFixed(0)} ms`);
  const { session } = await mentee.scheduling.getSession({ sessionId: won[0]?.sessionId ?? "" });
  story.claim("the other side sees the one that won", session?.title === "Mine", session?.title);
}

const hoursAhead = (now: Date, hours: number): Date => new Date(Math.ceil(now.getTime() / hour) * hour + hours * hour);
