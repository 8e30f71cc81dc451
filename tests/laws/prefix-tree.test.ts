// Runs of the prefix tree are found again however often its columns grew, in the middle of a split too.
import { expect, it } from "vitest";
import { PrefixTree } from "../../src/serving/prefix/prefix-tree.ts";

it("is whole after a split for which it had to grow", () => {
  const none = -1;
  // 256 runs fill the first columns: the next split grows them. Some of the runs share a chain.
  for (let cut = 0; cut < 256; cut++) {
    const tree = new PrefixTree();
    const prompts = Array.from({ length: 256 }, (_, i) => [1000 * i, 1000 * i + 1, 1000 * i + 2]);
    const runs = prompts.map((hashes) => tree.add(none, hashes, 0, 3));
    const head = tree.split(runs[cut]!, 2);
    expect(tree.child(head, 1000 * cut + 2)).toBe(runs[cut]);
    for (let i = 0; i < 256; i++) expect(tree.child(none, 1000 * i)).toBe(i === cut ? head : runs[i]);
  }
});
