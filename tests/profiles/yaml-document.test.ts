import { describe, expect, it } from "vitest";
import { formatProblem, InputError } from "../../src/base/errors.ts";
import { parseYaml } from "../../src/profiles/yaml-document.ts";
import { schema } from "./sample-schema.ts";

function problems(text: string): string[] {
  try {
    parseYaml("f.yaml", text, schema);
    return [];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.problems.map(formatProblem);
  }
}

describe("positions and messages", () => {
  const cases: [name: string, text: string, expected: string[]][] = [
    ["valid", "title: x\n", []],
    ["empty file", "", ["f.yaml:1:1  the file is empty; expected a mapping"]],
    ["only a comment", "# nothing\n", ["f.yaml:1:1  the file is empty; expected a mapping"]],
    ["a list at the root", "- 1\n", ["f.yaml:1:1  expected a mapping of keys to values, got a list"]],
    ["a scalar at the root", "hello", ['f.yaml:1:1  expected a mapping of keys to values, got "hello"']],
    [
      "an unknown key",
      "slo:\n  ttft_mss: 1 s\n  ttft: 1 s\n",
      ['f.yaml:2:3  slo.ttft_mss  unknown key "ttft_mss". Did you mean "ttft"?'],
    ],
    [
      "an unknown key unlike any",
      "slo:\n  ttft: 1 s\n  zzz: 1\n",
      ['f.yaml:3:3  slo.zzz  unknown key "zzz". Known here: ttft, share'],
    ],
    [
      "a key that belongs to another mapping, and one that belongs to none",
      "slo:\n  rate: 1 s\n  title: x\n  ttft: 1 s\n",
      [
        'f.yaml:2:3  slo.rate  unknown key "rate". Did you mean "arrivals.rate"?',
        'f.yaml:3:3  slo.title  unknown key "title". It stands at the top of the file',
      ],
    ],
    [
      "a bare number",
      "slo:\n  ttft: 500\n",
      ['f.yaml:2:9  slo.ttft  expected a time such as "500 ms", got 500'],
    ],
    [
      "a wrong unit",
      "slo: { ttft: 5 GB }\n",
      [
        'f.yaml:1:14  slo.ttft  expected a time such as "500 ms", got "5 GB": "GB" is not a unit of this kind',
      ],
    ],
    [
      "a mapping for a quantity",
      "slo: { ttft: { p90: 1 s } }\n",
      ['f.yaml:1:14  slo.ttft  expected a time such as "500 ms", got a mapping'],
    ],
    [
      "a missing key, at its parent",
      "title: x\nslo:\n  share: 0.5\n",
      ['f.yaml:2:1  slo.ttft  missing: expected a time such as "500 ms"'],
    ],
    [
      "an enum slip",
      "policy: chunked-prefil\n",
      [
        'f.yaml:1:9  policy  expected one of chunked-prefill, prefill-first, got "chunked-prefil". Did you mean "chunked-prefill"?',
      ],
    ],
    [
      "a number for text",
      "title: 2026\n",
      ["f.yaml:1:8  title  expected text, got 2026 (write it in quotes)"],
    ],
    ["too small", "count: 0\n", ["f.yaml:1:8  count  must be at least 1, got 0"]],
    ["not whole", "count: 1.5\n", ["f.yaml:1:8  count  expected a whole number, got 1.5"]],
    ["not finite", "count: .inf\n", ["f.yaml:1:8  count  expected a number, got Infinity"]],
    [
      "a record key that is not listed",
      "limits: { p9: 1 }\n",
      ['f.yaml:1:11  limits.p9  unknown key "p9". Did you mean "p90"?'],
    ],
    ["a bad record name", "named: { A1: 1 }\n", ["f.yaml:1:10  named.A1  bad name: lower-case letters"]],
    [
      "inside a list",
      "pools:\n  - name: a\n    devices: two\n",
      ['f.yaml:3:14  pools[0].devices  expected a number, got "two"'],
    ],
    [
      "missing inside a list",
      "pools:\n  - name: a\n",
      ["f.yaml:2:5  pools[0].devices  missing: expected a number"],
    ],
    ["duplicate key", "title: a\ntitle: b\n", ['f.yaml:2:1  key "title" is given twice']],
    [
      "two documents",
      "title: a\n---\ntitle: b\n",
      ["f.yaml:2:1  more than one YAML document in the file; expected one"],
    ],
    ["unknown tag", "title: !secret a\n", ["f.yaml:1:8  unknown tag: !secret; tags are not supported"]],
    ["unknown alias", "title: *x\n", ['f.yaml:1:8  no anchor "&x" before this alias']],
    ["circular alias", "title: &x [*x]\n", ['f.yaml:1:12  "*x" refers to something that contains it']],
    ["a key that is a list", "? [a]\n: 1\n", ["f.yaml:1:3  expected a plain key"]],
    [
      "several at once, in order",
      "count: 0\npolicy: x\ntitel: a\n",
      [
        "f.yaml:1:8  count  must be at least 1, got 0",
        'f.yaml:2:9  policy  expected one of chunked-prefill, prefill-first, got "x"',
        'f.yaml:3:1  titel  unknown key "titel". Did you mean "title"?',
      ],
    ],
  ];
  it.each(cases)("%s", (_name, text, expected) => expect(problems(text)).toEqual(expected));

  it("broken syntax has a position", () => {
    expect(problems('title: "unclosed\n')[0]).toMatch(/^f\.yaml:\d+:\d+ {2}not valid YAML: /);
  });
});

