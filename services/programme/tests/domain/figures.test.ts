import { describe, expect, test } from "@jest/globals";
import { noMatches, noSessions, ratesOf } from "../../src/domain/figures.ts";

describe("the rates of a dashboard", () => {
  test("are unset where there is nothing to take a share of", () => {
    const rates = ratesOf(noMatches, {});
    expect([rates.completionRate, rates.noShowRate, rates.sessionsPerMatch, rates.menteeDeclineRate]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(rates.noShowsByModality.map(({ noShowRate }) => noShowRate)).toEqual([undefined, undefined, undefined]);
  });

  const video = { ...noSessions, scheduled: 2, completed: 3, cancelled: 4, mentor_no_show: 1 };
  const chat = { ...noSessions, in_progress: 1, completed: 1, learner_no_show: 2, attendance_unknown: 5 };
  const rates = ratesOf({ ...noMatches, ever_accepted: 5, declined_by_mentee: 3 }, { VIDEO: video, CHAT: chat });

  test("complete over all sessions ever scheduled, cancelled ones among them", () => {
    expect(rates.completionRate).toBe(4 / 14);
  });
  test("no-shows over no-shows and completed ones, in all and by modality", () => {
    expect(rates.noShowRate).toBe(3 / 7);
    expect(rates.noShowsByModality).toEqual([
      { modality: "IN_PERSON", noShows: 0, completed: 0, noShowRate: undefined },
      { modality: "VIDEO", noShows: 1, completed: 3, noShowRate: 1 / 4 },
      { modality: "CHAT", noShows: 2, completed: 1, noShowRate: 2 / 3 },
    ]);
  });
  test("sessions per match leave cancelled sessions out", () => {
    expect(rates.sessionsPerMatch).toBe(10 / 5);
  });
  test("mentees who declined over mentees who answered", () => {
    expect(rates.menteeDeclineRate).toBe(3 / 8);
  });
  test("states add up over modalities", () => {
    expect(rates.sessions).toEqual({
      scheduled: 2,
      in_progress: 1,
      completed: 4,
      cancelled: 4,
      mentor_no_show: 1,
      learner_no_show: 2,
      attendance_unknown: 5,
    });
  });
});
