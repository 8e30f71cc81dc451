// A series read from text, and what is refused of one, for tests.
import { InputError } from "../../src/base/errors.ts";
import { readSeries } from "../../src/forecast/read-series.ts";

export const read = (text: string, choice = {}) => readSeries("s.csv", text, choice);

export const values = (text: string, choice = {}) =>
  read(text, choice).series.observations.map(({ value }) => value);

export function refusal(text: string, choice = {}): string {
  try {
    read(text, choice);
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  throw new Error("read without a problem");
}
