import { askApplications, readRunMaterial, type RunMaterial } from "../clients.ts";
import { beginLoading } from "../commands/begin-loading.ts";
import { keepRunInput } from "../commands/keep-run-input.ts";
import type { MatchingContext } from "../context.ts";
import { composeInput } from "../domain/compose-input.ts";
import type { Run } from "../domain/run.ts";
import { getRun } from "../queries/get-run.ts";
import { readOwnRows } from "../queries/own-rows.ts";
import type { LoadedPerson } from "../store/applications.ts";
import type { LoadedCounts, RunActivities } from "../workflows/types.ts";
import { asActivity, stepCall } from "./as-activity.ts";

/** Reads what the run considers and keeps it. Done already: answers what was kept. */
export const loadRun =
  (ctx: MatchingContext): RunActivities["loadRun"] =>
  (ref) =>
    asActivity(ctx.log, ref, async (signal) => {
      const call = stepCall(ref, "load");
      await beginLoading(ctx, stepCall(ref, "begin"), ref.runId);
      const run = await getRun(ctx, call, ref.runId);
      if (run.phase !== "LOADING") return countsOf(run);
      const material = await readRunMaterial(ctx, call, ref.programmeId, signal);
      if (!material.inMatching) return { mentors: 0, mentees: 0, stop: true };
      const people = peopleOf(material);
      const own = await readOwnRows(ctx, call, ref.programmeId, people);
      const learnt = await askApplications(ctx, call, ref.programmeId, own.disagreeing);
      const { input, ...counts } = composeInput({ ...material, ...own });
      const kept = { runId: ref.runId, input, rules: material.rules, people, learnt, ...counts };
      return countsOf(await keepRunInput(ctx, call, kept));
    });

const countsOf = (run: Run): LoadedCounts => ({
  mentors: run.mentorsLoaded,
  mentees: run.menteesLoaded,
  stop: run.phase === "FINISHED",
});

const peopleOf = ({ mentors, mentees }: RunMaterial): LoadedPerson[] => [
  ...mentors.map(
    ({ personId, maxMentees }): LoadedPerson => ({ personId, role: "MENTOR", state: "APPROVED", maxMentees }),
  ),
  ...mentees.map(({ personId }): LoadedPerson => ({ personId, role: "MENTEE", state: "APPLIED", maxMentees: 0 })),
];
