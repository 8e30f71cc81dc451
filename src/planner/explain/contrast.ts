// Why one deployment is better than another: the same waterfall of both, component by component, largest difference first.
// Pools have names of their own in each: what they cost is held against each other by use.
import type { Explanation } from "./explain.ts";
import type { Waterfall } from "./waterfall.ts";
import type { Waterfalls } from "./waterfalls.ts";

export interface Contrast {
  of: string;
  unit: Waterfall["unit"];
  /** Totals of the deployment and of the one it is held against. */
  total: number;
  againstTotal: number;
  /** Differences by component; they sum to that of the totals. */
  parts: { component: string; difference: number }[];
}

export interface DeploymentContrast {
  deployment: string;
  against: string;
  contrasts: Contrast[];
}

/** Where users feel a difference, and the bill; single steps differ by their batch alone. */
const compared = ["ttft", "tpot", "energy", "cost"] as const satisfies (keyof Waterfalls)[];

export function contrastOf(deployment: Explanation, against: Explanation): DeploymentContrast {
  return {
    deployment: deployment.name,
    against: against.name,
    contrasts: compared.flatMap((key) => {
      const [own, other] = [deployment.waterfalls[key], against.waterfalls[key]];
      return own && other ? [differences(own, other)] : [];
    }),
  };
}

function differences(own: Waterfall, other: Waterfall): Contrast {
  const byComponent = new Map<string, number>();
  const add = ({ parts }: Waterfall, sign: 1 | -1) => {
    for (const { component, use = component, amount } of parts)
      byComponent.set(use, (byComponent.get(use) ?? 0) + sign * amount);
  };
  add(own, 1);
  add(other, -1);
  const parts = [...byComponent].map(([component, difference]) => ({ component, difference }));
  return {
    of: own.of,
    unit: own.unit,
    total: own.total,
    againstTotal: other.total,
    parts: parts.sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference)),
  };
}
