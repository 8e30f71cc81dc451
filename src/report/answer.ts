// The answer first: which deployment, by how much, and how sure we are, in words.
import type { Assumption, Band, RunResult } from "../metrics/result.ts";
import { type Feasible, feasibleOf, infeasibleOf, shortfall } from "./feasible.ts";
import { fixed, percent, relative, tokensPerSecondPerMegawatt, usd } from "./format.ts";
import { statesLimits } from "./service-rows.ts";

/** Two values closer than this are called equal. */
const tie = 0.01;

interface Measure {
  /** As intervals and differences name it. */
  name: string;
  of: (deployment: Feasible) => number;
  /** "more tok/s/MW", "lower cost per output token". */
  more: string;
  less: string;
  noun: string;
}

const perMegawatt: Measure = {
  name: "throughput.outputTokensPerSecondPerMegawatt",
  of: (d) => d.throughput.outputTokensPerSecondPerMegawatt ?? Number.NaN,
  more: "more",
  less: "less",
  noun: "tok/s/MW",
};
const cost: Measure = {
  name: "cost.usdPerMillionOutputTokens",
  of: (d) => d.cost.usdPerMillionOutputTokens ?? Number.NaN,
  more: "higher",
  less: "lower",
  noun: "cost per output token",
};

/** What is answered in front of the engines is not generated: output tokens are fewer there for the same answers. */
const answersPerMegawattHour: Measure = {
  name: "answersPerMegawattHour",
  of: ({ throughput, power }) => (throughput.requestsPerSecond * 3.6e9) / power.facilityMeanWatts,
  more: "more",
  less: "fewer",
  noun: "answers per MWh",
};
const costPerAnswer: Measure = {
  name: "costPerAnswer",
  of: ({ cost: { usdPerHour }, throughput }) =>
    usdPerHour === null ? Number.NaN : usdPerHour / 3600 / throughput.requestsPerSecond,
  more: "higher",
  less: "lower",
  noun: "cost per answer",
};

/** Work first, then cost: per output token where all generate what is asked for, else per answer. */
const measuresOf = (deployments: readonly Feasible[]): readonly [Measure, Measure] =>
  deployments.some(({ avoidance }) => avoidance !== undefined)
    ? [answersPerMegawattHour, costPerAnswer]
    : [perMegawatt, cost];

const isKnown = (value: number) => Number.isFinite(value) && value > 0;
const list = (names: readonly string[]) =>
  names.length < 3 ? names.join(" and ") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;

/** Replications say whether a difference is more than chance: its interval must not hold zero. */
function mayBeChance(result: RunResult, one: Feasible, other: Feasible, { name }: Measure): boolean {
  return result.differences.some(
    ({ deployment, against, metric, interval }) =>
      metric === name &&
      [deployment, against].includes(one.name) &&
      [deployment, against].includes(other.name) &&
      interval.low <= 0 &&
      interval.high >= 0,
  );
}

/** "disaggregated gives 26 % more tok/s/MW than monolithic, at the same cost per output token". */
function contrast(result: RunResult, one: Feasible, other: Feasible, measures: readonly Measure[]): string {
  const different: string[] = [];
  const same: string[] = [];
  for (const measure of measures) {
    const change = measure.of(one) / measure.of(other) - 1;
    if (!isKnown(measure.of(one)) || !isKnown(measure.of(other))) continue;
    const doubt = mayBeChance(result, one, other, measure) ? " (within simulation error)" : "";
    if (Math.abs(change) < tie) same.push(measure.noun);
    else
      different.push(
        `${relative(Math.abs(change))} ${change > 0 ? measure.more : measure.less} ${measure.noun}${doubt}`,
      );
  }
  if (different.length === 0)
    return same.length === 0 ? "" : `${one.name} and ${other.name} are within 1 % in ${list(same)}`;
  const besides = same.length > 0 ? `, at the same ${list(same)}` : "";
  return `${one.name} gives ${list(different)} than ${other.name}${besides}`;
}

/** Best by work per energy first; where power is unknown, by cost. */
function ranked(deployments: readonly Feasible[], [work, paid]: readonly [Measure, Measure]): Feasible[] {
  const score = (d: Feasible) => (isKnown(work.of(d)) ? work.of(d) : 0);
  return [...deployments].sort((a, b) => score(b) - score(a) || paid.of(a) - paid.of(b));
}

function alone(deployment: Feasible, stated: boolean): string {
  const { slo, name } = deployment;
  const verdict = stated
    ? `${slo.met ? "meets" : "misses"} the SLO (${percent(slo.attainment)} of requests good) and gives `
    : "gives ";
  const figures = [
    tokensPerSecondPerMegawatt(perMegawatt.of(deployment)),
    `${usd(cost.of(deployment))} per million output tokens`,
  ];
  return `${name} ${verdict}${figures.join(" at ")}`;
}

function verdict(meeting: readonly Feasible[], missing: readonly Feasible[]): string {
  const shares = (deployments: readonly Feasible[]) =>
    list(deployments.map(({ name, slo }) => `${name} (${percent(slo.attainment)} good)`));
  if (meeting.length === 0) return `No deployment meets the SLO: ${shares(missing)}`;
  if (missing.length === 0)
    return `${meeting.length === 2 ? "Both deployments" : `All ${meeting.length} deployments`} meet the SLO`;
  return `${shares(meeting)} ${meeting.length === 1 ? "meets" : "meet"} the SLO, ${shares(missing)} ${missing.length === 1 ? "does" : "do"} not`;
}

