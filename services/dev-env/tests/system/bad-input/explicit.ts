import { randomUUID } from "node:crypto";
import type { DescMethod } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import {
  MatchingService,
  Modality,
  NotificationService,
  OverrideKind,
  ProgrammeService,
  SchedulingService,
} from "@mentorship/client/v1";
import type { CallerRole } from "../contract/callers.ts";
import { type Cohort, MENTOR } from "../contract/cohort.ts";

/** A request that no limit of a single field refuses. `told`: the code's reason, and the field blamed or a key of the metadata. */
export interface ExplicitCase {
  readonly name: string;
  readonly method: DescMethod;
  readonly request: object;
  readonly by: readonly [CallerRole, string];
  readonly reason: string;
  readonly field?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

const ADMIN = ["admin", "admin"] as const;
const AS_MENTOR = ["mentor", MENTOR] as const;
const { method: programme } = ProgrammeService;
const { method: scheduling } = SchedulingService;

// Bare offsets, POSIX strings, cities that were never founded, and what some libraries take for UTC.
const NO_ZONES = [
  "Mars/Olympus",
  "+02:00",
  "UTC+2",
  "CET-1CEST,M3.5.0,M10.5.0/3",
  "<+03>-3",
  "europe berlin",
  "Z",
  "local",
];

export function explicitCases(cohort: Cohort): readonly ExplicitCase[] {
  return [
    ...zones(cohort),
    ...times(cohort),
    ...pages(cohort),
    ...programmes(cohort),
    ...availabilities(cohort),
    ...slots(cohort),
  ];
}

function zones({ pair }: Cohort): ExplicitCase[] {
  const tenant = { name: "Tenant", frontEndUrl: "https://front.example", test: true };
  return NO_ZONES.flatMap((zone) => {
    const shared = { reason: "ZONE_UNKNOWN", metadata: { zone } };
    const { matchId } = pair;
    const local = { case: "local", value: { localTime: "2027-03-01T10:00", zone } };
    const booking = { matchId, start: local, modality: Modality.VIDEO, title: "Session" };
    return [
      { ...shared, name: `a tenant in ${zone}`, method: programme.putTenant, request: { ...tenant, zone }, by: ADMIN },
      {
        ...shared,
        name: `availability in ${zone}`,
        method: scheduling.setAvailability,
        request: { zone },
        by: AS_MENTOR,
      },
      {
        ...shared,
        name: `slots seen from ${zone}`,
        method: scheduling.listFreeSlots,
        request: { matchId, viewerZone: zone },
        by: AS_MENTOR,
      },
      {
        ...shared,
        name: `shared slots seen from ${zone}`,
        method: scheduling.listSharedSlots,
        request: { mentorIds: [MENTOR], viewerZone: zone },
        by: AS_MENTOR,
      },
      {
        ...shared,
        name: `streamed slots seen from ${zone}`,
        method: scheduling.streamFreeSlots,
        request: { viewerZone: zone },
        by: ADMIN,
      },
      { ...shared, name: `a booking in ${zone}`, method: scheduling.bookSession, request: booking, by: AS_MENTOR },
    ];
  });
}

function times({ pair, hour }: Cohort): ExplicitCase[] {
  const { matchId } = pair;
  const at = hour();
  const booking = (
    name: string,
    more: object,
    told: Pick<ExplicitCase, "reason" | "field" | "metadata">,
  ): ExplicitCase => ({
    name,
    method: scheduling.bookSession,
    request: {
      matchId,
      start: { case: "scheduledAt", value: timestampFromDate(at) },
      modality: Modality.VIDEO,
      title: "Session",
      ...more,
    },
    by: AS_MENTOR,
    ...told,
  });
  const local = (localTime: string, zone = "Europe/Berlin", offsetSeconds?: number) => ({
    start: { case: "local", value: { localTime, zone, ...(offsetSeconds === undefined ? {} : { offsetSeconds }) } },
  });
  const instant = (ms: number) => ({ start: { case: "scheduledAt", value: timestampFromDate(new Date(ms)) } });
  const invalid = (field: string) => ({ reason: "INVALID_ARGUMENT", field });
  return [
    booking("a booking in the past", instant(Date.UTC(2020, 0, 1)), { reason: "TIME_PASSED" }),
    booking("a booking on the second", instant(at.getTime() + 1000), invalid("scheduled_at")),
    booking("a length of 46 minutes", { length: { seconds: 2760n } }, invalid("length")),
    booking("a length with a part of a second", { length: { seconds: 2700n, nanos: 1 } }, invalid("length")),
    booking("an hour that clocks jump over", local("2027-03-28T02:30"), {
      reason: "NONEXISTENT_LOCAL_TIME",
      metadata: { zone: "Europe/Berlin", local_time: "2027-03-28T02:30" },
    }),
    booking("an offset that the hour does not have", local("2027-03-01T10:00", "Europe/Berlin", 7200), {
      reason: "LOCAL_TIME_OFFSET_WRONG",
    }),
    booking("the 30th of February", local("2027-02-30T10:00"), invalid("local.local_time")),
    booking("the 13th month", local("2027-13-01T10:00"), invalid("local.local_time")),
    booking("hour 24", local("2027-03-01T24:00"), invalid("local.local_time")),
    booking("minute 60", local("2027-03-01T10:60"), invalid("local.local_time")),
    booking("a title of white space", { title: "\u2003" }, invalid("title")),
    booking(
      "material that is no web page",
      { materials: [{ title: "x", url: "file:///etc/passwd" }] },
      invalid("materials[0].url"),
    ),
    {
      name: "slots until before they begin",
      method: scheduling.listFreeSlots,
      request: { matchId, fromAt: timestampFromDate(at), toAt: timestampFromDate(new Date(at.getTime() - 60_000)) },
      by: AS_MENTOR,
      ...invalid("to_at"),
    },
    {
      name: "a watch of 367 days",
      method: scheduling.watchSessions,
      request: { fromAt: timestampFromDate(at), toAt: timestampFromDate(new Date(at.getTime() + 367 * 86_400_000)) },
      by: AS_MENTOR,
      ...invalid("to_at"),
    },
    {
      name: "slots of 32 days",
      method: scheduling.listFreeSlots,
      request: {
        matchId,
        fromAt: timestampFromDate(at),
        toAt: timestampFromDate(new Date(at.getTime() + 32 * 86_400_000)),
      },
      by: AS_MENTOR,
      ...invalid("to_at"),
    },
  ];
}

const LISTS: readonly (readonly [DescMethod, (cohort: Cohort) => object])[] = [
  [programme.listSkills, () => ({})],
  [programme.listProgrammes, () => ({})],
  [programme.listApplications, () => ({})],
  [programme.listAudit, () => ({})],
  [MatchingService.method.listMatches, () => ({})],
  [MatchingService.method.listLeftOverMentees, ({ runId }) => ({ runId })],
  [scheduling.listSessions, () => ({})],
  [NotificationService.method.listNotifications, () => ({})],
];

const TOKENS = ["x", "AAAA", "eyJhIjoxfQ", "%00", "../../etc", "null", Buffer.from("[]").toString("base64url")];

const pages = (cohort: Cohort): ExplicitCase[] =>
  LISTS.flatMap(([method, request]) =>
    TOKENS.map((pageToken) => ({
      name: `${method.name} from page ${pageToken}`,
      method,
      request: { ...request(cohort), pageToken },
      by: ADMIN,
      reason: "PAGE_TOKEN_INVALID",
    })),
  );

function programmes({ openId, person }: Cohort): ExplicitCase[] {
  const create = (name: string, more: object, field: string): ExplicitCase => ({
    name,
    method: programme.createProgramme,
    request: { name: "New", description: "A programme", ...more },
    by: ADMIN,
    reason: "INVALID_ARGUMENT",
    field,
  });
  const json = (value: string) => ({ audience: { case: "audienceScopeJson", value } });
  const application = { programmeId: openId, personId: person() };
  const on = (day: number) => timestampFromDate(new Date(Date.UTC(2027, 0, day)));
  return [
    create("an end before the beginning", { startsAt: on(2), endsAt: on(1) }, ""),
    create("an end at the beginning", { startsAt: on(1), endsAt: on(1) }, ""),
    create("an audience that is no JSON", json("{"), "audience_scope_json"),
    create("an audience that is a list", json("[]"), "audience_scope_json"),
    create("an audience with an unknown key", json(`{"batch_year":2015}`), "audience_scope_json.batch_year"),
    create("an audience of a text for a year", json(`{"batch_year_min":"2015"}`), "audience_scope_json.batch_year_min"),
    create("an audience of year 1", json(`{"batch_year_min":1}`), "audience_scope_json.batch_year_min"),
    create("grace in seconds", { settings: { noShowGrace: { seconds: 61n } } }, "settings.no_show_grace"),
    ...[programme.applyAsMentor, programme.applyAsMentee].map((method) => ({
      name: `${method.name} with a skill that nobody knows`,
      method,
      request: {
        ...application,
        ...(method === programme.applyAsMentor ? { expertiseTags: ["go", "cobol"] } : { focusTags: ["go", "cobol"] }),
      },
      by: ADMIN,
      reason: "SKILL_UNKNOWN",
      metadata: { tags: "cobol" },
    })),
    ...[programme.applyAsMentor, programme.applyAsMentee].map((method) => ({
      name: `${method.name} for a person whom nobody knows`,
      method,
      request: { programmeId: openId, personId: "unheard-of" },
      by: ADMIN,
      reason: "PERSON_UNKNOWN",
      metadata: { person_id: "unheard-of" },
    })),
    {
      name: "a tenant that becomes a real one",
      method: programme.putTenant,
      request: { name: "Tenant", zone: "UTC", frontEndUrl: "https://front.example", test: false },
      by: ADMIN,
      reason: "TEST_TENANT_REFUSED",
    },
  ];
}

function availabilities({ openId }: Cohort): ExplicitCase[] {
  const set = (name: string, more: object, field: string): ExplicitCase => ({
    name,
    method: scheduling.setAvailability,
    request: { zone: "Europe/Berlin", ...more },
    by: AS_MENTOR,
    reason: "INVALID_ARGUMENT",
    field,
  });
  const override = (date: string) => ({
    overrides: [{ date, kind: OverrideKind.BLOCKED, startMinute: 0, endMinute: 1440 }],
  });
  const away = (fromLocal: string, toLocal: string) => ({ outOfOffice: [{ fromLocal, toLocal }] });
  const rules = (more: object = {}) => ({ programmeId: openId, ...more });
  return [
    set(
      "an absence that ends before it begins",
      away("2027-03-02T09:00", "2027-03-01T09:00"),
      "out_of_office[0].to_local",
    ),
    set("an absence of no length", away("2027-03-01T09:00", "2027-03-01T09:00"), "out_of_office[0].to_local"),
    set("an absence of two years", away("2027-03-01T09:00", "2029-03-01T09:00"), "out_of_office[0].to_local"),
    set(
      "an absence from the 30th of February",
      away("2027-02-30T09:00", "2027-03-01T09:00"),
      "out_of_office[0].from_local",
    ),
    set("an absence until hour 24", away("2027-03-01T09:00", "2027-03-01T24:00"), "out_of_office[0].to_local"),
    set("a programme twice", { programmeRules: [rules(), rules()] }, "programme_rules[1].programme_id"),
    set(
      "a programme's length of 17 minutes",
      { programmeRules: [rules({ lengths: [{ seconds: 1020n }] })] },
      "programme_rules[0].lengths[0]",
    ),
    set(
      "a programme's step of 7 minutes",
      { programmeRules: [rules({ slotStep: { seconds: 420n } })] },
      "programme_rules[0].slot_step",
    ),
    {
      ...set("rules for a programme that nobody knows", { programmeRules: [{ programmeId: randomUUID() }] }, ""),
      reason: "NOT_FOUND",
    },
    set("an override on the 30th of February", override("2027-02-30"), "overrides[0].date"),
    set("an override on day 0", override("2027-01-00"), "overrides[0].date"),
    set("an override in the 13th month", override("2027-13-01"), "overrides[0].date"),
    set("a length of 17 minutes", { lengths: [{ seconds: 1020n }] }, "lengths[0]"),
    set("a step of 7 minutes", { slotStep: { seconds: 420n } }, "slot_step"),
    set("a buffer with seconds", { bufferBefore: { seconds: 61n } }, "buffer_before"),
    set("a notice with seconds", { minimumNotice: { seconds: 61n } }, "minimum_notice"),
    {
      ...set("a version that is none any more", { version: 77n }, ""),
      reason: "STALE_VERSION",
    },
  ];
}

function slots({ hour }: Cohort): ExplicitCase[] {
  const at = hour();
  const shared = (name: string, more: object, field: string): ExplicitCase => ({
    name,
    method: scheduling.listSharedSlots,
    request: { mentorIds: [MENTOR], ...more },
    by: ADMIN,
    reason: "INVALID_ARGUMENT",
    field,
  });
  const from = { fromAt: timestampFromDate(at) };
  const late = { ...from, toAt: timestampFromDate(new Date(at.getTime() + 32 * 86_400_000)) };
  return [
    shared("slots of a mentor who is named twice", { mentorIds: [MENTOR, MENTOR] }, "mentor_ids"),
    shared("shared slots of 32 days", late, "to_at"),
    shared("shared slots of 47 minutes", { length: { seconds: 2820n } }, "length"),
    shared("shared slots until when they begin", { ...from, toAt: from.fromAt }, "to_at"),
    { ...shared("a stream of 32 days", late, "to_at"), method: scheduling.streamFreeSlots, request: late },
    ...["2027-02-30", "2027-13-01", "1969-01-01", "2300-01-01"].map((date) => ({
      ...shared(`the week of ${date}`, {}, "date"),
      method: scheduling.getWeekView,
      request: { mentorId: MENTOR, date },
    })),
  ];
}
