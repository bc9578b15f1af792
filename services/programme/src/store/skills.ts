import type { Db, Trx } from "@mentorship/shared/postgres";
import { sql } from "kysely";
import type { Tables } from "./tables.ts";

export interface Skill {
  readonly tag: string;
  readonly label: string;
}

/** Adds skills and changes labels, each tag at most once. Answers what was written; a label that is held already is not. */
export async function putSkills(
  trx: Trx<Tables>,
  skills: readonly Skill[],
): Promise<(Skill & { before: string | null })[]> {
  const { rows } = await sql<Skill & { before: string | null }>`
    insert into skill (tenant_id, tag, label)
    select ${trx.tenantId}, e.tag, e.label
    from unnest(${skills.map((each) => each.tag)}::text[], ${skills.map((each) => each.label)}::text[]) as e(tag, label)
    order by e.tag collate "C"
    on conflict (tenant_id, tag) do update set label = excluded.label where skill.label <> excluded.label
    returning new.tag, new.label, old.label as before`.execute(trx.sql);
  return rows;
}

/** Those of some tags that the catalogue does not have. */
export async function unknownSkills(db: Db<Tables>, tags: readonly string[]): Promise<string[]> {
  if (tags.length === 0) return [];
  const { rows } = await sql<{ tag: string }>`
    select t.tag from unnest(${tags}::text[]) as t(tag)
    where not exists (select from skill s where s.tenant_id = ${db.tenantId} and s.tag = t.tag)`.execute(db.sql);
  return rows.map(({ tag }) => tag);
}

/** A page of the catalogue by tag. `after` empty: from the first. */
export async function pageOfSkills(db: Db<Tables>, after: string, limit: number): Promise<Skill[]> {
  return db.sql
    .selectFrom("skill")
    .select(["tag", "label"])
    .where("tenant_id", "=", db.tenantId)
    .where("tag", ">", after)
    .orderBy("tag")
    .limit(limit)
    .execute();
}
