import { defineQuery, defineSignal } from "@temporalio/workflow";
import { GET_LAST_EVIDENCE, GET_NEXT_WAKE, GET_SESSION_PROGRESS, SESSION_CHANGED } from "./names.ts";
import type { LastEvidence, NextWake, SessionProgress } from "./types.ts";

export const sessionChanged = defineSignal(SESSION_CHANGED);
export const getSessionProgress = defineQuery<SessionProgress>(GET_SESSION_PROGRESS);
/** Both answer from what it was told when it last looked, which it does at every moment of the session and at news. */
export const getNextWake = defineQuery<NextWake>(GET_NEXT_WAKE);
export const getLastEvidence = defineQuery<LastEvidence | null>(GET_LAST_EVIDENCE);
