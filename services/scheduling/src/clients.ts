import type { InternalTokens } from "@mentorship/shared/auth";
import type { Call } from "@mentorship/shared/call";
import { connectDirectory, type Directory } from "@mentorship/shared/directory";
import { DomainError } from "@mentorship/shared/errors";
import { createPeer } from "@mentorship/shared/rpc";
import { type ApplicationFacts, type ApplicationRole, MatchingService, type PersonFacts } from "@mentorship/client/v1";
import { matchFactsOf, programmeFactsOf } from "./facts.ts";
import type { MatchFacts } from "./store/match-facts.ts";
import type { ProgrammeFacts } from "./store/programme-facts.ts";

/** Those who own what this service only projects. Undefined: there is no such thing in the tenant. */
export interface Owners {
  readonly directory: Directory;
  /** Whom admission asks. */
  readonly owner: Directory["owner"];
  match(call: Call, id: string): Promise<MatchFacts | undefined>;
  programme(call: Call, id: string): Promise<ProgrammeFacts | undefined>;
  person(call: Call, id: string): Promise<PersonFacts | undefined>;
  application(
    call: Call,
    of: { readonly programmeId: string; readonly personId: string; readonly role: ApplicationRole },
  ): Promise<ApplicationFacts | undefined>;
  close(): void;
}

/** Opens the ways to the owners. Nothing connects before it is used. */
export function createOwners(
  tokens: InternalTokens,
  peers: { readonly programme: string; readonly matching: string },
): Owners {
  const directory = connectDirectory(tokens, peers.programme);
  const matching = createPeer(tokens, MatchingService, peers.matching);
  return {
    directory,
    owner: directory.owner,
    match: (call, id) =>
      unlessMissing(async () => {
        const { match } = await matching.of(call).getMatchFacts({ matchId: id });
        return match && matchFactsOf(match);
      }),
    programme: (call, id) =>
      unlessMissing(async () => {
        const { programme } = await directory.peer.of(call).getProgrammeFacts({ programmeId: id });
        return programme && programmeFactsOf(programme);
      }),
    person: (call, id) => unlessMissing(() => directory.owner.getPerson(call.tenantId, id)),
    application: (call, of) =>
      unlessMissing(async () => (await directory.peer.of(call).getApplicationFacts(of)).application),
    close: () => {
      directory.close();
      matching.close();
    },
  };
}

async function unlessMissing<T>(ask: () => Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof DomainError && error.reason === "NOT_FOUND") return undefined;
    throw error;
  }
}
