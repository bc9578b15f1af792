import { defineQuery, defineSignal } from "@temporalio/workflow";
import { GET_SESSION_PROGRESS, SESSION_CHANGED } from "./names.ts";
import type { SessionProgress } from "./types.ts";

export const sessionChanged = defineSignal(SESSION_CHANGED);
export const getSessionProgress = defineQuery<SessionProgress>(GET_SESSION_PROGRESS);
