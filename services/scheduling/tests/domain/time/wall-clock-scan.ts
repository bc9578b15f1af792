// The oracle of the tests of clocks: it looks at the wall clock minute by minute and knows nothing of offsets or tables.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The zones that are scanned: every odd rule there is, and places that people live in. */
export const SCANNED_ZONES = `
  Australia/Lord_Howe Antarctica/Troll Pacific/Chatham Asia/Kathmandu Africa/Casablanca Africa/El_Aaiun Asia/Beirut
  America/Santiago Atlantic/Azores Pacific/Apia America/Nuuk America/Scoresbysund Pacific/Easter Pacific/Fakaofo
  Pacific/Norfolk Pacific/Bougainville Pacific/Fiji Pacific/Tongatapu Antarctica/Casey Antarctica/Macquarie
  Antarctica/Vostok America/St_Johns America/Caracas America/Havana America/Sao_Paulo America/Asuncion
  America/Port-au-Prince America/Grand_Turk America/Mexico_City America/Tijuana America/Ciudad_Juarez America/Chihuahua
  America/New_York America/Los_Angeles America/Metlakatla America/Punta_Arenas America/Coyhaique America/Goose_Bay
  Europe/Berlin Europe/London Europe/Dublin Europe/Istanbul Europe/Moscow Europe/Volgograd Europe/Samara Europe/Chisinau
  Europe/Kyiv Asia/Gaza Asia/Hebron Asia/Jerusalem Asia/Amman Asia/Damascus Asia/Tehran Asia/Kolkata Asia/Pyongyang
  Asia/Almaty Asia/Hovd Asia/Magadan Asia/Anadyr Africa/Cairo Africa/Tripoli Africa/Juba Africa/Sao_Tome Africa/Windhoek
  Australia/Sydney Australia/Eucla Pacific/Auckland Pacific/Kiritimati US/Eastern UTC
`
  .trim()
  .split(/\s+/);

/** The wall clock of a zone as a function of the instant, in milliseconds as if the clock showed UTC. */
export function wallClock(zone: string): (instant: number) => number {
  const clock = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  });
  return (instant) => {
    const shown = /^(\d\d)\/(\d\d)\/(\d{4}), (\d\d):(\d\d):(\d\d)$/.exec(clock.format(instant));
    if (shown === null) throw new Error(`the clock of ${zone} shows something unforeseen: ${clock.format(instant)}`);
    const [, day, month, year, hour, minute, second] = shown.map(Number) as [number, ...number[]];
    return Date.UTC(
      year as number,
      (month as number) - 1,
      day as number,
      hour as number,
      minute as number,
      second as number,
    );
  };
}

/** The hours (instants of their beginnings) in `[from, to)` within which the wall clock does not move on by an hour. */
export function hoursOfChange(clock: (instant: number) => number, from: number, to: number): number[] {
  const found: number[] = [];
  for (let day = from; day < to; day += DAY) {
    if (clock(day + DAY) - clock(day) === DAY) continue;
    for (let hour = day; hour < day + DAY; hour += HOUR) {
      if (clock(hour + HOUR) - clock(hour) !== HOUR) found.push(hour);
    }
  }
  return found;
}

export type Scan = {
  /** Wall time to the instants that show it, minute by minute. */
  readonly shown: ReadonlyMap<number, readonly number[]>;
  /** Wall times, whole minutes, that the clock jumps over. */
  readonly skipped: readonly number[];
};

/** Looks at the clock each minute in `[from, to)`. */
export function scanMinutes(clock: (instant: number) => number, from: number, to: number): Scan {
  const shown = new Map<number, number[]>();
  const skipped: number[] = [];
  let last = clock(from - MINUTE);
  for (let instant = from; instant < to; instant += MINUTE) {
    const wall = clock(instant);
    const instants = shown.get(wall);
    if (instants === undefined) shown.set(wall, [instant]);
    else instants.push(instant);
    for (let missed = last + MINUTE; missed < wall; missed += MINUTE) skipped.push(missed);
    last = wall;
  }
  return { shown, skipped };
}
