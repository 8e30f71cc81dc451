// KV transfer between a prefill and a decode instance over a contended link. Each instance has one port, as wide as
// the links of its devices together; a port serves one transfer at a time in the order they are admitted
// (docs/decisions/0006-kv-transfer.md). Pipelined transfer sends a layer as soon as it is computed.

export interface LinkConfig {
  /** Bytes per second of one prefill instance's and one decode instance's port, achieved; Infinity for no link. */
  sendBytesPerSecond: number;
  receiveBytesPerSecond: number;
  setupSeconds: number;
  /** KV bytes of one token over all layers and ranks, and of a sequence whatever its length. */
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
  /** Bytes sent and seconds that ports were busy sending, for reports. */
  bytes = 0;
  busySeconds = 0;

  constructor(config: LinkConfig, senders: number, receivers: number) {
    this.#config = config;
    this.#sendFreeSeconds = new Float64Array(senders);
    this.#receiveFreeSeconds = new Float64Array(receivers);
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
    const start = Math.max(earliest, this.#sendFreeSeconds[sender]!, this.#receiveFreeSeconds[receiver]!);
    const sent = start + setupSeconds + wireSeconds;
    const arrived = overlaps ? Math.max(sent, nowSeconds + setupSeconds + wireSeconds / layers) : sent;
    this.#sendFreeSeconds[sender] = arrived;
    this.#receiveFreeSeconds[receiver] = arrived;
    this.bytes += bytes;
    this.busySeconds += wireSeconds;
    return arrived;
  }
}
