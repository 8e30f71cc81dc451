// `npm run bench:forecast`: how often the intervals hold and how far off the medians are, beside the methods people use.
// Data of ../shared are optional: what is absent is skipped, and said.
import { plainTable } from "../../src/report/plain-table.ts";
import { businessBars } from "./bars.ts";
import { business } from "./business.ts";
import { simulated } from "./simulated.ts";
import { tokens } from "./tokens.ts";

for (const part of [business, businessBars, tokens, simulated]) {
  const answer = part();
  if (typeof answer === "string") console.log(`${answer}\n`);
  else
    for (const { title, head, rows } of [answer].flat()) console.log(`${title}\n\n${plainTable(head, rows)}`);
}
