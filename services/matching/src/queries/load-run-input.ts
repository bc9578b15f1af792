import type { Call } from "@mentorship/shared/call";
import { readRunMaterial, type RunMaterial } from "../clients.ts";
import type { MatchingContext } from "../context.ts";
import { type ComposedInput, composeInput } from "../domain/compose-input.ts";
import type { Programme } from "../domain/programme.ts";
import type { RunMode, RunRules } from "../domain/run.ts";
import type { LoadedPerson } from "../store/applications.ts";
import type { ReplaceableMatch } from "../store/replaceable.ts";
import { readOwnRows } from "./own-rows.ts";

/** How to load: the mode, and rules that go before the programme's own; what is left out is as the programme says. */
export interface LoadWish {
  readonly mode: RunMode;
  readonly rules?: Partial<RunRules>;
}

/** All that a run or a preview considers. */
export interface LoadedRunInput extends ComposedInput {
  /** As its owner has it at this moment. */
  readonly programme: Pick<Programme, "id" | "name" | "state">;
  /** Every value filled in. */
  readonly rules: RunRules;
  /** Live proposals that count as absent, by id; none unless proposals are replaced. */
  readonly replaceable: readonly ReplaceableMatch[];
  /** Everybody who was read of. */
  readonly people: readonly LoadedPerson[];
}

/**
 * Reads what a run or a preview considers: programme, people and applications from their owner out of one snapshot, then live matches and
 * barred pairs from own rows. Whatever the programme's state, which the caller judges. Throws NOT_FOUND; UNAVAILABLE when the owner does not
 * answer; what `signal` was aborted with.
 */
export async function loadRunInput(
  ctx: MatchingContext,
  call: Call,
  programmeId: string,
  { mode, rules: wished = {} }: LoadWish,
  signal: AbortSignal,
): Promise<LoadedRunInput> {
  const material = await readRunMaterial(ctx, call, programmeId, signal);
  const own = await readOwnRows(ctx, call, programmeId, mode);
  const rules = { ...material.rules, ...wished };
  const composed = composeInput({ ...material, ...own, rules });
  const { programme } = material;
  return { ...composed, programme, rules, replaceable: own.replaceable, people: peopleOf(material) };
}

const peopleOf = ({ mentors, mentees }: RunMaterial): LoadedPerson[] => [
  ...mentors.map(
    ({ personId, maxMentees }): LoadedPerson => ({ personId, role: "MENTOR", state: "APPROVED", maxMentees }),
  ),
  ...mentees.map(({ personId }): LoadedPerson => ({ personId, role: "MENTEE", state: "APPLIED", maxMentees: 0 })),
];
