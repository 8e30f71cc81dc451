// Contract tests run the built command line: build it once if it is missing or stale.
import { built } from "../scripts/setup.js";

export async function setup(): Promise<void> {
  if (built()) return;
  const { buildAll } = await import("../scripts/build.js");
  await buildAll();
}
