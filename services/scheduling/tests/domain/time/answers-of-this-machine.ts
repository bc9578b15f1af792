import { freeSlots } from "../../../src/domain/free-slots.ts";
import { localToInstant } from "../../../src/domain/time/local-time.ts";
import { clockChangesBetween } from "../../../src/domain/time/zone-table.ts";
import { availabilityOf } from "../sample.ts";

// Run as a program under different zones and days of the machine; prints what must always be the same.
const today = Date.parse(process.argv[2] as string);
Date.now = () => today;

const local = { year: 2026, month: 10, day: 25, hour: 2, minute: 30 };
process.stdout.write(
  JSON.stringify({
    ambiguous: new Date(localToInstant("Europe/Berlin", local)).toISOString(),
    changes: ["Europe/Berlin", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia"].map((zone) =>
      clockChangesBetween(zone, Date.UTC(2010, 0, 1), Date.UTC(2028, 0, 1)),
    ),
    slots: freeSlots({
      availability: availabilityOf({ windows: [{ weekday: 7, startMinute: 60, endMinute: 300 }] }),
      busy: [],
      lengthMinutes: 45,
      now: Date.UTC(2026, 9, 1),
      from: Date.UTC(2026, 9, 20),
      to: Date.UTC(2026, 9, 27),
    }),
  }),
);
