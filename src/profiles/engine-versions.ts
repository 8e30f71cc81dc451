// Version families of an engine: `trtllm@0.14` is the profile with what older releases had instead. The entry of every family
// older releases belong to applies, the oldest last. Versions compare by their leading numbers (1.2.0rc6 is 1.2.0); a name without
// one, or one that says nothing (nightly), is the newest family.
import type { EngineProfile } from "./engine.ts";

/** The leading numbers of a version, or undefined where it has none. */
function numbersOf(version: string): number[] | undefined {
  const digits = /^v?(\d+(?:\.\d+)*)/.exec(version.trim())?.[1];
  return digits?.split(".").map(Number);
}

function older(version: readonly number[], than: readonly number[]): boolean {
  for (let i = 0; i < than.length; i++) {
    const difference = (version[i] ?? 0) - than[i]!;
    if (difference !== 0) return difference < 0;
  }
  return false;
}

/** The entries that hold for a version, newest first. */
function familiesOf(engine: EngineProfile, version: string): EngineProfile["versions"] {
  const numbers = numbersOf(version);
  if (numbers === undefined) return [];
  const apply = engine.versions.filter(({ before }) => older(numbers, numbersOf(before)!));
  return apply.sort((a, b) => (older(numbersOf(a.before)!, numbersOf(b.before)!) ? 1 : -1));
}

/** The name of the oldest family that `version` belongs to: the same for all its releases. */
export function familyName(engine: EngineProfile, version: string): string {
  const oldest = familiesOf(engine, version).at(-1);
  return oldest === undefined ? engine.id : `${engine.id}@<${oldest.before}`;
}

export function engineAt(engine: EngineProfile, version: string): EngineProfile {
  let { scheduler, memory, host, kernels, collectives } = engine;
  for (const older of familiesOf(engine, version)) {
    scheduler = { ...scheduler, ...older.scheduler };
    memory = { ...memory, ...older.memory };
    host = { ...host, ...older.host };
    kernels = { ...kernels, ...older.kernels };
    collectives = { ...collectives, switched: { ...collectives.switched, ...older.collectives?.switched } };
  }
  return { ...engine, scheduler, memory, host, kernels, collectives };
}
