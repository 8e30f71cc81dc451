// What the worker can do. A generator works in pieces, yields how far it is, and can be cancelled between them. What only
// one room needs is loaded with its first task.
import { profileFacts } from "./facts.ts";
import { openScenario, scenarioBasics, scenarioText } from "./scenario.ts";
import { simulateScenario } from "./simulate.ts";

export const tasks = {
  scenarioBasics: (_: null) => scenarioBasics(),
  openScenario,
  scenarioText,
  profileFacts,
  simulateScenario,
};
