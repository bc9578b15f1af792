import { Interrupted } from "../launch/index.ts";
import { demo } from "../verbs/demo.ts";
import { down } from "../verbs/down.ts";
import { supervise } from "../verbs/supervise.ts";
import { token } from "../verbs/token.ts";
import { up } from "../verbs/up.ts";

const VERBS: Record<string, (args: readonly string[]) => Promise<void>> = { up, down, supervise, token, demo };

const [name = "", ...args] = process.argv.slice(2);
const verb = VERBS[name];
if (verb === undefined) {
  console.error(`usage: dev.ts ${Object.keys(VERBS).join(" | ")}`);
  process.exit(2);
}
try {
  await verb(args);
  process.exit(0);
} catch (error) {
  // What a developer can mend is one line; the stack is for what nobody expected.
  const { message = String(error), stack } = error instanceof Error ? error : {};
  console.error(process.env.MENTORSHIP_LOG_LEVEL === "debug" ? (stack ?? message) : message);
  process.exit(error instanceof Interrupted ? 130 : 1);
}
