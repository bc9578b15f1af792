import type { Call } from "@mentorship/shared/call";
import { notFound } from "@mentorship/shared/errors";
import { type Db, readTenant } from "@mentorship/shared/postgres";
import type { ProgrammeContext } from "../context.ts";
import type { ApplicationRole } from "../domain/application-states.ts";
import type { Programme } from "../domain/programme.ts";
import { type Candidate, candidatesOf, pageOfCandidates } from "../store/candidates.ts";
import { findProgramme } from "../store/programmes.ts";
import type { Tables } from "../store/tables.ts";

/** A part of what a run considers. The programme stands in the first only. */
export interface MatchingInputs {
  readonly programme: Programme | undefined;
  readonly mentors: readonly Candidate[];
  readonly mentees: readonly Candidate[];
}

const rowsInStatement = 5_000;
const rowsInMessage = 500;

/**
 * Everything that a matching run considers, out of one snapshot, in parts of up to 500; of `personIds` alone, whatever the state of their
 * applications, where some are named. Throws NOT_FOUND. The rows are read whole before the first part leaves: a listener that is slow must
 * not keep the snapshot open.
 */
export async function* streamMatchingInputs(
  ctx: ProgrammeContext,
  call: Call,
  { programmeId, personIds }: { readonly programmeId: string; readonly personIds: readonly string[] },
): AsyncGenerator<MatchingInputs> {
  const { programme, mentors, mentees } = await readTenant(ctx, call.tenantId, async (db) => {
    const found = await findProgramme(db, programmeId);
    if (!found) throw notFound("programme", programmeId);
    const read = (role: ApplicationRole) =>
      personIds.length > 0 ? candidatesOf(db, { programmeId, role, personIds }) : everybody(db, programmeId, role);
    return { programme: found, mentors: await read("MENTOR"), mentees: await read("MENTEE") };
  });
  yield { programme, mentors: [], mentees: [] };
  for (let from = 0; from < mentors.length; from += rowsInMessage) {
    yield { programme: undefined, mentors: mentors.slice(from, from + rowsInMessage), mentees: [] };
  }
  for (let from = 0; from < mentees.length; from += rowsInMessage) {
    yield { programme: undefined, mentors: [], mentees: mentees.slice(from, from + rowsInMessage) };
  }
}

async function everybody(db: Db<Tables>, programmeId: string, role: ApplicationRole): Promise<Candidate[]> {
  const candidates: Candidate[] = [];
  for (;;) {
    const after = candidates.at(-1)?.personId ?? "";
    const page = await pageOfCandidates(db, { programmeId, role, after, limit: rowsInStatement });
    candidates.push(...page);
    if (page.length < rowsInStatement) return candidates;
  }
}
