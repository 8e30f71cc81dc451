// Whatever the text: parsed, or refused with readable problems at positions that lie in it.
import fc from "fast-check";
import { expect, it } from "vitest";
import { stringify } from "yaml";
import { InputError } from "../../src/base/errors.ts";
import { parseYaml, parseYamlDocument } from "../../src/profiles/yaml-document.ts";
import { scenarioSchema } from "../../src/scenario/schema.ts";
import { schema } from "./sample-schema.ts";

it("any JSON mapping comes back as it went in, and every position lies in the text", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })), (value) => {
      const text = stringify(value, { aliasDuplicateObjects: false });
      const document = parseYamlDocument("f", text);
      expect(document.value).toEqual(value);
      const lines = text.split("\n");
      for (const key of Object.keys(value)) {
        const { line, column } = document.positionOf([key], "key");
        expect(line).toBeLessThanOrEqual(lines.length);
        expect(column).toBeLessThanOrEqual(lines[line - 1]!.length + 1);
      }
    }),
  );
});

it("any text parses, or is refused with positioned problems; nothing else is thrown", () => {
  const fragment = fc.constantFrom(
    "a",
    "b: 1",
    "\n",
    "  ",
    "- ",
    ": ",
    "? ",
    "[",
    "]",
    "{",
    "}",
    "&x ",
    "*x",
    "!t ",
    '"',
    "'",
    "#",
    "---\n",
    "|\n",
    ">",
    "%",
    "\t",
    ",",
    "title: ",
    "<<: ",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(fragment, { maxLength: 40 }).map((parts) => parts.join("")),
      ),
      (text) => {
        try {
          parseYaml("f", text, schema);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
          const found = (error as InputError).problems;
          expect(found.length).toBeGreaterThan(0);
          for (const problem of found) {
            expect(problem.line).toBeGreaterThanOrEqual(1);
            expect(problem.line).toBeLessThanOrEqual(text.split("\n").length + 1);
            expect(problem.column).toBeGreaterThanOrEqual(1);
            expect(problem.message).not.toMatch(/Invalid input|undefined|\[object/);
          }
        }
      },
    ),
    { numRuns: 2000 },
  );
});

it("any JSON value against the scenario schema gives readable problems", () => {
  const keys = fc.constantFrom(
    "schema",
    "model",
    "workload",
    "arrivals",
    "process",
    "lengths",
    "input",
    "fixed",
    "lognormal",
    "slo",
    "ttft",
    "p90",
    "deployments",
    "pools",
    "x",
  );
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { depthSize: "small" },
      fc.constantFrom<unknown>("poisson", "forewatt.scenario/1", "1 s", 1, null, true, [], {}),
      fc.array(tie("tree"), { maxLength: 3 }),
      fc.dictionary(keys, tie("tree"), { maxKeys: 5 }),
    ),
  }));
  fc.assert(
    fc.property(fc.dictionary(keys, tree, { maxKeys: 8 }), (value) => {
      try {
        parseYaml("f", JSON.stringify(value), scenarioSchema);
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
        for (const problem of (error as InputError).problems)
          expect(problem.message).not.toMatch(/Invalid input|Invalid option|undefined|\[object/);
      }
    }),
    { numRuns: 500 },
  );
});
