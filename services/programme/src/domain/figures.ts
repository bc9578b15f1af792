/** Rows of matches, counted. */
export interface MatchCounts {
  readonly proposed: number;
  readonly accepted_by_mentor: number;
  readonly accepted: number;
  readonly declined: number;
  readonly terminated: number;
  readonly ever_accepted: number;
  readonly declined_by_mentee: number;
  readonly pending_too_long: number;
  readonly stuck: number;
}

/** Rows of sessions of one modality, counted. */
export interface SessionCounts {
  readonly scheduled: number;
  readonly in_progress: number;
  readonly completed: number;
  readonly cancelled: number;
  readonly mentor_no_show: number;
  readonly learner_no_show: number;
  readonly attendance_unknown: number;
}

export const modalities = ["IN_PERSON", "VIDEO", "CHAT"] as const;
export type SessionModality = (typeof modalities)[number];

export const noMatches: MatchCounts = {
  proposed: 0,
  accepted_by_mentor: 0,
  accepted: 0,
  declined: 0,
  terminated: 0,
  ever_accepted: 0,
  declined_by_mentee: 0,
  pending_too_long: 0,
  stuck: 0,
};

export const noSessions: SessionCounts = {
  scheduled: 0,
  in_progress: 0,
  completed: 0,
  cancelled: 0,
  mentor_no_show: 0,
  learner_no_show: 0,
  attendance_unknown: 0,
};

/** Shares are 0 to 1; undefined where the whole is nothing. */
export interface Rates {
  readonly sessions: SessionCounts;
  readonly completionRate: number | undefined;
  readonly noShowRate: number | undefined;
  readonly noShowsByModality: readonly {
    readonly modality: SessionModality;
    readonly noShows: number;
    readonly completed: number;
    readonly noShowRate: number | undefined;
  }[];
  readonly sessionsPerMatch: number | undefined;
  readonly menteeDeclineRate: number | undefined;
}

/** A share of a whole; undefined where the whole is nothing. */
export const share = (part: number, whole: number): number | undefined => (whole > 0 ? part / whole : undefined);

const noShowsOf = (counts: SessionCounts): number => counts.mentor_no_show + counts.learner_no_show;

/**
 * What follows from counts of matches, and of sessions by modality. `shared`: by how many sessions of several learners count more than once
 * for their matches.
 */
export function ratesOf(matches: MatchCounts, byModality: Readonly<Record<string, SessionCounts>>, shared = 0): Rates {
  const sessions = Object.values(byModality).reduce(addUp, noSessions);
  const noShows = noShowsOf(sessions);
  const held = sessions.scheduled + sessions.in_progress + sessions.completed + noShows;
  return {
    sessions,
    completionRate: share(sessions.completed, held + sessions.cancelled),
    noShowRate: share(noShows, noShows + sessions.completed),
    noShowsByModality: modalities.map((modality) => {
      const counts = byModality[modality] ?? noSessions;
      const missed = noShowsOf(counts);
      const { completed } = counts;
      return { modality, noShows: missed, completed, noShowRate: share(missed, missed + completed) };
    }),
    sessionsPerMatch: share(held + shared, matches.ever_accepted),
    menteeDeclineRate: share(matches.declined_by_mentee, matches.declined_by_mentee + matches.ever_accepted),
  };
}

const addUp = (a: SessionCounts, b: SessionCounts): SessionCounts => ({
  scheduled: a.scheduled + b.scheduled,
  in_progress: a.in_progress + b.in_progress,
  completed: a.completed + b.completed,
  cancelled: a.cancelled + b.cancelled,
  mentor_no_show: a.mentor_no_show + b.mentor_no_show,
  learner_no_show: a.learner_no_show + b.learner_no_show,
  attendance_unknown: a.attendance_unknown + b.attendance_unknown,
});
