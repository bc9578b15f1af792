import type { Call } from "@mentorship/shared/call";
import { pageSize } from "@mentorship/shared/paging";
import { readTenant } from "@mentorship/shared/postgres";
import type { ProgrammeContext } from "../context.ts";
import { pageOfSkills, type Skill } from "../store/skills.ts";
import { listQuery, pageOf, placeOf } from "./pages.ts";

/** A page of the catalogue, by tag. Throws PAGE_TOKEN_INVALID. */
export async function listSkills(
  ctx: ProgrammeContext,
  call: Call,
  page: { readonly pageSize: number; readonly pageToken: string },
): Promise<{ skills: Skill[]; nextPageToken: string }> {
  const query = listQuery(call, "skills", {});
  const size = pageSize(page.pageSize, 200, 1_000);
  const after = placeOf(query, page.pageToken, "none", "text")?.id ?? "";
  const found = await readTenant(ctx, call.tenantId, (db) => pageOfSkills(db, after, size + 1));
  const placed = found.map((skill) => ({ item: skill, place: { key: null, id: skill.tag } }));
  const { page: skills, nextPageToken } = pageOf(query, placed, size);
  return { skills, nextPageToken };
}
