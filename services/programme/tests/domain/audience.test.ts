import { describe, expect, test } from "@jest/globals";
import {
  type AudienceScope,
  audienceFromJson,
  audienceToJson,
  axesOutside,
  everybody,
} from "../../src/domain/audience.ts";
import { refusal } from "./refusal.ts";

describe("the audience of a programme", () => {
  const years = { ...everybody, batchYearMin: 2010, batchYearMax: 2019 };
  const departments = { ...everybody, departments: ["CS", "Mathé"] };
  const cases: [string, AudienceScope, { batchYear?: number | null; department?: string }, string[]][] = [
    ["lets everybody in when it is empty", everybody, {}, []],
    ["takes its first year in", years, { batchYear: 2010 }, []],
    ["takes its last year in", years, { batchYear: 2019 }, []],
    ["leaves the year before out", years, { batchYear: 2009 }, ["batch_year"]],
    ["leaves the year after out", years, { batchYear: 2020 }, ["batch_year"]],
    ["leaves out who has no year", years, { batchYear: null, department: "CS" }, ["batch_year"]],
    ["with a first year only leaves out who has none", { ...everybody, batchYearMin: 1 }, {}, ["batch_year"]],
    ["takes its departments in", departments, { department: "Mathé" }, []],
    ["compares departments as written", departments, { department: "cs" }, ["department"]],
    ["leaves out who has no department", departments, { department: "" }, ["department"]],
    ["tells both axes", { ...years, departments: ["CS"] }, {}, ["batch_year", "department"]],
  ];
  test.each(cases)("%s", (_what, scope, person, axes) => {
    expect(axesOutside(scope, person)).toEqual(axes);
  });
});

describe("the audience as JSON text", () => {
  test("reads back as it was written", () => {
    const scope = { batchYearMin: 2000, batchYearMax: null, departments: ["CS"] };
    expect(audienceToJson(scope)).toBe('{"batch_year_min":2000,"departments":["CS"]}');
    expect(audienceFromJson(audienceToJson(scope))).toEqual(scope);
  });
  test("lets everybody in when it is empty", () => {
    expect(audienceFromJson("")).toEqual(everybody);
    expect(audienceFromJson("{}")).toEqual(everybody);
    expect(audienceToJson(everybody)).toBe("{}");
  });
  test("brings departments to one form, as the typed form does", () => {
    expect(audienceFromJson('{"departments":["  Mathe\\u0301 "]}').departments).toEqual(["Mathé"]);
  });

  const refused: [string, string, string[]][] = [
    ["text that is no JSON", "{", ["audience_scope_json"]],
    ["JSON that is no object", "[]", ["audience_scope_json"]],
    ["a null", "null", ["audience_scope_json"]],
    ["an unknown key", '{"batch_year":2000}', ["audience_scope_json.batch_year"]],
    ["a key of the language's own", '{"__proto__":{}}', ["audience_scope_json.__proto__"]],
    ["several faults at once", '{"a":1,"b":2}', ["audience_scope_json.a", "audience_scope_json.b"]],
    ["a year that is text", '{"batch_year_min":"2000"}', ["audience_scope_json.batch_year_min"]],
    ["a year too early", '{"batch_year_min":1899}', ["audience_scope_json.batch_year_min"]],
    ["a year too late", '{"batch_year_max":2201}', ["audience_scope_json.batch_year_max"]],
    ["half a year", '{"batch_year_max":2000.5}', ["audience_scope_json.batch_year_max"]],
    ["no year at all", '{"batch_year_max":null}', ["audience_scope_json.batch_year_max"]],
    ["years in the wrong order", '{"batch_year_min":2001,"batch_year_max":2000}', ["audience_scope_json"]],
    ["departments that are no list", '{"departments":"CS"}', ["audience_scope_json.departments"]],
    ["a department without a name", '{"departments":["CS"," "]}', ["audience_scope_json.departments[1]"]],
    ["a department that nothing can store", '{"departments":["a\\u0000"]}', ["audience_scope_json.departments[0]"]],
    ["a department twice", '{"departments":["CS","CS "]}', ["audience_scope_json.departments"]],
    [
      "too many departments",
      JSON.stringify({ departments: Array.from({ length: 101 }, (_, i) => `d${i}`) }),
      ["audience_scope_json.departments"],
    ],
  ];
  test.each(refused)("refuses %s and names it", (_what, text, fields) => {
    const error = refusal(() => audienceFromJson(text));
    expect(error.reason).toBe("INVALID_ARGUMENT");
    expect(error.violations.map(({ field }) => field)).toEqual(fields);
  });
});
