import { loadavg } from "node:os";

/** What a bench prints, and whether what it saw was right. */
export type Report = {
  say(line: string): void;
  /** A goal, the figure that it was measured by, and whether that reaches it. */
  goal(goal: string, figure: string, reached: boolean): void;
  /** What must be so however slow the machine is. The bench fails where it is not. */
  must(rule: string, holds: boolean, found: unknown): void;
  isRight(): boolean;
};

export function createReport(): Report {
  let wrong = 0;
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  return {
    say,
    goal: (goal, figure, reached) => say(`  ${reached ? "reached" : "MISSED "}  ${goal}: ${figure}`),
    must(rule, holds, found) {
      if (!holds) wrong += 1;
      say(`  ${holds ? "right  " : "WRONG  "}  ${rule}${holds ? "" : `: ${JSON.stringify(found)}`}`);
    },
    isRight: () => wrong === 0,
  };
}

/** How busy the machine is with everything that runs on it: processes that want to run, in the last minute. */
export const loadOf = (): string => `load ${(loadavg()[0] as number).toFixed(1)}`;

/** The value below which this share of all lie. */
export function percentile(all: readonly number[], share: number): number {
  const sorted = all.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export const ms = (time: number): string => `${time.toFixed(time < 10 ? 2 : 0)} ms`;
