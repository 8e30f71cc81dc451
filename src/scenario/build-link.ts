// The link between a prefill and a decode pool, from the hardware of the two and the engine's transfer.
import { kvBytesPerToken, stateBytesPerSequence } from "../profiles/model-shape.ts";
import type { LinkConfig } from "../serving/transfer.ts";
import type { BuiltPool } from "./build-pool.ts";
import type { ResolvedScenario } from "./resolved.ts";
import type { Deployment } from "./schema.ts";

/**
 * A port per data rank, as wide as the links of the ranks that hold a sequence, at the efficiency the engine's transfer
 * reaches. Ranks that share a KV head, or a latent, each get their own copy.
 */
export function buildLink(
  scenario: ResolvedScenario,
  { transfer }: Deployment,
  sender: BuiltPool,
  receiver: BuiltPool,
): LinkConfig {
  const { model, engine, file } = scenario;
  const windowTokens = sender.model.windowTokens;
  const windowBytes =
    windowTokens === Number.POSITIVE_INFINITY
      ? 0
      : kvBytesPerToken(model, file.precision.kv ?? "bf16").window * windowTokens;
  const port = ({ hardware, model: { devices }, pool }: BuiltPool) => {
    if (transfer.link === "infinite") return Number.POSITIVE_INFINITY;
    const link = transfer.link === "scale-up" ? hardware.links.scaleUp : hardware.links.scaleOut;
    return (devices / pool.parallel.data) * link.bandwidth.value * engine.transfer.efficiency;
  };
  const { tensor, pipeline } = receiver.pool.parallel;
  const once = sender.memory.kvTransferBytesPerToken;
  const copies = Math.max(once, receiver.memory.kvBytesPerToken * tensor * pipeline);
  return {
    sendBytesPerSecond: port(sender),
    receiveBytesPerSecond: port(receiver),
    setupSeconds: engine.transfer.setup,
    sendRanks: sender.pool.parallel.data,
    receiveRanks: receiver.pool.parallel.data,
    bytesPerToken: copies,
    bytesPerSequence: windowBytes + stateBytesPerSequence(model),
    layers: model.layers,
    pipelined: transfer.pipelined,
  };
}
