// Answers that keep up with a moving slider: one piece of work at a time, the newest wish next, a full answer when the hand rests.
import { Cancelled } from "./simulator.ts";

export interface Live {
  /** Asks again; `preview` for a quick answer on the way. */
  ask(how: { preview: boolean }): void;
  stop(): void;
}

export interface LiveOptions<Answer> {
  work(preview: boolean, signal: AbortSignal): Promise<Answer>;
  onAnswer(answer: Answer, preview: boolean): void;
  onError(error: unknown): void;
  /** Whether something is being worked on. */
  onBusy(busy: boolean): void;
}

const REST_MILLISECONDS = 250;

export function createLive<Answer>({ work, onAnswer, onError, onBusy }: LiveOptions<Answer>): Live {
  let running: { preview: boolean; control: AbortController } | undefined;
  let wanted: { preview: boolean } | undefined;
  let rest: ReturnType<typeof setTimeout> | undefined;

  async function next(): Promise<void> {
    if (running || !wanted) return;
    const { preview } = wanted;
    wanted = undefined;
    const control = new AbortController();
    running = { preview, control };
    onBusy(true);
    try {
      const answer = await work(preview, control.signal);
      if (!control.signal.aborted) onAnswer(answer, preview);
    } catch (error) {
      if (!(error instanceof Cancelled) && !control.signal.aborted) onError(error);
    }
    running = undefined;
    onBusy(wanted !== undefined);
    void next();
  }

  return {
    ask({ preview }) {
      clearTimeout(rest);
      wanted = { preview };
      // A preview is nearly there; a full answer to an old question is of no use.
      if (running && !running.preview) running.control.abort();
      if (preview)
        rest = setTimeout(() => {
          wanted = { preview: false };
          void next();
        }, REST_MILLISECONDS);
      void next();
    },
    stop() {
      clearTimeout(rest);
      wanted = undefined;
      running?.control.abort();
    },
  };
}
