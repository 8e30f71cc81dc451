// Step models after one another: a `share` may be a fraction, a draft layer being one of L, or several. Affine where all of them are.
import type { DecodeCost, StepCost, StepModel } from "./step-model.ts";

export interface Term {
  model: StepModel;
  share: number;
}

/** `of` is whose devices, watts and window the sum has. */
export function weightedModel(terms: readonly Term[], of: StepModel): StepModel {
  const cost: StepCost = { seconds: 0, joules: 0, bound: "memory" };
  const decodes: DecodeCost[] = [];
  const decode = (sequences: number): DecodeCost => {
    const known = decodes[sequences];
    if (known !== undefined) return known;
    const costs = terms.map(({ model, share }) => ({ share, cost: model.decode(sequences) }));
    const sum = (pick: (cost: DecodeCost) => number) =>
      costs.reduce((total, each) => total + each.share * pick(each.cost), 0);
    const made: DecodeCost = {
      seconds: sum((c) => c.seconds),
      secondsPerContextToken: sum((c) => c.secondsPerContextToken),
      secondsPerWindowToken: sum((c) => c.secondsPerWindowToken),
      joules: sum((c) => c.joules),
      joulesPerContextToken: sum((c) => c.joulesPerContextToken),
      joulesPerWindowToken: sum((c) => c.joulesPerWindowToken),
      bound: costs[0]!.cost.bound,
    };
    decodes[sequences] = made;
    return made;
  };
  return {
    devices: of.devices,
    idleWatts: of.idleWatts,
    waitingWatts: of.waitingWatts,
    decodeIsAffine: terms.every(({ model }) => model.decodeIsAffine),
    windowTokens: of.windowTokens,
    windowRestarts: of.windowRestarts,
    decode,
    step(shape, out) {
      let seconds = 0;
      let joules = 0;
      let partnerJoules = 0;
      for (const { model, share } of terms) {
        cost.partnerJoules = 0;
        model.step(shape, cost);
        seconds += share * cost.seconds;
        joules += share * cost.joules;
        partnerJoules += share * cost.partnerJoules;
        if (model === terms[0]!.model) out.bound = cost.bound;
      }
      out.seconds = seconds;
      out.joules = joules;
      out.partnerJoules = partnerJoules;
    },
  };
}
