import type { Migrations } from "@mentorship/shared/postgres";
import * as inbox from "./2026-11-21-0001-inbox.ts";

export const migrations: Migrations = { "2026-11-21-0001-inbox": inbox };
