import { describe, expect, test } from "@jest/globals";
import { NoteVisibility } from "@mentorship/client/v1";
import { must, rid, type World } from "@mentorship/dev-env/testing";
import { refusalOf } from "../refusals.ts";
import { createStage, HOUR, type Stage } from "../stage.ts";

/** Notes, and who reads them. */
export function notesTests(world: () => World): void {
  describe("AddNote and ListNotes", () => {
    test("each visibility is read by whom it says, and an admin's note not even by the mentor who wrote it", async () => {
      const stage = await createStage(world());
      const { sessionId } = await stage.book(stage.ahead(HOUR));
      const add = (by: Stage["mentor"], text: string, visibility: NoteVisibility, over = {}) =>
        by.addNote({ requestId: rid(), sessionId, text, visibility, ...over });
      const both = await add(stage.mentor, "for both", NoteVisibility.UNSPECIFIED);
      expect(both.note).toMatchObject({ authorId: "mentor", visibility: NoteVisibility.BOTH, text: "for both" });
      await add(stage.mentor, "for mentors", NoteVisibility.MENTOR);
      const secret = await add(stage.mentor, "for admins", NoteVisibility.ADMIN);
      expect(secret.note).toMatchObject({ visibility: NoteVisibility.ADMIN, text: "" });
      const texts = async (by: Stage["mentor"], over = {}) =>
        (await by.listNotes({ sessionId, ...over })).notes.map((note) => note.text);
      expect(await texts(stage.admin)).toEqual(["for admins", "for mentors", "for both"]);
      expect(await texts(stage.mentor)).toEqual(["for mentors", "for both"]);
      expect(await texts(stage.mentee)).toEqual(["for both"]);

      const replaced = await add(stage.mentor, "for both, better", NoteVisibility.BOTH, {
        supersedesNoteId: must(both.note).noteId,
      });
      expect(await texts(stage.mentee)).toEqual(["for both, better"]);
      const all = await stage.mentee.listNotes({ sessionId, includeSuperseded: true });
      expect(all.notes.map((note) => note.supersededByNoteId)).toEqual(["", must(replaced.note).noteId]);
      const twice = await refusalOf(
        add(stage.mentor, "once more", NoteVisibility.BOTH, { supersedesNoteId: must(both.note).noteId }),
      );
      expect(twice).toMatchObject({ code: "InvalidArgument", fields: ["supersedes_note_id"] });
      const page = await stage.admin.listNotes({ sessionId, pageSize: 2 });
      const rest = await stage.admin.listNotes({ sessionId, pageSize: 2, pageToken: page.nextPageToken });
      expect([...page.notes, ...rest.notes].map((note) => note.text)).toEqual([
        "for both, better",
        "for admins",
        "for mentors",
      ]);
      expect(await refusalOf(stage.mentor.listNotes({ sessionId, pageToken: page.nextPageToken }))).toMatchObject({
        reason: "PAGE_TOKEN_INVALID",
      });
    });

    test("the text of a note stands in its row and in no other, and reading others' notes is logged", async () => {
      const stage = await createStage(world());
      const { sessionId } = await stage.book(stage.ahead(HOUR));
      const request = { requestId: rid(), sessionId, text: "zebra crossing", visibility: NoteVisibility.BOTH };
      const { note } = await stage.mentor.addNote(request);
      expect((await stage.mentor.addNote(request)).note).toEqual(note);
      expect(await refusalOf(stage.mentor.addNote({ ...request, text: "other" }))).toMatchObject({
        reason: "REQUEST_ID_REUSED",
      });
      await stage.mentee.listNotes({ sessionId });
      await stage.mentor.listNotes({ sessionId });
      await stage.heard("select from scheduling.audit_entry where tenant_id = $1 and action = 'notes.read'");
      const reads = await stage.rows(
        "select actor_id, entity_id from scheduling.audit_entry where tenant_id = $1 and chain = 'reads'",
      );
      expect(reads).toEqual([{ actor_id: "mentee", entity_id: must(note).noteId }]);
      const tables = await stage.rows<{ name: string }>(
        "select table_name as name from information_schema.columns where table_schema = 'scheduling' and column_name = 'tenant_id' and table_name <> 'note' and $1 <> ''",
      );
      for (const { name } of tables) {
        const found = await stage.rows(
          `select from scheduling."${name}" t where tenant_id = $1 and to_jsonb(t)::text like '%zebra%'`,
        );
        expect({ name, found: found.length }).toEqual({ name, found: 0 });
      }
      expect(await world().logs("scheduling")).not.toContain("zebra");
      const payloads = await stage.rows<{ payload: Buffer }>(
        "select payload from scheduling.outbox where tenant_id = $1",
      );
      expect(Buffer.concat(payloads.map((row) => row.payload)).includes("zebra")).toBe(false);
    });

    test("mentees, staff and strangers write none, and strangers find no session to read", async () => {
      const stage = await createStage(world());
      const { sessionId } = await stage.book(stage.ahead(HOUR));
      await stage.person("stranger");
      const note = { requestId: rid(), sessionId, text: "x" };
      expect(await refusalOf(stage.mentee.addNote(note))).toMatchObject({ code: "PermissionDenied" });
      expect(await refusalOf(stage.staff.addNote(note))).toMatchObject({ code: "PermissionDenied" });
      const stranger = await stage.as("mentor", "stranger");
      expect(await refusalOf(stranger.addNote(note))).toMatchObject({ code: "NotFound" });
      expect(await refusalOf(stranger.listNotes({ sessionId }))).toMatchObject({ code: "NotFound" });
      expect(await refusalOf(stage.mentor.addNote({ ...note, supersedesNoteId: crypto.randomUUID() }))).toMatchObject({
        code: "NotFound",
        metadata: { resource: "note" },
      });
      expect(await stage.rows("select from scheduling.note where tenant_id = $1")).toEqual([]);
    });

    test("a note about one learner is read by that learner alone, and a note that replaces it says for itself whom it is about", async () => {
      const { stage, sessionId } = await group();
      const [one, other] = [await stage.as("mentee", "mentee"), await stage.as("mentee", "second")];
      const add = (over = {}) =>
        stage.mentor.addNote({ requestId: rid(), sessionId, text: "about one", aboutPersonId: "mentee", ...over });
      const { note } = await add();
      expect(note).toMatchObject({ aboutPersonId: "mentee", visibility: NoteVisibility.BOTH });
      const texts = async (by: Stage["mentor"]) => (await by.listNotes({ sessionId })).notes.map((each) => each.text);
      expect([await texts(one), await texts(other), await texts(stage.mentor)]).toEqual([
        ["about one"],
        [],
        ["about one"],
      ]);
      await add({ text: "about all", aboutPersonId: "", supersedesNoteId: must(note).noteId });
      expect([await texts(one), await texts(other)]).toEqual([["about all"], ["about all"]]);
      for (const aboutPersonId of ["mentor", "nobody"]) {
        expect(await refusalOf(add({ aboutPersonId }))).toMatchObject({ fields: ["about_person_id"] });
      }
    });

    test("what is to be done has an owner, a day and an end; owners, mentors and admins say when it is done", async () => {
      const { stage, sessionId } = await group();
      const item = { text: "read the zebra book", ownerId: "mentee", dueOn: "2028-02-29" };
      const request = {
        requestId: rid(),
        sessionId,
        text: "next steps",
        actionItems: [item, { text: "send it", ownerId: "mentor", dueOn: "" }],
      };
      const { note } = await stage.mentor.addNote(request);
      expect(note?.actionItems).toMatchObject([
        { ...item, done: false, doneBy: "", ownerName: "" },
        { text: "send it", ownerId: "mentor", dueOn: "", done: false },
      ]);
      expect((await stage.mentor.addNote(request)).note).toEqual(note);
      const [first] = must(note).actionItems;
      const set = (by: Stage["mentor"], done = true, actionItemId = must(first).actionItemId) =>
        by.setActionItemDone({ requestId: rid(), actionItemId, done });
      const second = await stage.as("mentee", "second");
      expect(await refusalOf(set(second))).toMatchObject({ code: "PermissionDenied" });
      await stage.person("stranger");
      for (const by of [await stage.as("mentee", "stranger"), (await createStage(world())).admin]) {
        expect(await refusalOf(set(by))).toMatchObject({ code: "NotFound", metadata: { resource: "action item" } });
      }
      expect((await set(stage.mentee)).actionItem).toMatchObject({ done: true, doneBy: "mentee" });
      const { doneAt } = must((await set(stage.mentor)).actionItem);
      const [listed] = (await second.listNotes({ sessionId })).notes;
      expect(listed?.actionItems[0]).toMatchObject({ done: true, doneBy: "mentee", doneAt });
      expect((await set(stage.admin, false)).actionItem).toMatchObject({ done: false, doneBy: "" });
      const audit =
        "select actor_id, action from scheduling.audit_entry where tenant_id = $1 and entity_type = 'action_item' order by sequence";
      expect(await stage.rows(audit)).toEqual([
        { actor_id: "mentee", action: "action_item.done" },
        { actor_id: "admin", action: "action_item.reopened" },
      ]);
      const entries = await stage.rows(
        "select to_jsonb(e)::text as text from scheduling.audit_entry e where tenant_id = $1",
      );
      expect(JSON.stringify(entries)).not.toContain("zebra");
    });

    test("an owner can read the note, a day exists; else nothing is written", async () => {
      const { stage, sessionId } = await group();
      const add = (over: object, more = {}) =>
        refusalOf(
          stage.mentor.addNote({
            requestId: rid(),
            sessionId,
            text: "next",
            actionItems: [{ text: "do", ownerId: "mentee", dueOn: "", ...over }],
            ...more,
          }),
        );
      const owner = { code: "InvalidArgument", fields: ["action_items[0].owner_id"] };
      expect(await add({ ownerId: "nobody" })).toMatchObject(owner);
      expect(await add({}, { visibility: NoteVisibility.MENTOR })).toMatchObject(owner);
      expect(await add({}, { aboutPersonId: "second" })).toMatchObject(owner);
      expect(await add({ ownerId: "mentor" }, { visibility: NoteVisibility.ADMIN })).toMatchObject(owner);
      for (const dueOn of ["2027-02-29", "2027-13-01", "1969-01-01", "tomorrow"]) {
        expect(await add({ dueOn })).toMatchObject({ fields: ["action_items[0].due_on"] });
      }
      expect(await add({ text: "" })).toMatchObject({ fields: ["action_items[0].text"] });
      expect(await stage.rows("select from scheduling.note where tenant_id = $1")).toEqual([]);
      expect(await add({ ownerId: "mentor" }, { visibility: NoteVisibility.MENTOR })).toMatchObject({ code: "ok" });
    });
  });

  /** A session of the mentor with two learners, the second put in by hand: rules of notes don't ask how a group came about. */
  async function group(): Promise<{ stage: Stage; sessionId: string }> {
    const stage = await createStage(world());
    await stage.person("second");
    const matchId = await stage.match("mentor", "second");
    const { sessionId } = await stage.book(stage.ahead(HOUR));
    await stage.rows(
      `insert into scheduling.session_participant (tenant_id, session_id, person_id, role, match_id, during, active)
       select tenant_id, session_id, 'second', 'mentee', $2, during, true from scheduling.session_participant
       where tenant_id = $1 and person_id = 'mentee'`,
      matchId,
    );
    return { stage, sessionId };
  }
}
