// The lower convex hull of points (x ascending), as lines: what a mean of points can be no lower than.

export interface Line {
  /** Where the line ends; it starts where the one before ends. */
  to: number;
  intercept: number;
  slope: number;
}

export function convexHull(points: readonly (readonly [x: number, y: number])[]): Line[] {
  const hull: (readonly [number, number])[] = [];
  for (const point of points) {
    // The cheaper of two at the same place.
    if (hull.at(-1)?.[0] === point[0]) {
      if (hull.at(-1)![1] <= point[1]) continue;
      hull.pop();
    }
    while (hull.length > 1 && turnsDown(hull.at(-2)!, hull.at(-1)!, point)) hull.pop();
    hull.push(point);
  }
  if (hull.length === 1) return [{ to: hull[0]![0], intercept: hull[0]![1], slope: 0 }];
  return hull.slice(1).map(([x, y], i) => {
    const [fromX, fromY] = hull[i]!;
    const slope = (y - fromY) / (x - fromX);
    return { to: x, slope, intercept: y - slope * x };
  });
}

const turnsDown = (
  [ax, ay]: readonly [number, number],
  [bx, by]: readonly [number, number],
  [cx, cy]: readonly [number, number],
): boolean => (by - ay) * (cx - bx) >= (cy - by) * (bx - ax);

/** The least of hull(x) / x for x up to `most`: on each line it lies at one of the ends. */
export function leastPerUnit(hull: readonly Line[], most: number): number {
  let least = Infinity;
  for (const { to, intercept, slope } of hull) {
    const x = Math.min(to, most);
    least = Math.min(least, (intercept + slope * x) / x);
    if (to >= most) break;
  }
  return least;
}

/** The line of the hull at height `y`: the first that reaches it, else the last. */
export function supportAt(hull: readonly Line[], y: number): Line {
  return hull.find(({ to, intercept, slope }) => intercept + slope * to >= y) ?? hull.at(-1)!;
}
