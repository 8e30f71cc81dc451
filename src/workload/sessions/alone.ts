// What an agent sends and generates by itself, nothing served and nobody delegated to: turn by turn, retries included. Two of the
// same path draw the same lengths, so their difference is what sets them apart: a plan that is reused.
import type { Arrival } from "../../serving/request.ts";
import { mostTokens } from "../lengths/sampler.ts";
import { Agent } from "./agent.ts";
import type { AgentSetting, Role } from "./role.ts";
import { noContextPaging } from "./tally.ts";

/** Input and output that the plan of an earlier task spares the agent of this path: without it, less with it. */
export function planAvoidedTokens(
  role: Role,
  path: string,
  contextTokens: number,
  setting: AgentSetting,
): number {
  const { planCache, ...rest } = role.spec;
  const billed = (spec: Role["spec"]) => {
    const alone = { ...role, spec, systemHashes: [], plans: undefined, paging: noContextPaging("") };
    const unhashed = { ...setting, blockTokens: mostTokens };
    return billedTokens(new Agent(alone, path, undefined, unhashed, { contextTokens, hashes: [] }));
  };
  const spec = { ...rest, delegation: undefined };
  return billed(spec) - billed({ ...spec, planCache });
}

function billedTokens(agent: Agent): number {
  const request = {} as Arrival;
  let tokens = 0;
  for (;;) {
    agent.request(request);
    tokens += request.inputTokens + request.outputTokens;
    const { turnsDone } = agent;
    agent.answered();
    // A summary, a plan, something brought back: the turn itself follows.
    if (agent.turnsDone === turnsDone) continue;
    if (!agent.finished) agent.resume();
    else if (agent.retriesLeft > 0) agent.retry();
    else return tokens;
  }
}
