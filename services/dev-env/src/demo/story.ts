/** A claim of the story that did not hold. */
export class ClaimFailed extends Error {
  constructor(claim: string, found: unknown) {
    super(`not so: ${claim}${found === undefined ? "" : ` (found ${JSON.stringify(found, bigints)})`}`);
    this.name = "ClaimFailed";
  }
}

const bigints = (_key: string, value: unknown): unknown => (typeof value === "bigint" ? Number(value) : value);

/** Tells what happens, line by line, and stops at the first claim that does not hold. */
export interface Story {
  chapter(title: string): void;
  tell(text: string): void;
  /** Something that was checked and holds. Throws ClaimFailed, with what was found, when it does not. */
  claim(text: string, holds: boolean, found?: unknown): void;
  /** Shows how far a long step is, about once a second. */
  progress(done: number, of: number, what: string): void;
  /** A measured figure, told again at the end. */
  figure(name: string, value: string): void;
  end(): void;
}

/** A story on standard output; `start` is a `performance.now()`. */
export function createStory(start: number): Story {
  const figures: [string, string][] = [];
  let claims = 0;
  let chapters = 0;
  let shown = 0;
  const say = (line: string): void => console.log(line);
  return {
    chapter(title) {
      chapters += 1;
      say(`\n${chapters}. ${title}   [${seconds(performance.now() - start)}]`);
    },
    tell: (text) => say(`   ${text}`),
    claim(text, holds, found) {
      if (!holds) throw new ClaimFailed(text, found);
      claims += 1;
      say(`   ✓ ${text}`);
    },
    progress(done, of, what) {
      if (done < of && performance.now() - shown < 1_000) return;
      shown = performance.now();
      say(`     ${String(done).padStart(6)} of ${of} ${what}`);
    },
    figure(name, value) {
      figures.push([name, value]);
      say(`   ${name}: ${value}`);
    },
    end() {
      say(`\nFigures of this run`);
      const width = Math.max(...figures.map(([name]) => name.length));
      for (const [name, value] of figures) say(`   ${name.padEnd(width)}  ${value}`);
      say(`\n${claims} claims checked in ${seconds(performance.now() - start)}, all true.`);
    },
  };
}

/** Milliseconds as seconds with one decimal. */
export const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
