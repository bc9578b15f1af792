/** Wall and CPU time in milliseconds. CPU counts every thread of the process: a busy machine stretches the one, not the other. */
export interface Took {
  readonly wall: number;
  readonly cpu: number;
}

/** Does the work and answers what it took beside what it gave. */
export function timed<R>(work: () => R): Took & { readonly result: R } {
  const cpu = process.cpuUsage();
  const from = performance.now();
  const result = work();
  const wall = performance.now() - from;
  const { user, system } = process.cpuUsage(cpu);
  return { wall, cpu: (user + system) / 1000, result };
}

/** The middle one of the values, of an even number the higher of the two. */
export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** The value that the given share of all is not above; 0 of none. */
export function quantile(values: readonly number[], share: number): number {
  const ascending = values.toSorted((a, b) => a - b);
  return ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))] ?? 0;
}

export const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** A number of milliseconds as people read it. */
export function ms(value: number): string {
  if (value >= 10_000) return `${(value / 1000).toFixed(1)} s`;
  return value >= 100 ? `${Math.round(value)} ms` : `${value.toFixed(1)} ms`;
}

export const megabytes = (bytes: number): string => `${Math.round(bytes / 1_000_000)} MB`;

/** Prints a figure beside its goal. A goal that is missed is told, and fails nothing: times depend on the machine. */
export function tellGoal(goal: string, figure: string, isMet: boolean): void {
  print(`    goal: ${goal}: ${figure}${isMet ? "" : "  ← NOT MET"}`);
}

/** Prints whether two results are the same, and fails the process where they are not. */
export function tellSame(what: string, found: string | number, expected: string | number): void {
  const isSame = found === expected;
  const shown = typeof found === "string" ? found.slice(0, 16) : found;
  print(`    ${what}: ${isSame ? `the same, ${shown}` : `DIFFERENT: ${found} and ${expected}`}`);
  if (!isSame) process.exitCode = 1;
}
