// `forewatt merge`: the shards of a sweep put together; the same bytes as from one machine.
import { InputError } from "../../base/errors.ts";
import type { Command } from "../command.ts";
import { type Format, list, outputOptions, single } from "../options.ts";
import { finish } from "../sweep/finish.ts";
import { claimFolder, type Manifest, readManifest } from "../sweep/folder.ts";
import { damage, type Part, partOf, partsIn, readRows, soundRows } from "../sweep/parts.ts";

interface Options {
  folders: string[];
  out?: string | undefined;
  format: Format;
  quiet: boolean;
}

export const command: Command<Options> = {
  options: (yargs) =>
    outputOptions(
      yargs.example(
        "$0 merge out/1 out/2 --out out/all",
        "put two shards together, as `forewatt sweep` wrote them",
      ),
    )
      .positional("folders", {
        describe: "what each forewatt sweep --shard i/N wrote to its --out",
        type: "string",
        array: true,
        demandOption: true,
        coerce: list("folders"),
      })
      .option("out", {
        describe: "folder for results.csv, results.parquet and dictionary.csv",
        string: true,
        requiresArg: true,
        coerce: single("out"),
      }),

  async run({ folders, out, format }) {
    const manifests = folders.map(readManifest);
    const manifest = sameSweep(folders, manifests);
    const parts = gather(folders, manifest);
    if (out !== undefined) claimFolder(out, manifest);
    return finish({ manifest, parts, out, format });
  },
};

function sameSweep(folders: readonly string[], manifests: readonly Manifest[]): Manifest {
  const [first] = manifests as [Manifest];
  const problems = manifests.flatMap(({ sweep, build }, index) => {
    if (sweep === first.sweep) return [];
    const message =
      build === first.build
        ? `not a part of the sweep in ${folders[0]}`
        : `made by build ${build} (code and profiles), ${folders[0]} by ${first.build}: their results may differ`;
    return [{ file: folders[index]!, line: 0, column: 0, path: "", message }];
  });
  if (problems.length > 0) throw new InputError(problems);
  return first;
}

/** Where each chunk is. One that is in two folders must be the same in both. */
function gather(folders: readonly string[], { chunks, sweep }: Manifest): Part[] {
  const parts = folders.flatMap((folder) =>
    [...partsIn(folder)].map((chunk) => partOf(folder, sweep, chunk)),
  );
  const damaged = parts.filter((part) => soundRows(part) === undefined);
  if (damaged.length > 0) throw new InputError(damaged.map(damage));
  const found = new Map<number, Part>();
  for (const part of parts) {
    const { chunk } = part;
    const other = found.get(chunk);
    if (other !== undefined && readRows(other) !== readRows(part))
      throw InputError.of(
        part.path,
        "",
        `differs from ${other.path}, though both are chunk ${chunk} of sweep ${sweep}`,
      );
    found.set(chunk, part);
  }
  const missing = Array.from({ length: chunks }, (_, chunk) => chunk).filter((chunk) => !found.has(chunk));
  if (missing.length > 0) {
    const shown = missing.slice(0, 10).join(", ");
    throw InputError.of(
      folders.join(" "),
      "",
      `${missing.length} of ${chunks} chunks are missing (${shown}${missing.length > 10 ? ", …" : ""}): run their shards again, they go on where they stopped`,
    );
  }
  return Array.from({ length: chunks }, (_, chunk) => found.get(chunk)!);
}
