// What a canvas context remembers between calls: transformation, colours, line, font, clip; and how SVG writes them. Pure.

interface PenState {
  matrix: Matrix;
  fillStyle: string;
  strokeStyle: string;
  lineWidth: number;
  lineJoin: string;
  lineCap: string;
  font: string;
  textAlign: string;
  textBaseline: string;
  dash: readonly number[];
  clip: string;
}

/** a, b, c, d, e, f of SVG's matrix(). */
type Matrix = readonly [number, number, number, number, number, number];

/** A tenth of a pixel is enough. */
export const short = (value: number): string => String(Math.round(value * 10) / 10 + 0);

export const escaped = (text: string): string =>
  text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");

export class SvgPen {
  protected state: PenState = {
    matrix: [1, 0, 0, 1, 0, 0],
    fillStyle: "#000000",
    strokeStyle: "#000000",
    lineWidth: 1,
    lineJoin: "miter",
    lineCap: "butt",
    font: "10px sans-serif",
    textAlign: "start",
    textBaseline: "alphabetic",
    dash: [],
    clip: "",
  };
  #saved: PenState[] = [];

  save(): void {
    this.#saved.push({ ...this.state });
  }

  restore(): void {
    this.state = this.#saved.pop() ?? this.state;
  }

  translate(x: number, y: number): void {
    this.#transform([1, 0, 0, 1, x, y]);
  }

  rotate(angle: number): void {
    this.#transform([Math.cos(angle), Math.sin(angle), -Math.sin(angle), Math.cos(angle), 0, 0]);
  }

  /** Only ever to the device's pixels, which SVG does not have. */
  setTransform(): void {
    this.state.matrix = [1, 0, 0, 1, 0, 0];
  }

  resetTransform(): void {
    this.setTransform();
  }

  setLineDash(dash: readonly number[]): void {
    this.state.dash = [...dash];
  }

  getLineDash(): number[] {
    return [...this.state.dash];
  }

  protected fontSize(): number {
    return Number(/([\d.]+)px/.exec(this.state.font)?.[1] ?? 10);
  }

  protected point(x: number, y: number): string {
    const [a, b, c, d, e, f] = this.state.matrix;
    return `${short(a * x + c * y + e)} ${short(b * x + d * y + f)}`;
  }

  #transform([a, b, c, d, e, f]: Matrix): void {
    const [A, B, C, D, E, F] = this.state.matrix;
    this.state.matrix = [
      A * a + C * b,
      B * a + D * b,
      A * c + C * d,
      B * c + D * d,
      A * e + C * f + E,
      B * e + D * f + F,
    ];
  }

  /** `#rrggbbaa` and `rgba()` become a colour and its opacity. */
  protected paint(role: "fill" | "stroke", style: string): string {
    const [, hex, alpha] = /^(#[0-9a-f]{6})([0-9a-f]{2})?$/i.exec(style) ?? [undefined, style, undefined];
    const opacity =
      alpha === undefined
        ? ""
        : ` ${role}-opacity="${Math.round((Number.parseInt(alpha, 16) / 255) * 100) / 100}"`;
    return ` ${role}="${escaped(hex!)}"${opacity}`;
  }

  protected strokeAttributes(): string {
    const { strokeStyle, lineWidth, dash, lineJoin, lineCap } = this.state;
    return [
      this.paint("stroke", strokeStyle),
      lineWidth === 1 ? "" : ` stroke-width="${short(lineWidth)}"`,
      dash.length === 0 ? "" : ` stroke-dasharray="${dash.join(" ")}"`,
      lineJoin === "miter" ? "" : ` stroke-linejoin="${lineJoin}"`,
      lineCap === "butt" ? "" : ` stroke-linecap="${lineCap}"`,
    ].join("");
  }

  get fillStyle(): string {
    return this.state.fillStyle;
  }
  set fillStyle(value: string) {
    this.state.fillStyle = String(value);
  }
  get strokeStyle(): string {
    return this.state.strokeStyle;
  }
  set strokeStyle(value: string) {
    this.state.strokeStyle = String(value);
  }
  get lineWidth(): number {
    return this.state.lineWidth;
  }
  set lineWidth(value: number) {
    this.state.lineWidth = value;
  }
  get lineJoin(): string {
    return this.state.lineJoin;
  }
  set lineJoin(value: string) {
    this.state.lineJoin = value;
  }
  get lineCap(): string {
    return this.state.lineCap;
  }
  set lineCap(value: string) {
    this.state.lineCap = value;
  }
  get font(): string {
    return this.state.font;
  }
  set font(value: string) {
    this.state.font = value;
  }
  get textAlign(): string {
    return this.state.textAlign;
  }
  set textAlign(value: string) {
    this.state.textAlign = value;
  }
  get textBaseline(): string {
    return this.state.textBaseline;
  }
  set textBaseline(value: string) {
    this.state.textBaseline = value;
  }
}
