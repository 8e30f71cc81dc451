// Figures of accuracy in the README and docs/concepts are those of the committed files: where they are not, `npm run docs:accuracy`.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { leaveOutFiles, reportFile } from "../../bench/accuracy/files.ts";
import { leaveOutSentence, withLeaveOut } from "../../bench/accuracy/leave-out-figures.ts";
import { withExactness } from "../../bench/accuracy/readme-row.ts";

const read = (file: string) => readFileSync(join(import.meta.dirname, "../..", file), "utf8");
const leaveOut = { model: read(leaveOutFiles.model), gpu: read(leaveOutFiles.gpu) };

describe("figures of accuracy", () => {
  it("of the README are those of the report", () => {
    const readme = read("README.md");
    expect(readme).toContain("| **How exact?** |");
    expect(withExactness(readme, JSON.parse(read(reportFile)))).toBe(readme);
  });

  it("of models and devices left out are those of their tables, on both pages", () => {
    for (const page of ["README.md", "docs/concepts/accuracy.md"]) {
      const text = read(page);
      expect(text).toContain(leaveOutSentence(leaveOut));
      expect(withLeaveOut(text, leaveOut)).toBe(text);
    }
  });

  it("follow the tables", () => {
    const worse = {
      ...leaveOut,
      gpu: leaveOut.gpu.replace(/^gpu,all,itl,.*$/m, "gpu,all,itl,2,6.6,6.6,9.1,16.7"),
    };
    const [before, after] = [leaveOut, worse].map((tables) =>
      withLeaveOut(read("docs/concepts/accuracy.md"), tables),
    );
    expect(leaveOutSentence(worse)).toMatch(/a device 10\.1 \(itl\)\.$/);
    expect(after).toContain("| 9.1 / 16.7 |");
    expect(after!.split("\n")).toHaveLength(before!.split("\n").length);
  });
});
