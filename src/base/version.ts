import manifest from "../../package.json" with { type: "json" };

/** Of forewatt: part of every result, and of every key results are memoised by. */
export const version = manifest.version;
