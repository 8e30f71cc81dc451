// A round step between the ticks of an axis: 1, 2 or 5 of a decade, the smallest that takes at most so many to the end.
export function roundStep(span: number, most: number): number {
  const decade = 10 ** Math.floor(Math.log10(span));
  return [0.1, 0.2, 0.5, 1, 2].map((part) => part * decade).find((each) => span / each <= most) ?? span;
}
