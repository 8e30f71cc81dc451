// HiGHS, loaded when a plan needs it: a WebAssembly of 3 MB.
import type { Highs } from "highs";

export async function loadSolver(): Promise<Highs> {
  const { default: load } = (await import("highs")) as unknown as { default: () => Promise<Highs> };
  return load();
}
