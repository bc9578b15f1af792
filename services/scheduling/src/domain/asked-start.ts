import type { LocalTime } from "./time/calendar.ts";
import type { Instant } from "./time/instant.ts";

/** When a session is to begin, as it was asked for. `offsetMinutes` says which of two, where the local time occurs twice. */
export type AskedStart =
  | { readonly at: Instant }
  | { readonly local: LocalTime; readonly zone: string; readonly offsetMinutes: number | null };
