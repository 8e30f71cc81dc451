// Who stated the value at a path: the scenario's file or link, or the reader, to whom then all below it is due.
import { byYou } from "./origin.ts";

export interface Stated {
  source(path: string): string;
  byReader(path: string): void;
  /** What is at `from` is at `to` now, by whom it was. */
  moved(from: string, to: string): void;
  /** Another scenario: all is as it says. */
  clear(): void;
}

const isBelow = (path: string, top: string) =>
  path === top || path.startsWith(`${top}.`) || path.startsWith(`${top}[`) || path.startsWith(`${top}:`);

/** `place` tells where the rest was stated. */
export function stated(place: () => string): Stated {
  const touched = new Set<string>();
  return {
    source: (path) => ([...touched].some((each) => isBelow(path, each)) ? byYou : `stated in ${place()}`),
    byReader: (path) => void touched.add(path),
    moved(from, to) {
      for (const each of [...touched])
        if (isBelow(each, from)) {
          touched.delete(each);
          touched.add(to + each.slice(from.length));
        }
    },
    clear: () => touched.clear(),
  };
}
