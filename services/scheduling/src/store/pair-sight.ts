import { toRange } from "@mentorship/shared/postgres";
import { type RawBuilder, type Selectable, sql } from "kysely";
import type { Hold } from "../domain/hold.ts";
import type { Instant, Interval } from "../domain/time/instant.ts";
import { type PublishedAvailability, availabilityFromRow } from "./availability.ts";
import type { TakenTime } from "./busy.ts";
import { holdFromRow } from "./holds.ts";
import { type MatchFacts, matchFromRow } from "./match-facts.ts";
import type { Person } from "./people.ts";
import { type ProgrammeFacts, programmeFromRow } from "./programme-facts.ts";
import type { AvailabilityTable, MatchFactsTable, ProgrammeFactsTable, SlotHoldTable } from "./tables.ts";

/** What takes somebody's time: the session or hold with this id, a hold until `freeAfter` at most. */
export type TakenBy = TakenTime & { readonly takerId: string; readonly freeAfter: Instant | null };

/** All that a booking of a match is decided by. */
export type PairSight = {
  readonly match: MatchFacts;
  readonly programme: ProgrammeFacts | undefined;
  readonly people: ReadonlyMap<string, Person>;
  readonly published: PublishedAvailability | null;
  /** What `holderId` holds of the mentor's time. */
  readonly ownHolds: readonly Hold[];
  readonly taken: readonly TakenBy[];
};

/** One row of `pairSight`, in JSON. */
export type PairSightRow = {
  readonly match: Selectable<MatchFactsTable>;
  readonly programme: Selectable<ProgrammeFactsTable> | null;
  readonly availability: Selectable<AvailabilityTable> | null;
  readonly people: readonly Person[] | null;
  readonly holds: readonly HoldInJson[] | null;
  readonly taken: readonly TakenBy[] | null;
};

type HoldTimes = "starts_at" | "ends_at" | "expires_at";
type HoldInJson = Omit<Selectable<SlotHoldTable>, HoldTimes> & Readonly<Record<HoldTimes, string>>;

/** Whose match is seen, for whom, and around what time. */
export type PairSightOf = {
  readonly tenantId: string;
  readonly matchId: string;
  readonly holderId: string;
  readonly within: Interval;
};

/**
 * Sees a match, its programme, its people, what the mentor offers, what `holderId` holds, and what takes the time of the two in `within`:
 * one statement, since what a storm on one slot costs is its round trips. No row: there is no such match.
 */
export function pairSight({ tenantId, matchId, holderId, within }: PairSightOf): RawBuilder<PairSightRow> {
  const range = toRange(new Date(within.start), new Date(within.end));
  // Each of the two by an equality of its own, which an index answers; a list of both would be filtered.
  const taken = sql`select jsonb_agg(jsonb_build_object('personId', one.id, 'takerId', p.session_id,
      'start', (extract(epoch from lower(p.during)) * 1000)::int8, 'end', (extract(epoch from upper(p.during)) * 1000)::int8,
      'freeAfter', (extract(epoch from p.free_after) * 1000)::int8))
    from unnest(array[m.mentor_id, m.mentee_id]) as one(id)
    join session_participant p on p.tenant_id = ${tenantId} and p.active and p.person_key = hashtextextended(one.id, 0)
      and p.person_id = one.id and p.during && ${range}::tstzrange`;
  const people = sql`select jsonb_agg(jsonb_build_object('id', id, 'zone', zone, 'suspended', suspended))
    from person where tenant_id = ${tenantId} and id in (m.mentor_id, m.mentee_id)`;
  const holds = sql`select jsonb_agg(to_jsonb(h)) from slot_hold h
    where h.tenant_id = ${tenantId} and h.holder_id = ${holderId} and h.mentor_id = m.mentor_id and h.kind = 'hold'`;
  return sql<PairSightRow>`
    select to_jsonb(m) as match, to_jsonb(g) as programme, to_jsonb(a) as availability,
      (${people}) as people, (${holds}) as holds, (${taken}) as taken
    from match_facts m
    left join programme_facts g on g.tenant_id = m.tenant_id and g.id = m.programme_id
    left join availability a on a.tenant_id = m.tenant_id and a.mentor_id = m.mentor_id
    where m.tenant_id = ${tenantId} and m.id = ${matchId}`;
}

/** What a row of `pairSight` says. */
export function pairSightFromRow(row: PairSightRow): PairSight {
  const holds = (row.holds ?? []).map((hold) =>
    holdFromRow({
      ...hold,
      starts_at: new Date(hold.starts_at),
      ends_at: new Date(hold.ends_at),
      expires_at: new Date(hold.expires_at),
    }),
  );
  return {
    match: matchFromRow(row.match),
    programme: row.programme === null ? undefined : programmeFromRow(row.programme),
    people: new Map((row.people ?? []).map((person) => [person.id, person])),
    published: row.availability === null ? null : availabilityFromRow(row.availability),
    ownHolds: holds,
    taken: row.taken ?? [],
  };
}
