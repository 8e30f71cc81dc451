// What sorts of requests sessions make: the role of the agent, and what the request is for. Only what the user asked
// for is useful; everything else is what it took.

export const purposes = ["answer", "work", "retried", "compaction", "fault", "plan"] as const;
export type Purpose = (typeof purposes)[number];

/** One sort of request; its index is the `kindIndex` of arrivals. */
export interface RequestKind {
  role: string;
  purpose: Purpose;
  /** Its answer brings the session to its end. */
  concludes: boolean;
}

export function requestKinds(roles: readonly string[]): RequestKind[] {
  return roles.flatMap((role) =>
    purposes.flatMap((purpose) => [false, true].map((concludes) => ({ role, purpose, concludes }))),
  );
}

export function kindIndex(roleIndex: number, purpose: Purpose, concludes: boolean): number {
  return (roleIndex * purposes.length + purposes.indexOf(purpose)) * 2 + (concludes ? 1 : 0);
}
