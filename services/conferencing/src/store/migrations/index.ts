import type { Migrations } from "@mentorship/shared/postgres";
import * as link from "./2026-11-21-0001-link.ts";
import * as sessionsOfSeveral from "./2026-11-21-0002-sessions-of-several.ts";

export const migrations: Migrations = {
  "2026-11-21-0001-link": link,
  "2026-11-21-0002-sessions-of-several": sessionsOfSeveral,
};
