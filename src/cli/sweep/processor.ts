// What BullMQ runs in a thread of its own for each job, so that a long simulation never holds up the renewal of the
// job's lock: the sweep from its bundle in Redis, then one chunk of it.
import "../validation.ts";
import { gunzipSync } from "node:zlib";
import type { SandboxedJob } from "bullmq";
import { Redis } from "ioredis";
import type { Bundle } from "./bundle.ts";
import { type OpenSweep, openSweep } from "./open-sweep.ts";
import { bundleKey, type ChunkJob } from "./queue.ts";

/** Where the worker's command line says that Redis is; threads get its environment. */
export const QUEUE_VARIABLE = "FOREWATT_QUEUE";

let current: OpenSweep | undefined;

export default async function chunkText(job: SandboxedJob<ChunkJob, string>): Promise<string> {
  const { sweep, chunk } = job.data;
  if (current?.id !== sweep) current = await fetchSweep(sweep);
  return current.chunkText(chunk);
}

async function fetchSweep(id: string): Promise<OpenSweep> {
  const connection = new Redis(process.env[QUEUE_VARIABLE]!, { maxRetriesPerRequest: null });
  connection.on("error", () => {});
  try {
    const packed = await connection.getBuffer(bundleKey(id));
    if (packed === null) throw new Error(`the files of sweep ${id} are no longer in Redis`);
    const sweep = openSweep({ bundle: JSON.parse(gunzipSync(packed).toString("utf8")) as Bundle });
    if (sweep.id !== id) throw new Error(`the bundle of sweep ${id} opens as ${sweep.id}`);
    return sweep;
  } finally {
    connection.disconnect();
  }
}