function comparison(
  result: RunResult,
  deployments: readonly Feasible[],
  stated: boolean,
  settled: boolean,
): string {
  const meeting = deployments.filter(({ slo }) => slo.met);
  const missing = deployments.filter(({ slo }) => !slo.met);
  const measures = measuresOf(deployments);
  const [best, ...others] =
    meeting.length > 0
      ? [...ranked(meeting, measures), ...ranked(missing, measures)]
      : ranked(deployments, measures);
  const next = others[0]!;
  const difference =
    settled || !stated || meeting.length > 0
      ? contrast(result, best!, next, measures)
      : "by how much they differ a whole run tells";
  return [stated ? verdict(meeting, missing) : "", difference].filter((part) => part !== "").join("; ");
}

/** One or two sentences that stand alone. A run that is `settled` is long: a short one of an overload tells little of its size. */
export function answer(result: RunResult, { settled = true } = {}): string {
  const feasible = feasibleOf(result);
  const impossible = infeasibleOf(result).map(({ name, infeasible }) => `${name} (${shortfall(infeasible)})`);
  if (feasible.length === 0) return `No deployment is feasible: ${list(impossible)}.`;
  const stated = statesLimits(result);
  const serving = feasible.filter(({ requests }) => requests.completed > 0);
  const idle = feasible.filter(({ requests }) => requests.completed === 0).map(({ name }) => name);
  const main =
    serving.length > 1
      ? comparison(result, serving, stated, settled)
      : serving.map((deployment) => alone(deployment, stated)).join("");
  const unserved = `${list(idle)} ${idle.length === 1 ? "completes" : "complete"} no request`;
  return [
    main,
    idle.length > 0 ? unserved : "",
    impossible.length > 0 ? `Infeasible: ${list(impossible)}` : "",
  ]
    .filter((part) => part !== "")
    .map((part) => `${part}.`)
    .join(" ");
}

const bases = ["measured", "calibrated", "first-principles", "assumed"] as const;
/** What holds for each of them: from the lowest to the highest. */
const spanOf = (name: string, bands: readonly Band[]) =>
  `${name} ${fixed(Math.min(...bands.map(({ p10 }) => p10)), 2)} to ${fixed(Math.max(...bands.map(({ p90 }) => p90)), 2)}`;

type Sure = Pick<Feasible, "confidence"> & { name?: string | undefined };

const nameOf = ({ name }: Sure): string => name ?? "one";

function bandsOf(deployments: readonly Sure[]): string {
  const all = (metric: "throughput" | "ttft" | "tpot" | "power") =>
    deployments.map(({ confidence }) => confidence[metric]);
  return [
    spanOf("throughput", all("throughput")),
    spanOf("TTFT", all("ttft")),
    spanOf("TPOT", all("tpot")),
    spanOf("power", all("power")),
  ].join(", ");
}

/** The weakest basis and the held-out error of all that rest on it; after it, shorter, those of the others. */
export function modelError(feasible: readonly Sure[]): string {
  const weakest = Math.max(...feasible.map(({ confidence }) => bases.indexOf(confidence.basis)));
  const basis = bases[weakest];
  if (basis === undefined) return "";
  // Others may rest on better ground: whose this is has to be said.
  const such = feasible.filter(({ confidence }) => confidence.basis === basis);
  const whose = such.length < feasible.length ? ` of ${list(such.map(nameOf))}` : "";
  const hardware = whose === "" ? "this hardware" : such.length === 1 ? "its hardware" : "their hardware";
  const meaning =
    basis === "assumed"
      ? `no measurement of ${hardware} is known, so no error is claimed; assumed figures and the error elsewhere span these multiples of the prediction`
      : "80 % of measurements lie within these multiples of the prediction";
  const better = bases.flatMap((each) => {
    const those = feasible.filter(({ confidence }) => each !== basis && confidence.basis === each);
    return those.length === 0
      ? []
      : [`; that of ${list(those.map(nameOf))}: ${each}, 80 % within ${bandsOf(those)}`];
  });
  return `Basis${whose}: ${basis}; ${meaning}: ${bandsOf(such)}${better.join("")}`;
}

/** "; leans on 3 assumed figures"; empty where there are none. */
export function leaning(assumptions: readonly Assumption[]): string {
  const assumed = new Set(
    assumptions.filter(({ confidence }) => confidence === "assumed").map(({ path }) => path),
  ).size;
  return assumed > 0 ? `; leans on ${assumed} assumed ${assumed === 1 ? "figure" : "figures"}` : "";
}

/** What the answer rests on: the weakest basis, the held-out error, simulation error, assumed figures. */
export function confidenceBasis(result: RunResult): string {
  const feasible = feasibleOf(result);
  const error = modelError(feasible);
  if (error === "") return "";
  const batched = feasible.some(({ intervals }) => Object.keys(intervals).length > 0);
  const runs =
    result.replications > 1
      ? `${result.replications} replications`
      : `one run${batched ? ", ± from its batch means" : ", so differences of a few percent may be chance"}`;
  return `${error}; ${runs}${leaning(result.deployments.flatMap(({ assumptions }) => assumptions))}.`;
}
