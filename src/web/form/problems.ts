// Problems beside the controls they concern; a control that is folded away is unfolded.
import type { Problem } from "../../base/errors.ts";

/** Those that belong to no control. */
export function markProblems(
  forms: readonly HTMLElement[],
  problems: readonly Problem[],
): readonly Problem[] {
  for (const form of forms) {
    for (const place of form.querySelectorAll<HTMLElement>(".problem")) {
      place.hidden = true;
      place.textContent = "";
    }
    for (const input of form.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
  }
  return problems.filter(({ path, message }) => {
    const place = forms.map((form) => nearest(form, path)).find((found) => found !== undefined);
    if (!place) return true;
    const text = [...place.children].reverse().find((child) => child.classList.contains("problem")) as
      | HTMLElement
      | undefined;
    if (!text) return true;
    const said = place.dataset.path === path ? message : `${path}: ${message}`;
    text.textContent = text.textContent ? `${text.textContent}; ${said}` : said;
    text.hidden = false;
    for (const folded of ancestors(place)) folded.open = true;
    if (place.dataset.path === path)
      place.querySelector("input:not([type=range]), select")?.setAttribute("aria-invalid", "true");
    return false;
  });
}

/** The control at the path, or of the nearest thing that holds it. */
function nearest(form: HTMLElement, path: string): HTMLElement | undefined {
  let at = path;
  while (at !== "") {
    const found = form.querySelector<HTMLElement>(`[data-path="${CSS.escape(at)}"]`);
    if (found) return found;
    at = at.replace(/(\.[^.[\]]*|\[\d+\]|^[^.[\]]*)$/, "");
  }
  return undefined;
}

function ancestors(place: Element): HTMLDetailsElement[] {
  const found: HTMLDetailsElement[] = [];
  for (let at = place.closest("details"); at; at = at.parentElement?.closest("details") ?? null)
    found.push(at);
  return found;
}
