// The README's figures of accuracy are those of the committed report: where they are not, `npm run docs:accuracy`.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { reportFile } from "../../bench/accuracy/files.ts";
import { withExactness } from "../../bench/accuracy/readme-row.ts";

test("the README says how exact forewatt is as the report does", () => {
  const root = join(import.meta.dirname, "../..");
  const readme = readFileSync(join(root, "README.md"), "utf8");
  expect(readme).toContain("| **How exact?** |");
  expect(withExactness(readme, JSON.parse(readFileSync(join(root, reportFile), "utf8")))).toBe(readme);
});
