import type { ApplicationRole, StoredState } from "./application-states.ts";

export type ModalityName = "UNSPECIFIED" | "IN_PERSON" | "VIDEO" | "CHAT";

/** A person's wish to take part in a programme, as it is kept. */
export interface Application {
  readonly id: string;
  readonly programmeId: string;
  readonly personId: string;
  readonly role: ApplicationRole;
  readonly state: StoredState;
  readonly tags: readonly string[];
  readonly bioShort: string;
  readonly availabilityHours: number;
  /** 0 for a mentee. */
  readonly maxMentees: number;
  readonly modality: ModalityName;
  readonly overrideReason: string;
  /** What a paused application was before, and who paused it. */
  readonly pausedFrom: StoredState | null;
  readonly pausedBy: string | null;
  readonly version: number;
  readonly createdAt: Date;
}

/** What a person writes when they apply. */
export interface ApplicationText {
  readonly tags: readonly string[];
  readonly bioShort: string;
  readonly availabilityHours: number;
  readonly maxMentees: number;
  readonly modality: ModalityName;
  readonly overrideReason: string;
}

/** The live match of a mentee, as far as an application is concerned: `seen` once the mentor has accepted it. */
export type LiveMatch = { readonly seen: boolean } | null;
