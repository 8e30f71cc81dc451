// Problems beside the controls they concern; a control that is folded away is unfolded.
import type { Problem } from "../../base/errors.ts";

/** Those that belong to no control. */
export function markProblems(
  forms: readonly HTMLElement[],
  problems: readonly Problem[],
): readonly Problem[] {
  for (const form of forms) {
    for (const place of form.querySelectorAll<HTMLElement>("[data-path] > .problem")) {
      place.hidden = true;
      place.textContent = "";
    }
    for (const input of form.querySelectorAll<HTMLElement>("[data-path] [aria-invalid]"))
      markInvalid(input, undefined);
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
    text.id = `${place.dataset.path}:problem`;
    const input =
      place.querySelector<HTMLElement>("input:not([type=range]), select") ??
      place.querySelector<HTMLElement>("input");
    if (place.dataset.path === path && input) markInvalid(input, text.id);
    return false;
  });
}

/** A control, and the element that says what is wrong with it; undefined where nothing is. */
export function markInvalid(input: HTMLElement, problemId: string | undefined): void {
  const before = input.getAttribute("aria-errormessage");
  const described = (input.getAttribute("aria-describedby") ?? "").split(" ");
  const ids = [...described.filter((id) => id !== "" && id !== before), ...(problemId ? [problemId] : [])];
  const set = (name: string, value: string) =>
    value === "" ? input.removeAttribute(name) : input.setAttribute(name, value);
  set("aria-invalid", problemId ? "true" : "");
  set("aria-errormessage", problemId ?? "");
  set("aria-describedby", ids.join(" "));
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
