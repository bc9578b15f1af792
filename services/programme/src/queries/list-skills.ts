import type { Call } from "@mentorship/shared/call";
import { decodePageToken, encodePageToken, pageSize } from "@mentorship/shared/paging";
import { readTenant } from "@mentorship/shared/postgres";
import type { ProgrammeContext } from "../context.ts";
import { pageOfSkills, type Skill } from "../store/skills.ts";

const query = { list: "skills" };

/** A page of the catalogue, by tag. Throws PAGE_TOKEN_INVALID. */
export async function listSkills(
  ctx: ProgrammeContext,
  call: Call,
  page: { readonly pageSize: number; readonly pageToken: string },
): Promise<{ skills: Skill[]; nextPageToken: string }> {
  const size = pageSize(page.pageSize, 200, 1_000);
  const after = String(decodePageToken<string>(query, page.pageToken) ?? "");
  const found = await readTenant(ctx, call.tenantId, (db) => pageOfSkills(db, after, size + 1));
  const skills = found.slice(0, size);
  const last = skills.at(-1);
  return { skills, nextPageToken: found.length > size && last ? encodePageToken(query, last.tag) : "" };
}
