// HiGHS, loaded when a plan needs it: a WebAssembly of 3 MB.
import type { LegacyHighs } from "highs";

export async function loadSolver(): Promise<LegacyHighs> {
  const { default: load } = (await import("highs")) as unknown as { default: () => Promise<LegacyHighs> };
  return load();
}
