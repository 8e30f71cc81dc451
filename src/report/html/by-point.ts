// Figures of a column with their decimal points below each other, as on the terminal: what has fewer decimals is filled up by blanks
// as wide as a digit and as a point. Only where the column is nothing but figures.

const plainFigure = /^[-+<>~]?\s?-?\$?[\d,]+(?:\.(\d+))?$/;
const [digitBlank, pointBlank] = ["\u2007", "\u2008"];

export function byPoint(cells: readonly string[]): string[] {
  const decimals = cells.map((cell) => plainFigure.exec(cell)?.[1]?.length ?? 0);
  const most = Math.max(0, ...decimals);
  const isFigures = cells.every((cell) => plainFigure.test(cell) || !/\d/.test(cell));
  return cells.map((cell, row) => {
    const missing = most - decimals[row]!;
    if (!isFigures || missing === 0 || !/\d/.test(cell)) return cell;
    return cell + (decimals[row] === 0 ? pointBlank : "") + digitBlank.repeat(missing);
  });
}
