// Capacity for the terminal and as CSV.

import type { Assumption } from "../metrics/result.ts";
import type { DeploymentCapacity } from "../planner/capacity.ts";
import { leaning, modelError } from "./answer.ts";
import { words } from "./break-lines.ts";
import { row } from "./csv.ts";
import { limitName, number, tokensPerSecond } from "./format.ts";
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
      limitName(bindingLimit),
    ];
  });
}

export function capacityTable(
  deployments: readonly DeploymentCapacity[],
  assumptions: readonly Assumption[],
  width: number,
): string {
  const basis = capacityBasis(deployments, assumptions);
  return (
    plainTable(capacityHead, capacityRows(deployments)) +
    (basis === "" ? "" : `\n${words(basis, width).join("\n")}\n`)
  );
}

/** How far a measured largest load may lie from this one. */
export function capacityBasis(
  deployments: readonly DeploymentCapacity[],
  assumptions: readonly Assumption[],
): string {
  const sure = deployments.flatMap((each) =>
    "confidence" in each && each.confidence ? [{ name: each.name, confidence: each.confidence }] : [],
  );
  const error = modelError(sure);
  return error === "" ? "" : `${error}, all at the largest load${leaning(assumptions)}.`;
}

/** What stands in the column. */
export const betweenText = (deployments: readonly DeploymentCapacity[]): string =>
  deployments.some((each) => "interval" in each && each.interval)
    ? "“Between” is the 95 % interval of the mean load over several seeds, without the model's own error."
    : "“Between” is the largest load that passed and the smallest that did not, with the same draws, without the model's own error.";

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
