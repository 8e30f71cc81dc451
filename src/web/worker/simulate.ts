// A run, and everything the page says and draws of it.
import type { Assumption, RunResult } from "../../metrics/result.ts";
import { answer, confidenceBasis } from "../../report/answer.ts";
import { type Chart, chartsOf } from "../../report/charts/index.ts";
import { infeasibleNotes, infeasibleReasons } from "../../report/feasible.ts";
import { resultJson } from "../../report/json.ts";
import { type ResultGroup, resultRows } from "../../report/result-rows.ts";
import { simulation } from "../../scenario/simulate.ts";
import { loadState, type StateWithFiles } from "./scenario.ts";

export interface RunAnswer {
  scenario: string;
  deployments: string[];
  answer: string;
  basis: string;
  infeasible: string[];
  warnings: string[];
  groups: ResultGroup[];
  charts: Chart[];
  assumptions: Assumption[];
  /** Of a preview. */
  requests: number | undefined;
  /** result.json as the command line writes it. */
  json: string;
}

/** One entry a figure, whichever deployments use it. */
function distinctAssumptions({ deployments }: RunResult): Assumption[] {
  return [
    ...new Map(
      deployments.flatMap(({ assumptions }) => assumptions.map((each) => [each.path, each])),
    ).values(),
  ];
}

export interface RunInput extends StateWithFiles {
  /** A preview has no more requests than these. */
  mostRequests?: number | undefined;
}

export function* simulateScenario({
  mostRequests,
  ...input
}: RunInput): Generator<number, RunAnswer, boolean> {
  const { scenario } = loadState(input);
  const stated = scenario.file.workload.requests ?? Number.POSITIVE_INFINITY;
  const requests = mostRequests !== undefined && mostRequests < stated ? mostRequests : undefined;
  const output = yield* simulation(scenario, { seed: input.state.seed, requests });
  const { result } = output;
  return {
    scenario: result.scenario,
    deployments: result.deployments.map(({ name }) => name),
    answer: answer(result, { settled: requests === undefined }),
    basis: confidenceBasis(result),
    infeasible: infeasibleReasons(result),
    warnings: result.warnings,
    groups: resultRows(result),
    charts: chartsOf(output).map((chart) => ({
      ...chart,
      // Said above, with the reason.
      notes: chart.notes.filter((note) => !infeasibleNotes(result).includes(note)),
    })),
    assumptions: distinctAssumptions(result),
    requests,
    json: resultJson(result, { wallSeconds: false }),
  };
}
