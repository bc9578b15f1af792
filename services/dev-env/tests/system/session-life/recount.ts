import type { Life, ModelSession } from "./model.ts";
import type { Stage } from "./stage.ts";

export const all = (life: Life): ModelSession[] => [...life.sessions.values()];
export const rowsOf = <Row>({ world, cast }: Stage, text: string): Promise<Row[]> =>
  world.sql<Row>(text, [cast.tenantId]);
export const textsOf = async (stage: Stage, text: string): Promise<string[]> =>
  (await rowsOf<{ row: string }>(stage, text)).map(({ row }) => row);

/** In what two lists of texts differ, counted. */
export function apart(what: string, expected: readonly string[], found: readonly string[]): string[] {
  const count = new Map<string, number>();
  for (const each of expected) count.set(each, (count.get(each) ?? 0) + 1);
  for (const each of found) count.set(each, (count.get(each) ?? 0) - 1);
  return [...count].flatMap(([each, n]) => (n === 0 ? [] : [`${what}: ${n > 0 ? "missing" : "too many"} ${each}`]));
}
