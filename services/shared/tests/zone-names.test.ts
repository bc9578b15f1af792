import { describe, expect, test } from "@jest/globals";
import { canonicalZone, isZoneName } from "../src/zones/index.ts";

describe("a zone is kept as given and read by its canonical name", () => {
  test.each([
    ["Europe/Berlin", "Europe/Berlin"],
    ["europe/berlin", "Europe/Berlin"],
    ["Asia/Calcutta", "Asia/Kolkata"],
    ["Asia/Kolkata", "Asia/Kolkata"],
    ["Asia/Katmandu", "Asia/Kathmandu"],
    ["Europe/Kiev", "Europe/Kyiv"],
    ["Europe/Kyiv", "Europe/Kyiv"],
    ["America/Godthab", "America/Nuuk"],
    ["Pacific/Enderbury", "Pacific/Kanton"],
    ["America/Buenos_Aires", "America/Argentina/Buenos_Aires"],
    ["US/Eastern", "America/New_York"],
    ["Asia/Choibalsan", "Asia/Ulaanbaatar"],
    ["America/Ciudad_Juarez", "America/Ciudad_Juarez"],
    ["America/Coyhaique", "America/Coyhaique"],
    ["GB", "Europe/London"],
    ["Etc/GMT+5", "Etc/GMT+5"],
    ["Etc/UTC", "UTC"],
    ["Zulu", "UTC"],
  ])("%s is %s", (given, canonical) => {
    expect(canonicalZone(given)).toEqual({ given, canonical });
    expect(canonicalZone(canonical).canonical).toBe(canonical);
  });
});

describe("what is no name of a zone is refused", () => {
  test.each([
    ["a POSIX string", "EST5EDT,M3.2.0,M11.1.0"],
    ["a name that reads as a POSIX string", "EST5EDT"],
    ["another", "PST8PDT"],
    ["an offset", "+02:00"],
    ["an offset with a prefix", "UTC+2"],
    ["an offset in disguise", "GMT+0"],
    ["an offset in disguise, short", "GMT0"],
    ["an abbreviation that many places use", "BST"],
    ["another abbreviation", "IST"],
    ["an abbreviation of one place", "PST"],
    ["a made-up place", "Europe/Atlantis"],
    ["a made-up area", "Mars/Olympus"],
    ["a file of the zone data", "posix/Europe/Berlin"],
    ["no zone at all", "Factory"],
    ["nothing", ""],
    ["a space", " Europe/Berlin"],
    ["a control character", "Europe/Berlin\u0000"],
    ["an area alone", "Europe"],
    ["a path", "../Europe/Berlin"],
    ["a very long text", `Europe/${"x".repeat(5_000)}`],
  ])("%s", (_what, name) => {
    expect(isZoneName(name)).toBe(false);
    expect(() => canonicalZone(name)).toThrow(expect.objectContaining({ reason: "ZONE_UNKNOWN" }));
  });
});
