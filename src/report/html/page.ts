// report.html: one file, nothing loaded from anywhere, the answer first. A pure function: equal inputs, equal bytes.
import type { LatencyLimits, RunOutput, RunResult } from "../../metrics/result.ts";
import { answer, confidenceBasis } from "../answer.ts";
import { infeasibleNotes } from "../feasible.ts";
import { seconds } from "../format.ts";
import { assumptions } from "./assumptions.ts";
import type { DrawnChart, ReportContext } from "./context.ts";
import { comparisonTable, infeasibleList, poolTable, requestTable } from "./deployments.ts";
import { escapeHtml, phrase, section } from "./markup.ts";
import { style } from "./style.ts";

function serviceLevel({ slo }: RunResult): string {
  const limits = (name: string, of: LatencyLimits | undefined) =>
    Object.entries(of ?? {}).flatMap(([statistic, limit]) =>
      limit === undefined ? [] : [`${name} ${statistic} ≤ ${seconds(limit)}`],
    );
  const all = [...limits("TTFT", slo?.ttftSeconds), ...limits("TPOT", slo?.tpotSeconds)];
  return all.length === 0 ? "" : `<p class="quiet">Service level: ${escapeHtml(all.join(", "))}.</p>`;
}

/** Notes that the head of the page has not said already. */
function figureOf({ chart, svg }: DrawnChart, said: readonly string[]): string {
  const label = escapeHtml(`${chart.title}. ${chart.subtitle}.`);
  const notes = chart.notes
    .filter((note) => !said.includes(note))
    .map((note) => `<p class="note">${escapeHtml(note)}</p>`)
    .join("");
  const drawing = svg.replace("<svg ", `<svg role="img" aria-label="${label}" `);
  return `<figure id="${escapeHtml(chart.id)}"><figcaption><h3>${phrase(chart.title)}</h3><p>${phrase(chart.subtitle)}</p></figcaption>${drawing}${notes}</figure>`;
}

function reproduction(
  { seed, replications, engine }: RunResult,
  { command, scenarioText }: ReportContext,
): string {
  const runs = replications > 1 ? `, ${replications} replications` : "";
  const scenario =
    scenarioText === undefined
      ? ""
      : `<details><summary>Scenario file</summary><pre>${escapeHtml(scenarioText)}</pre></details>`;
  return `<pre>${escapeHtml(command)}</pre><p class="quiet">forewatt ${escapeHtml(engine.version)}, seed ${seed}${runs}. The same version, scenario and seed give the same result, digit for digit.</p>${scenario}`;
}

export function renderHtml(
  { result, warnings }: RunOutput,
  charts: readonly DrawnChart[],
  context: ReportContext,
): string {
  const title = escapeHtml(result.scenario);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="generator" content="forewatt ${escapeHtml(result.engine.version)}">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<main>
<header>
<h1>${title}</h1>
<p class="answer">${phrase(answer(result))}</p>
<p class="quiet">${phrase(confidenceBasis(result))}</p>
${serviceLevel(result)}${infeasibleList(result)}${warnings.map((warning) => `<p class="quiet">Note: ${escapeHtml(warning)}</p>`).join("")}
</header>
${section("comparison", "Comparison", comparisonTable(result))}
${section("charts", "Charts", charts.length === 0 ? "" : `<div class="charts">${charts.map((drawn) => figureOf(drawn, infeasibleNotes(result))).join("\n")}</div>`)}
${section("pools", "Pools", poolTable(result))}
${section("requests", "Requests", requestTable(result))}
${section("assumptions", "Assumptions and sources", assumptions(result))}
${section("reproduce", "How to reproduce", reproduction(result, context))}
</main>
</body>
</html>
`;
}
