import { doFit, isBarred, isLive, type Life, liveOf, type ModelMatch, type Tags } from "./model.ts";

const line = (match: ModelMatch): string => `${match.mentorId}-${match.menteeId} ${match.state} ${match.end}`;

const takePart = (life: Life, mentorId: string, menteeId: string): boolean =>
  life.mentors.get(mentorId)?.state === "APPROVED" &&
  life.mentees.get(menteeId) === false &&
  !life.suspended.has(mentorId) &&
  !life.suspended.has(menteeId);

/** What a run did that it must not have done, and what it left undone. Empty: it kept every rule. */
export function faultsOfRun(before: Life, after: Life, replace: boolean, tags: Tags): string[] {
  const faults: string[] = [];
  for (const match of before.matches.values()) {
    const now = after.matches.get(match.id);
    const superseded = replace && match.state === "PROPOSED" && now?.state === "TERMINATED" && now.end === "SUPERSEDED";
    if (!now || (line(now) !== line(match) && !superseded)) faults.push(`it changed ${line(match)}`);
  }
  for (const match of after.matches.values()) {
    if (before.matches.has(match.id)) continue;
    const { mentorId, menteeId, state } = match;
    const may =
      state === "PROPOSED" &&
      takePart(before, mentorId, menteeId) &&
      doFit(tags, mentorId, menteeId) &&
      !isBarred(before, mentorId, menteeId);
    if (!may) faults.push(`it proposed ${line(match)}`);
    const taken = liveOf(after, (each) => each.mentorId === mentorId).length;
    if (taken > (before.mentors.get(mentorId)?.seats ?? 0)) faults.push(`it gave ${mentorId} too many`);
  }
  return [...faults, ...wasted(after, tags)];
}

/** Pairs that could be and are not: a mentee who waits, a free seat, and nothing against it. */
function wasted(life: Life, tags: Tags): string[] {
  const waiting = [...life.mentees.keys()].filter(
    (id) => ![...life.matches.values()].some((match) => isLive(match) && match.menteeId === id),
  );
  const free = [...life.mentors].filter(
    ([id, { seats }]) => liveOf(life, (match) => match.mentorId === id).length < seats,
  );
  return free.flatMap(([mentorId]) =>
    waiting
      .filter((menteeId) => takePart(life, mentorId, menteeId) && doFit(tags, mentorId, menteeId))
      .filter((menteeId) => !isBarred(life, mentorId, menteeId))
      .map((menteeId) => `it left ${mentorId} and ${menteeId} apart`),
  );
}

/** Matches that went a way that no match may go, whatever was done at once. */
export function impossibleChanges(before: Life, after: Life): string[] {
  return [...before.matches.values()].flatMap((match) => {
    const now = after.matches.get(match.id);
    const onward = now && now.state !== match.state && (ways[match.state] ?? []).includes(now.state);
    return now && (line(now) === line(match) || onward) ? [] : [`${line(match)} became ${now ? line(now) : "nothing"}`];
  });
}

const ends = ["DECLINED", "TERMINATED"];
const ways: Readonly<Partial<Record<ModelMatch["state"], readonly string[]>>> = {
  PROPOSED: ["ACCEPTED_BY_MENTOR", "ACCEPTED", ...ends],
  ACCEPTED_BY_MENTOR: ["ACCEPTED", ...ends],
  ACCEPTED: ["TERMINATED"],
};
