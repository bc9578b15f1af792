import { DateTime, Interval } from "luxon";
import { FROM, LENGTH_MINUTES, NOW, TO, VIEWER_ZONE, type BenchMentor } from "./mentors.ts";

/** A slot as both sides see it: instants, and for each side wall time, offset in minutes, and the mark of a clock change. */
export type Shown = readonly [
  startsAt: number,
  endsAt: number,
  mentor: string,
  mentorOffset: number,
  mentorChange: boolean,
  viewer: string,
  viewerOffset: number,
  viewerChange: boolean,
];

/**
 * The same slots the way that one usually writes it with a date library: an object for each day, window, slot and busy stretch. Right only
 * where no window meets a clock change, which is so for the mentors of this bench.
 */
export function usualSlots({ availability, busy }: BenchMentor): Shown[] {
  const { zone, windows, overrides } = availability;
  const buffer = { minutes: Math.max(availability.bufferBeforeMinutes, availability.bufferAfterMinutes) };
  const taken = busy.map(({ start, end }) =>
    Interval.fromDateTimes(DateTime.fromMillis(start).minus(buffer), DateTime.fromMillis(end).plus(buffer)),
  );
  const now = DateTime.fromMillis(NOW);
  const earliest = DateTime.max(DateTime.fromMillis(FROM), now.plus({ minutes: availability.minimumNoticeMinutes }));
  const latest = DateTime.min(DateTime.fromMillis(TO), now.plus({ hours: availability.horizonDays * 24 }));
  const shown: Shown[] = [];
  const last = DateTime.fromMillis(TO, { zone }).plus({ days: 1 });
  for (
    let day = DateTime.fromMillis(FROM, { zone }).startOf("day").minus({ days: 1 });
    day < last;
    day = day.plus({ days: 1 })
  ) {
    const special = overrides.filter(({ date }) => date === day.toISODate());
    if (special.some(({ kind }) => kind === "blocked")) continue;
    const open = [
      ...windows.filter(({ weekday }) => weekday === day.weekday),
      ...special.flatMap((one) => one.windows),
    ];
    for (const { startMinute, endMinute } of open) {
      const end = day.set({ hour: Math.floor(endMinute / 60), minute: endMinute % 60 });
      let start = day.set({ hour: Math.floor(startMinute / 60), minute: startMinute % 60 });
      for (
        ;
        start.plus({ minutes: LENGTH_MINUTES }) <= end;
        start = start.plus({ minutes: availability.slotStepMinutes })
      ) {
        if (start < earliest || start >= latest) continue;
        const slot = Interval.fromDateTimes(start, start.plus({ minutes: LENGTH_MINUTES }));
        if (!taken.some((one) => one.overlaps(slot)))
          shown.push(show(slot.start as DateTime<true>, slot.end as DateTime<true>));
      }
    }
  }
  return shown.sort((one, other) => one[0] - other[0]);
}

// A millisecond before the day begins: where midnight is repeated, luxon begins the day with the second pass.
function show(start: DateTime<true>, end: DateTime<true>): Shown {
  const viewer = start.setZone(VIEWER_ZONE) as DateTime<true>;
  const side = (at: DateTime<true>) =>
    [
      at.toFormat("yyyy-MM-dd'T'HH:mm"),
      at.offset,
      at.startOf("day").minus(1).offset !== at.endOf("day").offset,
    ] as const;
  return [start.toMillis(), end.toMillis(), ...side(start), ...side(viewer)];
}
