import type { Migrations } from "@mentorship/shared/postgres";
import * as m0001 from "./2026-11-21-0001-sessions.ts";
import * as m0002 from "./2026-11-21-0002-facts.ts";
import * as m0004 from "./2026-11-21-0004-booking.ts";
import * as m0005 from "./2026-11-21-0005-life.ts";

/** Every migration of this schema, oldest first. */
export const migrations: Migrations = {
  "2026_11_21_0001_sessions": m0001,
  "2026_11_21_0002_facts": m0002,
  "2026_11_21_0004_booking": m0004,
  "2026_11_21_0005_life": m0005,
};
