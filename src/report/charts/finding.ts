// Chart titles state the finding: who is best and by how much against the runner-up.

import type { Feasible } from "../feasible.ts";
import { relative } from "../format.ts";

/** Below this the eye should not be told there is a winner. */
const tie = 0.01;

export interface Contest {
  /** What is compared, first words of the title. */
  subject: string;
  better: "lower" | "higher";
  of: (deployment: Feasible) => number | null;
  text: (value: number) => string;
}

export function finding({ subject, better, of, text }: Contest, deployments: readonly Feasible[]): string {
  const known = deployments
    .flatMap((deployment) => {
      const value = of(deployment);
      return value == null || !Number.isFinite(value) ? [] : [{ name: deployment.name, value }];
    })
    .sort((a, b) => (better === "lower" ? a.value - b.value : b.value - a.value));
  const [best, next] = known;
  if (best === undefined) return `${subject}: nothing to measure`;
  if (next === undefined) return `${subject}: ${text(best.value)}`;
  const change = Math.abs(best.value / next.value - 1);
  if (!(change >= tie)) return `${subject}: ${best.name} and ${next.name} within 1 % (${text(best.value)})`;
  return `${subject}: ${best.name} ${better === "lower" ? "lowest" : "highest"} with ${text(best.value)}, ${relative(change)} ${better === "lower" ? "below" : "above"} ${next.name}`;
}
