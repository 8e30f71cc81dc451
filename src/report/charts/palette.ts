// Colour-blind-safe (after Okabe and Ito 2008, without the yellow that vanishes on white); text and lines by role.
import type { Colour } from "./chart.ts";

export interface Theme {
  background: string;
  ink: string;
  quiet: string;
  grid: string;
  limit: string;
  offered: string;
  low: string;
  high: string;
  deployments: readonly string[];
}

/** Every colour is used for one role only, so that a renderer can swap roles for CSS variables in finished SVG. */
export const lightTheme: Theme = {
  background: "#fffffe",
  ink: "#1b1f24",
  quiet: "#57606b",
  grid: "#e4e7eb",
  limit: "#3b4148",
  offered: "#868e98",
  low: "#a6761d",
  high: "#6a51a3",
  deployments: ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"],
};

/** The same roles on a dark page: lighter, a little less saturated. */
export const darkTheme: Theme = {
  background: "#15191e",
  ink: "#e8ebef",
  quiet: "#a3acb7",
  grid: "#2b323a",
  limit: "#c9d0d8",
  offered: "#8b95a1",
  low: "#d9a441",
  high: "#a995e0",
  deployments: ["#4aa8e0", "#f2843c", "#2fc79a", "#e39ac2", "#f0b93a", "#8fd0f5"],
};

/** Colour -> name of the CSS variable that carries its role. */
export function cssVariables({ deployments, ...roles }: Theme): Map<string, string> {
  return new Map([
    ...Object.entries(roles).map(([role, hex]): [string, string] => [hex, `--${role}`]),
    ...deployments.map((hex, index): [string, string] => [hex, `--deployment-${index}`]),
  ]);
}

export function colourOf(theme: Theme, colour: Colour): string {
  return typeof colour === "number" ? theme.deployments[colour % theme.deployments.length]! : theme[colour];
}

/** The CSS variable of a colour on a page. */
export const variableOf = (colour: Colour): string =>
  typeof colour === "number" ? `--deployment-${colour % lightTheme.deployments.length}` : `--${colour}`;

const dashes = [[], [6, 3], [2, 3], [10, 3, 2, 3]];

/** Past the last colour the palette repeats with dashes, each round with its own. */
export function dashOf(theme: Theme, colour: Colour): number[] {
  const round = typeof colour === "number" ? Math.floor(colour / theme.deployments.length) : 0;
  return dashes[Math.min(round, dashes.length - 1)]!;
}
