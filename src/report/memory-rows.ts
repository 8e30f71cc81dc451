// Rows of a result about prompts and memory: what caches found, what paging did, what was answered in front of the engines,
// the token tax. Each group is there only where a deployment has such a thing.
import type { Avoidance } from "../metrics/avoidance.ts";
import type { ContextPagingResult } from "../metrics/context-paging.ts";
import type { DeploymentMetrics, PagingResult, RunResult, TaxedTokens, TokenTax } from "../metrics/result.ts";
import * as format from "./format.ts";
import { type DisplayUnit, unknown } from "./format.ts";
import type { NumberRow, Of, TextRow } from "./result-rows.ts";

const { percentUnit, plainUnit } = format;

/** Of the first pool that pages and decodes; where none that decodes pages, of the first that does. */
export function pagingOf({ pools }: Pick<DeploymentMetrics, "pools">): PagingResult | undefined {
  const paged = pools.filter(({ paging }) => paging);
  return (paged.find(({ role }) => role !== "prefill") ?? paged[0])?.paging;
}

/** Where the KV cache of any pool is paged. */
export function pagingGroup(result: RunResult): { heading: string; rows: (NumberRow | TextRow)[] }[] {
  if (!result.deployments.some((each) => !("infeasible" in each) && pagingOf(each))) return [];
  const number = (
    label: string,
    of: (paging: PagingResult) => number,
    units: readonly DisplayUnit[] = [plainUnit],
  ): NumberRow => ({
    label,
    of: (metrics) => {
      const paging = pagingOf(metrics);
      return paging ? of(paging) : null;
    },
    units,
  });
  return [
    {
      heading: "KV paging",
      rows: [
        number("resident", (paging) => paging.residentFraction, [percentUnit]),
        number("context that fits, times", (paging) => paging.concurrencyRatio),
        number("selected tokens missed", (paging) => paging.missFraction, [percentUnit]),
        number("pages fetched per token", (paging) => paging.faultsPerToken),
        number("stall per step", (paging) => paging.stallSecondsPerStep, format.timeUnits),
        number("stalled", (paging) => paging.stallFraction, [percentUnit]),
        {
          label: "thrashing",
          text: (metrics) => (pagingOf(metrics) ? (pagingOf(metrics)!.thrashing ? "yes" : "no") : unknown),
        },
        {
          label: "accuracy loss",
          text: (metrics) => {
            const loss = pagingOf(metrics)?.accuracyLossFraction;
            return loss === undefined ? unknown : loss === null ? "unknown" : `${format.percent(loss)}`;
          },
        },
      ],
    },
  ];
}

/** Where agents page their context; by role where several do. */
export function contextPagingGroup(result: RunResult): { heading: string; rows: (NumberRow | TextRow)[] }[] {
  const paged = result.deployments.flatMap((each) =>
    "infeasible" in each ? [] : (each.contextPaging ?? []),
  );
  const roles = [...new Set(paged.map(({ role }) => role))];
  if (roles.length === 0) return [];
  const rows = roles.flatMap((role): (NumberRow | TextRow)[] => {
    const head = roles.length > 1 ? `${role}: ` : "";
    const rowOf = ({ contextPaging }: DeploymentMetrics) => contextPaging?.find((each) => each.role === role);
    const number = (
      label: string,
      of: (paging: ContextPagingResult) => number,
      units: readonly DisplayUnit[] = format.tokenUnits,
    ): NumberRow => ({
      label: `${head}${label}`,
      of: (metrics) => {
        const paging = rowOf(metrics);
        return paging ? of(paging) : null;
      },
      units,
      unitBy:
        units === format.tokenUnits ? (metrics) => rowOf(metrics)?.billedWithoutTokens ?? null : undefined,
    });
    const share = (saved: number, without: number) => (without > 0 ? saved / without : 0);
    return [
      { ...number("messages evicted", (paging) => paging.evictionCount, [plainUnit]), decimals: 0 },
      { ...number("faults", (paging) => paging.faultCount, [plainUnit]), decimals: 0 },
      number("faults per eviction", (paging) => paging.faultFraction, [percentUnit]),
      number("billed", (paging) => paging.billedTokens),
      number("billed without it", (paging) => paging.billedWithoutTokens),
      number("billed less", (p) => share(p.savedTokens, p.billedWithoutTokens), [percentUnit]),
      number("computed", (paging) => paging.computedTokens),
      number("computed without it, at best", (paging) => paging.computedWithoutTokens),
      number("computed less", (p) => share(p.savedComputedTokens, p.computedWithoutTokens), [percentUnit]),
      {
        label: `${head}thrashing`,
        text: (metrics) => {
          const paging = rowOf(metrics);
          return paging ? (paging.thrashing ? "yes" : "no") : unknown;
        },
      },
    ];
  });
  return [{ heading: "Context paging", rows }];
}

