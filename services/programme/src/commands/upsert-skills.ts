import { appendAudit } from "@mentorship/shared/audit";
import type { Call } from "@mentorship/shared/call";
import { invalid } from "@mentorship/shared/errors";
import { transact } from "@mentorship/shared/postgres";
import type { ProgrammeContext } from "../context.ts";
import { putSkills, type Skill } from "../store/skills.ts";

/** Adds skills to the catalogue and changes labels. Throws INVALID_ARGUMENT when a tag is given twice. */
export async function upsertSkills(
  ctx: ProgrammeContext,
  call: Call,
  skills: readonly Skill[],
): Promise<{ added: number; changed: number }> {
  const twice = skills.findIndex(({ tag }, index) => skills.findIndex((each) => each.tag === tag) < index);
  if (twice >= 0) throw invalid([{ field: `skills[${twice}].tag`, description: "must be given once" }]);
  return transact(ctx, call, async (trx) => {
    const written = await putSkills(trx, skills);
    for (const { tag, label, before } of written) {
      appendAudit(trx, {
        action: before === null ? "skill.added" : "skill.relabelled",
        entity: { type: "skill", id: tag },
        before: before === null ? null : { label: before },
        after: { label },
      });
    }
    const added = written.filter(({ before }) => before === null).length;
    return { added, changed: written.length - added };
  });
}
