// `forewatt ui`: the web app on this machine, until Ctrl-C.
import { spawn } from "node:child_process";
import { InputError } from "../../base/errors.ts";
import type { Command } from "../command.ts";
import { print } from "../output.ts";
import { serveSite } from "../ui/server.ts";
import { readSite } from "../ui/site.ts";

interface Options {
  port: number;
  open: boolean;
}

const MOST_PORT = 65_535;

function portOf(given: unknown): number {
  const port = typeof given === "number" ? given : Number(given);
  if (Number.isInteger(port) && port >= 0 && port <= MOST_PORT) return port;
  throw new Error(`--port: expected a port between 0 and ${MOST_PORT}, got ${JSON.stringify(given)}`);
}

export const command: Command<Options> = {
  options: (yargs) =>
    yargs
      .option("port", {
        describe: "port on 127.0.0.1; 0 takes a free one",
        requiresArg: true,
        default: 0,
        coerce: portOf,
      })
      .option("open", { describe: "open it in the browser", boolean: true, default: false })
      .example("$0 ui --open", "in the browser, at once")
      .example("$0 ui --port 8080", "always at the same address"),

  async run({ port, open }) {
    const served = await serveSite(readSite(), port).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") throw InputError.of("command line", "--port", `${port} is taken`);
      if (error.code === "EACCES") throw InputError.of("command line", "--port", `${port} is not allowed`);
      throw error;
    });
    print(served.url);
    process.stderr.write("nothing leaves this machine; Ctrl-C ends it\n");
    if (open) openInBrowser(served.url);
    await new Promise<void>((resolve) => {
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
    });
    served.close();
    return 0;
  },
};

/** Quietly: the address is printed, and a machine without a browser is no mistake. */
function openInBrowser(url: string): void {
  const [program, ...args] =
    process.platform === "darwin"
      ? ["open", url]
      : process.platform === "win32"
        ? ["cmd", "/c", "start", "", url]
        : ["xdg-open", url];
  spawn(program!, args, { stdio: "ignore", detached: true })
    .on("error", () => {})
    .unref();
}
