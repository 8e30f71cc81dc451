// Rows of inputs.csv that were simulated: what a session takes, and what a unit of each source carries of each class.

import type { PlanClass } from "../../finance/class-schema.ts";
import type { Offer } from "../../finance/offers.ts";
import type { PlanOutput } from "../../finance/plan.ts";
import type { PlanFile } from "../../finance/schema.ts";
import { billedTokens, PLAYED_SESSIONS, type SessionTokens } from "../../finance/session-tokens.ts";
import type { Input } from "./site-inputs.ts";

const SECONDS_PER_DAY = 86_400;
/** A simulation does not know more digits. */
const simulated = (value: number) => Number(value.toPrecision(5));

/** Tokens and sessions side by side: the one over the other is what a session takes. */
export function sessionInputs(tokens: PlanClass["tokens"], each: SessionTokens): Input[] {
  const billed = billedTokens(each);
  const source = `mean of ${PLAYED_SESSIONS} sessions played as the class states them`;
  return [
    ["requests of a session", simulated(each.requests), "", undefined, source],
    ["input of a session", simulated(each.inputTokens), "tokens, cached ones included", undefined, source],
    ["output of a session", simulated(each.outputTokens), "tokens, hidden ones included", undefined, source],
    ["tokens of a session", simulated(billed), "tokens", undefined, "input and output, as billed"],
    [
      "sessions at the start",
      "now" in tokens ? simulated((tokens.now * SECONDS_PER_DAY) / billed) : null,
      "sessions/day",
      undefined,
      "tokens at the start / tokens of a session",
    ],
  ];
}

export function capacityInputs(
  name: string,
  { capacities }: Offer,
  classes: PlanFile["classes"],
  sessionTokens: PlanOutput["sessionTokens"],
): [string, Input[]][] {
  return [...capacities].map(([planClass, { unit, plannedTokensPerSecond }]): [string, Input[]] => {
    const source = `simulated, ${unit.basis}`;
    return [
      `capacity of ${name} for ${planClass}`,
      [
        ["configuration", unit.configuration, "", undefined, "best of those tried"],
        [
          "within the service level",
          simulated(unit.tokensPerSecond / unit.devices),
          "tokens/s/device",
          undefined,
          source,
        ],
        [
          "that is",
          classes[planClass]!.sessions
            ? simulated(unit.tokensPerSecond / unit.devices / billedTokens(sessionTokens.get(planClass)!))
            : null,
          "sessions/s/device",
          undefined,
          "what was simulated: tokens/s are this x tokens of a session",
        ],
        [
          "of the input, found in prefix caches",
          unit.cachedInputShare > 0 ? simulated(unit.cachedInputShare) : null,
          "",
          undefined,
          source,
        ],
        ["measured over predicted, p10", unit.band.p10, "", undefined, "accuracy of past predictions"],
        ["measured over predicted, p90", unit.band.p90, "", undefined, "accuracy of past predictions"],
        [
          "planned with",
          simulated(plannedTokensPerSecond),
          "tokens/s/device",
          undefined,
          "headroom taken off",
        ],
        [
          "IT power at that load",
          simulated(unit.operatingWatts / unit.devices),
          "W/device",
          undefined,
          source,
        ],
        ["bound by", unit.bindingLimit, "", undefined, source],
      ],
    ];
  });
}
