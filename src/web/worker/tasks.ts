// What the worker can do. A generator works in pieces, yields how far it is, and can be cancelled between them. What only
// one room needs is loaded with its first task.
import type { ClaimsState } from "./claims.ts";
import type { CurvesInput } from "./curve.ts";
import { profileFacts } from "./facts.ts";
import type { ForecastState } from "./forecast.ts";
import type { PlanInput } from "./plan.ts";
import { openScenario, scenarioBasics, scenarioText } from "./scenario.ts";
import { simulateScenario } from "./simulate.ts";

export const tasks = {
  scenarioBasics: (_: null) => scenarioBasics(),
  openScenario,
  scenarioText,
  profileFacts,
  simulateScenario,
  curvesOf: async (input: CurvesInput) => (await import("./curve.ts")).curvesOf(input),
  claimTexts: async (_: null) => (await import("./claims.ts")).claimTexts(),
  weighClaim: async (input: { state: ClaimsState; quick: boolean }) =>
    (await import("./claims.ts")).weighClaim(input),
  forecastBasics: async (_: null) => (await import("./forecast.ts")).forecastBasics(),
  forecastOf: async (state: ForecastState) => (await import("./forecast.ts")).forecastOf(state),
  planExamples: async (_: null) => (await import("./plan.ts")).planExamples(),
  planOf: async (input: PlanInput) => (await import("./plan.ts")).planOf(input),
};
