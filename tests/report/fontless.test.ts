// On a machine without any font, canvas draws charts without text and says nothing: the bundled font must do.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, expect, test } from "vitest";
import { chartsOf } from "../../src/report/charts/index.ts";
import { renderPng } from "../../src/report/render/png.ts";
import { makeOutput } from "./fixture.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
// Inside the project, so that its packages are found; the folder is ignored by git and by the tests.
const folder = mkdtempSync(join(root, "node_modules", ".fontless-"));
afterAll(() => rmSync(folder, { recursive: true }));

const program = `
  import { GlobalFonts } from "@napi-rs/canvas";
  import { chartsOf } from "./src/report/charts/index.ts";
  import { renderPng } from "./src/report/render/png.ts";
  import { makeOutput } from "./tests/report/fixture.ts";
  const families = GlobalFonts.families.length;
  const png = await renderPng(chartsOf(makeOutput(200))[0]);
  console.log(JSON.stringify({ families, png: Buffer.from(png).toString("base64") }));
`;

test("charts are the same, pixel by pixel, where no font is installed", async () => {
  const outfile = join(folder, "render.mjs");
  await build({
    stdin: { contents: program, resolveDir: root, loader: "ts" },
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    logLevel: "error",
  });
  const env = { ...process.env, DISABLE_SYSTEM_FONTS_LOAD: "1" };
  const fontless = JSON.parse(
    execFileSync(process.execPath, [outfile], { env, maxBuffer: 1 << 26 }).toString(),
  );
  expect(fontless.families).toBe(0);
  const here = await renderPng(chartsOf(makeOutput(200))[0]!);
  expect(fontless.png === Buffer.from(here).toString("base64")).toBe(true);
});
