// A Redis of our own on loopback, with nothing lost that it has acknowledged (AOF, always). From Debian: apt-get install
// redis-server; where there is none, whoever needs it says that it is skipped.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createConnection, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const hasRedis = spawnSync("redis-server", ["--version"]).status === 0;

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject).listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

const answers = (port) =>
  new Promise((resolve) => {
    const socket = createConnection({ port, host: "127.0.0.1" }, () => socket.write("PING\r\n"));
    socket
      .on("error", () => resolve(false))
      .on("data", (data) => {
        socket.destroy();
        resolve(String(data).startsWith("+PONG"));
      });
  });

export async function startRedis() {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "forewatt-redis-"));
  const options = [
    "--appendonly",
    "yes",
    "--appendfsync",
    "always",
    "--save",
    "",
    "--maxmemory-policy",
    "noeviction",
  ];
  let server;
  const start = async () => {
    server = spawn("redis-server", ["--port", port, "--bind", "127.0.0.1", "--dir", folder, ...options], {
      stdio: "ignore",
    });
    while (!(await answers(port))) await new Promise((resolve) => setTimeout(resolve, 50));
  };
  const kill = () =>
    new Promise((resolve) => {
      server.once("exit", resolve);
      server.kill("SIGKILL");
    });
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    kill,
    start,
    async restart() {
      await kill();
      await start();
    },
    async stop() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
