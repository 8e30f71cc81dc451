import { describe, expect, it } from "vitest";
import { readDate, readDuration } from "../../src/forecast/calendar.ts";
import { type ForecastOptions, forecast } from "../../src/forecast/forecast.ts";
import { growthClasses, growthPrior } from "../../src/forecast/prior.ts";
import { seriesOf } from "../../src/forecast/series.ts";

const year = { horizon: readDuration("1y")!, step: readDuration("1q")! };

/** `2026-01 5` … to a series. */
const series = (...points: string[]) =>
  seriesOf(
    "tokens/day",
    points.map((point) => {
      const [date, value] = point.split(" ") as [string, string];
      const read = readDate(date);
      if (!read.ok) throw new Error(read.message);
      return { timeSeconds: read.timeSeconds, value: Number(value) };
    }),
  );

function codes(points: string[], options: Partial<ForecastOptions> = {}): string[] {
  const answer = forecast(series(...points), { ...year, ...options });
  if ("refused" in answer) throw new Error(answer.refused.message);
  return answer.flags.map(({ code }) => code);
}

const steady = ["2022 100", "2023 120", "2024 145", "2025 170", "2026 205"];

describe("flags", () => {
  it("are none for steady growth within its history", () => {
    expect(codes(steady)).toEqual([]);
  });

  it.each<[code: string, points: string[], options?: Partial<ForecastOptions>]>([
    ["last-interval-jump", ["2022 100", "2023 120", "2024 145", "2025 170", "2026 900"]],
    ["influential-point", ["2024 100", "2025 120", "2026 2000"]],
    ["horizon-beyond-history", steady, { horizon: readDuration("5y")! }],
    ["horizon-beyond-history", ["2025-10 100", "2026-01 120"]],
    ["prior-driven", ["2025-01 100", "2026-01 120"]],
    ["larger-than-population", steady, { population: { name: "the market", value: 206 } }],
    ["ceiling-reached", steady, { cap: 210 }],
    [
      "ceiling-reached",
      steady,
      { ceilings: [{ name: "power", source: "", points: [{ timeSeconds: 0, value: 206 }] }] },
    ],
    ["kind-undecided", ["2025-01-31 3", "2025-02-28 4", "2025-03-31 4.6"]],
    ["unit-mismatch", ["2025-01 30", "2025-02 31", "2025-03 960", "2025-04 990"]],
    ["unit-mismatch", ["2025-01 3e6", "2025-02 3100", "2025-03 3200"]],
    ["zeros", [...steady.slice(0, 2), "2024 0", ...steady.slice(3)]],
    ["gap", ["2020 90", ...["2024 100", "2025 120", "2026 145", "2027 170"]]],
    ["wide-interval", ["2026-01 100", "2026-02 300", "2026-03 150"]],
  ])("%s", (code, points, options) => {
    expect(codes(points, options)).toContain(code);
  });

  it("say whether the last value, the median or only P90 outgrows the whole", () => {
    const said = (value: number) => {
      const answer = forecast(series(...steady), { ...year, population: { name: "the market", value } });
      if ("refused" in answer) throw new Error(answer.refused.message);
      return answer.flags.find(({ code }) => code === "larger-than-population")?.message;
    };
    const answer = forecast(series(...steady), year);
    if ("refused" in answer) throw new Error(answer.refused.message);
    const { p50, p90 } = answer.rows.at(-1) as unknown as { p50: number; p90: number };
    expect(said(204)).toMatch(/^the last value exceeds the market .* already/);
    expect(said((205 + p50) / 2)).toMatch(/ the median exceeds the market /);
    expect(said((p50 + p90) / 2)).toMatch(/ P90 exceeds the market /);
    expect(said(p90 * 1.001)).toBeUndefined();
  });

  it("are none for a long hole in growth that is as fast elsewhere, nor for a few dates that were never regular", () => {
    const google = [
      "2024-05-15 9.7",
      "2025-05-20 480",
      "2025-06-30 980",
      "2025-10-09 1300",
      "2026-05-19 3200",
    ];
    expect(codes(google)).not.toContain("unit-mismatch");
    expect(codes(["2023-11-06 0.3", "2025-03-10 3.47", "2025-10-06 6", "2026-03-31 15"])).not.toContain(
      "gap",
    );
  });

  const messages = (points: string[], options: Partial<ForecastOptions> = {}) => {
    const answer = forecast(series(...points), { ...year, ...options });
    if ("refused" in answer) throw new Error(answer.refused.message);
    return Object.fromEntries(answer.flags.map(({ code, message }) => [code, message]));
  };

  it("a jump is over three times the mean rate, and says whether it stands out where every interval is as wild", () => {
    const wild = (last: number) => [
      ...Array.from({ length: 13 }, (_, k) => `${2010 + k} ${100 * 1.05 ** k * (k % 2 === 0 ? 1 : 1.4)}`),
      `2023 ${last}`,
    ];
    const jump = (last: number) => messages(wild(last))["last-interval-jump"];
    expect(jump(260)).toMatch(/the 12 intervals before it scatter, .* so may be chance\)/);
    expect(jump(2600)).toMatch(/the 12 intervals before it scatter, .* from their mean\)/);
    expect(jump(100 * 1.05 ** 13)).toBeUndefined();
    // A rate of 4 % and 12 %, exactly three times and just over.
    const slow = (factor: number) => ["2022 100", "2023 104", `2024 ${104 * 1.04 ** factor}`];
    expect(codes(slow(2.9))).not.toContain("last-interval-jump");
    expect(messages(slow(3.1))["last-interval-jump"]).toContain("with one interval before it");
  });

  it("names the medians of the classes that can be given where the kind is undecided, and only those", () => {
    const points = ["2025-01-31 3", "2025-02-28 4", "2025-03-31 4.6"];
    const said = messages(points)["kind-undecided"]!.split("--growth-prior ")[1]!;
    expect(said.split(", ").map((each) => each.split(" ")[0])).toEqual(growthClasses);
    for (const [name, factor] of said.split(", ").map((each) => each.split(" x") as [string, string])) {
      const answer = forecast(series(...points), { ...year, prior: growthPrior(name)! });
      if ("refused" in answer) throw new Error(answer.refused.message);
      expect(Number(factor)).toBe(
        Number(((answer.rows.at(-1)!.p50! as unknown as number) / 4.6).toPrecision(2)),
      );
    }
  });

  it("a zero at the end is said to be one, and rows come after it", () => {
    const points = [...steady.slice(0, 4), "2026 0"];
    expect(messages(points).zeros).toMatch(
      /^1 of 5 values is zero .* The last value, of 2026-01-01, is zero/,
    );
    expect(messages(steady.with(1, "2023 0")).zeros).not.toContain("The last value");
    const answer = forecast(series(...points), year);
    expect("rows" in answer && answer.rows.map(({ date }) => date)).toEqual([
      "2026-04-01",
      "2026-07-01",
      "2026-10-01",
      "2027-01-01",
    ]);
  });

  it("a weekly season with rows of other weekdays says what the week comes to", () => {
    const daily = Array.from({ length: 42 }, (_, k) => {
      const date = new Date(Date.UTC(2026, 0, 5 + k));
      return `${date.toISOString().slice(0, 10)} ${date.getUTCDay() === 0 ? 50 : 100}`;
    });
    const month = { horizon: readDuration("28d")!, step: readDuration("1w")! };
    expect(messages(daily, month)["season-phase"]).toBeUndefined();
    const uneven = { horizon: readDuration("35d")!, step: readDuration("10d")! };
    // The last of the series, and five weeks on, are Sundays: (6 x 100 + 50) / 7 over 50.
    expect(messages(daily, uneven)["season-phase"]).toMatch(/, is a Sunday, .* come to x1\.9 of its own/);
  });

  it("no doubling where the cap is not above twice the last value", () => {
    const doubling = (cap: number) => {
      const answer = forecast(series(...steady), { ...year, cap });
      if ("refused" in answer) throw new Error(answer.refused.message);
      return answer.growth.doublingDays;
    };
    expect(doubling(410)).toEqual({ p10: null, p50: null, p90: null });
    expect(doubling(420).p50).toBeGreaterThan(0);
  });

  it("are none but the hole's own where one point of a regular season is missing, whichever it is", () => {
    const monthly = Array.from({ length: 36 }, (_, k) => {
      const date = `${2023 + Math.floor(k / 12)}-${String((k % 12) + 1).padStart(2, "0")}`;
      const noise = 0.03 * Math.sin(12.9898 * k * k);
      return `${date} ${100 * Math.exp(0.02 * k + 0.3 * Math.sin((k * Math.PI) / 6) + noise)}`;
    });
    expect(codes(monthly)).toEqual([]);
    for (const missing of [1, 15, 34]) expect(codes(monthly.toSpliced(missing, 1))).toEqual(["gap"]);
    expect(codes(monthly.with(15, "2024-04 0"))).toEqual(["zeros"]);
  });

  it("leaving a point out of a regular series leaves its season and its members", () => {
    const whole = (count: number) =>
      Array.from({ length: count }, (_, k) => {
        const date = `${2023 + Math.floor(k / 12)}-${String((k % 12) + 1).padStart(2, "0")}`;
        return `${date} ${100 * Math.exp(0.02 * k + 0.4 * Math.sin((k * Math.PI) / 6))}`;
      });
    for (const count of [20, 25, 26, 36]) expect(codes(whole(count))).not.toContain("influential-point");
  });

  it("no jump where the season rises each year", () => {
    const monthly = Array.from({ length: 36 }, (_, k) => {
      const date = `${2023 + Math.floor(k / 12)}-${String((k % 12) + 1).padStart(2, "0")}`;
      return `${date} ${100 * Math.exp(0.02 * k + 0.25 * Math.sin((k * Math.PI) / 6))}`;
    });
    const answer = forecast(series(...monthly), year);
    expect("seasonality" in answer && answer.seasonality).toBe("yearly");
    expect(codes(monthly)).not.toContain("last-interval-jump");
  });
});