/** Where something stands in front of the engines: what becomes of the input, adding up to all of it. */
export function avoidanceGroup(result: RunResult): { heading: string; rows: NumberRow[] }[] {
  if (!result.deployments.some((each) => !("infeasible" in each) && each.avoidance)) return [];
  const share = (label: string, of: (avoidance: Avoidance) => number): NumberRow => ({
    label,
    of: ({ avoidance }) => (avoidance ? of(avoidance) / avoidance.inputTokens : null),
    units: [percentUnit],
  });
  return [
    {
      heading: "Input tokens",
      rows: [
        share("deduplicated", (a) => a.deduplicatedInputTokens),
        share("answered in front", (a) => a.answeredInputTokens),
        share("found in prefix caches", (a) => a.cachedInputTokens),
        share("computed", (a) => a.computedInputTokens),
        {
          label: "false hits",
          of: ({ avoidance }) => avoidance?.falseHitRequests ?? null,
          units: [plainUnit],
          decimals: 0,
        },
      ],
    },
  ];
}

/** Where any deployment looks prompts up. */
export function cacheGroup(result: RunResult): { heading: string; rows: NumberRow[] }[] {
  const caches = result.deployments.flatMap((each) => ("infeasible" in each ? [] : [each.cache]));
  if (!caches.some(({ blocks }) => blocks > 0)) return [];
  const tiers = new Set(caches.flatMap((cache) => cache.tiers?.map(({ name }) => name) ?? []));
  const share =
    (of: (cache: DeploymentMetrics["cache"]) => number): Of =>
    ({ cache }) =>
      of(cache) / cache.blocks;
  const units = [percentUnit];
  return [
    {
      heading: "Prompt blocks",
      rows: [
        { label: "found", of: share((cache) => cache.hitBlocks), units, better: "higher" },
        ...[...tiers].map((name) => ({
          label: `loaded from ${name}`,
          of: share((cache) => cache.tiers?.find((tier) => tier.name === name)?.loadedBlocks ?? 0),
          units,
        })),
      ],
    },
  ];
}

/** By role, in the order of the workload; none where no deployment has sessions. */
export function tokenTaxGroup(result: RunResult): { heading: string; rows: NumberRow[] }[] {
  const taxes = result.deployments.map((each) => ("infeasible" in each ? undefined : each.tokenTax));
  const roles = new Set(taxes.flatMap((tax) => tax?.roles.map(({ role }) => role) ?? []));
  if (roles.size === 0) return [];
  const all = (label: string, of: (tax: TokenTax) => number): NumberRow => ({
    label,
    of: ({ tokenTax }) => (tokenTax ? of(tokenTax) : null),
    units: format.tokenUnits,
    // They add up: one unit for all.
    unitBy: ({ tokenTax }) => (tokenTax ? tokenTax.inputTokens + tokenTax.outputTokens : null),
  });
  const perUseful = (label: string, of: (tax: TaxedTokens) => number | null, role?: string): NumberRow => ({
    label,
    of: ({ tokenTax }) => {
      const taxed = role === undefined ? tokenTax : tokenTax?.roles.find((each) => each.role === role);
      return taxed ? of(taxed) : null;
    },
    units: [plainUnit],
    better: role === undefined ? "lower" : undefined,
  });
  return [
    {
      heading: "Tokens",
      rows: [
        all("billed", (tax) => tax.inputTokens + tax.outputTokens),
        all("computed", (tax) => tax.inputTokens - tax.cachedInputTokens + tax.outputTokens),
        { ...all("cached", (tax) => tax.cachedInputTokens), better: undefined },
        { ...all("avoided", (tax) => tax.avoidedTokens), better: undefined },
        all("useful output", (tax) => tax.usefulOutputTokens),
        ...(taxes.some((tax) => tax !== undefined && tax.reusedPlans > 0)
          ? [{ ...all("plans reused", (tax) => tax.reusedPlans), units: [plainUnit], decimals: 0 }]
          : []),
      ],
    },
    {
      heading: "Tokens per useful output token",
      rows: [
        perUseful("billed", (tax) => tax.billedPerUseful),
        perUseful("computed", (tax) => tax.computedPerUseful),
        { ...perUseful("cached", (tax) => tax.cachedPerUseful), better: undefined },
        { ...perUseful("avoided", (tax) => tax.avoidedPerUseful), better: undefined },
        ...(roles.size === 1
          ? []
          : [...roles].flatMap((role) => [
              perUseful(`${role}: billed`, (tax) => tax.billedPerUseful, role),
              perUseful(`${role}: computed`, (tax) => tax.computedPerUseful, role),
              perUseful(`${role}: cached`, (tax) => tax.cachedPerUseful, role),
              perUseful(`${role}: avoided`, (tax) => tax.avoidedPerUseful, role),
            ])),
      ],
    },
  ];
}
