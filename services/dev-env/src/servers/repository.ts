import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Full path of the repository's root, found upwards from this file; it holds `deploy/`. */
export function repositoryRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "deploy", "edge", "routes.json"))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error("this file is no longer inside its repository");
    folder = parent;
  }
  return folder;
}
