import type { Call } from "@mentorship/shared/call";
import type { Db } from "@mentorship/shared/postgres";
import type { Application } from "../domain/application.ts";
import type { Programme } from "../domain/programme.ts";
import { actionsForCaller } from "../domain/programme-view.ts";
import type { ProgrammeAction } from "../domain/programme-states.ts";
import { applicationsOfPerson } from "../store/applications.ts";
import { findPerson } from "../store/people.ts";
import type { Tables } from "../store/tables.ts";

/** A programme as one caller sees it. */
export interface SeenProgramme {
  readonly programme: Programme;
  readonly actions: readonly ProgrammeAction[];
  readonly mine: readonly Application[];
}

/** Adds the caller's own part to programmes: their applications, and what they may do now. */
export async function aroundProgrammes(
  db: Db<Tables>,
  call: Call,
  programmes: readonly Programme[],
): Promise<SeenProgramme[]> {
  const { actor } = call;
  const isPerson = actor.kind === "person" && programmes.length > 0;
  const ids = programmes.map(({ id }) => id);
  const mine = isPerson ? await applicationsOfPerson(db, actor.id, ids) : [];
  const person = isPerson ? await findPerson(db, actor.id) : undefined;
  return programmes.map((programme) => {
    const own = mine.filter(({ programmeId }) => programmeId === programme.id);
    return { programme, mine: own, actions: actionsForCaller(programme, actor, person, own) };
  });
}
