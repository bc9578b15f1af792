import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "@jest/globals";
import { DEFAULT_PORTS, freePorts, portsFromEnv, refuseTakenPorts, stripsTypes } from "../../src/launch/index.ts";

describe("ports", () => {
  test("the edge is at 8080 and the services at 8101 to 8105 unless the environment says otherwise", () => {
    const ports = portsFromEnv({ MENTORSHIP_MATCHING_PORT: "9102" });
    expect([ports.edge, ports.programme, ports.matching, ports.notification]).toEqual([8080, 8101, 9102, 8105]);
  });

  test("no two things listen at the same default", () => {
    const defaults = Object.values(DEFAULT_PORTS).map(({ port }) => port);
    expect(new Set(defaults).size).toBe(defaults.length);
  });

  test("everything that is no port is told at once", () => {
    const env = { MENTORSHIP_EDGE_PORT: "eighty", MENTORSHIP_NATS_PORT: "70000" };
    expect(() => portsFromEnv(env)).toThrow("MENTORSHIP_EDGE_PORT=eighty, MENTORSHIP_NATS_PORT=70000");
  });

  test("a taken port is told with the variable that moves it", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const ports = { ...(await freePorts()), edge: port };
    await expect(refuseTakenPorts(ports, ["edge", "nats"])).rejects.toThrow(
      `port ${port} (edge, moved with MENTORSHIP_EDGE_PORT)`,
    );
    server.close();
    await once(server, "close");
    await refuseTakenPorts(ports, ["edge", "nats"]);
  });
});

test.each([
  ["20.20.2", false],
  ["22.17.1", false],
  ["22.18.0", true],
  ["24.0.0", true],
])("Node %s runs TypeScript by itself: %s", (version, strips) => {
  expect(stripsTypes(version)).toBe(strips);
});
