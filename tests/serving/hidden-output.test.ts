// Policies decide without knowing how long an answer will be: by type. Compiled by tsc; a field that leaks breaks it.
import { expectTypeOf, it } from "vitest";
import type { RequestView } from "../../src/serving/request.ts";
import type { FewestAfter, InstanceLoad, Router } from "../../src/serving/routers/router.ts";
import type { SchedulerPolicy, SchedulerView } from "../../src/serving/schedulers/policy.ts";

/** What would tell, directly or by subtraction. */
type Telling =
  | "outputTokens"
  | "generatedTokens"
  | "remainingTokens"
  | "finishStep"
  | "finishedSeconds"
  | "batch"
  | "table"
  | "run";

it("requests, instances and schedulers as policies see them hold nothing of the true output length", () => {
  expectTypeOf<keyof RequestView>().toEqualTypeOf<
    "arrivedSeconds" | "inputTokens" | "maxOutputTokens" | "routedSeconds" | "blockHashes"
  >();
  expectTypeOf<Extract<keyof InstanceLoad, Telling>>().toEqualTypeOf<never>();
  expectTypeOf<Extract<keyof SchedulerView, Telling>>().toEqualTypeOf<never>();
  expectTypeOf<Parameters<Router["choose"]>>().toEqualTypeOf<
    [request: RequestView, instances: readonly InstanceLoad[], fewestAfter?: FewestAfter]
  >();
  expectTypeOf<FewestAfter>().toEqualTypeOf<(last: number) => number>();
  expectTypeOf<Parameters<SchedulerPolicy["prefillBudgetTokens"]>>().toEqualTypeOf<[view: SchedulerView]>();
});

it("reading it does not compile", () => {
  const cheat = (request: RequestView, instance: InstanceLoad, view: SchedulerView) => [
    // @ts-expect-error the true output length is the engine's alone
    request.outputTokens,
    // @ts-expect-error nor what an instance is running
    instance.batch,
    // @ts-expect-error nor when its sequences will finish
    view.batch,
  ];
  expectTypeOf(cheat).toBeFunction();
});
