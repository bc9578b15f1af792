type Verb = (args: readonly string[]) => Promise<void>;

// Loaded when asked for: `up` on a running platform, or `token`, needs a small part of what `demo` does.
const VERBS: Record<string, () => Promise<Verb>> = {
  up: async () => (await import("../verbs/up.ts")).up,
  down: async () => (await import("../verbs/down.ts")).down,
  token: async () => (await import("../verbs/token.ts")).token,
  demo: async () => (await import("../verbs/demo.ts")).demo,
  supervise: async () => (await import("../verbs/supervise.ts")).supervise,
};

const [name = "", ...args] = process.argv.slice(2);
const load = VERBS[name];
if (load === undefined) {
  console.error(`usage: dev.ts ${Object.keys(VERBS).join(" | ")}`);
  process.exit(2);
}
try {
  const verb = await load();
  await verb(args);
  process.exit(0);
} catch (error) {
  // What a developer can mend is one line; the stack is for what nobody expected.
  const { message = String(error), stack, name: kind } = error instanceof Error ? error : {};
  console.error(process.env.MENTORSHIP_LOG_LEVEL === "debug" ? (stack ?? message) : message);
  process.exit(kind === "Interrupted" ? 130 : 1);
}
