// Devices that hold an instance of each of several models and run one step at a time. Models that have work take turns, a step
// each, in the order of the file; one whose weights are not there waits for `Residency` to load them. Time passes in one of
// three ways: a step runs, nothing runs while weights are loading, or the devices are idle though nobody waits (laws of the tests).
// Left out: what switching from one model's kernels to another's costs, and steps of two models at once.
import { Residency } from "./residency.ts";
import type { SharedInstance } from "./shared-instance.ts";
import type { SharedPoolConfig } from "./sharing-config.ts";

export interface GroupEvents {
  /** `instance.form` is to be called then. */
  formAt(instance: SharedInstance, atSeconds: number): void;
}

export class DeviceGroup {
  readonly instances: SharedInstance[] = [];
  readonly residency: Residency;
  /** What the devices did, up to the last event here. */
  readonly spentSeconds = { stepping: 0, loading: 0, idle: 0 };
  /** By place: has it work for a step, as far as is known? The one whose step runs says so when it ends. */
  readonly #wants: boolean[] = [];
  /** Who had the last turn. */
  #last = -1;
  #doing: "stepping" | "loading" | "idle" = "idle";
  #sinceSeconds = 0;

  constructor(config: SharedPoolConfig, events: GroupEvents) {
    this.residency = new Residency(config, this.instances, events);
  }

  /** Returns the place of an instance that is being made. */
  join(instance: SharedInstance): number {
    instance.closed = !this.residency.has(this.#wants.length);
    this.#wants.push(false);
    return this.instances.push(instance) - 1;
  }

  get outstanding(): number {
    let sum = 0;
    for (const { load } of this.instances) sum += load.total;
    return sum;
  }

  wants(place: number): void {
    this.#wants[place] = true;
  }

  /** An instance has work, or its step has ended, or weights have come or are to go. */
  form(instance: SharedInstance, nowSeconds: number): void {
    this.spentSeconds[this.#doing] += nowSeconds - this.#sinceSeconds;
    this.#sinceSeconds = nowSeconds;
    this.wants(instance.place);
    this.residency.settle(nowSeconds);
    if (!this.#busy) this.#next(nowSeconds);
    if (this.#busy && this.#othersWant()) this.#running!.cut(nowSeconds);
    this.#doing = this.#busy ? "stepping" : this.residency.loading ? "loading" : "idle";
  }

  get #running(): SharedInstance | undefined {
    return this.instances[this.#last];
  }

  get #busy(): boolean {
    return this.#running?.busy === true;
  }

  #othersWant(): boolean {
    return this.#wants.some((wants, place) => wants && place !== this.#last && this.residency.has(place));
  }

  /** The next in turn that is here and has something to do steps; who turns out to be done may have to go for another. */
  #next(nowSeconds: number): void {
    const { instances, residency } = this;
    let settled: boolean;
    do {
      const first = this.#last + 1;
      for (let turn = 0; turn < instances.length && !this.#busy; turn++) {
        const place = (first + turn) % instances.length;
        if (!this.#wants[place] || !residency.has(place)) continue;
        this.#wants[place] = false;
        const instance = instances[place]!;
        instance.step(nowSeconds);
        if (!instance.busy) continue;
        this.#last = place;
        residency.steps(place);
      }
      settled = !residency.settle(nowSeconds);
    } while (!settled && !this.#busy);
  }
}
