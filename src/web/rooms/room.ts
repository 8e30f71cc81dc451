// What a room is to the page: it draws itself into an element, keeps its state in the link, and tidies up.
import type { Simulator } from "../simulator.ts";

export interface RoomContext {
  host: HTMLElement;
  simulator: Simulator;
  /** What the link says, or undefined for a visit without. */
  state: unknown;
  /** Puts the state into the link. */
  keep(state: unknown): void;
}

export interface Room {
  /** In the link. */
  id: string;
  title: string;
  /** Rooms with the same kind of state take it along from one to the other. */
  about: string;
  /** Draws it; answers with what ends it. */
  open(context: RoomContext): { close(): void };
}
