// The loss of a whole site: what devices serve of protected classes must fit what is switched on at the other sites that residency
// allows, whichever site is lost; one at a time. Devices in reserve serve then, and classes that may wait make room. An API is
// not at a site: a strategy that has one calls it. What cannot be moved has a price, so that a plan with too few sites still exists.
import type { LinearProgram } from "./linear-program.ts";
import type { Offer } from "./offers.ts";
import { discount, type Period } from "./periods.ts";
import type { PlanFile } from "./schema.ts";

/** Variables of a procurement program that failover hangs on, by quarter. */
export interface FailoverInput {
  file: PlanFile;
  offers: readonly Offer[];
  periods: readonly Period[];
  hasApi: boolean;
  /** By class, offer and quarter; negative where the class cannot use the offer. */
  served: ReadonlyMap<string, readonly (readonly number[])[]>;
  /** By offer. */
  powered: readonly (readonly number[])[];
}

export interface Failover {
  /** Devices that an offer must have on beyond those that serve, by offer and quarter. */
  standbyDevices(values: Float64Array): Float64Array[];
  /** Peak tokens per second that no other site could take over, by class and quarter. */
  unprotected(values: Float64Array): Map<string, Float64Array>;
}

const SECONDS_PER_HOUR = 3600;
/** Of the price of an unmet token, where the plan does not say: well above any device, and serving is still better than not serving. */
const UNPROTECTED_SHARE = 0.5;

export const isProtected = ({ policy, classes }: PlanFile, name: string): boolean =>
  policy.failover === "site" && (classes[name]!.failover ?? !classes[name]!.batch);

/** Adds what a lost site asks for; undefined where nothing is asked. */
export function addFailover(
  program: LinearProgram,
  { file, offers, periods, hasApi, served, powered }: FailoverInput,
): Failover | undefined {
  const names = [...served.keys()].filter((name) => isProtected(file, name));
  if (hasApi || names.length === 0) return undefined;
  const { policy, money } = file;
  const price = policy.unprotectedPerMillionTokens ?? UNPROTECTED_SHARE * policy.unmetPerMillionTokens;
  const unprotected = new Map(
    names.map((name) => [
      name,
      periods.map(({ hours, to }) =>
        program.variable(
          ((price / 1e6) * hours * SECONDS_PER_HOUR * discount(money.discountRate, to - 1)) /
            file.classes[name]!.peakToMean,
        ),
      ),
    ]),
  );
  // By lost site, offer and quarter: variables with the devices that one token per second takes.
  const moved = [...new Set(offers.map(({ site }) => site))].map((lost) => {
    const own = offers.map(() => periods.map((): [number, number][] => []));
    periods.forEach((_, q) => {
      for (const name of names) {
        const terms: [number, number][] = [[unprotected.get(name)![q]!, 1]];
        offers.forEach(({ site, capacities }, index) => {
          const normally = served.get(name)![index]![q]!;
          if (normally < 0) return;
          terms.push([normally, -1]);
          if (site === lost) return;
          const variable = program.variable(0);
          terms.push([variable, 1]);
          own[index]![q]!.push([variable, 1 / capacities.get(name)!.plannedTokensPerSecond]);
        });
        program.constrain(terms, ">=", 0);
      }
      offers.forEach(({ site }, index) => {
        if (site !== lost) program.constrain([...own[index]![q]!, [powered[index]![q]!, -1]], "<=", 0);
      });
    });
    return own;
  });
  return {
    standbyDevices: (values) =>
      offers.map(({ capacities }, index) =>
        Float64Array.from(periods, (_, q) => {
          const serving = [...served].reduce((sum, [name, own]) => {
            const variable = own[index]![q]!;
            return variable < 0
              ? sum
              : sum + values[variable]! / capacities.get(name)!.plannedTokensPerSecond;
          }, 0);
          const most = Math.max(
            ...moved.map((own) =>
              own[index]![q]!.reduce((sum, [variable, devices]) => sum + values[variable]! * devices, 0),
            ),
          );
          return Math.max(0, most - serving);
        }),
      ),
    unprotected: (values) =>
      new Map(
        [...unprotected].map(([name, own]) => [
          name,
          Float64Array.from(own, (variable) => values[variable]!),
        ]),
      ),
  };
}
