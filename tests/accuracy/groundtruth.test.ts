// The whole of the shared ground truth, where it is at hand: coverage only. How large the errors are is the gate's business.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readCases } from "../../src/accuracy/read-cases.ts";
import { translate } from "../../src/accuracy/translate.ts";
import { profiles, root } from "./cases.ts";

const folder = join(root, "../shared/groundtruth");
const trace = { name: "trace", open: () => [] };

describe.skipIf(!existsSync(folder))("shared ground truth (skipped without ../shared/groundtruth)", () => {
  it.each(["cases.csv", "energy.csv"])("%s is read whole", (name) => {
    expect(readCases(name, readFileSync(join(folder, name), "utf8")).length).toBeGreaterThan(300);
  });

  it("at least 90 % of the quality-A points of cases.csv can be simulated", () => {
    const points = readCases("cases.csv", readFileSync(join(folder, "cases.csv"), "utf8")).filter(
      ({ quality }) => quality === "A",
    );
    const unmodelled = points.flatMap((point) => {
      const translated = translate(point, { profiles, traceOf: () => trace });
      return typeof translated === "string" ? [translated] : [];
    });
    expect(unmodelled.length / points.length).toBeLessThan(0.1);
  });
});