describe("a union reports its best branch", () => {
  const cases: [text: string, expected: string[]][] = [
    [
      "length: { lognorml: { median: 1, p90: 2 } }\n",
      ['f.yaml:1:11  length.lognorml  unknown key "lognorml". Did you mean "lognormal"?'],
    ],
    [
      "length: { uniform: { low: 1, hihg: 2 } }\n",
      [
        "f.yaml:1:11  length.uniform.high  missing: expected a number",
        'f.yaml:1:30  length.uniform.hihg  unknown key "hihg". Did you mean "high"?',
      ],
    ],
    ["length: { uniform: { low: 3, high: 2 } }\n", ["f.yaml:1:20  length.uniform  low must not exceed high"]],
    [
      "length: { lognormal: { mean: 1 } }\n",
      ["f.yaml:1:11  length.lognormal.cv  missing: expected a number"],
    ],
    [
      "length: { lognormal: { median: 1.5, p90: 3 } }\n",
      ["f.yaml:1:32  length.lognormal.median  expected a whole number, got 1.5"],
    ],
    ["length: 7\n", ["f.yaml:1:9  length  expected a mapping, got 7"]],
    [
      "cache: { capacity: 40 }\n",
      ['f.yaml:1:20  cache.capacity  expected a size in bytes such as "140.4 GiB", got 40'],
    ],
    ["cache: yes\n", ['f.yaml:1:8  cache  expected true or false or a mapping, got "yes"']],
    [
      "arrivals: { process: poison, rate: 1 /s }\n",
      [
        'f.yaml:1:22  arrivals.process  expected one of poisson, all-at-once, got "poison". Did you mean "poisson"?',
      ],
    ],
    [
      "arrivals: { rate: 1 /s }\n",
      ["f.yaml:1:1  arrivals.process  missing: expected one of poisson, all-at-once"],
    ],
    [
      "arrivals: { process: poisson, rat: 1 /s }\n",
      [
        'f.yaml:1:1  arrivals.rate  missing: expected a rate such as "20 /s"',
        'f.yaml:1:31  arrivals.rat  unknown key "rat". Did you mean "rate"?',
      ],
    ],
  ];
  it.each(cases)("%s", (text, expected) => expect(problems(text)).toEqual(expected));
});

describe("hostile files are refused politely", () => {
  it("exponential aliases", () => {
    const layers = Array.from(
      { length: 9 },
      (_, i) => `a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(", ")}]`,
    );
    expect(problems(`a0: &a0 [x, x]\n${layers.join("\n")}\n`)).toEqual([
      "f.yaml:1:1  refers to its anchors more than 100 times: write the values out",
    ]);
  });
  it.each([
    ["flow lists", "[".repeat(5000) + "]".repeat(5000)],
    ["flow mappings", "{a: ".repeat(5000) + "}".repeat(5000)],
    ["compact lists", `${"- ".repeat(5000)}x`],
    ["indentation", Array.from({ length: 400 }, (_, i) => `${" ".repeat(i)}a:`).join("\n")],
  ])("nesting by %s", (_name, text) =>
    expect(problems(text)[0]).toMatch(/^f\.yaml:\d+:1 {2}nested more than 100 levels deep$/),
  );
});
