// The library: what scripts, benchmarks and the oracle use of forewatt besides the command line.
export { randomStream } from "./base/random.ts";
export { createStepModel } from "./cost/kinds/index.ts";
export type { BatchShape, DecodeCost, StepCost, StepModel } from "./cost/step-model.ts";
export { EventQueue } from "./des/event-queue.ts";
export { after, datesTo, readDuration } from "./forecast/calendar.ts";
export { forecast } from "./forecast/forecast.ts";
export { modelOf } from "./forecast/model.ts";
export { defaultPrior, growthPrior } from "./forecast/prior.ts";
export { readSeries } from "./forecast/read-series.ts";
export { seriesOf } from "./forecast/series.ts";
export { Recorder } from "./metrics/recorder.ts";
export { createProfileLibrary, profileFolders } from "./profiles/library.ts";
export { simulate } from "./scenario/simulate.ts";
export { PrefixIndex } from "./serving/prefix-index.ts";
export { routers } from "./serving/routers/index.ts";
export { schedulers } from "./serving/schedulers/index.ts";
export { ServingSystem } from "./serving/system.ts";
