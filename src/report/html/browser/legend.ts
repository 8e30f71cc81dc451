// The legend as buttons: a line can be taken out of the drawing and put back.
import type { LineChart } from "../../charts/chart.ts";

/** `hidden` holds the names of lines that are out. */
export function addLegend(figure: Element, chart: LineChart, hidden: Set<string>): void {
  const lines = chart.panels.flatMap((panel) => panel.lines);
  const entries = [...figure.querySelectorAll<HTMLElement>(".legend li")];
  if (entries.length < 2) return;
  for (const entry of entries) {
    const name = entry.dataset.name!;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...entry.childNodes);
    button.setAttribute("aria-pressed", "true");
    button.title = "show or hide";
    button.onclick = () => {
      if (!hidden.delete(name)) hidden.add(name);
      button.setAttribute("aria-pressed", String(!hidden.has(name)));
      lines.forEach((line, index) => {
        for (const group of figure.querySelectorAll<SVGElement>(`[data-line="${index}"]`))
          group.style.display = hidden.has(line.name) ? "none" : "";
      });
    };
    entry.append(button);
  }
}
