// The claims that ship with forewatt, a file each, named after the claim; and claims of a user, by path.
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

/** What has a folder or an extension in it: no name of ours does. */
export const isPath = (name: string): boolean => /[\\/]|\.ya?ml$/.test(name);

export const claimPath = (name: string): string => (isPath(name) ? name : join(folder(), `${name}.yaml`));

export const readClaim = (name: string): Claim =>
  parseClaim(isPath(name) ? name : `claims/${name}.yaml`, readText(claimPath(name)));
