// The page of `claims`: verdicts side by side, then every claim with its words, its curve and the assumptions that decide.
import { version } from "../../../base/version.ts";
import type { Assumption } from "../../../metrics/result.ts";
import type { ClaimResult } from "../../../planner/claims/weigh.ts";
import { claimCharts } from "../../charts/claims.ts";
import {
  assumptionHeader,
  assumptionRow,
  atCliff,
  baselineHeader,
  baselineRows,
  curveHeader,
  curveRows,
  holdsWhere,
  onlyUnder,
  range,
  remarks,
  verdictHeader,
  verdictInShort,
  verdictRow,
} from "../../claim-words.ts";
import { times } from "../../format.ts";
import { assumptions } from "../assumptions.ts";
import { type Block, textTable } from "../block.ts";
import type { Page, Section } from "../page.ts";
import { type ReportContext, reproduction } from "../reproduce.ts";

function claimSection(claim: ClaimResult, chart: Block): Section {
  const list = (heading: string, lines: readonly string[]): Block[] =>
    lines.length === 0 ? [] : [{ kind: "paragraph", quiet: true, text: `${heading}: ${lines.join("; ")}.` }];
  return {
    id: `claim-${claim.name}`,
    heading: claim.title,
    blocks: [
      { kind: "paragraph", text: `“${claim.claimed}”` },
      { kind: "paragraph", quiet: true, text: claim.source },
      chart,
      ...list("Conditions of the claim", claim.conditions),
      ...list("What it leaves out", claim.leavesOut),
      ...list("What this test leaves out", claim.simplified),
      ...list("Verdict", onlyUnder([claim])),
      ...list("To know", remarks(claim)),
      textTable(`${claim.title} by interactivity, over assumptions`, curveHeader(claim), curveRows(claim)),
      textTable(
        `Assumptions of ${claim.title}`,
        [...assumptionHeader, "why this range"],
        claim.assumptions.map((each) => [...assumptionRow(each), each.why]),
      ),
      textTable(
        `${claim.title} against baselines the claim did and did not choose`,
        [...baselineHeader.slice(0, 2), "note"],
        baselineRows(claim),
      ),
    ],
  };
}

/** `figures`: of the profiles, those that no assumption of a claim replaces. */
export function claimsPage(
  claims: readonly ClaimResult[],
  figures: readonly Assumption[],
  context: ReportContext,
): Page {
  const charts = claimCharts(claims);
  const overview = charts.filter(({ id }) => !claims.some(({ name }) => name === id));
  const held = claims.filter(({ verdict }) => verdict === "reproduced").length;
  const cliffs = claims.filter((claim) => claim.verdict === "reproduced" && atCliff(claim)).length;
  const [only] = claims;
  return {
    title: claims.length === 1 ? only!.title : "Claims put to the test",
    answer:
      claims.length === 1
        ? `${only!.title}: ${verdictInShort(only!)}. Claimed ${times(only!.claimedRatio)}, simulated ${times(only!.simulatedRatio.central)} (${range(only!.simulatedRatio)} over what is not disclosed). ${holdsWhere(only!)}`.trim()
        : `${held} of ${claims.length} claims come out as they are said, at central assumptions and in half of what is not disclosed${cliffs === 0 ? "" : `, ${cliffs} of them only where the baseline ends`}.`,
    confidence:
      "A range is over every combination of the ends of the undisclosed assumptions; it is not a statistical interval.",
    notes: [],
    sections: [
      {
        id: "verdicts",
        heading: "Verdicts",
        blocks: [
          ...(overview.length > 0 ? [{ kind: "charts" as const, charts: overview }] : []),
          textTable(
            "Verdicts",
            verdictHeader,
            claims.map((claim) => [claim.title, ...verdictRow(claim).slice(1)]),
          ),
        ],
      },
      ...claims.map((claim) =>
        claimSection(claim, {
          kind: "charts",
          charts: charts.filter(({ id }) => id === claim.name),
          said: remarks(claim),
        }),
      ),
      assumptions(figures),
      reproduction(context, ""),
    ],
    version,
  };
}
