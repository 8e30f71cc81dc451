// A chart to take away: as SVG and PNG with its words, on white, and its numbers as CSV. All made here, nothing fetched.
import { chartCsv } from "../../charts/chart-csv.ts";
import { wrap } from "../../charts/look.ts";
import { cssVariables, lightTheme } from "../../charts/palette.ts";
import type { FigureData } from "../figure.ts";
import { element, shape } from "./elements.ts";

const fontSize = 12;
const family = "DejaVu Sans, Verdana, system-ui, sans-serif";

function save(name: string, content: Blob): void {
  const link = element("a", "");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** The drawing as the page shows it, lines that are out left out, with the words around it. */
function standalone(figure: Element, { chart }: FigureData): { svg: string; width: number; height: number } {
  const inner = figure.querySelector(".drawing svg")!.cloneNode(true) as SVGElement;
  inner.querySelector(".hair")?.remove();
  const [, , width, drawnHeight] = inner.getAttribute("viewBox")!.split(" ").map(Number) as [
    number,
    number,
    number,
    number,
  ];
  const lines: SVGElement[] = [];
  let y = 8;
  const write = (text: string, size: number, colour: string, bold: boolean, x = fontSize) => {
    const made = shape("text", {
      x,
      y,
      "font-size": size,
      fill: colour,
      "font-weight": bold ? "bold" : "normal",
    });
    made.textContent = text;
    lines.push(made);
  };
  const paragraph = (text: string, size: number, colour: string, bold = false) => {
    for (const line of wrap(text, width - 3 * fontSize, size, bold)) {
      y += size * 1.4;
      write(line, size, colour, bold);
    }
  };
  paragraph(chart.title, fontSize + 3, lightTheme.ink, true);
  paragraph(chart.subtitle, fontSize, lightTheme.quiet);
  let x = fontSize;
  y += fontSize * 1.8;
  for (const entry of figure.querySelectorAll<HTMLElement>(":scope > .legend li")) {
    const shownText = entry.textContent!;
    if (entry.querySelector('[aria-pressed="false"]')) continue;
    const colour = getComputedStyle(entry.querySelector(".key")!).getPropertyValue("--key");
    lines.push(shape("rect", { x, y: y - fontSize * 0.45, width: 16, height: 3, fill: colour }));
    write(shownText, fontSize, lightTheme.ink, false, x + 22);
    x += 40 + shownText.length * fontSize * 0.6;
  }
  inner.setAttribute("y", String(y + 6));
  inner.setAttribute("width", String(width));
  inner.setAttribute("height", String(drawnHeight));
  y += drawnHeight + 6;
  for (const note of chart.notes) paragraph(note, fontSize, lightTheme.quiet);
  const height = Math.ceil(y + fontSize);
  const root = shape("svg", {
    xmlns: "http://www.w3.org/2000/svg",
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    "font-family": family,
  });
  root.append(shape("rect", { width, height, fill: lightTheme.background }), ...lines, inner);
  let svg = new XMLSerializer().serializeToString(root);
  for (const [hex, name] of cssVariables(lightTheme)) svg = svg.replaceAll(`var(${name})`, hex);
  return { svg, width, height };
}

async function picture(figure: Element, data: FigureData): Promise<Blob> {
  const { svg, width, height } = standalone(figure, data);
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  await image.decode();
  const canvas = element("canvas", "");
  canvas.width = 2 * width;
  canvas.height = 2 * height;
  canvas.getContext("2d")!.drawImage(image, 0, 0, 2 * width, 2 * height);
  URL.revokeObjectURL(image.src);
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob!), "image/png"));
}

export function addDownloads(figure: Element, data: FigureData): void {
  const bar = element("p", "downloads", "Save as ");
  const kinds: [string, () => Blob | Promise<Blob>][] = [
    ["PNG", () => picture(figure, data)],
    ["SVG", () => new Blob([standalone(figure, data).svg], { type: "image/svg+xml" })],
    ["CSV", () => new Blob([chartCsv(data.chart)], { type: "text/csv" })],
  ];
  for (const [kind, make] of kinds) {
    const button = element("button", "", kind);
    button.type = "button";
    button.setAttribute("aria-label", `save "${data.chart.title}" as ${kind}`);
    button.onclick = async () => save(`${data.chart.id}.${kind.toLowerCase()}`, await make());
    bar.append(button);
  }
  figure.querySelector("details.data summary")?.after(bar);
}
