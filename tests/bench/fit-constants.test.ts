// The fit reads and writes constants in the text of the shipped profiles.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fittedConstants } from "../../bench/accuracy/fit/constants.ts";
import { constantOf, toNumber, withConstant } from "../../bench/accuracy/fit/profile-text.ts";
import { engineSchema } from "../../src/profiles/engine.ts";
import { parseYaml } from "../../src/profiles/yaml-document.ts";
import { root } from "../accuracy/cases.ts";

const textOf = (engine: string) => readFileSync(join(root, `engine-profiles/${engine}.yaml`), "utf8");

describe("fitted constants", () => {
  it.each(
    fittedConstants.map(
      (constant) =>
        [`${constant.engine} ${constant.before ?? ""} ${constant.path.join(".")}`, constant] as const,
    ),
  )("%s is found, and changes alone", (_, constant) => {
    const text = textOf(constant.engine);
    const value = toNumber(constant.prior);
    const changed = withConstant(text, constant, value);
    expect(constantOf(changed, constant)).toBeCloseTo(value, 9);
    expect(withConstant(changed, constant, constantOf(text, constant))).toBe(text);
    expect(() => parseYaml("profile", changed, engineSchema)).not.toThrow();
  });

  it("each says where it comes from", () => {
    for (const { engine, before, path } of fittedConstants) {
      const name = `${path.join(".")}${before === undefined ? "" : ` before ${before}`}`;
      const { fitted } = parseYaml("profile", textOf(engine), engineSchema);
      expect(fitted[name]).toMatch(/^fit: npm run fit, \d{4}-\d\d-\d\d, \d+ rows, .*prior/);
    }
  });
});
