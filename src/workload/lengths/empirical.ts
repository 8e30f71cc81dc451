// Lengths drawn with replacement from the values of a file. Input and output are drawn independently: where their
// correlation matters, replay a trace.
import type { RandomStream } from "../../base/random.ts";
import type { LengthSampler } from "./sampler.ts";

/** Where a scenario's loader puts the values: two columns of one file are two sets of values. */
export function empiricalKey({ file, column }: { file: string; column?: string | undefined }): string {
  return column === undefined ? file : `${file}#${column}`;
}

export function empirical(values: readonly number[], stream: RandomStream): LengthSampler {
  return () => values[Math.floor(stream() * values.length)]!;
}
