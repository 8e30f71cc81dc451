// What agents of a role share, and what an agent begins with: the system prompt, then a context of its own or of its session.
import type { Retention } from "../../serving/prefix/prefix-index.ts";
import { ContextChain, type FreshHash } from "../context-chain.ts";
import type { RoleQuestions } from "./questions.ts";
import type { AgentRole } from "./schema.ts";
import type { ContextPagingTally, PlanTally } from "./tally.ts";

/** A role with what all its agents share. */
export interface Role {
  index: number;
  spec: AgentRole;
  /** Hashes of the whole blocks of the system prompt. */
  systemHashes: readonly number[];
  retention: Retention | undefined;
  /** Where it pages its context. */
  paging: ContextPagingTally | undefined;
  /** Where it keeps its plans. */
  plans: PlanTally | undefined;
  /** What its turns ask, where the scenario says so. */
  questions: RoleQuestions | undefined;
}

export interface AgentSetting {
  seed: number;
  blockTokens: number;
  fresh: FreshHash;
  /** Number of a text that nobody asked before. */
  ownText: () => number;
  empirical: ReadonlyMap<string, readonly number[]>;
}

/** What an agent begins with after the system prompt. */
export interface Beginning {
  contextTokens: number;
  /** Hashes of the whole blocks of system prompt and context. */
  hashes: readonly number[];
}

export function beginningOf(
  role: Role,
  contextTokens: number,
  { blockTokens, fresh }: AgentSetting,
): Beginning {
  const chain = new ContextChain(blockTokens, fresh, role.systemHashes);
  return { contextTokens, hashes: chain.whole(role.spec.system + contextTokens) };
}
