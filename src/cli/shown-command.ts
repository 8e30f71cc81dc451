// The command line that gives a result again, as a report shows it: words quoted where a shell needs it.

const quoted = (text: string): string =>
  /^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/** Options in the order given; one that is undefined or at its default (as the caller knows) is left out by the caller. */
export function shownCommand(
  words: readonly string[],
  options: Readonly<Record<string, string | number | readonly string[] | undefined>> = {},
): string {
  const named = Object.entries(options).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : value === undefined ? [] : [value]).flatMap((each) => [
      `--${name}`,
      String(each),
    ]),
  );
  return ["forewatt", ...words, ...named].map(quoted).join(" ");
}
