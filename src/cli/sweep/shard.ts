// `--shard i/N`, counted from 1, as Slurm arrays and Kubernetes indexed Jobs can give it.
export interface Shard {
  index: number;
  of: number;
}

/** What it throws is told as a mistake of the command line. */
export function readShard(given: unknown): Shard {
  const match = typeof given === "string" ? /^(\d{1,6})\/(\d{1,6})$/.exec(given) : null;
  const [index, of] = [Number(match?.[1]), Number(match?.[2])];
  if (!match || index < 1 || index > of)
    throw new Error(
      `--shard: expected a part and how many there are, such as 3/16, got ${JSON.stringify(given)}`,
    );
  return { index, of };
}
