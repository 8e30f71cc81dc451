// Imported before any schema is made: a command validates each file once, and compiling validators costs more than that.
import { config } from "zod";

config({ jitless: true });
