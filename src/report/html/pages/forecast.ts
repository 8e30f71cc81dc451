// The page of `forecast`: how much by when, with its interval; the fan, what it warns of, the rows.
import { version } from "../../../base/version.ts";
import type { Forecast } from "../../../forecast/forecast.ts";
import { forecastChart } from "../../charts/forecast.ts";
import { forecastRows, growthInWords, magnitudeOf } from "../../forecast.ts";
import { textTable } from "../block.ts";
import type { Page } from "../page.ts";
import { type ReportContext, reproduction } from "../reproduce.ts";

export function forecastPage(forecast: Forecast, context: ReportContext): Page {
  const chart = forecastChart(forecast);
  const { head, rows } = forecastRows(forecast);
  const { flags, supply, prior, unit, series } = forecast;
  return {
    title: `Forecast of ${series}`,
    answer: `${chart.title}.`,
    confidence: `${growthInWords(forecast)} Prior: ${prior.name}. ${forecast.coverage}${forecast.fitBackend === null ? "" : ` Curves fitted on ${forecast.fitBackend}.`}`,
    notes: [...(supply?.ceilings.map(({ said }) => said) ?? []), ...(supply?.notes ?? [])],
    sections: [
      {
        id: "fan",
        heading: "The forecast",
        blocks: [
          { kind: "charts", charts: [chart], said: flags.map(({ message }) => message) },
          {
            ...textTable("Forecast by date", head, rows),
            note: `In ${magnitudeOf(forecast).symbol}${unit}.`,
          },
        ],
      },
      {
        id: "flags",
        heading: "What to know about it",
        blocks:
          flags.length === 0
            ? []
            : [
                textTable(
                  "Flags",
                  ["flag", "what it says"],
                  flags.map(({ code, message }) => [code, message]),
                ),
              ],
      },
      reproduction(context, ""),
    ],
    version,
  };
}
