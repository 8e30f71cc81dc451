// Serves the web app to this machine only. Other pages in the same browser are kept out: a request must name this
// server as its Host (against DNS rebinding) and may come from no other Origin. No file system is reachable by a path.
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import type { SiteFile } from "./site.ts";

const loopback = "127.0.0.1";

const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");
const workerPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";

/** `hosts` are the names that a request may know this server by. */
export function application(site: ReadonlyMap<string, SiteFile>, hosts: () => readonly string[]): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    const { host, origin } = context.req.header();
    const known = host !== undefined && hosts().includes(host);
    const own = origin === undefined || hosts().some((each) => origin === `http://${each}`);
    if (!known || !own) context.res = context.text("this server answers its own page only\n", 403);
    else if (!["GET", "HEAD"].includes(context.req.method)) context.res = context.text("only GET\n", 405);
    else await next();
    const { headers } = context.res;
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("X-Frame-Options", "DENY");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
    if (!headers.has("Content-Security-Policy")) headers.set("Content-Security-Policy", pagePolicy);
  });
  app.get("*", (context) => {
    const file = site.get(context.req.path);
    if (!file) return context.text("not found\n", 404);
    return context.body(file.bytes, 200, {
      "Content-Type": file.contentType,
      "Content-Security-Policy": file.worker ? workerPolicy : pagePolicy,
      "Cache-Control": file.hashed ? "max-age=31536000, immutable" : "no-cache",
    });
  });
  app.notFound((context) => context.text("not found\n", 404));
  return app;
}

export interface Served {
  url: string;
  close(): void;
}

/** Port 0 takes a free one. Rejects where the port is taken. */
export function serveSite(site: ReadonlyMap<string, SiteFile>, port: number): Promise<Served> {
  return new Promise((resolve, reject) => {
    let hosts: string[] = [];
    const app = application(site, () => hosts);
    const server = serve({ fetch: app.fetch, hostname: loopback, port }, (info) => {
      hosts = [loopback, "localhost"].map((name) => `${name}:${info.port}`);
      resolve({ url: `http://${loopback}:${info.port}/`, close });
    });
    server.on("error", reject);
    // A browser keeps its connections open: nobody waits for them.
    const close = () => {
      server.close();
      if ("closeAllConnections" in server) server.closeAllConnections();
    };
  });
}
