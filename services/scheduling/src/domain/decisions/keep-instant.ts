import type { Part } from "../actor.ts";
import type { SessionRecord } from "../session.ts";
import { instantToLocal } from "../time/local-time.ts";
import { zoneDataVersion } from "../time/zone-table.ts";
import { type SessionDecision, unchanged } from "./decision.ts";

/**
 * Takes what the zone's clock shows now at a session's instant for what was meant. Its time does not change, so its schedule version does
 * not; nothing, where that is what was meant and is known to be.
 */
export function keepInstant(session: SessionRecord, part: Part): SessionDecision {
  const localStart = instantToLocal(session.zone, session.startsAt).wall;
  const current = zoneDataVersion();
  if (localStart === session.localStart && session.zoneDataVersion === current) return unchanged(session, part);
  const record = { ...session, localStart, zoneDataVersion: current, version: session.version + 1 };
  return { record, events: [], evidence: [], part };
}
