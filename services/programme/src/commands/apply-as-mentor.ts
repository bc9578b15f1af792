import type { Call } from "@mentorship/shared/call";
import type { ProgrammeContext } from "../context.ts";
import { type Applied, apply, type ApplyInput } from "./apply.ts";

/** Applies as a mentor. Throws what `apply` throws. */
export const applyAsMentor = (ctx: ProgrammeContext, call: Call, input: Omit<ApplyInput, "role">): Promise<Applied> =>
  apply(ctx, call, { ...input, role: "MENTOR" });
