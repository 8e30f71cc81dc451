// A race in a process of its own: what ran before leaves neither garbage nor code compiled for other shapes.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { races } from "./races.js";

const self = fileURLToPath(import.meta.url);

export function raceAlone(index) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [self, String(index)], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

if (process.argv[1] === self) console.log(JSON.stringify(races[Number(process.argv[2])]()));
