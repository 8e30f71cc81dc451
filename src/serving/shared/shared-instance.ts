// An instance whose devices other models use too: it steps when its device group says so, and holds back what comes while its
// weights are not there, or are about to leave.
import { Instance } from "../instance.ts";
import type { InstanceConfig, InstanceEvents } from "../instance-config.ts";
import { NONE, type RequestTable, state } from "../request-table.ts";
import { SlotQueue } from "../slot-queue.ts";
import type { DeviceGroup } from "./device-group.ts";

export class SharedInstance extends Instance {
  /** Of its group. */
  readonly place: number;
  /** What comes is kept until its weights are there again. */
  closed = false;
  readonly #group: DeviceGroup;
  readonly #held: SlotQueue;
  #heldTokens = 0;
  readonly #requests: RequestTable;
  #stepping = false;

  constructor(
    index: number,
    pool: number,
    config: InstanceConfig,
    table: RequestTable,
    events: InstanceEvents,
    group: DeviceGroup,
  ) {
    super(index, pool, config, table, events);
    this.#requests = table;
    this.#held = new SlotQueue(table);
    this.#group = group;
    this.place = group.join(this);
  }

  /** Requests that were given to it and have not ended. */
  get given(): number {
    return this.load.total - this.#held.length;
  }

  /** To a router every request on these devices is in the way, and weights that are not here are worth a full batch. */
  override get outstanding(): number {
    return this.#group.outstanding + (this.closed ? this.config.maxSequences : 0);
  }

  override get queuedTokens(): number {
    return super.queuedTokens + this.#heldTokens;
  }

  override get queued(): number {
    return super.queued + this.#held.length;
  }

  override enqueue(slot: number, nowSeconds: number): boolean {
    if (!this.closed) return super.enqueue(slot, nowSeconds);
    this.#requests.state[slot] = state.waiting;
    this.#held.push(slot);
    this.#heldTokens += this.#requests.inputTokens[slot]!;
    this.load.change(slot, 1);
    return !this.busy;
  }

  /** Its weights are there: what was held back is given to it. */
  open(nowSeconds: number): void {
    this.closed = false;
    this.#heldTokens = 0;
    this.#group.wants(this.place);
    while (this.#held.head !== NONE) {
      const slot = this.#held.shift();
      this.load.change(slot, -1);
      super.enqueue(slot, nowSeconds);
    }
  }

  override form(nowSeconds: number): void {
    if (this.#stepping) super.form(nowSeconds);
    else this.#group.form(this, nowSeconds);
  }

  /** Its turn: decides its next step. */
  step(nowSeconds: number): void {
    this.#stepping = true;
    super.form(nowSeconds);
    this.#stepping = false;
  }
}
