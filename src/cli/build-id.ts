// Which code and profiles this is, exactly: two results may be mixed, or one be reused, only where this is the same.
import { version } from "../base/version.ts";

/** Set by scripts/build.js: a hash of the sources and profiles. */
declare const FOREWATT_BUILD: string | undefined;

export const buildId = `${version}+${typeof FOREWATT_BUILD === "undefined" ? "unbuilt" : FOREWATT_BUILD}`;
