// What an explanation says in words: what binds, what would help, and why one deployment is better than another.
import type { Contrast, DeploymentContrast } from "../planner/explain/contrast.ts";
import { type Effect, type EffectMetric, swing } from "../planner/explain/effect.ts";
import type { Explanation } from "../planner/explain/explain.ts";
import { largestPart, type Waterfall } from "../planner/explain/waterfall.ts";
import { joules, percent, relative, seconds, times, usd } from "./format.ts";

export const metricNames: Record<EffectMetric, string> = {
  ttft: "TTFT",
  tpot: "TPOT",
  throughput: "tok/s",
  energy: "J/token",
  cost: "$/Mtok",
};

export function amount(value: number, unit: Waterfall["unit"]): string {
  return unit === "s" ? seconds(value) : unit === "J" ? joules(value) : usd(value);
}

const signed = (value: number, text: string) => (value > 0 ? `+${text}` : text);

/** "+4.1 %", "0 %" for what is too small to matter. */
export function change(value: number | null): string {
  if (value === null) return "–";
  return Math.abs(value) < 5e-5 ? "0 %" : signed(value, relative(value));
}

/** By metric; where a change makes the deployment impossible that is said once. */
export function changes(effect: Effect): string[] {
  const metrics = Object.keys(metricNames) as EffectMetric[];
  return swing(effect) === Number.POSITIVE_INFINITY
    ? metrics.map((_, place) => (place === 0 ? "no longer fits" : "–"))
    : metrics.map((metric) => change(effect[metric]));
}

/** What takes most of each latency, and the resource that would help most. */
export function bindingSentence({ waterfalls, resources }: Explanation): string {
  const said = [waterfalls.ttft, waterfalls.tpot].flatMap((each) => {
    const largest = each && largestPart(each);
    if (!each || !largest) return [];
    return [
      `${largest.component} is ${percent(largest.amount / each.total)} of the ${each.of} (${amount(each.total, each.unit)})`,
    ];
  });
  const [best] = resources.filter(
    ({ effect }) => effect.tpot !== null && Math.min(effect.tpot, effect.ttft ?? 0) < -0.001,
  );
  const help = best
    ? `10 % more ${best.resource} would change TTFT by ${change(best.effect.ttft)} and TPOT by ${change(best.effect.tpot)}.`
    : "10 % more of no single resource would change a latency by 0.1 %.";
  return `${said.join("; ")}. ${help}`;
}

/** A difference smaller than this share is none. */
const TIE = 0.01;

function contrastSentence(deployment: string, against: string, contrast: Contrast): string {
  const { of, unit, total, againstTotal, parts } = contrast;
  const difference = total - againstTotal;
  if (Math.abs(difference) < TIE * againstTotal) return `${of}: the same (${amount(total, unit)}).`;
  const towards = parts.filter((part) => Math.sign(part.difference) === Math.sign(difference)).slice(0, 2);
  const why = towards.map(
    (part) => `${part.component} ${signed(part.difference, amount(part.difference, unit))}`,
  );
  const [counter] = parts.filter(
    (part) =>
      Math.sign(part.difference) === -Math.sign(difference) &&
      Math.abs(part.difference) > Math.abs(difference) / 10,
  );
  const but = counter
    ? `, against ${counter.component} ${signed(counter.difference, amount(counter.difference, unit))}`
    : "";
  const by = difference >= againstTotal ? times(total / againstTotal) : change(difference / againstTotal);
  return `${of}: ${deployment} ${amount(total, unit)}, ${against} ${amount(againstTotal, unit)} (${by}): ${why.join(", ")}${but}.`;
}

/** Where the two differ most, which is what is asked first. */
export function contrastAnswer({ deployment, against, contrasts }: DeploymentContrast): string | undefined {
  const factor = ({ total, againstTotal }: Contrast) => Math.abs(Math.log(total / againstTotal));
  const [most] = contrasts
    .filter(({ total, againstTotal }) => total > 0 && againstTotal > 0)
    .sort((a, b) => factor(b) - factor(a));
  return (
    most && `${deployment} against ${against} differs most in ${contrastSentence(deployment, against, most)}`
  );
}

export function contrastSentences({ deployment, against, contrasts }: DeploymentContrast): string[] {
  return contrasts.map((contrast) => contrastSentence(deployment, against, contrast));
}
