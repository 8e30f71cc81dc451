// The report page.

/** What the report says beside the result: how to make it again. */
export interface ReportContext {
  /** The command line that gives this result, e.g. `forewatt run scenarios/chat.yaml --seed 1`. */
  command: string;
  /** The scenario file's text, shown so that the page alone can reproduce the run. */
  scenarioText?: string | undefined;
}
