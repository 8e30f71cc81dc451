// A report's command runs where it stands: what lies below the working folder is named from there.
import { join } from "node:path";
import { expect, test } from "vitest";
import { fromHere } from "../../src/cli/report-context.ts";

test("absolute paths below the working folder are told from there, others as they are", () => {
  expect(fromHere(join(process.cwd(), "scenarios/chat.yaml"))).toBe("scenarios/chat.yaml");
  for (const other of ["/elsewhere/chat.yaml", "scenarios/chat.yaml", "--seed", process.cwd()])
    expect(fromHere(other)).toBe(other);
});
