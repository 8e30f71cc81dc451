// The claims that ship with forewatt: a file each, named after the claim.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Claim } from "../planner/claims/claim.ts";
import { parseClaim } from "../planner/claims/library.ts";
import { readText } from "./files.ts";
import { packageRoot } from "./profiles.ts";

const folder = () => join(packageRoot(), "claims");

export const claimNames = (): string[] =>
  readdirSync(folder())
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => file.replace(/\.yaml$/, ""))
    .sort();

export const claimPath = (name: string) => join(folder(), `${name}.yaml`);

export const readClaim = (name: string): Claim =>
  parseClaim(`claims/${name}.yaml`, readText(claimPath(name)));
