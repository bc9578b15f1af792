export { sessionLifecycle } from "./session-lifecycle.ts";
