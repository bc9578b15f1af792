import type { Call } from "@mentorship/shared/call";
import type { ProgrammeContext } from "../context.ts";
import type { Application } from "../domain/application.ts";
import { apply, type ApplyInput } from "./apply.ts";

/** Applies as a mentor. Throws what `apply` throws. */
export const applyAsMentor = (
  ctx: ProgrammeContext,
  call: Call,
  input: Omit<ApplyInput, "role">,
): Promise<Application> => apply(ctx, call, { ...input, role: "MENTOR" });
