// A search for the terminal, as JSON and as CSV: configurations by tokens/s/MW, the front marked.
import type { Assumption } from "../metrics/result.ts";
import { layoutName } from "../planner/curve/layouts.ts";
import type { Search } from "../planner/search/search.ts";
import { leaning, modelError } from "./answer.ts";
import { words } from "./break-lines.ts";
import { row } from "./csv.ts";
import { limitName, number, seconds, tokensPerSecondPerMegawatt, usd } from "./format.ts";
import { plainTable } from "./plain-table.ts";

type Ranked = ReturnType<Search["ranked"]>[number];

/** Rows of the table that are neither on the front nor best in anything. */
const MOST_ROWS = 10;

export function searchJson(search: Search, head: { scenario: string; seed: number; stopped: boolean }) {
  return {
    schema: "forewatt.search/1",
    ...head,
    configurations: search.ranked().map(({ name, deployment, worth, onParetoFront }) => ({
      deployment: name,
      ...worth,
      onParetoFront,
      pools: deployment.pools.map((pool) => ({
        name: pool.name,
        role: pool.role,
        hardware: pool.hardware,
        instances: pool.instances,
        parallel: pool.parallel,
        scheduler: pool.scheduler,
      })),
    })),
    evaluated: search.evaluated,
    pruned: search.pruned + search.hopeless,
    infeasible: search.infeasible,
    impossible: Object.fromEntries(search.impossible),
  };
}

export const searchHead = [
  "configuration",
  "devices",
  "max req/s",
  "tok/s/MW",
  "$/Mtok",
  "TTFT p90",
  "TPOT p90",
  "what binds",
  "",
];

/** The front, the best of either kind, and what comes close. */
export function searchRows(ranked: readonly Ranked[]): string[][] {
  const cheapest = byCost(ranked);
  const shown = ranked.filter(
    (each, rank) => each.onParetoFront || rank < MOST_ROWS || cheapest.indexOf(each) < 3,
  );
  return shown.map((each) => {
    const { name, worth, onParetoFront } = each;
    const marks = [
      each === ranked[0] ? "best tok/s/MW" : "",
      each === cheapest[0] ? "cheapest" : "",
      onParetoFront ? "front" : "",
    ];
    return [
      name,
      String(worth.devices),
      number(worth.maxRequestsPerSecond),
      tokensPerSecondPerMegawatt(worth.outputTokensPerSecondPerMegawatt),
      usd(worth.usdPerMillionOutputTokens),
      seconds(worth.ttftP90Seconds),
      seconds(worth.tpotP90Seconds),
      limitName(worth.bindingLimit),
      marks.filter((mark) => mark !== "").join(", "),
    ];
  });
}

export function searchTable(search: Search, assumptions: readonly Assumption[], width: number): string {
  const rows = searchRows(search.ranked());
  const table = rows.length > 0 ? `${plainTable(searchHead, rows)}\n` : "";
  const basis = searchBasis(search, assumptions);
  const below = basis === "" ? "" : `\n${words(basis, width).join("\n")}\n`;
  return `${searchAnswer(search)}\n\n${table}${searchCounts(search)}\n${below}`;
}

/** How far measurements of the best may lie from what stands in its row. */
export function searchBasis(search: Search, assumptions: readonly Assumption[]): string {
  const [best] = search.ranked();
  return best
    ? `${modelError([best.worth])}, of ${best.name} at its largest load${leaning(assumptions)}.`
    : "";
}

const byCost = (ranked: readonly Ranked[]): Ranked[] =>
  ranked
    .filter(({ worth }) => worth.usdPerMillionOutputTokens !== null)
    .sort((a, b) => a.worth.usdPerMillionOutputTokens! - b.worth.usdPerMillionOutputTokens!);

/** "2 x TP2 b200-sxm for prefill and TP1 b200-sxm for decode": what a name of the table stands for, but for its scheduler. */
const build = ({ deployment }: Ranked): string =>
  deployment.pools
    .map((pool) => {
      const devices = `${layoutName(pool)} ${pool.hardware}`;
      return pool.role === "mixed" ? devices : `${devices} for ${pool.role}`;
    })
    .join(" and ");

export function searchAnswer(search: Search): string {
  const ranked = search.ranked();
  const [best] = ranked;
  if (!best)
    return search.settled === search.total
      ? "No configuration meets the SLO."
      : "Stopped before any configuration met the SLO.";
  const [cheapest] = byCost(ranked);
  // Two that differ in their scheduler alone are told apart by name.
  const alike = cheapest !== undefined && cheapest !== best && build(cheapest) === build(best);
  const called = (each: Ranked) => (alike ? each.name : build(each));
  const most = `${called(best)} gives the most per megawatt: ${tokensPerSecondPerMegawatt(best.worth.outputTokensPerSecondPerMegawatt)}`;
  if (!cheapest) return `${most}; no configuration has a price.`;
  const price = `${usd(cheapest.worth.usdPerMillionOutputTokens)} per million output tokens`;
  return cheapest === best
    ? `${most}, and is the cheapest at ${price}.`
    : `${most}; ${called(cheapest)} is the cheapest at ${price}.`;
}

export function searchCounts(search: Search): string {
  const impossible = [...search.impossible.values()].reduce((sum, count) => sum + count, 0);
  const fit = search.total + search.hopeless;
  const parts = [
    `${search.evaluated} simulated`,
    `${search.pruned + search.hopeless} left out by bounds`,
    ...(search.unfit > 0 ? [`${search.unfit} do not fit`] : []),
    ...(impossible > 0 ? [`${impossible} into which the model cannot be cut`] : []),
    ...(search.settled < search.total ? [`${search.total - search.settled} not looked at`] : []),
  ];
  return `${fit + search.unfit + impossible} configurations: ${parts.join(", ")}.`;
}

export function searchCsv(search: Search): string {
  const header = [
    "deployment",
    "devices",
    "max_requests_per_second",
    "output_tokens_per_second",
    "output_tokens_per_second_per_megawatt",
    "usd_per_million_output_tokens",
    "usd_per_hour",
    "facility_mean_watts",
    "ttft_p90_seconds",
    "tpot_p90_seconds",
    "binding_limit",
    "on_pareto_front",
  ];
  const rows = search
    .ranked()
    .map(({ name, worth, onParetoFront }) =>
      row([
        name,
        worth.devices,
        worth.maxRequestsPerSecond,
        worth.outputTokensPerSecond,
        worth.outputTokensPerSecondPerMegawatt,
        worth.usdPerMillionOutputTokens,
        worth.usdPerHour,
        worth.facilityMeanWatts,
        worth.ttftP90Seconds,
        worth.tpotP90Seconds,
        worth.bindingLimit,
        onParetoFront,
      ]),
    );
  return row(header) + rows.join("");
}
