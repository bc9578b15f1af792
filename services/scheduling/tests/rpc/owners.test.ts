import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { Modality, SessionState } from "@mentorship/client/v1";
import { createCast, must, rid, startWorld, type World } from "@mentorship/dev-env/testing";
import { refusalOf } from "../refusals.ts";
import { DAY, HOUR, MINUTE } from "../stage.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld({ services: ["programme", "matching", "scheduling"] });
}, 180_000);
afterAll(() => world?.stop());

test("accept, then book at once works although no event gets through; what is booked of a match that has ended is cancelled", async () => {
  const cast = await createCast(world);
  await cast.people([{ id: "mentor" }, { id: "mentee" }]);
  const { programmeId } = await cast.programme();
  await cast.enrol(programmeId, { mentors: ["mentor"], mentees: ["mentee"] });
  const { matchId } = must((await cast.match(programmeId))[0]);
  const mentor = await cast.as("mentor", "mentor");
  const at = Math.ceil((Date.now() + 3 * DAY) / MINUTE) * MINUTE;
  const booking = (start: number) => ({
    requestId: rid(),
    matchId,
    start: { case: "scheduledAt", value: timestampFromMs(start) } as const,
    modality: Modality.VIDEO,
    title: "A talk",
  });
  const tooSoon = await refusalOf(mentor.scheduling.bookSession(booking(at)));
  expect(tooSoon).toMatchObject({ reason: "MATCH_STATE", metadata: { state: "PROPOSED" } });

  await world.stopNats();
  await cast.accept(matchId);
  const { session } = await mentor.scheduling.bookSession(booking(at));
  expect(session).toMatchObject({ matchId, state: SessionState.SCHEDULED, programmeName: "Spring" });
  expect(session?.participants.map((person) => person.displayName)).toEqual(["Name of mentor", "Name of mentee"]);

  await cast.admin.matching.terminateMatch({ requestId: rid(), matchId });
  const { session: raced } = await mentor.scheduling.bookSession(booking(at + HOUR));
  await world.startNats();
  await world.settle(
    async () => {
      const { sessions } = await cast.admin.scheduling.listSessions({ matchId, states: [SessionState.CANCELLED] });
      return sessions.length === 2;
    },
    { timeoutMs: 60_000 },
  );
  const { session: gone } = await mentor.scheduling.getSession({ sessionId: must(raced).sessionId });
  expect(gone).toMatchObject({ state: SessionState.CANCELLED, cancelledBy: "" });
  const late = await refusalOf(mentor.scheduling.bookSession(booking(at + 2 * HOUR)));
  expect(late).toMatchObject({ reason: "MATCH_STATE", metadata: { state: "TERMINATED" } });
});
