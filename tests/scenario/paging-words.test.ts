// A slip in `misses` names the word that may stand there.
import { expect, it } from "vitest";
import { pagingSchema } from "../../src/scenario/paging-schema.ts";

it("names uniform to who misspells it", () => {
  const { misses } = pagingSchema.shape;
  const said = JSON.stringify(misses.safeParse("unifrm").error!.issues);
  expect(said.replaceAll("\\", "")).toContain(`or uniform, got "unifrm". Did you mean "uniform"?`);
  expect(misses.parse("uniform")).toBe("uniform");
});
