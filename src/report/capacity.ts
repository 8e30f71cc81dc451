// Capacity for the terminal and as CSV.
import type { DeploymentCapacity } from "../planner/capacity.ts";
import { row } from "./csv.ts";
import { number, tokensPerSecond } from "./format.ts";
import { plainTable } from "./plain-table.ts";

export const capacityHead = ["deployment", "max req/s", "between", "output", "what binds"];

export function capacityRows(deployments: readonly DeploymentCapacity[]): string[][] {
  return deployments.map((deployment) => {
    if ("infeasible" in deployment)
      return [deployment.name, "infeasible", "", "", deployment.infeasible.reason];
    const { name, maxRequestsPerSecond, maxOutputTokensPerSecond, bindingLimit, maxUsers } = deployment;
    const { low, high } = deployment.interval ?? deployment;
    const users = maxUsers === undefined ? "" : ` (${maxUsers} users)`;
    return [
      name,
      `${number(maxRequestsPerSecond)}${users}`,
      `${number(low, 4)} to ${number(high, 4)}${deployment.interval ? " (95 %)" : ""}`,
      tokensPerSecond(maxOutputTokensPerSecond),
      bindingLimit,
    ];
  });
}

export const capacityTable = (deployments: readonly DeploymentCapacity[]): string =>
  plainTable(capacityHead, capacityRows(deployments));

/** With the interval of the load where there is one: over several seeds. */
export function capacityCsv(deployments: readonly DeploymentCapacity[]): string {
  const replicated = deployments.some((each) => "interval" in each && each.interval);
  const header = [
    "deployment",
    "feasible",
    "max_requests_per_second",
    "low_requests_per_second",
    "high_requests_per_second",
    "max_output_tokens_per_second",
    "binding_limit",
    ...(replicated ? ["interval95_low_requests_per_second", "interval95_high_requests_per_second"] : []),
  ];
  return (
    row(header) +
    deployments
      .map((deployment) =>
        "infeasible" in deployment
          ? row([
              deployment.name,
              false,
              null,
              null,
              null,
              null,
              deployment.infeasible.reason,
              ...(replicated ? [null, null] : []),
            ])
          : row([
              deployment.name,
              true,
              deployment.maxRequestsPerSecond,
              deployment.low,
              deployment.high,
              deployment.maxOutputTokensPerSecond,
              deployment.bindingLimit,
              ...(replicated ? [deployment.interval?.low ?? null, deployment.interval?.high ?? null] : []),
            ]),
      )
      .join("")
  );
}
