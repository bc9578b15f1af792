import type { Call } from "@mentorship/shared/call";
import { notFound } from "@mentorship/shared/errors";
import { readTenant } from "@mentorship/shared/postgres";
import type { ProgrammeContext } from "../context.ts";
import type { Programme } from "../domain/programme.ts";
import { type Candidate, pageOfCandidates } from "../store/candidates.ts";
import { findProgramme } from "../store/programmes.ts";

/** A part of what a run considers. The programme stands in the first only. */
export interface MatchingInputs {
  readonly programme: Programme | undefined;
  readonly mentors: readonly Candidate[];
  readonly mentees: readonly Candidate[];
}

const rowsInStatement = 5_000;
const rowsInMessage = 500;

/**
 * Everything that a matching run considers, out of one snapshot, in parts of up to 500. Throws NOT_FOUND. The rows are read whole before
 * the first part leaves: a listener that is slow must not keep the snapshot open.
 */
export async function* streamMatchingInputs(
  ctx: ProgrammeContext,
  call: Call,
  programmeId: string,
): AsyncGenerator<MatchingInputs> {
  const { programme, mentors, mentees } = await readTenant(ctx, call.tenantId, async (db) => {
    const found = await findProgramme(db, programmeId);
    if (!found) throw notFound("programme", programmeId);
    const all = async (role: "MENTOR" | "MENTEE") => {
      const candidates: Candidate[] = [];
      for (;;) {
        const page = await pageOfCandidates(db, programmeId, role, candidates.at(-1)?.personId ?? "", rowsInStatement);
        candidates.push(...page);
        if (page.length < rowsInStatement) return candidates;
      }
    };
    return { programme: found, mentors: await all("MENTOR"), mentees: await all("MENTEE") };
  });
  yield { programme, mentors: [], mentees: [] };
  for (let from = 0; from < mentors.length; from += rowsInMessage) {
    yield { programme: undefined, mentors: mentors.slice(from, from + rowsInMessage), mentees: [] };
  }
  for (let from = 0; from < mentees.length; from += rowsInMessage) {
    yield { programme: undefined, mentors: [], mentees: mentees.slice(from, from + rowsInMessage) };
  }
}
