import { type PersonProfile, ProgrammeService } from "@mentorship/client/v1";
import type { DirectoryOwner } from "../admission/index.ts";
import type { InternalTokens } from "../auth/index.ts";
import type { Call } from "../call/index.ts";
import { DomainError, notFound } from "../errors/index.ts";
import { createPeer, type Peer } from "../rpc/index.ts";

/** The most people that the owner answers for in one call. */
const batch = 500;
/** For so many real milliseconds a name may be the one of before. */
const keptMs = 2_000;
const mostKept = 20_000;

/** The way to the service that owns tenants and people. */
export interface Directory {
  readonly peer: Peer<typeof ProgrammeService>;
  readonly owner: DirectoryOwner;
  /**
   * What may be shown of people, by id; unknown ids are left out. `scopeId` names the programme whose tags and bio are meant, empty: none.
   * Call it outside transactions.
   */
  profilesOf(call: Call, ids: readonly string[], scopeId?: string): Promise<ReadonlyMap<string, PersonProfile>>;
  /** Their names alone. */
  namesOf(call: Call, ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  close(): void;
}

/** Opens the way. Nothing connects before it is used. */
export function connectDirectory(tokens: InternalTokens, baseUrl: string): Directory {
  const peer = createPeer(tokens, ProgrammeService, baseUrl);
  const kept = new Map<string, { readonly profile: PersonProfile; readonly until: number }>();

  const fetch = async (call: Call, ids: readonly string[], scopeId: string): Promise<PersonProfile[]> => {
    const pages = Array.from({ length: Math.ceil(ids.length / batch) }, (_, n) =>
      ids.slice(n * batch, (n + 1) * batch),
    );
    const answers = await Promise.all(
      pages.map((personIds) => peer.of(call).batchGetPeople({ personIds, programmeId: scopeId })),
    );
    return answers.flatMap(({ people }) => people);
  };

  const profilesOf: Directory["profilesOf"] = async (call, ids, scopeId = "") => {
    const found = new Map<string, PersonProfile>();
    const missing: string[] = [];
    for (const id of new Set(ids)) {
      const entry = kept.get(keyOf(call, scopeId, id));
      if (entry && entry.until > performance.now()) found.set(id, entry.profile);
      else missing.push(id);
    }
    if (missing.length === 0) return found;
    if (kept.size > mostKept) kept.clear();
    const until = performance.now() + keptMs;
    for (const profile of await fetch(call, missing, scopeId)) {
      const id = profile.card?.personId ?? "";
      kept.set(keyOf(call, scopeId, id), { profile, until });
      found.set(id, profile);
    }
    return found;
  };

  return {
    peer,
    owner: ownerBehind(peer),
    profilesOf,
    namesOf: async (call, ids) => {
      const profiles = await profilesOf(call, ids);
      return new Map([...profiles].map(([id, { card }]) => [id, card?.displayName ?? ""]));
    },
    close: () => peer.close(),
  };
}

const keyOf = (call: Call, scopeId: string, id: string): string => JSON.stringify([call.tenantId, scopeId, id]);

const ownerBehind = (peer: Peer<typeof ProgrammeService>): DirectoryOwner => ({
  async getTenant(tenantId) {
    const { tenant } = await peer.of(tenantId).getTenantFacts({});
    if (!tenant) throw new DomainError("TENANT_UNKNOWN", "this tenant was not created", { tenant_id: tenantId });
    return tenant;
  },
  async getPerson(tenantId, personId) {
    const { person } = await peer.of(tenantId).getPersonFacts({ personId });
    if (!person) throw notFound("person", personId);
    return person;
  },
});
