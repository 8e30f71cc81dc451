// The mean lengths of data sets that ship with forewatt.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Datasets, parseDatasets } from "../accuracy/datasets.ts";
import { packageRoot } from "./profiles.ts";

const path = "bench/accuracy/datasets.csv";

export function shippedDatasets(): Datasets {
  const file = join(packageRoot(), path);
  return existsSync(file) ? parseDatasets(path, readFileSync(file, "utf8")) : new Map();
}
