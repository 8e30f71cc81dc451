// Curves held against points that others published, as ratio published / predicted: each is what the table of
// docs/concepts/curve.md says, with the reason, so that none moves unnoticed. No claim that they are small.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { simulatePoint } from "../../src/planner/curve/point.ts";
import { type HeldAgainst, heldAgainst } from "../../src/planner/curve/published.ts";
import { curveChart } from "../../src/report/charts/curve.ts";
import { publishedText } from "../../src/report/published.ts";
import { loadScenario } from "../../src/scenario/load.ts";
import type { ResolvedScenario } from "../../src/scenario/resolved.ts";
import { smallScenario } from "../contracts/cli.ts";
import { shipped } from "../profiles/shipped-profiles.ts";

const folder = new URL("../../scenarios/published/", import.meta.url);

function scenarioOf(text: string): ResolvedScenario {
  const files = { locate: (path: string) => ({ refused: path }), readText: () => text, chunks: () => [] };
  return loadScenario("published.yaml", files, shipped).scenario;
}

function held(scenario: ResolvedScenario): HeldAgainst[] {
  const work = heldAgainst(scenario, { seed: 1 });
  let step = work.next(false);
  while (!step.done) step = work.next(false);
  return step.value;
}

/** How far off each may be, either way, whatever the page says. */
const limits: Record<string, number[]> = {
  // The fourth, MI355X, was 1.30 before its cache was held at 16 bits, as vLLM does by itself; the third 1.40 and the fourth 1.31
  // before the launch times of experts were fitted (docs/concepts/curve.md).
  "inferencex-gpt-oss-120b.yaml": [1.3, 1.3, 1.41, 1.33],
  // Of two submitters of one rack the better is what it can do, and 1.44 apart both cannot be near: the first was 1.3 while the
  // prediction lay between them.
  "mlperf-deepseek-r1-gb300.yaml": [1.55, 1.07],
  "deepseek-h800.yaml": [1.25],
  "groq-mixtral-8x7b.yaml": [1.61],
  "lpx-gemma-4-31b-10k.yaml": [1.04, 1.4, 3.2],
  "lpx-gemma-4-31b-100k.yaml": [1.02],
};

/** Ratios by scenario, as the documentation gives them: a row without a scenario belongs to the one above it. */
const documented = new Map<string, string[]>();
{
  const page = readFileSync(new URL("../../docs/concepts/curve.md", import.meta.url), "utf8");
  const [, table] = page.split("| scenario | published | published / predicted |");
  let ratios: string[] = [];
  for (const row of table!.split("\n\n")[0]!.split("\n").slice(2)) {
    const [scenario, , ratio] = row
      .split("|")
      .slice(1)
      .map((cell) => cell.trim());
    const name = /^`([^`]+)`/.exec(scenario!)?.[1];
    if (name !== undefined) {
      ratios = [];
      documented.set(`${name}.yaml`, ratios);
    }
    ratios.push(ratio!);
  }
}

it("every scenario that holds itself against published points has its distance tested", () => {
  expect(readdirSync(folder).sort()).toEqual([...documented.keys()].sort());
});

describe.each([...documented])("%s", (file, ratios) => {
  const scenario = scenarioOf(readFileSync(new URL(file, folder), "utf8"));
  it("is as far from what was published as the documentation says, within its limit, and says why", () => {
    const points = held(scenario);
    expect(points.map(({ ratio }) => ratio!.toFixed(2))).toEqual(ratios);
    expect(points.map(({ ratio }, at) => Math.max(ratio!, 1 / ratio!) < limits[file]![at]!)).not.toContain(
      false,
    );
    for (const { source, because } of points)
      for (const words of [source, because]) expect(words.length).toBeGreaterThan(10);
  });
});

describe("a published point", () => {
  const of = (entry: string) =>
    scenarioOf(
      smallScenario({
        workload: `published: [${entry}]
workload:
  arrivals: { process: closed-loop, users: 4 }
  lengths: { input: { fixed: 200 tokens }, output: { fixed: 50 tokens } }
  requests: 100`,
      }),
    );
  const words = "name: a, source: somebody, because: of something";

  it("at what is simulated there is at no distance, for one user and for many", () => {
    const scenario = of(`{ deployment: one, alone: 1 tokens/s, ${words} }`);
    const deployment = scenario.file.deployments.one!;
    const alone = simulatePoint(scenario, deployment, "", 1, 1)!;
    const many = simulatePoint(scenario, deployment, "", 16, 1)!;
    const perAllIn = many.outputTokensPerSecondPerAllInMegawatt!;
    const points = held(
      of(
        [
          `{ deployment: one, alone: ${alone.tokensPerSecondPerUser} tokens/s, ${words} }`,
          `{ deployment: one, output: ${2 * many.outputTokensPerSecond} tokens/s, at: ${many.tokensPerSecondPerUser} tokens/s, users: [16], ${words} }`,
          `{ deployment: one, outputPerAllInMegawatt: ${perAllIn} tokens/s, at: ${many.tokensPerSecondPerUser} tokens/s, users: [8, 16], ${words} }`,
        ].join(", "),
      ),
    );
    expect(points[0]!.ratio).toBeCloseTo(1, 9);
    expect(points[1]!.ratio).toBeCloseTo(2, 9);
    expect(points[2]!.ratio).toBeCloseTo(1, 9);
    expect(points[1]!.shownPerMegawatt! / many.outputTokensPerSecondPerMegawatt).toBeCloseTo(2, 9);
  });

  it("beyond what was swept has no prediction, and is said not to", () => {
    const points = held(of(`{ deployment: one, output: 1 tokens/s, at: 1e6 tokens/s, ${words} }`));
    expect(points[0]).toMatchObject({ predictedTokensPerSecond: null, ratio: null, shownPerMegawatt: null });
    expect(publishedText(points).join("\n")).toContain("–");
    expect(curveChart("x", [], "", points).panels[0]!.lines).toEqual([]);
  });

  it("is refused where it does not say what was measured, or of what", () => {
    const problems = (entry: string) => {
      try {
        of(entry);
        return "";
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(problems(`{ deployment: on, alone: 1 tokens/s, ${words} }`)).toMatch(
      /published\.yaml:\d+:\d+ {2}published\[0\]\.deployment {2}no such deployment: "on"\. Did you mean "one"\?/,
    );
    expect(problems(`{ deployment: one, ${words} }`)).toContain("expected one of alone, output");
    expect(problems(`{ deployment: one, output: 1 tokens/s, ${words} }`)).toContain("missing: at");
    expect(problems(`{ deployment: one, alone: 1 tokens/s, at: 1 tokens/s, ${words} }`)).toContain(
      "is its own",
    );
    expect(problems(`{ deployment: one, alone: 1 tokens/s, tensor: [3], ${words} }`)).toContain(
      "3 does not divide the",
    );
  });
});
