// A canvas context that writes SVG instead of pixels: what chart.js draws becomes paths and, unlike with a raster canvas,
// text that stays text. Only the calls chart.js makes; widths of text come from whoever has a font. Pure.

import { escaped, SvgPen, short } from "./svg-pen.ts";

/** Where the line of the letters is, from the point a canvas is given, in heights of the font. */
const baselines: Record<string, number> = { top: 0.88, hanging: 0.75, middle: 0.355, bottom: -0.21 };
const anchors: Record<string, string> = { center: "middle", right: "end", end: "end" };

export class SvgContext extends SvgPen {
  readonly canvas: { width: number; height: number; style: object; getContext(): SvgContext };
  globalAlpha = 1;
  lineDashOffset = 0;
  #id: string;
  #measure: (text: string, font: string) => number;
  #path: string[] = [];
  #rect: readonly number[] | undefined;
  #clips: string[] = [];
  #openClip = "";
  #out: string[] = [];

  /** `id` names the drawing within a page: clip paths are called after it. */
  constructor(id: string, width: number, height: number, measure: (text: string, font: string) => number) {
    super();
    this.#id = id;
    this.#measure = measure;
    this.canvas = { width, height, style: {}, getContext: () => this };
  }

  /** What was drawn, without the `<svg>` around it. */
  get markup(): string {
    this.#setClip("");
    const defs = this.#clips.length === 0 ? "" : `<defs>${this.#clips.join("")}</defs>`;
    return defs + this.#out.join("");
  }

  /** Elements drawn until `close` are one group. */
  open(attributes: string): void {
    this.#setClip("");
    this.#out.push(`<g ${attributes}>`);
  }

  close(): void {
    this.#setClip("");
    this.#out.push("</g>");
  }

  clearRect(): void {}

  beginPath(): void {
    this.#path = [];
    this.#rect = undefined;
  }

  moveTo(x: number, y: number): void {
    this.#path.push(`M${this.point(x, y)}`);
  }

  lineTo(x: number, y: number): void {
    this.#path.push(`${this.#path.length === 0 ? "M" : "L"}${this.point(x, y)}`);
  }

  bezierCurveTo(ax: number, ay: number, bx: number, by: number, x: number, y: number): void {
    this.#path.push(`C${this.point(ax, ay)} ${this.point(bx, by)} ${this.point(x, y)}`);
  }

  quadraticCurveTo(ax: number, ay: number, x: number, y: number): void {
    this.#path.push(`Q${this.point(ax, ay)} ${this.point(x, y)}`);
  }

  arc(x: number, y: number, radius: number, from: number, to: number, counterclockwise = false): void {
    const at = (angle: number) => [x + radius * Math.cos(angle), y + radius * Math.sin(angle)] as const;
    const size = short(radius);
    const sweep = counterclockwise ? 0 : 1;
    const piece = (angle: number, large: number) =>
      this.#path.push(`A${size} ${size} 0 ${large} ${sweep} ${this.point(...at(angle))}`);
    this.lineTo(...at(from));
    if (Math.abs(to - from) >= 2 * Math.PI - 1e-9) {
      // One arc cannot be a whole circle.
      piece(from + (sweep ? Math.PI : -Math.PI), 0);
      piece(from, 0);
      this.closePath();
    } else piece(to, Math.abs(to - from) > Math.PI ? 1 : 0);
  }

  ellipse(x: number, y: number, radius: number): void {
    this.arc(x, y, radius, 0, 2 * Math.PI);
  }

  rect(x: number, y: number, width: number, height: number): void {
    this.#rect = [x, y, width, height];
    this.#path.push(`M${this.point(x, y)}h${short(width)}v${short(height)}h${short(-width)}z`);
  }

  closePath(): void {
    if (this.#path.length > 0) this.#path.push("z");
  }

  /** chart.js clips to rectangles only. */
  clip(): void {
    if (!this.#rect) return;
    const [x, y, width, height] = this.#rect.map(short);
    const rect = `<rect x="${x}" y="${y}" width="${width}" height="${height}"/>`;
    const known = this.#clips.findIndex((clip) => clip.includes(rect));
    const index = known >= 0 ? known : this.#clips.length;
    const id = `${this.#id}-clip-${index}`;
    if (known < 0) this.#clips.push(`<clipPath id="${id}">${rect}</clipPath>`);
    this.state.clip = id;
  }

  fill(): void {
    this.#draw(`<path d="${this.#path.join("")}"${this.paint("fill", this.state.fillStyle)}/>`);
  }

  stroke(): void {
    this.#draw(`<path d="${this.#path.join("")}" fill="none"${this.strokeAttributes()}/>`);
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    this.beginPath();
    this.rect(x, y, width, height);
    this.fill();
  }

  strokeRect(x: number, y: number, width: number, height: number): void {
    this.beginPath();
    this.rect(x, y, width, height);
    this.stroke();
  }

  strokeText(): void {}

  fillText(text: string, x: number, y: number): void {
    const { font, textAlign, textBaseline, fillStyle, matrix } = this.state;
    const size = this.fontSize();
    const weight = /\bbold\b/.test(font) ? ' font-weight="bold"' : "";
    const anchor = anchors[textAlign];
    const below = y + (baselines[textBaseline] ?? 0) * size;
    const turned = matrix[0] !== 1 || matrix[1] !== 0;
    const place = turned
      ? `transform="matrix(${matrix.map((part) => Math.round(part * 100) / 100 + 0).join(" ")})" x="${short(x)}" y="${short(below)}"`
      : `x="${short(x + matrix[4])}" y="${short(below + matrix[5])}"`;
    this.#draw(
      `<text ${place} font-size="${short(size)}"${weight}${anchor === undefined ? "" : ` text-anchor="${anchor}"`}${this.paint("fill", fillStyle)}>${escaped(text)}</text>`,
    );
  }

  measureText(text: string) {
    const size = this.fontSize();
    return {
      width: this.#measure(text, this.state.font),
      actualBoundingBoxAscent: 0.76 * size,
      actualBoundingBoxDescent: 0.24 * size,
      actualBoundingBoxLeft: 0,
      actualBoundingBoxRight: 0,
    };
  }

  #draw(element: string): void {
    if (this.#path.length === 0 && element.startsWith("<path")) return;
    if (/(?:fill|stroke)="(?:transparent|rgba\(\d+, ?\d+, ?\d+, ?0\))"/.test(element)) return;
    this.#setClip(this.state.clip);
    this.#out.push(element);
  }

  #setClip(clip: string): void {
    if (clip === this.#openClip) return;
    if (this.#openClip !== "") this.#out.push("</g>");
    if (clip !== "") this.#out.push(`<g clip-path="url(#${clip})">`);
    this.#openClip = clip;
  }
}
