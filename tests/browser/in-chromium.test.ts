// Everything that needs a real browser, in one file, because it takes long to start and is started once.
import { afterAll } from "vitest";
import { closeBrowser } from "./browser.ts";
import "./report.suite.ts";
import "./web-app.suite.ts";

afterAll(closeBrowser);
