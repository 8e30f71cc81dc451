// Names of one file that are nearly the same: one entity written in two ways splits its series in two, and both look sound.

/** As people read it: letters and digits, whatever their case and what stands between them. */
const bare = (name: string): string =>
  name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "");

/** `Chat`, `chat_` and `chats` are alike; `team-1` and `team-2`, which differ by what one has put for another, are not. */
export function areAlike(one: string, other: string): boolean {
  const [short, long] = [bare(one), bare(other)].sort((a, b) => a.length - b.length) as [string, string];
  if (short === long) return true;
  if (short.length < 4) return false;
  if (short.length + 1 === long.length)
    return [...long].some(
      (letter, at) => /\p{L}/u.test(letter) && short === long.slice(0, at) + long.slice(at + 1),
    );
  const at = [...short].findIndex((letter, k) => letter !== long[k]);
  return (
    short.length === long.length &&
    long === short.slice(0, at) + (short[at + 1] ?? "") + short[at] + short.slice(at + 2)
  );
}

/** Each name that is nearly an earlier one, with that one. */
export function alikeNames(names: readonly string[]): { name: string; like: string }[] {
  return names.flatMap((name, k) => {
    const like = names.slice(0, k).find((earlier) => areAlike(name, earlier));
    return like === undefined ? [] : [{ name, like }];
  });
}
