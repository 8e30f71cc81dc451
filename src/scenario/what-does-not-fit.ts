// Why a deployment cannot exist: the first pool whose weights, or whose stated KV blocks, the devices have no room for, with the
// bytes (or chips) short.
import type { Infeasible } from "../metrics/result.ts";
import type { BuiltPool } from "./build-pool.ts";

export function whatDoesNotFit(pools: readonly BuiltPool[]): Infeasible | undefined {
  const short = pools.find(({ memory }) => memory.shortBytes > 0);
  if (short) {
    const { pool, memory, hardware } = short;
    const what = { attention: "attention of ", ffn: "feed-forward part of " }[pool.role as string] ?? "";
    const where = `an instance of ${short.model.devices} x ${hardware.title}`;
    const reason = `pool ${pool.name}: ${what}${whoDoesNotFit(short)} ${where}`;
    return memory.shortDevices === undefined
      ? { limit: "memory", short: Math.ceil(memory.shortBytes), unit: "bytes", reason }
      : { limit: "chips", short: memory.shortDevices, unit: "chips", reason };
  }
  const asked = pools.map(kvBytesShort);
  const greedy = asked.findIndex((bytes) => bytes > 0);
  if (greedy < 0) return undefined;
  const { pool } = pools[greedy]!;
  const reason = `pool ${pool.name}: kv.blocks ${pool.kv.blocks} take more than the devices' memory leaves beside the weights`;
  return { limit: "memory", short: asked[greedy]!, unit: "bytes", reason };
}

function whoDoesNotFit({ models = [], parts, pool }: BuiltPool): string {
  if (models.length <= 1) return `${parts[0]!.model.title} does not fit`;
  const titles = models.map(({ profile }) => profile.title).join(", ");
  return pool.swap ? `${titles} do not fit ${pool.swap.resident} at a time` : `${titles} do not fit together`;
}

/** Bytes by which stated `kv.blocks` exceed what physically fits an instance; the computed capacity never does. */
function kvBytesShort({ pool, memory, hardware, model, config }: BuiltPool): number {
  if (pool.kv.blocks === undefined) return 0;
  const { blocks, blockTokens } = config.instance;
  const perDevice = (blocks * blockTokens * memory.kvBytesPerToken) / pool.parallel.data;
  const left = hardware.memory.capacity.value - memory.weightBytesPerDevice;
  return Math.max(0, Math.ceil((perDevice - left) * model.devices));
}
