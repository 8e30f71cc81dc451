// Small scenarios on shipped profiles, from text, without a disk.
import { InputError } from "../../src/base/errors.ts";
import type { Avoidance } from "../../src/metrics/avoidance.ts";
import { loadScenario } from "../../src/scenario/load.ts";
import type { SimulateOptions } from "../../src/scenario/simulate.ts";
import { simulate } from "../../src/scenario/simulate.ts";
import { shipped } from "../profiles/shipped-profiles.ts";

const chat = `
schema: forewatt.scenario/1
model: llama-3.1-8b
workload:
  arrivals: { process: poisson, rate: 12 /s }
  lengths:
    input: { lognormal: { median: 700 tokens, p90: 2000 tokens } }
    output: { lognormal: { median: 120 tokens, p90: 400 tokens } }
  requests: 600
slo: { ttft: { p90: 1 s }, tpot: { p90: 30 ms } }
facility: { pue: 1.25, electricity: 0.09 USD/kWh }
deployments:
`;
export const mixed = (name: string, instances: number, rest = "") =>
  `  ${name}: { pools: [ { name: serve, hardware: h100-sxm, instances: ${instances} } ]${rest} }\n`;
export const apart = (name: string) => `  ${name}:
    pools:
      - { name: prefill, role: prefill, hardware: h100-sxm, instances: 1 }
      - { name: decode, role: decode, hardware: h100-sxm, instances: 2 }
    transfer: { link: scale-out, pipelined: true }
`;

/** The scenario in a text, on shipped profiles. */
export function realScenario(text: string, set: string[] = []) {
  const refused = (path: string) => ({ refused: path });
  const files = { locate: refused, readText: () => text, chunks: () => [] };
  return loadScenario("chat.yaml", files, shipped, { set }).scenario;
}

export function run(deployments: string, options: Partial<SimulateOptions> = {}, set: string[] = []) {
  return simulate(realScenario(chat + deployments, set), { seed: 1, ...options });
}

/** The metrics of each deployment; all of them feasible. */
export function metricsOf(output: ReturnType<typeof run>) {
  return output.result.deployments.map((deployment) => {
    if ("infeasible" in deployment) throw new Error(deployment.infeasible.reason);
    return deployment;
  });
}

/** What is wrong with the scenario in a text, as "path  message"; nothing where it is right. */
export function problemsOf(text: string): string[] {
  try {
    realScenario(text);
    return [];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.problems.map(({ path, message }) => `${path}  ${message}`);
  }
}

/** Input that is deduplicated, answered, found or computed: all there is, by the law of what need not be computed. */
export const accountedInputTokens = (all: Avoidance): number =>
  all.deduplicatedInputTokens + all.answeredInputTokens + all.cachedInputTokens + all.computedInputTokens;
