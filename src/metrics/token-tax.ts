// The token tax: what is sent, computed and generated for each token that a user asked for, by role of the agent.
// billed = input + output that engines saw; computed = the same without what caches held; avoided = what something in front
// answered, and what reused plans spared. Of completed requests, over the run.
import { isElsewhere } from "../serving/answer-cache.ts";
import type { RequestTable } from "../serving/request-table.ts";
import type { PlanTally } from "../workload/sessions/tally.ts";
import type { TokenTax } from "./result.ts";

/** As src/workload/sessions/kinds.ts has them. */
export interface TaxedKind {
  role: string;
  purpose: "answer" | "work" | "retried" | "compaction" | "fault" | "plan";
  concludes: boolean;
}

export class TokenTaxTotals {
  readonly #kinds: readonly TaxedKind[];
  readonly #requests: Float64Array;
  readonly #input: Float64Array;
  readonly #cached: Float64Array;
  readonly #output: Float64Array;
  /** Input and output of requests answered in front of the engines. */
  readonly #answered: Float64Array;
  /** Output that is seen, whoever answered. */
  readonly #visible: Float64Array;

  constructor(kinds: readonly TaxedKind[]) {
    this.#kinds = kinds;
    this.#requests = new Float64Array(kinds.length);
    this.#input = new Float64Array(kinds.length);
    this.#cached = new Float64Array(kinds.length);
    this.#output = new Float64Array(kinds.length);
    this.#answered = new Float64Array(kinds.length);
    this.#visible = new Float64Array(kinds.length);
  }

  add(table: RequestTable, slot: number): void {
    const kind = table.kind[slot]!;
    this.#requests[kind]!++;
    this.#visible[kind]! += table.generatedTokens[slot]! - table.hiddenTokens[slot]!;
    const how = table.avoided[slot]!;
    if (isElsewhere(how)) {
      this.#answered[kind]! += table.inputTokens[slot]! + table.generatedTokens[slot]!;
      return;
    }
    this.#input[kind]! += table.inputTokens[slot]!;
    this.#cached[kind]! += table.cachedTokens[slot]!;
    this.#output[kind]! += table.generatedTokens[slot]!;
  }

  result(plans: readonly PlanTally[], runSeconds: number): TokenTax {
    const sum = (of: Float64Array, where: (kind: TaxedKind) => boolean = () => true) =>
      this.#kinds.reduce((total, kind, i) => total + (where(kind) ? of[i]! : 0), 0);
    const usefulOutputTokens = sum(this.#visible, ({ purpose }) => purpose === "answer");
    const perUseful = (tokens: number) => (usefulOutputTokens > 0 ? tokens / usefulOutputTokens : null);
    const line = (plansOf: readonly PlanTally[], where?: (kind: TaxedKind) => boolean) => {
      const answeredTokens = sum(this.#answered, where);
      const planAvoidedTokens = plansOf.reduce((total, { avoidedTokens }) => total + avoidedTokens, 0);
      const avoidedTokens = answeredTokens + planAvoidedTokens;
      const inputTokens = sum(this.#input, where);
      const cachedInputTokens = sum(this.#cached, where);
      const outputTokens = sum(this.#output, where);
      const spentOn = (purpose: TaxedKind["purpose"]) => {
        const such = (kind: TaxedKind) => (where?.(kind) ?? true) && kind.purpose === purpose;
        return sum(this.#input, such) + sum(this.#output, such);
      };
      return {
        requests: sum(this.#requests, where),
        inputTokens,
        cachedInputTokens,
        outputTokens,
        answeredTokens,
        planAvoidedTokens,
        avoidedTokens,
        retriedTokens: spentOn("retried"),
        faultTokens: spentOn("fault"),
        reusedPlans: sum(this.#requests, (kind) => (where?.(kind) ?? true) && kind.purpose === "plan"),
        billedPerUseful: perUseful(inputTokens + outputTokens),
        computedPerUseful: perUseful(inputTokens - cachedInputTokens + outputTokens),
        cachedPerUseful: perUseful(cachedInputTokens),
        avoidedPerUseful: perUseful(avoidedTokens),
      };
    };
    const roles = [...new Set(this.#kinds.map(({ role }) => role))];
    const all = line(plans);
    const billedTokens = all.inputTokens + all.outputTokens;
    return {
      usefulOutputTokens,
      billedTokensPerDay: runSeconds > 0 ? billedTokens / (runSeconds / 86_400) : null,
      ...all,
      roles: roles.map((role) => ({
        role,
        ...line(
          plans.filter((each) => each.role === role),
          (kind) => kind.role === role,
        ),
      })),
    };
  }
}
