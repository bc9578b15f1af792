import { notFound } from "@mentorship/shared/errors";
import type { Trx } from "@mentorship/shared/postgres";
import { type Selectable, sql } from "kysely";
import type { ApplicationRole } from "../domain/application-states.ts";
import type { Applicant } from "../domain/apply.ts";
import type { ProgrammeCore } from "../domain/programme.ts";
import { coreFromRow } from "./programmes.ts";
import type { ApplicantCard } from "./listed-applications.ts";
import type { ProgrammeTable, Tables } from "./tables.ts";

type Row = Selectable<ProgrammeTable> & {
  applicant_name: string;
  applicant_zone: string;
  applicant_bio: string;
  applicant_link: string;
  applicant_suspended: boolean | null;
  applicant_department: string;
  applicant_batch_year: number | null;
  unknown_tags: string[];
  has_applied: boolean;
};

/** What applying is decided by beside the person's own application, of which only is told whether there is one. */
export interface ForApplying {
  readonly programme: ProgrammeCore;
  readonly applicant: (NonNullable<Applicant> & { readonly card: ApplicantCard }) | null;
  readonly unknownTags: readonly string[];
  readonly hasApplied: boolean;
}

/** Reads it, and holds the programme against changes until the transaction ends. Throws NOT_FOUND. */
export async function programmeForApplying(
  trx: Trx<Tables>,
  of: {
    readonly programmeId: string;
    readonly personId: string;
    readonly role: ApplicationRole;
    readonly tags: readonly string[];
  },
): Promise<ForApplying> {
  const { rows } = await sql<Row>`
    select p.*, r.suspended as applicant_suspended, r.department as applicant_department,
      r.batch_year as applicant_batch_year, r.display_name as applicant_name, r.canonical_zone as applicant_zone,
      r.bio_short as applicant_bio, r.personal_link as applicant_link,
      array(select t.tag from unnest(${of.tags}::text[]) as t(tag)
        where not exists (select from skill s where s.tenant_id = p.tenant_id and s.tag = t.tag)) as unknown_tags,
      exists (select from application a where a.tenant_id = p.tenant_id and a.programme_id = p.id
        and a.person_id = ${of.personId} and a.role = ${of.role}) as has_applied
    from programme p left join person_record r on r.tenant_id = p.tenant_id and r.id = ${of.personId}
    where p.tenant_id = ${trx.tenantId} and p.id = ${of.programmeId} for share of p`.execute(trx.sql);
  const row = rows[0];
  if (!row) throw notFound("programme", of.programmeId);
  const applicant =
    row.applicant_suspended === null
      ? null
      : {
          suspended: row.applicant_suspended,
          department: row.applicant_department,
          batchYear: row.applicant_batch_year,
          card: {
            displayName: row.applicant_name,
            zone: row.applicant_zone,
            bioShort: row.applicant_bio,
            personalLink: row.applicant_link,
          },
        };
  return {
    programme: coreFromRow(row),
    applicant,
    unknownTags: row.unknown_tags,
    hasApplied: row.has_applied,
  };
}
