// `npm start`: the main job from a fresh clone. Simulates the flagship scenario, prints the comparison and
// writes the report to out/.
import { root, run, setUp } from "./setup.js";

await setUp();
const scenario = "scenarios/chat-70b-blackwell.yaml";
process.exitCode = run(process.execPath, [
  `${root}bin/forewatt`,
  "run",
  scenario,
  "--out",
  "out",
  ...process.argv.slice(2),
]);
if (process.exitCode === 0) console.error("\nReport: out/report.html");
