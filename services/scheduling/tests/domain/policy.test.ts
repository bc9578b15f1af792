import { describe, expect, test } from "@jest/globals";
import type { Participant } from "../../src/domain/actor.ts";
import {
  type NoteView,
  canAddNote,
  canListSlots,
  canReadSession,
  canSeeMatch,
  canSetAvailability,
  hiddenFrom,
  noteView,
  sessionScope,
} from "../../src/domain/policy.ts";
import type { NoteVisibility } from "../../src/domain/session.ts";
import { ACTORS, LEARNER, MENTOR, personOf, sessionOf } from "./sample.ts";

type ActorName = keyof typeof ACTORS;
const NAMES = Object.keys(ACTORS) as ActorName[];
const who = (may: (name: ActorName) => boolean): ActorName[] => NAMES.filter(may);

describe("who may do what", () => {
  test("a session exists for its people, admins, staff and the product's services", () => {
    expect(who((name) => canReadSession(ACTORS[name], sessionOf()))).toEqual([
      "mentor",
      "mentee",
      "admin",
      "staff",
      "system",
      "internal",
    ]);
  });

  test("a match exists for its mentor, for its mentee once the mentor has accepted it, and for offices", () => {
    const match = { mentorId: "mentor-1", menteeId: "mentee-1" };
    const seeing = (seenByMentee: boolean) => who((name) => canSeeMatch(ACTORS[name], { ...match, seenByMentee }));
    expect(seeing(true)).toEqual(["mentor", "mentee", "admin", "staff", "system", "internal"]);
    expect(seeing(false)).toEqual(["mentor", "admin", "staff", "system", "internal"]);
  });

  test("a list answers all to offices and own ones to people", () => {
    const scopes = Object.fromEntries(NAMES.map((name) => [name, sessionScope(ACTORS[name]).kind]));
    expect(scopes).toEqual({
      mentor: "person",
      mentee: "person",
      admin: "all",
      staff: "all",
      system: "all",
      internal: "all",
      service: "none",
      otherMentor: "person",
      otherMentee: "person",
      mentorWithoutRole: "person",
    });
    expect(sessionScope(ACTORS.mentee)).toEqual({ kind: "person", personId: "mentee-1" });
  });

  test("availability is published by the mentor or an admin", () => {
    expect(who((name) => canSetAvailability(ACTORS[name], "mentor-1"))).toEqual(["mentor", "admin"]);
  });

  test("it is read by the mentor, offices and services, and by mentees with an accepted match", () => {
    const readers = (hasAcceptedMatch: boolean) =>
      who((name) => canListSlots(ACTORS[name], "mentor-1", { hasAcceptedMatch }));
    expect(readers(false)).toEqual(["mentor", "admin", "staff", "system", "internal"]);
    expect(readers(true)).toEqual([
      "mentor",
      "mentee",
      "admin",
      "staff",
      "system",
      "internal",
      "otherMentee",
      "mentorWithoutRole",
    ]);
  });

  test("notes are written by the session's mentor and admins", () => {
    expect(who((name) => canAddNote(ACTORS[name], sessionOf()))).toEqual(["mentor", "admin"]);
  });
});

describe("who sees what of a note", () => {
  const second: Participant = { personId: "mentee-2", role: "mentee", matchId: "match-2" };
  const group = { participants: [MENTOR, LEARNER, second] };
  const seen = (
    visibility: NoteVisibility,
    authorId: string,
    aboutPersonId: string | null = null,
  ): Partial<Record<ActorName, NoteView>> =>
    Object.fromEntries(
      NAMES.map(
        (name) => [name, noteView(ACTORS[name], { authorId, visibility, aboutPersonId }, group)] as const,
      ).filter(([, view]) => view !== "none"),
    );

  test.each<[string, NoteVisibility, string, string | null, Partial<Record<ActorName, NoteView>>]>([
    [
      "both: mentor, learners and admins read it",
      "both",
      "mentor-1",
      null,
      { mentor: "text", mentee: "text", admin: "text", otherMentee: "text" },
    ],
    [
      "both, about one learner of a group: not the other",
      "both",
      "mentor-1",
      "mentee-1",
      { mentor: "text", mentee: "text", admin: "text" },
    ],
    ["mentor: mentor and admins", "mentor", "admin-1", null, { mentor: "text", admin: "text" }],
    [
      "mentor, about a learner: still not the learner",
      "mentor",
      "mentor-1",
      "mentee-1",
      { mentor: "text", admin: "text" },
    ],
    [
      "admin, by the mentor: the writer gets the outline only",
      "admin",
      "mentor-1",
      null,
      { mentor: "outline", admin: "text" },
    ],
    ["admin, by an admin: admins alone", "admin", "admin-1", null, { admin: "text" }],
  ])("%s", (_promise, visibility, authorId, about, views) => {
    expect(seen(visibility, authorId, about)).toEqual(views);
  });

  test("a learner never sees an admin note, not even one that carries their own name as author", () => {
    expect(
      noteView(
        personOf("mentee-1", "mentee"),
        { authorId: "mentee-1", visibility: "admin", aboutPersonId: null },
        group,
      ),
    ).toBe("none");
  });
});

describe("whose time is hidden from whoever looks for shared slots", () => {
  const nobody = new Set<string>();
  const hidden = (actor: (typeof ACTORS)[ActorName], mentorIds: string[], learnerIds: string[]) =>
    hiddenFrom(actor, {
      mentorIds,
      learnerIds,
      partners: {
        asMentor: actor.id === "mentor-1" ? new Set(["mentee-1"]) : nobody,
        asMentee: actor.id === "mentee-1" ? new Set(["mentor-1"]) : nobody,
      },
    });

  test.each<[ActorName, string[], string[], string | undefined]>([
    ["admin", ["mentor-1", "mentor-2"], ["mentee-2"], undefined],
    ["staff", ["mentor-1", "mentor-2"], ["mentee-2"], undefined],
    ["internal", ["mentor-2"], [], undefined],
    ["service", ["mentor-1"], [], "mentor-1"],
    ["mentor", ["mentor-1"], ["mentee-1"], undefined],
    ["mentor", ["mentor-1", "mentor-2"], [], "mentor-2"],
    ["mentor", ["mentor-1"], ["mentee-1", "mentee-2"], "mentee-2"],
    ["mentorWithoutRole", ["mentor-1"], [], "mentor-1"],
    ["mentee", ["mentor-1"], ["mentee-1"], undefined],
    ["mentee", ["mentor-1", "mentor-2"], ["mentee-1"], "mentor-2"],
    ["mentee", ["mentor-1"], ["mentee-1", "mentee-2"], "mentee-2"],
    ["otherMentee", ["mentor-1"], ["mentee-2"], "mentor-1"],
  ])("from %s, asking for %j with %j: %s", (name, mentorIds, learnerIds, who) => {
    expect(hidden(ACTORS[name], mentorIds, learnerIds)).toBe(who);
  });
});
