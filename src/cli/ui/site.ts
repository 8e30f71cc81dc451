// The files of dist/web by the path they are asked by: what is not in this table does not exist for a visitor.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";
import { InputError } from "../../base/errors.ts";
import { packageRoot } from "../profiles.ts";

export interface SiteFile {
  bytes: Uint8Array<ArrayBuffer>;
  contentType: string;
  /** Named after its content: may be kept for good. */
  hashed: boolean;
  /** Runs in a worker, where a solver in WebAssembly may be compiled. */
  worker: boolean;
}

const contentTypes: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

export function readSite(folder: string = join(packageRoot(), "dist/web")): Map<string, SiteFile> {
  if (!existsSync(join(folder, "index.html")))
    throw InputError.of(folder, "", "the web app is not built: npm run build:web");
  const files = new Map<string, SiteFile>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const path = `/${relative(folder, file).split(sep).join("/")}`;
    const contentType = contentTypes[extname(entry.name)];
    if (contentType === undefined) continue;
    files.set(path, {
      bytes: new Uint8Array(readFileSync(file)),
      contentType,
      hashed: path.startsWith("/assets/"),
      worker: path.includes("/worker/"),
    });
  }
  files.set("/", files.get("/index.html")!);
  return files;
}
