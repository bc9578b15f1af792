// Takes the contract as it stands for the agreed one: later changes are checked against it. Run it on purpose, together
// with a decision that says why, and never to silence a check.
import { execFileSync } from "node:child_process";

const image = "protos/agreed.binpb";
execFileSync("node_modules/.bin/buf", ["build", "protos", "--exclude-source-info", "-o", image], {
  stdio: "inherit",
});
console.log(`${image} holds the contract as it is now`);
