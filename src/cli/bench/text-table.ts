/** One row: its title, and a cell for each column; a cell may have a small text after it, such as a ratio. */
export interface TableRow {
  readonly title: string;
  readonly cells: readonly TableCell[];
}

/** A value, and what is said after it. */
export interface TableCell {
  readonly value: string;
  readonly note?: string;
}

const GAP = "  ";

/** Lines of a table: titles to the left, values to the right, notes behind them. */
export function textTable(rows: readonly TableRow[]): string[] {
  const columns = Math.max(0, ...rows.map(({ cells }) => cells.length));
  const titleWidth = widest(rows.map(({ title }) => title));
  const widths = Array.from({ length: columns }, (_, column) => ({
    value: widest(rows.map(({ cells }) => cells[column]?.value ?? "")),
    note: widest(rows.map(({ cells }) => cells[column]?.note ?? "")),
  }));
  return rows.map(({ title, cells }) => {
    const texts = widths.map(({ value, note }, column) => {
      const cell = cells[column];
      const text = pad(cell?.value ?? "", value, "left");
      return note === 0 ? text : `${text} ${pad(cell?.note ?? "", note, "right")}`;
    });
    return [pad(title, titleWidth, "right"), ...texts].join(GAP).trimEnd();
  });
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => [...text].length));
}

/** @param side where the spaces go. */
function pad(text: string, width: number, side: "left" | "right"): string {
  const spaces = " ".repeat(Math.max(0, width - [...text].length));
  return side === "left" ? spaces + text : text + spaces;
}
