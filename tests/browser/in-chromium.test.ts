// Everything that needs a real browser, in one file, because it takes long to start and is started once.
import { afterAll } from "vitest";
import { closeBrowser } from "./browser.ts";
import "./report.suite.ts";
import "./planning.suite.ts";
import "./questions.suite.ts";
import "./site.suite.ts";
import "./what-if.suite.ts";

afterAll(closeBrowser);
