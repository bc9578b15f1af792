import { createAuthenticator } from "../../src/auth/index.ts";
import { configOf, serviceConfig } from "../../src/config/index.ts";
import { startRpc } from "../../src/rpc/index.ts";
import type { OpenDoor } from "../../src/service/door.ts";
import { runService } from "../../src/service/run-service.ts";
import { admitAll } from "../rpc/stage.ts";

/** A process as a service is one, whose doors only say what happens to them. */
const say = (text: string) => void process.stdout.write(`${text}\n`);
const sayingDoor =
  (name: string): OpenDoor<unknown> =>
  async () => {
    say(`open ${name}`);
    return { name, ready: () => say(`ready ${name}`), stop: async () => say(`stop ${name}`) };
  };

await runService({
  service: "doorkeeper",
  config: (env) => configOf(env, (read) => serviceConfig(read, "doorkeeper", [])),
  createContext: async (config, log) => {
    if (process.env.BREAK === "context") throw new Error("the context can't be opened", { cause: new Error("no way") });
    const authenticator = await createAuthenticator(config.auth);
    return { config, log, authenticator, close: async () => say("close context") };
  },
  doors: [
    sayingDoor("worker"),
    sayingDoor("relay"),
    async ({ config, log, authenticator }) => {
      const { host, port, drainSeconds } = config;
      const server = await startRpc({
        host,
        port,
        drainSeconds,
        log,
        authenticator,
        admission: admitAll,
        routes: () => {},
      });
      return { ...server, stop: () => server.stop().then(() => say("stop rpc")) };
    },
  ],
});
if (process.env.BREAK === "later") void Promise.reject(new Error("nobody catches this"));
