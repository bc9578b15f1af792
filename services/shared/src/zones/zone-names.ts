import { DomainError } from "../errors/index.ts";

/** A zone as its owner wrote it and as the product reads it. */
export type ZoneName = { readonly given: string; readonly canonical: string };

// NOTE: Intl knows abbreviations that are no zone names and reads them its own way ("BST" as Dhaka, "IST" as Kolkata), so a name
// without an area passes only when the IANA database itself carries it.
const WITHOUT_AREA = lowerCased(
  "CET Cuba EET EST Egypt Eire GB GB-Eire GMT Greenwich HST Hongkong Iceland Iran Israel Jamaica Japan Kwajalein Libya MET MST NZ NZ-CHAT " +
    "Navajo PRC Poland Portugal ROC ROK Singapore Turkey UCT UTC Universal W-SU WET Zulu",
);

const AREAS = lowerCased(
  "Africa America Antarctica Arctic Asia Atlantic Australia Brazil Canada Chile Etc Europe Indian Mexico Pacific US",
);

// Intl canonicalises to the names of 2001 or so; these are the names that the IANA database has put in their place.
const RENAMED: Readonly<Record<string, string>> = {
  "Africa/Asmera": "Africa/Asmara",
  "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
  "America/Catamarca": "America/Argentina/Catamarca",
  "America/Coral_Harbour": "America/Atikokan",
  "America/Cordoba": "America/Argentina/Cordoba",
  "America/Godthab": "America/Nuuk",
  "America/Indianapolis": "America/Indiana/Indianapolis",
  "America/Jujuy": "America/Argentina/Jujuy",
  "America/Louisville": "America/Kentucky/Louisville",
  "America/Mendoza": "America/Argentina/Mendoza",
  "Asia/Calcutta": "Asia/Kolkata",
  "Asia/Katmandu": "Asia/Kathmandu",
  "Asia/Rangoon": "Asia/Yangon",
  "Asia/Saigon": "Asia/Ho_Chi_Minh",
  "Atlantic/Faeroe": "Atlantic/Faroe",
  "Europe/Kiev": "Europe/Kyiv",
  "Pacific/Enderbury": "Pacific/Kanton",
  "Pacific/Ponape": "Pacific/Pohnpei",
  "Pacific/Truk": "Pacific/Chuuk",
  "Etc/UTC": "UTC",
  "Etc/GMT": "UTC",
};

const resolved = new Map<string, string | null>();

/**
 * The canonical name of an IANA zone; names and links are accepted in any case, deprecated ones too (`Asia/Calcutta`, `US/Eastern`).
 * Refused with `ZONE_UNKNOWN`: unknown names, abbreviations that are no zone, offsets (`+02:00`, `UTC+2`, `GMT0`) and whatever reads
 * as a POSIX string, the legacy names `EST5EDT`, `CST6CDT`, `MST7MDT` and `PST8PDT` included. `Etc/GMT+5` is a name and is accepted.
 */
export function canonicalZone(name: string): ZoneName {
  const canonical = findZone(name);
  if (canonical === null) {
    throw new DomainError("ZONE_UNKNOWN", `${JSON.stringify(name.slice(0, 64))} is not the name of an IANA time zone`, {
      zone: name.slice(0, 64),
    });
  }
  return { given: name, canonical };
}

/** Whether the name would be accepted. */
export function isZoneName(name: string): boolean {
  return findZone(name) !== null;
}

function findZone(name: string): string | null {
  const known = resolved.get(name);
  if (known !== undefined) return known;
  const found = resolve(name);
  // Only what exists is remembered: a caller must not be able to fill the memory with made-up names.
  if (found !== null && resolved.size < 4_096) resolved.set(name, found);
  return found;
}

function resolve(name: string): string | null {
  if (name.length > 64 || !/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(name)) return null;
  const area = name.split("/", 1)[0] as string;
  const isPlace = area.length < name.length && AREAS.has(area.toLowerCase());
  if (!isPlace && !WITHOUT_AREA.has(name.toLowerCase())) return null;
  try {
    const intl = new Intl.DateTimeFormat("en-US", { timeZone: name }).resolvedOptions().timeZone;
    return RENAMED[intl] ?? intl;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function lowerCased(names: string): ReadonlySet<string> {
  return new Set(names.toLowerCase().split(" "));
}
