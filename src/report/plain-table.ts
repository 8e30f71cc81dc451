// Text in columns: the first to the left, the others to the right with their numbers aligned at the decimal point, a rule
// under the head.

/** "-$1,204.5 M": digits before the point with what stands before them, digits after it, the unit. */
const quantity = /^([-+<>~±]? ?\$?[\d,]+)(\.\d+)?(\D*)$/;

/** A column of one unit; one with several, or with a range in it, only stands to the right. */
function aligned(cells: readonly string[]): string[] {
  const parts = cells.map((cell) => quantity.exec(cell));
  const units = new Set(parts.flatMap((found) => (found ? [found[3]!] : [])));
  if (units.size !== 1 || cells.some((cell, k) => parts[k] === null && /\d/.test(cell))) return [...cells];
  const most = (part: 1 | 2) => Math.max(...parts.map((found) => found?.[part]?.length ?? 0));
  const [before, after] = [most(1), most(2)];
  const [unit = ""] = units;
  return cells.map((cell, k) => {
    const [, digits = "", decimals = ""] = parts[k] ?? [];
    // "1.5x" stays together, "1.5 kW" has its unit in a line with others.
    if (parts[k])
      return (
        digits.padStart(before) +
        (unit.startsWith(" ") ? decimals.padEnd(after) + unit : (decimals + unit).padEnd(after + unit.length))
      );
    return cell === "–" ? cell.padStart(before) + " ".repeat(after + unit.length) : cell;
  });
}

export function plainTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const columns = head.map((title, column) => {
    const cells = rows.map((row) => row[column] ?? "");
    const body = column === 0 ? cells : aligned(cells);
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
