// Figures of a column with their decimal points below each other, as on the terminal: what has fewer decimals is filled up by blanks
// as wide as a digit and as a point, behind its unit. Only where the column is nothing but figures of one unit.

const plainFigure = /^([-+<>~]?\s?-?\$?[\d,]+(?:\.(\d+))?)(\s?[^\d\s.,(][^\d]*)?$/;
const [digitBlank, pointBlank] = ["\u2007", "\u2008"];

export function byPoint(cells: readonly string[]): string[] {
  const figures = cells.map((cell) => plainFigure.exec(cell));
  const most = Math.max(0, ...figures.map((figure) => figure?.[2]?.length ?? 0));
  const isFigures = cells.every((cell, row) => figures[row] || !/\d/.test(cell));
  const units = new Set(figures.flatMap((figure) => (figure ? [figure[3] ?? ""] : [])));
  return cells.map((cell, row) => {
    const [, value = "", decimals = "", unit = ""] = figures[row] ?? [];
    const missing = most - decimals.length;
    if (!isFigures || units.size > 1 || missing === 0 || value === "") return cell;
    const blanks = (decimals === "" ? pointBlank : "") + digitBlank.repeat(missing);
    return value + unit + blanks;
  });
}
