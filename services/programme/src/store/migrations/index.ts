import type { Migrations } from "@mentorship/shared/postgres";
import * as programme from "./2026-11-21-0001-programme.ts";
import * as projections from "./2026-11-21-0002-projections.ts";
import * as clock from "./2026-11-21-0003-clock.ts";
import * as pairingStrategy from "./2026-11-21-0004-pairing-strategy.ts";
import * as phases from "./2026-11-21-0005-phases.ts";
import * as lists from "./2026-11-21-0006-lists.ts";
import * as sessionMatches from "./2026-11-21-0007-session-matches.ts";

/** The schema's own tables, in their order. */
export const migrations: Migrations = {
  "2026_11_21_0001_programme": programme,
  "2026_11_21_0002_projections": projections,
  "2026_11_21_0003_clock": clock,
  "2026_11_21_0004_pairing_strategy": pairingStrategy,
  "2026_11_21_0005_phases": phases,
  "2026_11_21_0006_lists": lists,
  "2026_11_21_0007_session_matches": sessionMatches,
};
