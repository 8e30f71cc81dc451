// How far the work is, and a way to stop it; nothing flickers where it takes no time.
import { element } from "./dom.ts";
import type { Progress } from "./worker/protocol.ts";

const SHOWN_AFTER_MILLISECONDS = 300;

/** `cancel` answers with what to say then; `onShown`: work takes so long that it is shown. */
export function statusLine(cancel: () => string, onShown: () => void) {
  const words = element("span", { role: "status" });
  const bar = element("progress", { max: 1, "aria-label": "Progress", hidden: true });
  const button = element(
    "button",
    { type: "button", className: "plain", hidden: true, onclick: () => stop() },
    "Cancel",
  );
  const node = element("div", { className: "status" }, words, bar, button);
  let timer: ReturnType<typeof setTimeout> | undefined;

  function hide(): void {
    clearTimeout(timer);
    timer = undefined;
    bar.hidden = true;
    button.hidden = true;
  }

  function stop(): void {
    const said = cancel();
    hide();
    words.textContent = said;
  }

  return {
    node,
    busy(busy: boolean) {
      if (!busy) return hide();
      bar.removeAttribute("value");
      timer ??= setTimeout(() => {
        bar.hidden = false;
        button.hidden = false;
        onShown();
      }, SHOWN_AFTER_MILLISECONDS);
    },
    progress(progress: Progress) {
      // What is said after it was cancelled is of no use.
      if (timer === undefined) return;
      bar.value = typeof progress === "number" ? progress : progress.fraction;
      if (typeof progress !== "number") words.textContent = progress.doing;
    },
    say(text: string) {
      words.textContent = text;
    },
  };
}
