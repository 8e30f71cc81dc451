// A round step between the ticks of an axis: 1, 2 or 5 of a decade, the smallest that takes at most so many (one or more) to the end.
export function roundStep(span: number, most: number): number {
  const decade = 10 ** Math.floor(Math.log10(span));
  const step = [0.1, 0.2, 0.5, 1, 2, 5, 10].find((part) => span / (part * decade) <= most)!;
  // 0.1 of 0.1 is 0.010000000000000002.
  return Number((step * decade).toPrecision(1));
}
