// The page of `explain`: what binds, the waterfalls, what more of each resource would give, the figures it leans on.
import { version } from "../../../base/version.ts";
import type { DeploymentContrast } from "../../../planner/explain/contrast.ts";
import type { Effect } from "../../../planner/explain/effect.ts";
import type { DeploymentExplanation, Explanation } from "../../../planner/explain/explain.ts";
import { modelError } from "../../answer.ts";
import { waterfallCharts } from "../../charts/waterfall.ts";
import {
  bindingSentence,
  changes,
  contrastAnswer,
  contrastSentences,
  metricNames,
} from "../../explain-words.ts";
import { percent } from "../../format.ts";
import { noteMark, textTable } from "../block.ts";
import { figure, pathCode, text } from "../markup.ts";
import type { Page, Section } from "../page.ts";
import { type ReportContext, reproduction } from "../reproduce.ts";

const heads = Object.values(metricNames);

function ends(low: Effect, high: Effect) {
  const atHigh = changes(high);
  // The head has the unit.
  const bare = (text: string) => text.replace(/ %$/, "");
  return changes(low).map((atLow, k) => figure(`${bare(atLow)} / ${bare(atHigh[k]!)}`));
}

function deploymentSections(explanation: Explanation, index: number, sources: readonly string[]): Section[] {
  const { name, resources, figures } = explanation;
  return [
    {
      id: `explained-${index}`,
      heading: name,
      blocks: [
        { kind: "paragraph", text: bindingSentence(explanation) },
        { kind: "charts", charts: waterfallCharts(explanation, index) },
        textTable(
          `${name}: 10 % more of each resource`,
          ["10 % more", ...heads],
          resources.map(({ resource, effect }) => [resource, ...changes(effect)]),
        ),
        {
          kind: "table",
          label: `${name}: figures it leans on`,
          heads: [
            text("leans on"),
            text("confidence"),
            figure("swings"),
            ...heads.map((head) => figure(`${head} %`)),
          ],
          groups: [
            {
              rows: figures.map(({ path, confidence, source, swing, low, high }) => [
                { html: pathCode(path) + noteMark(sources.indexOf(source) + 1) },
                text(confidence),
                figure(Number.isFinite(swing) ? percent(swing) : "no longer fits"),
                ...ends(low.effect, high.effect),
              ]),
            },
          ],
          note: "Change in percent at the low and at the high end of the figure's range, or where it is 10 % lower and higher.",
        },
      ],
    },
  ];
}

export function explainPage(
  scenario: string,
  deployments: readonly DeploymentExplanation[],
  contrasts: readonly DeploymentContrast[],
  context: ReportContext,
  seed: number,
): Page {
  const explained = deployments.flatMap((each, index) => ("infeasible" in each ? [] : [{ each, index }]));
  const sources = [...new Set(explained.flatMap(({ each }) => each.figures.map(({ source }) => source)))];
  const [first] = explained;
  const error = modelError(explained.map(({ each: { name, metrics } }) => ({ name, ...metrics })));
  return {
    title: `${scenario}, explained`,
    answer:
      contrasts.map(contrastAnswer).find((each) => each !== undefined) ??
      (first ? `${first.each.name}: ${bindingSentence(first.each)}` : "Nothing feasible to explain."),
    confidence: error === "" ? "" : `${error}.`,
    notes: [
      "Parts of a step come from the cost model at the run's operating point; totals are simulated.",
      ...deployments.flatMap((each) =>
        "infeasible" in each ? [`${each.name} is infeasible: ${each.infeasible.reason}`] : [],
      ),
    ],
    sections: [
      {
        id: "contrasts",
        heading: "Why they differ",
        blocks: contrasts.flatMap((contrast) =>
          contrastSentences(contrast).map((sentence) => ({ kind: "paragraph" as const, text: sentence })),
        ),
      },
      ...explained.flatMap(({ each, index }) => deploymentSections(each, index, sources)),
      {
        id: "sources",
        heading: "Sources",
        blocks: sources.length === 0 ? [] : [{ kind: "sources", sources }],
      },
      reproduction(context, `seed ${seed}`),
    ],
    version,
  };
}
