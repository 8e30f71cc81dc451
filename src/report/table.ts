// The comparison for the terminal.
import type { RunResult } from "../metrics/result.ts";

export interface TableOptions {
  width: number;
  color: boolean;
}

export function renderTable(result: RunResult, _options: TableOptions): string {
  return `${result.deployments.map((deployment) => deployment.name).join("\n")}\n`;
}
