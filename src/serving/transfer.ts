// KV transfer between a prefill and a decode instance over a contended link. Each data rank of an instance has one port, as
// wide as the links of the devices that hold a sequence together; a port serves one transfer at a time in the order they are
// admitted (docs/decisions/0006-kv-transfer.md). Between unequal ranks the narrower side sets the pace: pairs of ranks send
// bytes / min(t_P, t_D) each. Pipelined transfer sends a layer as soon as it is computed.

export interface LinkConfig {
  /** Bytes per second of one port of a prefill and of a decode instance, achieved; Infinity for no link. */
  sendBytesPerSecond: number;
  receiveBytesPerSecond: number;
  /** Data ranks of an instance, each with a port of its own; default: one. */
  sendRanks?: number | undefined;
  receiveRanks?: number | undefined;
  setupSeconds: number;
  /** KV bytes that cross for one token, all layers, copies of what several ranks hold included; and for a sequence whatever its length. */
  bytesPerToken: number;
  bytesPerSequence: number;
  /** Layers, for the last one that pipelining cannot hide; 1 sends the cache whole. */
  layers: number;
  pipelined: boolean;
}

export class TransferLink {
  readonly #config: LinkConfig;
  /** When each port is free again. */
  readonly #sendFreeSeconds: Float64Array;
  readonly #receiveFreeSeconds: Float64Array;
  readonly #sendRanks: number;
  readonly #receiveRanks: number;
  /** Bytes sent and seconds that ports were busy sending, for reports. */
  bytes = 0;
  busySeconds = 0;

  constructor(config: LinkConfig, senders: number, receivers: number) {
    this.#config = config;
    this.#sendRanks = config.sendRanks ?? 1;
    this.#receiveRanks = config.receiveRanks ?? 1;
    this.#sendFreeSeconds = new Float64Array(senders * this.#sendRanks);
    this.#receiveFreeSeconds = new Float64Array(receivers * this.#receiveRanks);
  }

  /**
   * Books a transfer admitted now and returns when its last byte arrives.
   * Pipelined, the wire may have been sending since the prefill began, if the ports were free then and the place on the
   * decode side was free at once; what remains exposed is at least the last layer:
   * max(start + setup + bytes/BW, prefillEnd + setup + bytes/(L BW)).
   */
  transfer(
    sender: number,
    receiver: number,
    tokens: number,
    prefillStartSeconds: number,
    prefillEndSeconds: number,
    nowSeconds: number,
  ): number {
    const { sendBytesPerSecond, receiveBytesPerSecond, setupSeconds, layers, pipelined } = this.#config;
    const bytesPerSecond = Math.min(sendBytesPerSecond, receiveBytesPerSecond);
    if (bytesPerSecond === Number.POSITIVE_INFINITY) return nowSeconds;
    const bytes = this.#config.bytesPerToken * tokens + this.#config.bytesPerSequence;
    const wireSeconds = bytes / bytesPerSecond;
    const overlaps = pipelined && nowSeconds === prefillEndSeconds;
    const earliest = overlaps ? prefillStartSeconds : nowSeconds;
    const out = earliestFree(this.#sendFreeSeconds, sender * this.#sendRanks, this.#sendRanks);
    const into = earliestFree(this.#receiveFreeSeconds, receiver * this.#receiveRanks, this.#receiveRanks);
    const start = Math.max(earliest, this.#sendFreeSeconds[out]!, this.#receiveFreeSeconds[into]!);
    const sent = start + setupSeconds + wireSeconds;
    const arrived = overlaps ? Math.max(sent, nowSeconds + setupSeconds + wireSeconds / layers) : sent;
    this.#sendFreeSeconds[out] = arrived;
    this.#receiveFreeSeconds[into] = arrived;
    this.bytes += bytes;
    this.busySeconds += wireSeconds;
    return arrived;
  }
}

/** Index of the port that is free first among `count` from `first` on. */
function earliestFree(freeSeconds: Float64Array, first: number, count: number): number {
  let best = first;
  for (let port = first + 1; port < first + count; port++)
    if (freeSeconds[port]! < freeSeconds[best]!) best = port;
  return best;
}
