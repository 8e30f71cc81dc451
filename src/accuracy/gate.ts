// Bars on the error of a metric: `tpot=12%` bounds its MAPE over all points. A metric without points fails its bar, for
// nothing was shown.
import type { ErrorGroup } from "./groups.ts";

export interface Bar {
  metric: string;
  /** Largest allowed MAPE, in percent. */
  percent: number;
}

export interface GateFailure extends Bar {
  /** Null where no point was modelled. */
  mapePercent: number | null;
}

export function failedBars(groups: readonly ErrorGroup[], bars: readonly Bar[]): GateFailure[] {
  return bars.flatMap((bar) => {
    const all = groups.find(({ metric, group }) => metric === bar.metric && group === "all");
    const mapePercent = all?.mapePercent ?? null;
    return mapePercent !== null && mapePercent <= bar.percent ? [] : [{ ...bar, mapePercent }];
  });
}
