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
    const { name, maxRequestsPerSecond, low, high, maxOutputTokensPerSecond, bindingLimit, maxUsers } =
      deployment;
    const users = maxUsers === undefined ? "" : ` (${maxUsers} users)`;
    return [
      name,
      `${number(maxRequestsPerSecond)}${users}`,
      `${number(low, 4)} to ${number(high, 4)}`,
      tokensPerSecond(maxOutputTokensPerSecond),
      bindingLimit,
    ];
  });
}

export const capacityTable = (deployments: readonly DeploymentCapacity[]): string =>
  plainTable(capacityHead, capacityRows(deployments));

export function capacityCsv(deployments: readonly DeploymentCapacity[]): string {
  const header = [
    "deployment",
    "feasible",
    "max_requests_per_second",
    "low_requests_per_second",
    "high_requests_per_second",
    "max_output_tokens_per_second",
    "binding_limit",
  ];
  return (
    row(header) +
    deployments
      .map((deployment) =>
        "infeasible" in deployment
          ? row([deployment.name, false, null, null, null, null, deployment.infeasible.reason])
          : row([
              deployment.name,
              true,
              deployment.maxRequestsPerSecond,
              deployment.low,
              deployment.high,
              deployment.maxOutputTokensPerSecond,
              deployment.bindingLimit,
            ]),
      )
      .join("")
  );
}
