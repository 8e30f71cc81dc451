import { describe, expect, it } from "vitest";
import type { DeploymentComparison } from "../../src/planner/compare.ts";
import { compareChart } from "../../src/report/charts/compare.ts";
import { comparePage } from "../../src/report/html/pages/compare.ts";

const figure = (metric: string, unit: string, a: number, b: number) => ({
  metric,
  unit,
  a,
  b,
  change: (b - a) / a,
});
const compared: DeploymentComparison[] = [
  {
    name: "one",
    differences: [
      figure("ttft.p90", "s", 0.2, 1),
      figure("throughput.outputTokensPerSecondPerMegawatt", "tokens/s/MW", 400_000, 402_000),
    ],
  },
  { name: "two", differences: [figure("ttft.p90", "s", 0.2, 0.02)] },
  { name: "three", differences: [], unmatched: "only in B" },
];

describe("two results compared", () => {
  it("are drawn as factors: the finding is the largest of them, up or down", () => {
    const chart = compareChart(compared)!;
    expect(chart.title).toBe("TTFT p90 moves most: -90 % in two");
    expect(
      chart.groups.map(({ name, bars }) => [name, bars.map(({ value, colour }) => [value, colour])]),
    ).toEqual([
      [
        "TTFT p90",
        [
          [5, 0],
          [expect.closeTo(0.1), 1],
        ],
      ],
      ["output per MW", [[1.005, 0]]],
    ]);
    expect(compareChart(compared.slice(2))).toBeUndefined();
  });

  it("are told in words and human units, with how sure either is", () => {
    const page = comparePage(
      { a: "in/a.yaml", b: "in/b.yaml" },
      compared,
      [],
      { command: "x" },
      "seed 1",
      "Basis: measured.",
    );
    expect(page.title).toBe("b.yaml against a.yaml");
    expect(page.answer).toBe(
      "B against A. one: 5x the TTFT p90, 0.50 % higher output per MW. two: 90 % lower TTFT p90. three: only in B.",
    );
    expect(page.confidence).toBe("Basis: measured.");
    const tables = page.sections.filter(({ heading }) => heading.endsWith("figure by figure"));
    expect(tables.map(({ blocks }) => blocks.length)).toEqual([1, 1, 0]);
    const first = tables[0]!.blocks[0];
    const cells =
      first!.kind === "table"
        ? first!.groups[0]!.rows.map((row) => row.map(({ html }) => html.replaceAll("\u00a0", " ")))
        : [];
    expect(cells).toEqual([
      ["TTFT p90", "200 ms", "1 s", "5x"],
      ["output per MW", "400 k tok/s/MW", "402 k tok/s/MW", "+0.50 %"],
    ]);
  });
});
