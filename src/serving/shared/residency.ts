// Whose weights are on the devices of a group. Where not all fit, a model that is wanted and not there is loaded over one port,
// in place of one that has to go: an idle one first, the least recently used of them, else the one that has been there
// longest, after its minimum residency. A busy one finishes what it was given (drain), or drops it, to be computed again
// (preempt) - then not before it has yielded a token, so that every residency gets somebody further. Steps of models that are
// there go on while another loads. What leaves loses its KV cache; weights stay in the host, so leaving takes no time.
import type { GroupEvents } from "./device-group.ts";
import type { SharedInstance } from "./shared-instance.ts";
import type { SharedPoolConfig } from "./sharing-config.ts";

const NOBODY = -1;

interface Stay {
  here: boolean;
  /** Since when it is here; or since when it is wanted, if it is not. */
  sinceSeconds: number;
  lastUsedSeconds: number;
  /** Has it yielded a token since it came? */
  yielded: boolean;
  loads: number;
}

export class Residency {
  /** Seconds that weights were on their way. */
  loadSeconds = 0;
  readonly #config: SharedPoolConfig;
  readonly #instances: readonly SharedInstance[];
  readonly #events: GroupEvents;
  readonly #stays: Stay[];
  #loading = NOBODY;
  #readySeconds = 0;
  /** Who is to go as soon as it is done. */
  #leaving = NOBODY;
  /** When it will be looked at again. */
  #checkSeconds = Number.NEGATIVE_INFINITY;

  constructor(config: SharedPoolConfig, instances: readonly SharedInstance[], events: GroupEvents) {
    this.#config = config;
    this.#instances = instances;
    this.#events = events;
    this.#stays = config.models.map((_, place) => ({
      here: place < config.residentCount,
      sinceSeconds: 0,
      lastUsedSeconds: 0,
      yielded: false,
      loads: 0,
    }));
  }

  get loading(): boolean {
    return this.#loading !== NOBODY;
  }

  loadsOf(place: number): number {
    return this.#stays[place]!.loads;
  }

  has(place: number): boolean {
    return this.#stays[place]!.here;
  }

  /** A step of it has been decided. */
  steps(place: number): void {
    const stay = this.#stays[place]!;
    const { run } = this.#instances[place]!;
    stay.lastUsedSeconds = run.startSeconds;
    if (run.batch > 0 || run.completedPrompts > 0) stay.yielded = true;
  }

  /** What can be done at once for those who wait for their weights is done; whether somebody has come. */
  settle(nowSeconds: number): boolean {
    let came = false;
    for (;;) {
      if (this.loading) {
        if (nowSeconds < this.#readySeconds) return came;
        this.#arrived(nowSeconds);
        came = true;
      }
      const wanted = this.#wanted();
      if (wanted === NOBODY || !this.#makeRoom(nowSeconds)) return came;
      this.#load(wanted, nowSeconds);
    }
  }

  /** Of those who are not here and have requests, the one that has been away longest. */
  #wanted(): number {
    let first = NOBODY;
    for (const [place, { here, lastUsedSeconds }] of this.#stays.entries()) {
      if (here || this.#instances[place]!.load.total === 0) continue;
      if (first === NOBODY || lastUsedSeconds < this.#stays[first]!.lastUsedSeconds) first = place;
    }
    return first;
  }

  #load(place: number, nowSeconds: number): void {
    const { loadSeconds } = this.#config.models[place]!;
    this.#loading = place;
    this.#readySeconds = nowSeconds + loadSeconds;
    this.#stays[place]!.loads++;
    this.loadSeconds += loadSeconds;
    if (loadSeconds > 0) this.#events.formAt(this.#instances[place]!, this.#readySeconds);
  }

  #arrived(nowSeconds: number): void {
    const stay = this.#stays[this.#loading]!;
    stay.here = true;
    stay.sinceSeconds = nowSeconds;
    stay.yielded = false;
    this.#instances[this.#loading]!.open(nowSeconds);
    this.#loading = NOBODY;
  }

  /** Whether there is room for one more; somebody may have to go first. */
  #makeRoom(nowSeconds: number): boolean {
    if (this.#stays.filter(({ here }) => here).length < this.#config.residentCount) return true;
    if (this.#leaving === NOBODY) this.#leaving = this.#whoGoes(nowSeconds);
    if (this.#leaving === NOBODY) return false;
    const instance = this.#instances[this.#leaving]!;
    instance.closed = true;
    if (instance.busy) {
      if (this.#config.preempts) instance.cut(nowSeconds);
      return false;
    }
    if (instance.given > 0 && !this.#config.preempts) return false;
    instance.vacate(nowSeconds);
    this.#stays[this.#leaving]!.here = false;
    this.#leaving = NOBODY;
    return true;
  }

  #whoGoes(nowSeconds: number): number {
    const here = this.#stays.flatMap((stay, place) => (stay.here ? [{ ...stay, place }] : []));
    const least = (those: typeof here, by: "lastUsedSeconds" | "sinceSeconds") =>
      those.reduce<(typeof here)[number] | undefined>(
        (first, each) => (first === undefined || each[by] < first[by] ? each : first),
        undefined,
      );
    const idle = least(
      here.filter(({ place }) => this.#instances[place]!.given === 0),
      "lastUsedSeconds",
    );
    if (idle) return idle.place;
    const staysUntil = ({ place, sinceSeconds }: (typeof here)[number]) =>
      sinceSeconds + (this.#config.minResidencySeconds ?? this.#config.models[place]!.loadSeconds);
    const longest = least(
      here.filter((each) => staysUntil(each) <= nowSeconds && (each.yielded || !this.#config.preempts)),
      "sinceSeconds",
    );
    if (longest) return longest.place;
    // Those who may go but for a token are seen when their step ends.
    const next = Math.min(...here.map(staysUntil).filter((seconds) => seconds > nowSeconds));
    if (next !== this.#checkSeconds && Number.isFinite(next)) {
      this.#checkSeconds = next;
      this.#events.formAt(this.#instances[this.#wanted()]!, next);
    }
    return NOBODY;
  }
}
