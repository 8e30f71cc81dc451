// Text in columns: the first to the left, the others to the right, numbers aligned at the decimal point, a rule under the head.

/** "-$1,204.5 M": digits before the point with what stands before them, digits after it, the unit. */
const quantity = /^([-+<>~±]? ?\$?[\d,]+)(\.\d+)?(\D*)$/;

/** Numbers in a line at the point, whatever their units; a column with a range in it only stands to the right. */
export function aligned(cells: readonly string[]): string[] {
  const parts = cells.map((cell) => quantity.exec(cell));
  if (parts.every((found) => found === null)) return [...cells];
  if (cells.some((cell, k) => parts[k] === null && /\d/.test(cell))) return [...cells];
  const most = (part: 1 | 2 | 3) => Math.max(...parts.map((found) => found?.[part]?.length ?? 0));
  const [before, after, unitWidth] = [most(1), most(2), most(3)];
  return cells.map((cell, k) => {
    const [, digits = "", decimals = "", unit = ""] = parts[k] ?? [];
    // "1.5x" stays together, "1.5 kW" has its unit in a line with others.
    if (parts[k])
      return (
        digits.padStart(before) +
        ((unit.startsWith(" ") ? decimals.padEnd(after) : decimals) + unit).padEnd(after + unitWidth)
      );
    return cell === "–" ? cell.padStart(before) + " ".repeat(after + unitWidth) : cell;
  });
}

export function plainTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const columns = head.map((title, column) => {
    const cells = rows.map((row) => row[column] ?? "");
    const body = column > 0 || cells.every((cell) => quantity.test(cell)) ? aligned(cells) : cells;
    const width = Math.max(title.length, ...body.map(({ length }) => length));
    const fill = (cell: string) => (column === 0 ? cell.padEnd(width) : cell.padStart(width));
    return { title: fill(title), rule: "─".repeat(width), body: body.map(fill) };
  });
  const lines = [
    columns.map(({ title }) => title),
    columns.map(({ rule }) => rule),
    ...rows.map((_, row) => columns.map(({ body }) => body[row]!)),
  ];
  return `${lines.map((cells) => cells.join("  ").trimEnd()).join("\n")}\n`;
}
