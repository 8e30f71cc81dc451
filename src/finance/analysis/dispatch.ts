// A quarter with given orders and demand: who serves what. First the devices each class was meant to have, owned or reserved, then those
// that are free where they help most, then whatever is cheapest of renting, calling and not serving. In the world
// that was planned for this is what the plan does.
import type { Offer } from "../offers.ts";

/** What a quarter offers a class, costs in dollars per second for one token per second at its peak. */
export interface DispatchInput {
  offers: readonly Offer[];
  /** By offer: owned and reserved devices in service, and how many of them stand by once the offer is used. */
  ownedDevices: Float64Array;
  reserveDevices: Float64Array;
  /** By offer: devices kept on for the loss of a site, used or not; they are reserve at the same time. */
  standbyDevices: Float64Array;
  /** Facility watts of each site, for owned devices; and the site of each offer. */
  siteWatts: Float64Array;
  siteIndex: Int32Array;
  classes: readonly DispatchClass[];
  /** Most devices of a rented offer, whose source may have others at other sites. */
  rentableDevices: Float64Array;
}

export interface DispatchClass {
  peakTokensPerSecond: number;
  /** By offer; 0 where the class cannot use it. */
  plannedTokensPerSecondPerDevice: Float64Array;
  /** By offer: devices it was meant to have. */
  meantDevices: readonly number[];
  /** By offer. */
  usdPerToken: Float64Array;
  /** By API, and for leaving tokens unserved. */
  apiUsdPerToken: Float64Array;
  unmetUsdPerToken: number;
}

/** Peak tokens per second by class. */
export interface Dispatch {
  /** By class and offer. */
  served: Float64Array[];
  /** By class and API. */
  called: Float64Array[];
  unmet: Float64Array;
}

/** Below this share of a class's peak nothing is left. */
const NOTHING = 1e-9;

export function dispatch(input: DispatchInput): Dispatch {
  const { offers, ownedDevices, reserveDevices, standbyDevices, siteIndex, classes } = input;
  const served = classes.map(() => new Float64Array(offers.length));
  const called = classes.map((each) => new Float64Array(each.apiUsdPerToken.length));
  const left = Float64Array.from(classes, (each) => each.peakTokensPerSecond);
  const free = ownedDevices.map((devices, o) =>
    Math.max(0, devices - Math.max(reserveDevices[o]!, standbyDevices[o]!)),
  );
  const siteWatts = input.siteWatts.slice();
  // What is rented stands in its owner's hall.
  const wattsOf = ({ procure, provisionedFacilityWattsPerDevice }: Offer) =>
    procure === "rent" ? 0 : provisionedFacilityWattsPerDevice;
  offers.forEach((offer, o) => {
    siteWatts[siteIndex[o]!]! -= Math.min(standbyDevices[o]!, ownedDevices[o]!) * wattsOf(offer);
  });
  const touched = new Uint8Array(offers.length);

  /** Up to `most` devices of an offer for a class. */
  const use = (c: number, o: number, most: number) => {
    const watts = wattsOf(offers[o]!);
    const planned = classes[c]!.plannedTokensPerSecondPerDevice[o]!;
    const site = siteIndex[o]!;
    if (touched[o] === 0) {
      const more = Math.min(reserveDevices[o]!, ownedDevices[o]!) - standbyDevices[o]!;
      const reserve = Math.max(0, more) * watts;
      if (watts > 0 && siteWatts[site]! <= reserve) return;
      siteWatts[site]! -= reserve;
      touched[o] = 1;
    }
    const devices = Math.min(
      most,
      free[o]!,
      watts > 0 ? siteWatts[site]! / watts : Number.POSITIVE_INFINITY,
      left[c]! / planned,
    );
    if (devices <= 0) return;
    free[o]! -= devices;
    siteWatts[site]! -= devices * watts;
    served[c]![o]! += devices * planned;
    left[c] = Math.max(0, left[c]! - devices * planned);
  };

  // As meant; where fewer devices are there than were meant, every class gets its share of them.
  for (let o = 0; o < offers.length; o++) {
    if (!offers[o]!.isCommitted || free[o] === 0) continue;
    const meant = classes.reduce((sum, each) => sum + each.meantDevices[o]!, 0);
    const share = meant > free[o]! ? free[o]! / meant : 1;
    classes.forEach((each, c) => {
      if (each.meantDevices[o]! > 0) use(c, o, each.meantDevices[o]! * share);
    });
  }

  const wanting = classes.flatMap((each, c) =>
    left[c]! > NOTHING * each.peakTokensPerSecond ? [{ each, c, options: otherOptions(input, each) }] : [],
  );
  if (wanting.length === 0) return { served, called, unmet: left };

  // Free devices where a device saves most.
  const moves = wanting.flatMap(({ each, c, options }) =>
    offers.flatMap(({ isCommitted }, o) => {
      const planned = each.plannedTokensPerSecondPerDevice[o]!;
      if (!isCommitted || planned === 0 || free[o] === 0) return [];
      const saved = (options[0]!.usdPerToken - each.usdPerToken[o]!) * planned;
      return saved > 0 ? [{ c, o, saved }] : [];
    }),
  );
  moves.sort((a, b) => b.saved - a.saved || a.c - b.c || a.o - b.o);
  for (const { c, o } of moves) use(c, o, free[o]!);

  const rentable = Float64Array.from(input.rentableDevices);
  for (const { each, c, options } of wanting)
    for (const option of options) {
      if (left[c]! <= 0) break;
      if (option.kind === "unmet") break;
      if (option.kind === "api") {
        called[c]![option.index]! += left[c]!;
        left[c] = 0;
      } else {
        const planned = each.plannedTokensPerSecondPerDevice[option.index]!;
        const devices = Math.min(rentable[option.index]!, left[c]! / planned);
        offers.forEach(({ source }, o) => {
          if (source === offers[option.index]!.source) rentable[o]! -= devices;
        });
        served[c]![option.index]! += devices * planned;
        left[c] = Math.max(0, left[c]! - devices * planned);
      }
    }
  return { served, called, unmet: left };
}

interface Option {
  kind: "rent" | "api" | "unmet";
  index: number;
  usdPerToken: number;
}

/** Beside devices ordered ahead, cheapest first; not serving is always one. */
function otherOptions({ offers, rentableDevices }: DispatchInput, each: DispatchClass): Option[] {
  const options: Option[] = [{ kind: "unmet", index: 0, usdPerToken: each.unmetUsdPerToken }];
  offers.forEach(({ isCommitted }, index) => {
    if (!isCommitted && each.plannedTokensPerSecondPerDevice[index]! > 0 && rentableDevices[index]! > 0)
      options.push({ kind: "rent", index, usdPerToken: each.usdPerToken[index]! });
  });
  each.apiUsdPerToken.forEach((usdPerToken, index) => {
    options.push({ kind: "api", index, usdPerToken });
  });
  return options.sort((a, b) => a.usdPerToken - b.usdPerToken);
}
